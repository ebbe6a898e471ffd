"""
The papers of a case: numbers and documents, each kind with its title, number word and template.

PDFs are printed by a job: the case's row stays locked no longer than the decision takes, and the digest of the page that
was issued stands in the act at once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from yangguang.capabilities.approval.models import Application, IssuedDocument
from yangguang.capabilities.approval.models.outcome import DocumentKind
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.documents import api as documents
from yangguang.foundation.numbering import api as numbering
from yangguang.kernel.clock import local

WORDS = {  # 发文字号 of the kinds that carry one, after the body's own word as in 深市监
    DocumentKind.CORRECTION_NOTICE: "许补",
    DocumentKind.ACCEPTANCE_NOTICE: "许受",
    DocumentKind.NOT_ACCEPTED: "许不受",
    DocumentKind.NOT_REQUIRED: "许告",
    DocumentKind.SPECIAL_NOTICE: "许特",
    DocumentKind.EXTENSION_NOTICE: "许延",
    DocumentKind.HEARING_RIGHT: "听告",
    DocumentKind.HEARING_NOTICE: "听通",
    DocumentKind.GRANT: "许准",
    DocumentKind.REFUSAL: "许不准",
}


@dataclass(frozen=True, slots=True)
class CaseNumbers:
    """How case numbers are made: the day of receipt and a serial, as in 2026-0914-03187."""

    @staticmethod
    def compose(*, now: datetime, serial: int) -> str:
        """Write day and serial."""
        return f"{local(now):%Y-%m%d}-{serial % 100_000:05d}"


def next_case_number(*, now: datetime) -> str:
    """
    Give the next case number; unlike document numbers it may have gaps, so that handing in never queues on one row.
    """
    return CaseNumbers.compose(now=now, serial=_next("approval_case_serial"))


def next_acceptance_order() -> int:
    """Give the place in the order of acceptance, which decides among equals (Licensing Law art. 57)."""
    return _next("approval_acceptance_order")


def issue(
    *, application: Application, kind: DocumentKind, actor: Actor, now: datetime, **context: Any
) -> IssuedDocument:
    """Issue one document of the case and keep it with the case; the act notes its digest."""
    number = _number(application, kind, now)
    document = documents.make_document(
        kind=f"approval.{kind.value}",
        title=kind.label,
        number=number,
        template=f"approval/documents/{kind.value}.html",
        context={"application": application, "version": application.version, "actor": actor, **context},
        body_code=application.body.code,
        body_name=application.body.name,
        object_type="application",
        object_number=application.number,
        now=now,
        addressee=application.applicant_name,
        seal_text=f"{application.body.name}行政审批专用章",
        pdf="later",
    )
    return IssuedDocument.objects.create(
        application=application, kind=kind.value, number=number, document=document, issued_at=now
    )


def _number(application: Application, kind: DocumentKind, now: datetime) -> str:
    word = WORDS.get(kind)
    if word is None:
        return ""
    return numbering.issue_number(body=application.body, word=word, now=now)


def _next(sequence: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        row = cursor.fetchone()
    return int(row[0])
