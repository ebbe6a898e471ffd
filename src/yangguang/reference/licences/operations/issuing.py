"""A licence comes into being: first issue, change, renewal; each version with its paper, signed data and identifier."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.organisation.models import Body
from yangguang.kernel import clock
from yangguang.reference.licences import permissions, rules
from yangguang.reference.licences.events import LicenceIssued
from yangguang.reference.licences.grants import Content, LicenceChanges, LicenceGrant
from yangguang.reference.licences.models import HolderKind, Licence, LicenceTypeVersion
from yangguang.reference.licences.operations import ending, holding, papers
from yangguang.reference.licences.queries.matching import match_keys
from yangguang.reference.licences.queries.types import find_type_in_force
from yangguang.reference.licences.rules.refusals import (
    IssuerNotOfType,
    LicenceFieldsMissing,
    LicenceNumberTaken,
    LicencePeriodWrong,
)


@operation(
    "licences.issue_licence",
    summary="颁发证照",
    permission=permissions.may_issue_licence,
    subject="result",
    binding=True,
)
def issue_licence(*, actor: Actor, now: datetime, grant: LicenceGrant) -> Licence:
    """
    Issue a licence with its document, identifier and verification code (Licensing Law art. 39, 44).

    Where a type of this name is in force, the licence follows it: lines, issuer, template, code.

    Refuses with LicenceNumberTaken, LicencePeriodWrong, LicenceFieldsMissing, IssuerNotOfType.
    """
    _require_period(grant.valid_from, grant.valid_until)
    version = find_type_in_force(name=grant.title)
    _require_type_kept(version, grant.title, grant.issuer, grant.content)
    number = grant.number or rules.compose_number(
        prefix=grant.number_prefix,
        area_code=grant.issuer.area.code,
        year=clock.today(now).year,
        serial=_next_serial(),
    )
    if Licence.objects.filter(number=number).exists():
        raise LicenceNumberTaken(number=number)
    licence = Licence(
        number=number,
        kind=version.type.kind if version else grant.kind,
        type_version=version,
        title=grant.title,
        holder_name=grant.holder_name,
        holder_code=grant.holder_code,
        holder_kind=HolderKind(grant.holder_kind).value,
        legal_representative=grant.legal_representative,
        address=grant.address,
        content=[list(line) for line in grant.content],
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        issuer=grant.issuer,
        matter_code=grant.matter_code,
        application_number=grant.application_number,
    )
    return _put_in_force(licence, actor=actor, now=now, operation="issue_licence", reason="")


@operation(
    "licences.replace_licence",
    summary="变更换发证照",
    permission=permissions.may_replace_licence,
    subject="result",
    binding=True,
)
def replace_licence(
    *, actor: Actor, now: datetime, licence: Licence, changes: LicenceChanges, reason: str = ""
) -> Licence:
    """
    Issue the next version with what was changed; number and period stay, this version is void (Licensing Law art. 49).

    Refuses with LicenceNotInForce.
    """
    held = holding.hold(licence, now=now, operation="replace_licence", deed="变更")
    successor = _next_version(held)
    for name in ("holder_name", "legal_representative", "address", "application_number"):
        if getattr(changes, name):
            setattr(successor, name, getattr(changes, name))
    successor.content = _merged(held.content, changes.content)
    ending.end(held, actor=actor, now=now, operation="replace_licence", reason=reason)
    return _put_in_force(successor, actor=actor, now=now, operation="replace_licence", reason=reason)


@operation(
    "licences.renew_licence",
    summary="延续换发证照",
    permission=permissions.may_renew_licence,
    subject="result",
    binding=True,
)
def renew_licence(
    *,
    actor: Actor,
    now: datetime,
    licence: Licence,
    valid_from: date | None = None,
    valid_until: date | None = None,
    application_number: str = "",
) -> Licence:
    """
    Issue the next version for a further period (Licensing Law art. 50); without dates, as long as before and without gap.

    An expired licence can still be renewed: what was applied for in time and not decided counts as granted.

    Refuses with LicenceNotInForce, LicencePeriodWrong.
    """
    held = holding.hold(licence, now=now, operation="renew_licence", deed="延续")
    if held.valid_until is None:
        raise LicencePeriodWrong(valid_from=held.valid_from, valid_until="长期")
    successor = _next_version(held)
    starts = valid_from or held.valid_until + timedelta(days=1)
    ends = valid_until or rules.renewed_until(
        valid_from=held.valid_from, valid_until=held.valid_until, new_from=starts
    )
    if ends <= held.valid_until:
        raise LicencePeriodWrong(valid_from=starts, valid_until=ends)
    _require_period(starts, ends)
    # The new paper covers the rest of the old period too, so that the holder needs to show one only.
    successor.valid_from, successor.valid_until = min(starts, clock.today(now)), ends
    successor.application_number = application_number or held.application_number
    ending.end(held, actor=actor, now=now, operation="renew_licence", reason="")
    return _put_in_force(successor, actor=actor, now=now, operation="renew_licence", reason="")


def _put_in_force(licence: Licence, *, actor: Actor, now: datetime, operation: str, reason: str) -> Licence:
    licence.issued_on = clock.today(now)
    licence.verification_code = rules.make_verification_code()
    licence.identifier = rules.compose_identifier(
        kind=licence.kind,
        issuer_code=licence.issuer.code,
        number=licence.number,
        version=licence.version,
        type_code=licence.type_version.type.code if licence.type_version else "",
    )
    licence.match_keys = match_keys(licence)
    licence.document = papers.make_paper(licence, now=now)
    licence.save(force_insert=True)
    papers.sign_data(licence, now=now)
    papers.make_findable(licence)
    holding.write_history(licence, actor=actor, now=now, operation=operation, reason=reason, basis="")
    note(number=licence.number, version=licence.version, title=licence.title, identifier=licence.identifier)
    emit(
        LicenceIssued(
            number=licence.number,
            version=licence.version,
            title=licence.title,
            holder_code=licence.holder_code,
            issuer_code=licence.issuer.code,
            application_number=licence.application_number,
            at=now,
        )
    )
    return licence


def _next_version(held: Licence) -> Licence:
    """Copy a version as the start of the next one."""
    copied: dict[str, Any] = {
        name: getattr(held, name)
        for name in (
            "number",
            "kind",
            "type_version",
            "title",
            "holder_name",
            "holder_code",
            "holder_kind",
            "legal_representative",
            "address",
            "content",
            "valid_from",
            "valid_until",
            "issuer",
            "matter_code",
            "application_number",
        )
    }
    return Licence(**copied, version=held.version + 1, previous=held)


def _merged(before: list[list[str]], changes: Content) -> list[list[str]]:
    altered = dict(changes)
    kept = [[label, altered.pop(label, value)] for label, value in before]
    return kept + [[label, value] for label, value in altered.items()]


def _require_type_kept(
    version: LicenceTypeVersion | None, title: str, issuer: Body, content: Content
) -> None:
    if version is None:
        return
    said = version.said
    if said.issuers and issuer.code not in said.issuers:
        raise IssuerNotOfType(issuer=issuer.name, title=title)
    problems = said.problems_of(content)
    if problems:
        raise LicenceFieldsMissing(title=title, problems="".join(problems.values()), fields=problems)


def _require_period(starts: date, ends: date | None) -> None:
    if ends is not None and ends <= starts:
        raise LicencePeriodWrong(valid_from=starts, valid_until=ends)


def _next_serial() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('licences_serial')")
        return int(cursor.fetchone()[0])
