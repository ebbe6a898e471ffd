"""Turn a signed-in account into the actor that operations see; once per request."""

from datetime import date
from typing import cast

from django.http import HttpRequest

from yangguang.foundation.acts.api import ANONYMOUS, Actor, ActorKind
from yangguang.foundation.identity.models import Account, Enterprise
from yangguang.foundation.organisation.api import list_posts_of
from yangguang.kernel import clock

ACTING_FOR = "acting_for"  # session key: credit code of the enterprise the person stands for


def actor_of_request(request: HttpRequest) -> Actor:
    """Give the actor behind a request; anonymous if nobody has signed in."""
    if not request.user.is_authenticated:
        return ANONYMOUS
    account = cast("Account", request.user)
    return actor_of(
        account=account, on=clock.today(clock.now()), acting_for=request.session.get(ACTING_FOR, "")
    )


def actor_of(*, account: Account, on: date, acting_for: str = "") -> Actor:
    """Build the actor of an account on a day; a mandate that has ended no longer counts."""
    officer = getattr(account, "officer", None)
    if officer is not None:
        posts = list_posts_of(officer=officer, on=on)
        return Actor(ActorKind.OFFICER, account.pk, officer.number, officer.name, posts=posts)
    person = getattr(account, "person", None)
    if person is None:
        return Actor(ActorKind.CITIZEN, account.pk, account.username, account.username)
    enterprise = _represented(person.pk, acting_for, on)
    return Actor(
        ActorKind.CITIZEN,
        account.pk,
        account.username,
        person.name,
        id_number=person.id_number,
        phone=person.phone,
        enterprise_code=enterprise.credit_code if enterprise else "",
        enterprise_name=enterprise.name if enterprise else "",
    )


def _represented(person_id: int, credit_code: str, on: date) -> Enterprise | None:
    if not credit_code:
        return None
    return (
        Enterprise.objects.filter(
            credit_code=credit_code, mandates__person_id=person_id, mandates__valid_from__lte=on
        )
        .exclude(mandates__person_id=person_id, mandates__valid_until__lte=on)
        .first()
    )
