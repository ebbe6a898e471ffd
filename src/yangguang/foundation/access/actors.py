"""Turn a signed-in account into the actor that operations see; once per request."""

from dataclasses import replace
from datetime import date, datetime
from typing import cast

from django.http import HttpRequest

from yangguang.foundation.access import snapshot
from yangguang.foundation.access.judging import concealed_from, extra_posts
from yangguang.foundation.access.sessions import ACTING_FOR, keep_session
from yangguang.foundation.access.step_up import FactorDebt
from yangguang.foundation.acts.api import ANONYMOUS, Actor, ActorKind, HeldPost
from yangguang.foundation.identity.api import Account, find_mandate
from yangguang.foundation.organisation.api import Appointment, Officer, list_posts_of
from yangguang.kernel import clock

_KEPT = "actor_read"


def actor_of_request(request: HttpRequest) -> Actor:
    """
    Give the actor behind a request, read once per request; anonymous if nobody has signed in or the sign-in
    has grown stale.
    """
    known: Actor | None = getattr(request, _KEPT, None)
    if known is None:
        known = _read(request)
        setattr(request, _KEPT, known)
    return known


def _read(request: HttpRequest) -> Actor:
    now = clock.now()
    if not request.user.is_authenticated or not keep_session(request, now):
        return ANONYMOUS
    account = cast("Account", request.user)
    acting_for = request.session.get(ACTING_FOR, "")
    actor = actor_of(account=account, on=clock.today(now), acting_for=acting_for, now=now)
    return replace(actor, owes_factor=FactorDebt(request))


def actor_of(*, account: Account, on: date, acting_for: str = "", now: datetime | None = None) -> Actor:
    """
    Build the actor of an account on a day; a mandate that has ended no longer counts.

    With *now* an officer also carries the posts lent to them or taken in an emergency.
    """
    officer = getattr(account, "officer", None)
    if officer is not None:
        posts = list_posts_of(officer=officer, on=on)
        rights = snapshot.current()
        if now is not None:
            posts = (*posts, *_extra_posts(rights, officer, posts, now))
        actor = Actor(ActorKind.OFFICER, account.pk, officer.number, officer.name, posts=posts)
        return replace(actor, concealed=concealed_from(rights, actor=actor, day=on))
    person = getattr(account, "person", None)
    if person is None:
        return Actor(ActorKind.CITIZEN, account.pk, account.username, account.username)
    mandate = find_mandate(account_id=account.pk, credit_code=acting_for, on=on) if acting_for else None
    enterprise = mandate.enterprise if mandate else None
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


def _extra_posts(
    rights: snapshot.Snapshot, officer: Officer, posts: tuple[HeldPost, ...], now: datetime
) -> list[HeldPost]:
    """What was lent counts only while the lender still holds it: leavers' rights end the same day, lent ones too."""
    extra = extra_posts(rights, account_id=officer.account_id, posts=posts, now=now)
    lent = [rights.lent[one.by] for one in extra if one.by in rights.lent]
    lenders = {one.lender_id for one in lent if one.lender_id is not None}
    if not lenders:
        return extra
    running = Appointment.objects.filter(officer__in=lenders).running_on(clock.today(now))
    held = set(running.values_list("officer_id", "post__code"))
    gone = {one.reference for one in lent if one.lender_id and (one.lender_id, one.post.code) not in held}
    return [one for one in extra if one.by not in gone]
