"""What changed in the list of powers lately, for everybody: new versions, ends, stops and resumptions."""

from dataclasses import dataclass
from datetime import datetime

from yangguang.kernel import clock
from yangguang.reference.matters.models import Matter, MatterStop, MatterVersion

MOST = 60


@dataclass(frozen=True, slots=True)
class PowerChange:
    """One change: when it became public, of what, what happened, where the details stand."""

    at: datetime
    matter: Matter
    title: str
    text: str
    address: str

    @property
    def key(self) -> str:
        """A name for feed readers, the same for ever."""
        return f"tag:powers,{clock.today(self.at).isoformat()}:{self.matter.catalog_code}:{int(self.at.timestamp())}"


def list_changes(*, body: str = "") -> list[PowerChange]:
    """List the newest changes, newest first; of one body by its code, or of all."""
    versions = MatterVersion.objects.filter(published_at__isnull=False)
    stops = MatterStop.objects.all()
    if body:
        versions = versions.filter(matter__body__code=body)
        stops = stops.filter(matter__body__code=body)
    found = [
        _of_version(one)
        for one in versions.select_related("matter__body")
        .only("number", "published_at", "effective_from", "matter")
        .order_by("-published_at")[:MOST]
    ]
    for stop in stops.select_related("matter__body").order_by("-stopped_at")[:MOST]:
        found += _of_stop(stop)
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def _of_version(version: MatterVersion) -> PowerChange:
    day = version.effective_from
    begins = f"{day.year}年{day.month}月{day.day}日起施行。" if day else ""
    matter = version.matter
    word = "公布" if version.number == 1 else f"有了第 {version.number} 版"
    at = version.published_at or matter.registered_at
    return PowerChange(
        at, matter, f"《{matter.name}》{word}", begins, f"{matter.get_absolute_url()}versions/"
    )


def _of_stop(stop: MatterStop) -> list[PowerChange]:
    matter = stop.matter
    address = matter.get_absolute_url()
    found = [
        PowerChange(stop.stopped_at, matter, f"《{matter.name}》暂停受理", f"原因：{stop.reason}", address)
    ]
    if stop.resumed_at is not None:
        found.append(PowerChange(stop.resumed_at, matter, f"《{matter.name}》恢复受理", "", address))
    return found
