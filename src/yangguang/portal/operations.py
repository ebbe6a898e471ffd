"""The only things the portal writes: the traces of looking up a case without signing in."""

from dataclasses import dataclass
from datetime import datetime

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.portal import permissions


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
