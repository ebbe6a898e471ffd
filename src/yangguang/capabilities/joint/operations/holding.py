"""How an operation takes hold of a joint case: the flow's row first, then the case, then its parts read anew."""

from typing import Any

from yangguang.capabilities.joint.models import JointCase, Part
from yangguang.capabilities.joint.rules.refusals import TextNeeded
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.models import Officer
from yangguang.foundation.process.models import Instance

UNREAD = tuple(
    f"version__{name}"
    for name in ("form", "flow_xml", "by_law", "conditions", "remedies", "columns", "summary", "for_whom")
)
"""What a part's version carries and no step of the joint case reads; starting a part reads the whole version."""


def hold(case: JointCase) -> JointCase:
    """Lock a joint case in the one order everybody uses, and give it as it stands."""
    Instance.objects.select_for_update().get(pk=case.instance_id)
    return (
        JointCase.objects.select_for_update(of=("self",))
        .select_related("version__scenario", "lead")
        .get(pk=case.pk)
    )


def parts_of(case: JointCase) -> list[Part]:
    """Read the parts of a held case, each knowing it."""
    rows = Part.objects.filter(case=case).select_related("version__matter", "body").defer(*UNREAD)
    parts = list(rows)
    for part in parts:
        part.case = case
    return parts


def officer_of(actor: Actor) -> Officer:
    """Give the officer behind an actor who passed an officer's permission."""
    return Officer.objects.get(account_id=actor.account_id)


def require_text(**texts: str) -> None:
    """Refuse with TextNeeded what has not been said."""
    blank: dict[str, Any] = {name: "这一项还没有写。" for name, text in texts.items() if not text.strip()}
    if blank:
        raise TextNeeded(fields=blank)
