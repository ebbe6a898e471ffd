"""What the demo city's halls have done around its cases: questions asked and answered, old cases on file, one result by post."""

from datetime import datetime, timedelta

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.hall import api as hall
from yangguang.foundation.access.api import actor_of
from yangguang.foundation.acts.api import ANONYMOUS, Actor, system_actor
from yangguang.foundation.deadlines.api import current_calendar
from yangguang.foundation.identity.api import Account
from yangguang.foundation.organisation.api import Body, PostKind, list_holders
from yangguang.kernel.clock import today
from yangguang.reference.matters.models import Matter

FOOD, COMPANY = "440131016000", "440131001000"
ARCHIVE, POST = system_actor("立卷归档"), system_actor("邮政投递")
FILED = 8
ASKED = (
    (
        FOOD,
        9,
        "小餐馆改成只卖饮料和预包装食品，原来的食品经营许可证还能用吗？我姓陈，电话 13800000421。",
        "经营项目减少的，要申请变更许可；只销售预包装食品的，办理备案即可，不再需要许可证。网上可以办，不用跑窗口。",
    ),
    (
        FOOD,
        6,
        "厨房面积只有八平方米，能不能办下来？",
        "面积没有统一的最低数，看的是加工场所与经营品种是否相适应。做生食类、裱花类的要有专间，请如实填写布局。",
    ),
    (
        COMPANY,
        4,
        "公司名称预留了，过几天会失效？",
        "预留期六十日，期满前可以续一次，再续六十日。预留期内提交设立申请就不用担心。",
    ),
    (FOOD, 1, "我叫李明，住所是商住两用的房子，能做食品经营场所吗？", ""),
)
"""Matter, working days ago, what was asked, the answer; none where it still waits."""


def build(*, now: datetime) -> None:
    """Fill the halls once; a city that has questions stays as it is."""
    if hall.Question.objects.exists():
        return
    for code, days_ago, text, answer in ASKED:
        matter = Matter.objects.select_related("body").filter(catalog_code=code).first()
        if matter is not None:
            _ask(matter, text, answer, at=_workdays_ago(now, days_ago))
    for application in hall.list_unfiled(now=now, limit=FILED):
        hall.close_volume(actor=ARCHIVE, application=application, now=now - timedelta(hours=7))
    _post_one(now)


def _ask(matter: Matter, text: str, answer: str, *, at: datetime) -> None:
    asker = Account.objects.filter(username="lina").first() if "我叫" in text else None
    actor = actor_of(account=asker, on=today(at)) if asker else ANONYMOUS
    question = hall.ask_question(actor=actor, matter=matter, text=text, phone="", now=at)
    if answer:
        hall.answer_question(
            actor=_seat(matter.body, PostKind.EXAMINE, at),
            question=question,
            answer=answer,
            shown_text="",
            now=at + timedelta(hours=5),
        )


def _post_one(now: datetime) -> None:
    """Send the first result that waits at a delivery post, a day and a half ago: the post carries it."""
    waiting = (
        approval.visible_to(actor=POST).filter(state=approval.State.GRANTED.value).order_by("decided_at")
    )
    application = waiting.first()
    if application is None or application.decided_at is None:
        return
    sent_at: datetime = max(application.decided_at + timedelta(minutes=30), now - timedelta(hours=20))
    seats = [_seat(application.body, kind, sent_at) for kind in (PostKind.DELIVER, PostKind.ACCEPT)]
    sender = next((one for one in seats if hall.may_post_result(one, application)), None)
    if sent_at >= now or sender is None:
        return
    address = str(application.fields.get("address") or "深圳市南山区示例路 8 号")
    to = hall.Address(application.person_name, application.phone or "13800000000", address)
    hall.post_result(actor=sender, application=application, to=to, now=sent_at)


def _seat(body: Body, kind: PostKind, at: datetime) -> Actor:
    day = today(at)
    return actor_of(account=list_holders(kind=kind, body_code=body.code, on=day)[0].account, on=day)


def _workdays_ago(now: datetime, days: int) -> datetime:
    day = current_calendar().add_workdays(today(now), -days)
    return now - timedelta(days=(today(now) - day).days)
