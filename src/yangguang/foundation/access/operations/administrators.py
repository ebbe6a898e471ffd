"""Appointing the three administrators of the platform (三员): proposed by one, approved by another, never one person in two."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from yangguang.foundation.access import permissions
from yangguang.foundation.access.models import AdministratorProposal
from yangguang.foundation.access.rules import AlreadyProposed, NotAnAdministratorPost
from yangguang.foundation.acts.api import Actor, note, operation, system_actor
from yangguang.foundation.organisation.api import (
    Appointment,
    Officer,
    Post,
    appoint_officer,
    end_appointment,
)
from yangguang.foundation.organisation.models import PostKind
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput

THREE = (PostKind.SYSTEM, PostKind.SECURITY, PostKind.AUDIT)


@operation(
    "access.propose_administrator",
    summary="提请任命平台管理员",
    permission=permissions.may_propose_administrator,
    subject="result",
    asks_factor=True,
)
def propose_administrator(
    *, actor: Actor, now: datetime, officer: Officer, post: Post, reason: str
) -> AdministratorProposal:
    """
    Propose an officer as system, security or audit administrator; it counts once a security administrator approves
    (GB/T 22239-2019, 8.1.4.2 d, 8.1.5.1-3).

    Refuses with NotAnAdministratorPost, AlreadyProposed, InvalidInput.
    """
    if post.kind not in THREE:
        raise NotAnAdministratorPost(post=post.name)
    if officer.account_id == actor.account_id:
        raise InvalidInput(fields={"officer": "不能提请任命自己，请另一位管理员提请。"})
    if len(reason.strip()) < 5:
        raise InvalidInput(fields={"reason": "请写明为什么任命，至少 5 个字。"})
    try:
        with transaction.atomic():
            proposal = AdministratorProposal.objects.create(
                officer=officer,
                post=post,
                valid_from=clock.today(now),
                reason=reason.strip()[:300],
                proposed_by=Officer.objects.get(account_id=actor.account_id),
                proposed_at=now,
            )
    except IntegrityError as known:
        raise AlreadyProposed(officer=officer.name) from known
    note(**proposal.spoken, reason=proposal.reason)
    return proposal


def appoint(proposal: AdministratorProposal, *, now: datetime) -> None:
    """Make the appointment inside the operation that approves; other posts must have ended. Refuses as appoint_officer."""
    appoint_officer(
        actor=system_actor("管理员任命"),
        now=now,
        officer=proposal.officer,
        post=proposal.post,
        valid_from=max(proposal.valid_from, clock.today(now)),
    )


def dismiss(proposal: AdministratorProposal, *, now: datetime) -> None:
    """End the appointment inside the operation that ends the right, the same day."""
    today: date = clock.today(now)
    held = Appointment.objects.filter(officer=proposal.officer, post=proposal.post).running_on(today)
    for appointment in held:
        end_appointment(actor=system_actor("管理员任命"), now=now, appointment=appointment, on=today)
