"""Officers' accounts as the system administrator keeps them: who uses theirs, who has not for long, who has no second factor."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from yangguang.foundation.identity.api import DORMANT_AFTER, Passkey, Totp
from yangguang.foundation.organisation.models import Appointment, Officer
from yangguang.kernel import clock


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One officer's account."""

    officer: Officer
    posts: tuple[str, ...]
    has_factor: bool
    is_dormant: bool


def list_officer_accounts(*, now: datetime, words: str = "", only: str = "") -> "QuerySet[Officer]":
    """
    List officers by number or name; *only* narrows to dormant (90 days without a sign-in, 8.1.4.2 c), unbound (no second
    factor), idle (no post today) or closed.
    """
    day = clock.today(now)
    running = Q(appointments__valid_from__lte=day) & (
        Q(appointments__valid_until__isnull=True) | Q(appointments__valid_until__gt=day)
    )
    rows = Officer.objects.select_related("account").annotate(
        held=Count("appointments", filter=running),
        has_factor=Exists(Totp.objects.filter(account=OuterRef("account")))
        | Exists(Passkey.objects.filter(account=OuterRef("account"))),
    )
    if words:
        rows = rows.filter(
            Q(name__contains=words) | Q(number__startswith=words) | Q(account__username__startswith=words)
        )
    before = now - DORMANT_AFTER
    unused = Q(account__last_login__lt=before) | Q(account__last_login=None, account__created_at__lt=before)
    narrowed = {
        "dormant": unused & Q(account__is_active=True),
        "unbound": Q(has_factor=False, account__is_active=True),
        "idle": Q(held=0, account__is_active=True),
        "closed": Q(account__is_active=False),
    }
    return rows.filter(narrowed.get(only, Q())).order_by("number")


def account_lines(*, officers: list[Officer], now: datetime) -> list[AccountLine]:
    """Gather what the list shows about each officer of one page, in one more query."""
    day, before = clock.today(now), now - DORMANT_AFTER
    posts: dict[int, list[str]] = {}
    held = Appointment.objects.running_on(day).filter(officer__in=[one.pk for one in officers])
    for one in held.select_related("post__office__body"):
        posts.setdefault(one.officer_id, []).append(f"{one.post.body.short_name} {one.post.name}")
    return [
        AccountLine(
            officer,
            tuple(posts.get(officer.pk, [])),
            bool(getattr(officer, "has_factor", False)),
            officer.account.is_active and (officer.account.last_login or officer.account.created_at) < before,
        )
        for officer in officers
    ]
