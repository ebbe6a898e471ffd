"""The only things the portal writes: the traces of looking up a case without signing in, and of asking the record."""

from dataclasses import dataclass
from datetime import datetime

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.messaging import api as messaging
from yangguang.kernel import clock
from yangguang.portal import permissions
from yangguang.portal.queries.audit import LogQuestion, list_administrators


@dataclass(frozen=True, slots=True)
class Lookup:
    """A look-up as acts name it: by the number asked for, or by where it came from (a digest, never the address)."""

    kind: str
    key: str

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return (self.kind, self.key)


@operation(
    "portal.record_failed_lookup",
    summary="查进度核对不上",
    permission=permissions.may_record_failed_lookup,
    subject="lookup",
)
def record_failed_lookup(*, actor: Actor, now: datetime, lookup: Lookup) -> None:
    """Keep that number and phone did not fit, so that guessing can be stopped (GB/T 22239, 8.1.4.1)."""


@operation(
    "portal.record_progress_read",
    summary="凭编号和手机号查看进度",
    permission=permissions.may_record_progress_read,
    subject="lookup",
)
def record_progress_read(*, actor: Actor, now: datetime, lookup: Lookup) -> None:
    """Leave the access record that reading personal data asks for (Personal Information Protection Law art. 51)."""
    note(purpose="申请人查进度")


@operation(
    "portal.query_log",
    summary="查询行为记录",
    permission=permissions.may_query_log,
    subject="question",
)
def query_log(*, actor: Actor, now: datetime, question: LogQuestion) -> None:
    """Keep who asked the record what, and what for (GB/T 22239, 8.1.4.3; PIPL art. 51)."""
    asked = {
        "person": question.person,
        "post": question.post,
        "operation": question.operation,
        "since": question.since,
        "until": question.until,
    }
    note(purpose=question.purpose, **{name: str(value) for name, value in asked.items() if value})


@operation(
    "portal.export_evidence",
    summary="导出证据包",
    permission=permissions.may_export_evidence,
    subject="question",
)
def export_evidence(*, actor: Actor, now: datetime, question: LogQuestion) -> None:
    """Keep who took evidence out, and for which dispute."""
    note(purpose=question.purpose)


@dataclass(frozen=True, slots=True)
class LogAlarmNotice:
    """What administrators are told about the log."""

    code: str
    title: str
    text: str

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return ("log", self.code)


@operation(
    "portal.tell_administrators",
    summary="告知管理员日志情况",
    permission=permissions.may_tell_administrators,
    subject="notice",
)
def tell_administrators(*, actor: Actor, now: datetime, notice: LogAlarmNotice) -> None:
    """Send the notice to everybody who holds a system, security or audit post today."""
    for account_id in list_administrators(on=clock.today(now)):
        messaging.send(
            title=notice.title,
            text=notice.text,
            now=now,
            account_id=account_id,
            link="/admin-desk/log/state/",
        )
