"""Those who follow a matter hear of it when it, or a discretion standard of it, changes, stops or goes on."""

from datetime import datetime

from yangguang.foundation.acts.api import subscribe, system_actor
from yangguang.reference.declarations.models import Subscription
from yangguang.reference.declarations.operations import tell_subscribers
from yangguang.reference.discretion import api as discretion
from yangguang.reference.discretion.events import StandardPublished, StandardRetired
from yangguang.reference.matters.events import MatterPublished, MatterResumed, MatterStopped, VersionRetired
from yangguang.reference.matters.models import Matter


def _tell(code: str, title: str, text: str, at: datetime) -> None:
    if not Subscription.objects.exists():
        return
    matter = Matter.objects.select_related("body").get(code=code)
    tell_subscribers(actor=system_actor("事项订阅"), now=at, matter=matter, title=title, text=text)


@subscribe(MatterPublished)
def tell_of_version(event: MatterPublished, act_number: int) -> None:
    """A new version: when it begins and where the differences stand."""
    day = event.effective_from
    text = f"第 {event.number} 版 {day.year}年{day.month}月{day.day}日起施行。改了什么，见“历次版本”。"
    _tell(event.code, f"《{event.name}》有新版本", text, event.at)


@subscribe(MatterStopped)
def tell_of_stop(event: MatterStopped, act_number: int) -> None:
    """A stop: why."""
    _tell(event.code, f"《{event.name}》暂停受理", f"原因：{event.reason} 已经受理的件照常办。", event.at)


@subscribe(MatterResumed)
def tell_of_resumption(event: MatterResumed, act_number: int) -> None:
    """It goes on."""
    _tell(event.code, f"《{event.name}》恢复受理", "现在可以申请了。", event.at)


@subscribe(VersionRetired)
def tell_of_end(event: VersionRetired, act_number: int) -> None:
    """The end of a version without a successor."""
    _tell(event.code, "您订阅的事项已取消", f"第 {event.number} 版停用。原因：{event.reason}", event.at)


@subscribe(StandardPublished)
def tell_of_standard(event: StandardPublished, act_number: int) -> None:
    """A new version of a discretion standard: when it begins."""
    day = event.effective_from
    text = (
        f"第 {event.number} 版 {day.year}年{day.month}月{day.day}日起施行。改了什么，见这项基准的“历次版本”。"
    )
    _tell(_matter_of(event.code), f"裁量基准“{event.act}”有新版本", text, event.at)


@subscribe(StandardRetired)
def tell_of_standard_ended(event: StandardRetired, act_number: int) -> None:
    """The end of a discretion standard: why."""
    text = f"第 {event.number} 版停用。原因：{event.reason}"
    _tell(_matter_of(event.code), "您订阅的事项停用了一项裁量基准", text, event.at)


def _matter_of(standard_code: str) -> str:
    return discretion.get_standard(code=standard_code).matter.code
