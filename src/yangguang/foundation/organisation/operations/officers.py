"""Officers: entering service, holding posts, leaving them."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.identity.api import HashedPassword, close_account, open_account
from yangguang.foundation.organisation import permissions
from yangguang.foundation.organisation.events import OfficerRetired
from yangguang.foundation.organisation.models import Appointment, Body, Officer, Post
from yangguang.foundation.organisation.operations.bodies import refuse_closed
from yangguang.foundation.organisation.rules import (
    AlreadyAppointed,
    AppointmentEnded,
    OfficerNumberTaken,
    OwnAppointment,
    PeriodRunsBackward,
    PostsIncompatible,
    incompatibility,
)
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput


@operation(
    "organisation.enrol_officer",
    summary="录用工作人员",
    permission=permissions.may_enrol_officer,
    subject="result",
)
def enrol_officer(
    *,
    actor: Actor,
    now: datetime,
    body: Body,
    name: str,
    number: str,
    username: str,
    secret: HashedPassword,
    is_temporary: bool = False,
) -> Officer:
    """
    Enter an officer into service with a public number and an account; powers come only with an appointment.

    A temporary password must be changed at the first sign-in.

    Refuses with OfficerNumberTaken, and with InvalidInput for the user name.
    """
    account = open_account(actor=actor, now=now, username=username, secret=secret, is_temporary=is_temporary)
    try:
        with transaction.atomic():
            officer = Officer.objects.create(account=account, number=number, name=name)
    except IntegrityError as taken:
        raise OfficerNumberTaken(number=number) from taken
    note(body=body.code)
    return officer


@operation(
    "organisation.renew_certificate",
    summary="登记执法证",
    permission=permissions.may_renew_certificate,
    subject="officer",
    asks_factor=True,
)
def renew_certificate(
    *, actor: Actor, now: datetime, officer: Officer, body: Body, number: str, valid_until: date
) -> Officer:
    """Record the officer's enforcement certificate (执法证) and its last day (excluded)."""
    officer.certificate_number = number
    officer.certificate_until = valid_until
    officer.save(update_fields=["certificate_number", "certificate_until"])
    note(certificate=number, until=valid_until.isoformat())
    return officer


@operation(
    "organisation.appoint_officer",
    summary="任命岗位",
    permission=permissions.may_appoint_officer,
    subject="officer",
    asks_factor=True,
)
def appoint_officer(
    *,
    actor: Actor,
    now: datetime,
    officer: Officer,
    post: Post,
    valid_from: date,
    valid_until: date | None = None,
) -> Appointment:
    """
    Give an officer a post from a day until a day (excluded) or without end.

    Refuses with OwnAppointment, BodyClosed, PeriodRunsBackward, AlreadyAppointed, PostsIncompatible.
    """
    note(post=post.code, valid_from=valid_from.isoformat(), valid_until=_iso(valid_until))
    return _appoint(actor, officer, post, valid_from, valid_until)


@operation(
    "organisation.end_appointment",
    summary="结束任命",
    permission=permissions.may_end_appointment,
    subject="appointment",
    asks_factor=True,
)
def end_appointment(*, actor: Actor, now: datetime, appointment: Appointment, on: date) -> Appointment:
    """
    End a holding on a day (excluded): from that day on the post's powers are gone.

    Refuses with AppointmentEnded, PeriodRunsBackward.
    """
    note(post=appointment.post.code, on=on.isoformat())
    return _end(appointment, on)


@operation(
    "organisation.retire_officer",
    summary="办理离任",
    permission=permissions.may_retire_officer,
    subject="officer",
    asks_factor=True,
)
def retire_officer(*, actor: Actor, now: datetime, officer: Officer, reason: str) -> Officer:
    """
    Let an officer leave today: every appointment ends with yesterday, the account closes, open sign-ins end at once.

    Refuses with InvalidInput without a reason.
    """
    if len(reason.strip()) < 2:
        raise InvalidInput(fields={"reason": "请写明离任的原因，如调出、退休、辞职。"})
    today = clock.today(now)
    ended = []
    for one in Appointment.objects.select_for_update().filter(officer=officer).select_related("post"):
        if one.valid_until is None or one.valid_until > today:
            one.valid_until = max(today, one.valid_from)
            one.save(update_fields=["valid_until"])
            ended.append(one.post.code)
    close_account(actor=actor, now=now, account=officer.account)
    note(reason=reason.strip(), posts=ended)
    emit(OfficerRetired(officer_id=officer.pk, number=officer.number, retired_at=now))
    return officer


@operation(
    "organisation.transfer_officer",
    summary="调动岗位",
    permission=permissions.may_transfer_officer,
    subject="appointment",
    asks_factor=True,
)
def transfer_officer(
    *, actor: Actor, now: datetime, appointment: Appointment, post: Post, on: date
) -> Appointment:
    """
    Move an officer from one post to another on a day, without a day between and without a day in both.

    Refuses as end_appointment and appoint_officer do.
    """
    note(old_post=appointment.post.code, post=post.code, on=on.isoformat())
    _end(appointment, on)
    return _appoint(actor, appointment.officer, post, on, None)


def _appoint(
    actor: Actor, officer: Officer, post: Post, valid_from: date, valid_until: date | None
) -> Appointment:
    if actor.account_id is not None and actor.account_id == officer.account_id:
        raise OwnAppointment
    refuse_closed(post.body, valid_from)
    if valid_until is not None and valid_until < valid_from:
        raise PeriodRunsBackward(until=valid_until, begins=valid_from)
    Officer.objects.select_for_update().get(pk=officer.pk)  # one officer's appointments are made one by one
    held = Appointment.objects.filter(officer=officer).running_on(valid_from).select_related("post")
    for other in held:
        if other.post_id == post.pk:
            raise AlreadyAppointed(officer=officer.name, post=post.name)
        reason = incompatibility(held=other.post.kind, wanted=post.kind)
        if reason:
            raise PostsIncompatible(
                officer=officer.name, held=other.post.name, wanted=post.name, reason=reason
            )
    return Appointment.objects.create(
        officer=officer, post=post, valid_from=valid_from, valid_until=valid_until
    )


def _end(appointment: Appointment, on: date) -> Appointment:
    locked = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if locked.valid_until is not None and locked.valid_until <= on:
        raise AppointmentEnded(ended_on=locked.valid_until)
    if on < locked.valid_from:
        raise PeriodRunsBackward(until=on, begins=locked.valid_from)
    appointment.valid_until = on
    appointment.save(update_fields=["valid_until"])
    return appointment


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
