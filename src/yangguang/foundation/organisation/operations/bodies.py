"""Bodies, their offices and their posts."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.organisation import permissions
from yangguang.foundation.organisation.models import Area, Body, Office, Post, PostKind
from yangguang.foundation.organisation.rules import (
    BodyAlreadyRegistered,
    BodyClosed,
    OfficeAlreadyOpen,
    PeriodRunsBackward,
)
from yangguang.kernel import clock
from yangguang.kernel.identifiers import check_credit_code
from yangguang.kernel.refusals import InvalidInput


@dataclass(frozen=True, slots=True)
class BodyDetails:
    """What is registered about a body."""

    code: str
    name: str
    short_name: str
    document_word: str = ""
    name_2009: str = ""
    phone: str = ""
    address: str = ""
    valid_from: date | None = None


@operation(
    "organisation.register_body",
    summary="登记机关",
    permission=permissions.may_register_body,
    subject="result",
)
def register_body(*, actor: Actor, now: datetime, area: Area, details: BodyDetails) -> Body:
    """
    Register a public body under its unified social credit code (GB 32100).

    Refuses with InvalidInput, BodyAlreadyRegistered.
    """
    code = check_credit_code(details.code)
    if code.errors:
        raise InvalidInput(fields={"code": code.errors[0]})
    if code.warnings:
        note(warnings=list(code.warnings))
    known = Body.objects.filter(code=code.value).first()
    if known is not None:
        raise BodyAlreadyRegistered(code=code.value, name=known.name)
    try:
        with transaction.atomic():
            return Body.objects.create(
                code=code.value,
                name=details.name,
                short_name=details.short_name,
                document_word=details.document_word,
                area=area,
                name_2009=details.name_2009,
                phone=details.phone,
                address=details.address,
                valid_from=details.valid_from,
            )
    except IntegrityError as raced:
        raise BodyAlreadyRegistered(code=code.value, name=details.name) from raced


@operation(
    "organisation.succeed_body",
    summary="撤并机关",
    permission=permissions.may_succeed_body,
    subject="body",
    asks_factor=True,
)
def succeed_body(*, actor: Actor, now: datetime, body: Body, successor: Body, on: date) -> Body:
    """
    End a body on a day (excluded) and name who takes over its duties; its code stays for ever.

    Refuses with BodyClosed, PeriodRunsBackward.
    """
    if body.valid_until is not None:
        raise BodyClosed(name=body.name)
    if body.valid_from is not None and on < body.valid_from:
        raise PeriodRunsBackward(until=on, begins=body.valid_from)
    body.successor = successor
    body.valid_until = on
    body.save(update_fields=["successor", "valid_until"])
    note(successor=successor.code, on=on.isoformat())
    return body


@operation(
    "organisation.open_office", summary="设立处室", permission=permissions.may_open_office, subject="body"
)
def open_office(*, actor: Actor, now: datetime, body: Body, name: str) -> Office:
    """
    Open an office (处、科) in a body.

    Refuses with BodyClosed, OfficeAlreadyOpen.
    """
    refuse_closed(body, clock.today(now))
    try:
        with transaction.atomic():
            office = Office.objects.create(body=body, name=name)
    except IntegrityError as known:
        raise OfficeAlreadyOpen(body=body.short_name, name=name) from known
    note(office=name)
    return office


@operation(
    "organisation.create_post", summary="设立岗位", permission=permissions.may_create_post, subject="result"
)
def create_post(*, actor: Actor, now: datetime, office: Office, kind: PostKind, name: str = "") -> Post:
    """
    Create a post; its code is the body's code, the kind and a running number, never used twice.

    Refuses with BodyClosed.
    """
    body = Body.objects.select_for_update().get(pk=office.body_id)  # numbers of one body are given one by one
    refuse_closed(body, clock.today(now))
    serial = Post.objects.filter(office__body=body, kind=kind).count() + 1
    return Post.objects.create(
        code=f"{body.code}-{kind.value}-{serial:02d}",
        kind=kind,
        name=name or kind.label,
        office=office,
    )


def refuse_closed(body: Body, day: date) -> None:
    """Refuse with BodyClosed if the body has ended."""
    if body.valid_until is not None and body.valid_until <= day:
        raise BodyClosed(name=body.name)
