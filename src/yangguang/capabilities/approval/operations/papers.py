"""
The papers of a case: numbers and documents, each kind with its title, number word and template.

PDFs are printed after the commit: the case's row stays locked no longer than the decision takes, and the digest of the page that
was issued stands in the act at once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from yangguang.capabilities.approval.models import Application, IssuedDocument
from yangguang.capabilities.approval.models.outcome import DocumentKind
from yangguang.foundation.documents import api as documents
from yangguang.foundation.numbering import api as numbering
from yangguang.kernel.clock import local

SEAL = "行政许可专用章"


@dataclass(frozen=True, slots=True)
class Paper:
    """How one kind of document is made: its template, and the words (发文字号) of those that carry a number."""

    template: str
    word: str = ""


PAPERS = {
    DocumentKind.APPLICATION_FORM: Paper("application_form"),
    DocumentKind.RECEIPT: Paper("receipt"),
    DocumentKind.CORRECTION_NOTICE: Paper("correction_notice", "许补"),
    DocumentKind.ACCEPTANCE_NOTICE: Paper("acceptance_notice", "许受"),
    DocumentKind.NOT_ACCEPTED: Paper("rejection_decision", "许不受"),
    DocumentKind.NOT_REQUIRED: Paper("not_required_notice", "许告"),
    DocumentKind.SPECIAL_NOTICE: Paper("special_procedure_notice", "许特"),
    DocumentKind.EXTENSION_NOTICE: Paper("extension_notice", "许延"),
    DocumentKind.HEARING_RIGHT: Paper("hearing_right_notice", "听告"),
    DocumentKind.HEARING_NOTICE: Paper("hearing_notice", "听通"),
    DocumentKind.HEARING_RECORD: Paper("hearing_record"),
    DocumentKind.VISIT_RECORD: Paper("visit_record"),
    DocumentKind.GRANT: Paper("grant_decision", "许准"),
    DocumentKind.LICENCE_DECISION: Paper("licence_decision", "许准"),
    DocumentKind.DEEMED_RENEWAL: Paper("deemed_renewal", "许延续"),
    DocumentKind.PARTY_NOTICE: Paper("hearing_right_notice", "听告"),
    DocumentKind.REFUSAL: Paper("refusal_decision", "许不准"),
    DocumentKind.WITHDRAWAL: Paper("withdrawal_note"),
    DocumentKind.SERVICE_PROOF: Paper("service_proof"),
}


def next_case_number(*, now: datetime) -> str:
    """
    Give the next case number, day of receipt and serial as in 2026-0914-03187.

    Unlike the numbers of documents it may have gaps: handing in never queues on one row.
    """
    return f"{local(now):%Y-%m%d}-{_next('approval_case_serial') % 100_000:05d}"


def next_acceptance_order() -> int:
    """Give the place in the order of acceptance, which decides among equals (Licensing Law art. 57)."""
    return _next("approval_acceptance_order")


def next_document_number(*, application: Application, kind: DocumentKind, now: datetime) -> str:
    """Give the number of a document, gap-free per body, word and year; nothing for kinds that carry none."""
    word = PAPERS[kind].word
    if not word:
        return ""
    body = application.body
    return numbering.issue_document_number(
        body_code=body.code, word=f"{body.document_word or body.short_name}{word}", year=local(now).year
    )


def issue(
    *,
    application: Application,
    kind: DocumentKind,
    now: datetime,
    context: dict[str, Any] | None = None,
    number: str | None = None,
    title: str = "",
    addressee: str = "",
) -> IssuedDocument:
    """Issue one document of the case, to the applicant unless told, and keep it with the case; the act notes its digest."""
    if number is None:
        number = next_document_number(application=application, kind=kind, now=now)
    document = documents.make_document(
        kind=f"approval.{kind.value}",
        title=title or kind.label,
        number=number,
        template=f"approval/documents/{PAPERS[kind].template}.html",
        context={**_standing(application), **(context or {})},
        body_code=application.body.code,
        body_name=application.body.name,
        object_type="application",
        object_number=application.number,
        now=now,
        addressee=addressee or application.applicant_name,
        seal_text=SEAL,
        pdf="later",
    )
    return IssuedDocument.objects.create(
        application=application, kind=kind.value, number=number, document=document, issued_at=now
    )


def law_of(application: Application) -> str:
    """Cite the law the matter stands on first, as documents do."""
    first = next(iter(application.version.by_law), None)
    return f"《{first['law']}》{first.get('article', '')}" if first else ""


def _standing(application: Application) -> dict[str, Any]:
    version = application.version
    is_enterprise = application.applicant_kind == "enterprise"
    return {
        "application": {
            "number": application.number,
            "matter_name": version.plain_name,
            "is_enterprise": is_enterprise,
            "submitted_at": application.received_at,
            "accepted_at": application.accepted_at,
            "applicant_name": application.applicant_name,
            "applicant_code": application.enterprise_code or application.person_number,
            "legal_representative": application.fields.get("legal_representative", ""),
            "agent_name": application.person_name if is_enterprise else "",
            "contact_name": application.person_name,
            "contact_phone": application.phone,
            "address": application.fields.get("address", ""),
            "channel": application.get_channel_display(),
        },
        "addressee_is_enterprise": is_enterprise,
        "addressee_is_applicant": True,
        "is_enterprise": is_enterprise,
        "remedies": {},
        "contact": {
            "office": version.office_name or application.body.name,
            "phone": version.hall_phone or application.body.phone,
            "address": version.hall_address or application.body.address,
        },
    }


def _next(sequence: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        row = cursor.fetchone()
    return int(row[0])
