"""Reading licences: for the public by code or number in one query, for the holder by who they are."""

import functools
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from yangguang.foundation.access.api import is_concealed
from yangguang.foundation.acts.api import Actor, list_acts_of
from yangguang.foundation.organisation.models import Body
from yangguang.kernel import clock
from yangguang.kernel.identifiers import check_licence_identifier
from yangguang.kernel.refusals import NotFound
from yangguang.reference.licences import rules
from yangguang.reference.licences.models import Licence, LicenceTypeVersion
from yangguang.reference.licences.states import Standing, Status

IDENTIFIER_ROOT = "1.2.156."
ASKED = "asked"
"""Stands in a written question for what will be asked."""
_BIRTHS = ("licences.issue_licence", "licences.replace_licence", "licences.renew_licence")


@dataclass(frozen=True, slots=True)
class Verification:
    """What the public learns about a licence: masked, judged on a day, with the proof."""

    licence: Licence
    standing: Standing
    act_number: int | None
    current_code: str
    checked_at: datetime
    by_code: bool = True
    """Whether the code of the QR was shown; numbers run in order, so by number a person's licence tells its standing only."""

    @property
    def _tells_all(self) -> bool:
        return self.by_code or not self.licence.is_of_person

    @property
    def shown_content(self) -> list[list[str]]:
        """The lines the public may read."""
        return self.licence.public_content if self._tells_all else []

    @property
    def shown_address(self) -> str:
        """The address the public may read."""
        return self.licence.public_address if self._tells_all else ""

    @property
    def shown_representative(self) -> str:
        """The representative the public may read; a person's licence shows none."""
        return self.licence.legal_representative if not self.licence.is_of_person else ""

    def as_dict(self) -> dict[str, object]:
        """The same for machines."""
        one = self.licence
        return {
            "title": one.title,
            "number": one.number,
            "version": one.version,
            "identifier": one.identifier,
            "status": self.standing.code,
            "status_text": self.standing.word,
            "is_valid": self.standing.is_in_force,
            "ended_on": one.ended_on,
            "holder": one.public_holder,
            "legal_representative": self.shown_representative,
            "address": self.shown_address,
            "content": [{"label": label, "value": value} for label, value in self.shown_content],
            "issued_on": one.issued_on,
            "valid_from": one.valid_from,
            "valid_until": one.valid_until,
            "issuer": {"code": one.issuer.code, "name": one.issuer.name},
            "log_number": self.act_number,
            "checked_at": self.checked_at,
        }


@functools.cache
def _statement(column: str) -> tuple[str, tuple[object, ...]]:
    """
    Write the question for a licence by a column, with ASKED where what is asked for belongs.

    With it come the issuer, the number of the act that made it, and the code of the version that replaced it. Every
    scanned QR code asks this, and the query builder takes longer to write it than the database to answer.
    """
    key = Concat(OuterRef("number"), Value("-"), Cast(OuterRef("version"), CharField()))
    births = list_acts_of(object_type="licence", object_number=key)  # type: ignore[arg-type]
    found = Licence.objects.filter(**{column: ASKED}).annotate(
        act_number=Subquery(births.filter(operation__in=_BIRTHS).order_by("number").values("number")[:1]),
        next_code=F("next__verification_code"),
        issuer_code=F("issuer__code"),
        issuer_name=F("issuer__name"),
        type_content=F("type_version__content"),
    )
    sql, values = found.order_by("-version")[:1].query.sql_with_params()
    return sql, tuple(values)


def _find(column: str, asked: str) -> Licence | None:
    sql, values = _statement(column)
    given = [asked if value == ASKED else value for value in values]
    licence: Any = next(iter(Licence.objects.raw(sql, given)), None)
    if licence is not None:
        known = (licence.issuer_id, licence.issuer_code, licence.issuer_name)
        licence.issuer = Body.from_db(licence._state.db, ("id", "code", "name"), known)
        if licence.type_version_id is not None:
            content = licence.type_content
            said = json.loads(content) if isinstance(content, str) else content
            licence.type_version = LicenceTypeVersion(id=licence.type_version_id, content=said)
    return licence


def _judged(licence: Any, now: datetime, *, by_code: bool = True) -> Verification:
    if licence is None:
        raise NotFound(what="这份证照")
    return Verification(
        licence=licence,
        standing=licence.standing(clock.today(now)),
        act_number=licence.act_number,
        current_code=licence.next_code or "",
        checked_at=now,
        by_code=by_code,
    )


def verify_code(*, code: str, now: datetime) -> Verification:
    """
    Say what the licence with this verification code is worth now.

    Refuses with NotFound.
    """
    return _judged(_find("verification_code", rules.normalise_code(code)), now)


def verify_number(*, number: str, now: datetime) -> Verification:
    """
    Say what the licence with this number or identifier (GB/T 36904) is worth now; of several versions the newest speaks.

    Refuses with NotFound.
    """
    asked = number.strip()
    if asked.startswith(IDENTIFIER_ROOT):
        return _judged(_find("identifier", check_licence_identifier(asked).value), now, by_code=False)
    return _judged(_find("number", asked), now, by_code=False)


def get_licence(*, number: str) -> Licence:
    """
    Give the newest version of a licence.

    Refuses with NotFound.
    """
    found = Licence.objects.select_related("issuer", "document__pdf").filter(number=number)
    licence = found.order_by("-version").first()
    if licence is None:
        raise NotFound(what="这份证照")
    return licence


def list_licences_of(*, actor: Actor) -> QuerySet[Licence]:
    """List the licences of the person, or of the enterprise they act for, newest first; old versions are left out."""
    holder = actor.enterprise_code or actor.id_number
    held = Licence.objects.select_related("issuer", "document")
    if not holder:
        return held.none()
    return held.filter(holder_code=holder, next__isnull=True).order_by("-issued_on", "-pk")


def find_licence_seen_by(*, actor: Actor, code: str) -> Licence:
    """
    Give a licence to its holder or to an officer of the issuing body, with its document.

    Refuses with NotFound, so that nobody learns whether a code exists.
    """
    licence = (
        Licence.objects.select_related("issuer", "document__pdf")
        .filter(verification_code=rules.normalise_code(code))
        .first()
    )
    if licence is None or not _sees(actor, licence):
        raise NotFound(what="这份证照")
    return licence


def _sees(actor: Actor, licence: Licence) -> bool:
    if actor.is_officer:
        if is_concealed(actor=actor, object_type="licence", object_number=licence.number):
            return False
        return any(post.body_code == licence.issuer.code for post in actor.posts)
    return licence.holder_code in {actor.enterprise_code, actor.id_number} - {""}


def list_due_to_expire(*, on: date, limit: int = 500) -> list[Licence]:
    """List licences whose last day is past and that are still written as valid."""
    held = [Status.VALID, Status.SUSPENDED]
    due = Licence.objects.filter(status__in=held, valid_until__lt=on).order_by("valid_until")
    return list(due[:limit])


def list_due_to_resume(*, on: date, limit: int = 500) -> list[Licence]:
    """List licences whose time of 暂扣 is past and that have not expired meanwhile."""
    due = Licence.objects.filter(status=Status.SUSPENDED, suspended_until__lt=on)
    return list(due.order_by("suspended_until")[:limit])
