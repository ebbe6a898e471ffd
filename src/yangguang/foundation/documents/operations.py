"""
Issuing a document: machinery inside the operation that decides, so that decision, document and act are one.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Literal

from django.conf import settings
from django.db import transaction

from yangguang.foundation.acts.api import Actor, note, operation, require_operation
from yangguang.foundation.certificates import api as certificates
from yangguang.foundation.documents import printing
from yangguang.foundation.documents.models import Document, DocumentState
from yangguang.foundation.documents.permissions import may_print_document
from yangguang.foundation.documents.refusals import DocumentNumberTaken
from yangguang.foundation.files import api as files

PDF = "application/pdf"


def make_document(
    *,
    kind: str,
    title: str,
    number: str,
    template: str,
    context: Mapping[str, Any],
    body_code: str,
    body_name: str,
    object_type: str,
    object_number: str,
    now: datetime,
    addressee: str = "",
    seal_text: str = "",
    pdf: Literal["now", "later"] = "later",
) -> Document:
    """
    Issue one formal document and note it, with its digest, in the act that is being written.

    *template* extends `documents/document.html`; *context* adds to what the base needs. What is issued is the page, and the
    digest is the page's; its PDF is printed by a job right after the commit, or by whoever opens it first. *now* prints at
    once: the digest is then that of the PDF.

    Refuses with DocumentNumberTaken, StorageFull.
    """
    require_operation()
    if number and Document.objects.filter(kind=kind, number=number).exists():
        raise DocumentNumberTaken(number=number, title=title)
    identity = uuid.uuid4()
    facts = {"title": title, "number": number, "body_name": body_name, "addressee": addressee}
    html = preview_document(
        template=template, context={**context, **facts}, now=now, seal_text=seal_text, identity=identity
    )
    document = Document(
        uuid=identity,
        kind=kind,
        title=title,
        number=number,
        body_code=body_code,
        body_name=body_name,
        object_type=object_type,
        object_number=object_number,
        html=html,
        seal_text=seal_text,
        made_at=now,
        state=DocumentState.WAITING_PDF,
        digest=files.digest_of(html.encode()),
    )
    if pdf == "now":
        _attach_pdf(document, now=now)
        document.digest = document.pdf.digest if document.pdf else document.digest
    document.save(force_insert=True)
    if pdf == "later":
        transaction.on_commit(partial(_print_soon, now))
    if seal_text:
        _put_seal(document, digest=document.digest, now=now)
    note(**{f"document_{kind}": {"uuid": str(identity), "number": number, "sm3": document.digest}})
    return document


def _print_soon(now: datetime) -> None:
    from yangguang.foundation.documents import tasks  # noqa: PLC0415 - the job calls back into this module

    tasks.print_soon(now=now)


def _put_seal(document: Document, *, digest: str, now: datetime) -> None:
    """Put the body's seal on what has this digest; a body without one in force issues a page that only shows its name."""
    mark = certificates.seal_document(
        body_code=document.body_code,
        document=str(document.uuid),
        number=document.number,
        title=document.title,
        digest=digest,
        now=now,
    )
    note(sealed_by=mark.certificate.serial if mark else "")


def preview_document(
    *,
    template: str,
    context: Mapping[str, Any],
    now: datetime,
    seal_text: str = "",
    identity: uuid.UUID | None = None,
) -> str:
    """
    Give the page of a document that is not issued yet, for the officer to read before deciding.

    *context* holds title, number, body_name and addressee besides what the template asks for.
    """
    check_url = f"{settings.BASE_URL}/documents/{identity}/" if identity else ""
    return printing.render_page(
        template,
        {
            **context,
            "made_at": now,
            "seal_text": seal_text,
            "demo_mode": settings.DEMO_MODE,
            "check_url": check_url,
            "check_qr": printing.qr_image(check_url) if check_url else "",
        },
    )


def _attach_pdf(document: Document, *, now: datetime) -> None:
    printed = printing.print_page(document.html)
    if printed is None:
        document.state = DocumentState.PAGE_ONLY
        return
    document.pdf = files.store_made(printed.content, name=document.file_name, media_type=PDF, now=now)
    document.page_count = printed.page_count
    document.state = DocumentState.PDF


@operation(
    "documents.print_document", summary="生成文书 PDF", permission=may_print_document, subject="document"
)
def print_document(*, actor: Actor, now: datetime, document: Document) -> Document:
    """
    Make the PDF of a document that was issued as a page; the page and its digest stay what they were.

    What people hold is the PDF, so it gets the body's seal of its own.
    """
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    is_new = document.pdf_id is None
    if is_new:
        _attach_pdf(document, now=now)
        document.save(update_fields=["pdf", "page_count", "state"])
    if document.pdf:
        note(sm3=document.pdf.digest, pages=document.page_count)
        if is_new and document.seal_text:
            _put_seal(document, digest=document.pdf.digest, now=now)
    return document
