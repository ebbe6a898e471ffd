"""What anybody may read of results: grants, masked on the server (Licensing Law art. 40; handbook §11.4)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from yangguang.capabilities.approval.models import Application
from yangguang.foundation.access.api import hide_from_public
from yangguang.kernel.clock import today
from yangguang.kernel.identifiers import mask_name
from yangguang.kernel.refusals import NotFound


@dataclass(frozen=True, slots=True)
class PublicResult:
    """One published grant as the public sees it."""

    number: str
    matter: str
    matter_code: str
    body: str
    body_code: str
    applicant: str
    credit_code: str
    decision_number: str
    decided_on: date
    published_on: date
    licence_number: str
    licence_uuid: str
    working_days_promised: int


def list_public_results(
    *, words: str = "", matter_code: str = "", body_code: str = "", offset: int = 0, limit: int = 20
) -> list[PublicResult]:
    """
    List published grants, the latest first; words match enterprise, decision number or matter.

    Names of persons cannot be searched: they are masked.
    """
    rows = _published(words=words, matter_code=matter_code, body_code=body_code)
    return [_result(row) for row in rows.order_by("-published_at", "-pk")[offset : offset + limit]]


def count_public_results(*, words: str = "", matter_code: str = "", body_code: str = "") -> int:
    """Count published grants."""
    return _published(words=words, matter_code=matter_code, body_code=body_code).count()


def get_public_result(*, decision_number: str) -> PublicResult:
    """
    Get one published grant by its decision number.

    Refuses with NotFound.
    """
    found = _published().filter(decision__number=decision_number).first()
    if found is None:
        raise NotFound(what="这项公开的许可结果")
    return _result(found)


def _published(*, words: str = "", matter_code: str = "", body_code: str = "") -> QuerySet[Application]:
    granted = Application.objects.filter(published_at__isnull=False, decision__result="granted")
    rows = hide_from_public(granted, object_type="application", number="number").select_related(
        "version__matter", "body", "decision", "licence"
    )
    if matter_code:
        rows = rows.filter(
            Q(version__matter__code=matter_code) | Q(version__matter__catalog_code=matter_code)
        )
    if body_code:
        rows = rows.filter(body__code=body_code)
    wanted = words.strip()
    if wanted:
        rows = rows.filter(
            Q(decision__number__contains=wanted)
            | Q(version__plain_name__contains=wanted)
            | Q(applicant_kind="enterprise", applicant_name__contains=wanted)
        )
    return rows


def _result(row: Application) -> PublicResult:
    is_enterprise = row.applicant_kind == "enterprise"
    if row.published_at is None:
        raise AssertionError("only published results are listed")
    return PublicResult(
        number=row.number,
        matter=row.version.plain_name,
        matter_code=row.version.matter.code,
        body=row.body.name,
        body_code=row.body.code,
        applicant=row.applicant_name if is_enterprise else mask_name(row.applicant_name),
        credit_code=row.enterprise_code if is_enterprise else "",
        decision_number=row.decision.number,
        decided_on=today(row.decision.decided_at),
        published_on=today(row.published_at),
        licence_number=row.licence.number if row.licence else "",
        licence_uuid=str(row.licence.uuid) if row.licence else "",
        working_days_promised=row.version.promise_days,
    )
