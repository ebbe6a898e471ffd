"""Things labelled 敏感, and officers from whom they are concealed, for the tests of every app that lists such things."""

from dataclasses import replace
from datetime import UTC, datetime

from yangguang.foundation.access.models import ObjectLabel
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.models import Officer

_AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def label(object_type: str, object_number: str, level: str = "sensitive") -> None:
    """Put a label on something, as a security administrator has done."""
    account, _ = Account.objects.get_or_create(username="keeper-of-labels", defaults={"created_at": _AT})
    keeper, _ = Officer.objects.get_or_create(account=account, defaults={"number": "L0001", "name": "管密"})
    ObjectLabel(
        object_type=object_type,
        object_number=object_number,
        level=level,
        reason="涉及举报人的身份",
        set_by=keeper,
        set_at=_AT,
    ).save()


def concealed(actor: Actor, *object_types: str) -> Actor:
    """The same officer in a new request, after such things were labelled; not cleared to see them."""
    return replace(actor, concealed=frozenset(object_types))
