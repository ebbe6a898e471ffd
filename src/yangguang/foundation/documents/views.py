"""
The public page where anybody who holds a document can check it, and the sending of a document by its
owner's view.
"""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from yangguang.foundation.access.api import public
from yangguang.foundation.acts.api import seal_states, system_actor
from yangguang.foundation.certificates import api as certificates
from yangguang.foundation.documents import queries
from yangguang.foundation.documents.models import Document, DocumentState
from yangguang.foundation.documents.operations import print_document
from yangguang.foundation.files.api import file_response
from yangguang.kernel import clock

_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-modals"


@public
def check(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """
    Show what was issued: kind, number, body, day, digest, log number; never the text, which is its
    addressee's.
    """
    document = queries.get_document(reference=reference)
    number = queries.find_act_number(document=document)
    return render(
        request,
        "documents/check.html",
        {
            "document": document,
            "act_number": number,
            "act_seal": seal_states([number or 0]).get(number or 0, "open"),
            "marks": certificates.marks_of(object_type="document", object_number=str(document.uuid)),
            "checked_at": clock.now(),
        },
    )


def document_response(document: Document, *, inline: bool = True) -> HttpResponseBase:
    """
    Send a document: its PDF, printed now if nobody has opened it before, else the printable page. The caller has asked
    who may read it.

    Refuses as `files.open_file` does.
    """
    if document.state == DocumentState.WAITING_PDF:
        document.refresh_from_db()  # somebody may have opened it since the caller read it
    if document.state == DocumentState.WAITING_PDF:
        document = print_document(actor=system_actor("文书生成"), now=clock.now(), document=document)
    if document.pdf is not None:
        return file_response(document.pdf, inline=inline)
    response = HttpResponse(document.html, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _PAGE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
