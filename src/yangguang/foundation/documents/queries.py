"""Reading documents: those of one object, one by its public reference, and the act that issued it."""

import uuid

from django.db.models import QuerySet

from yangguang.foundation.acts.api import list_acts_of
from yangguang.foundation.documents.models import Document
from yangguang.kernel.refusals import NotFound


def list_documents_of(*, object_type: str, object_number: str) -> QuerySet[Document]:
    """List the documents of one object, oldest first; who may see them is asked by the caller."""
    return (
        Document.objects.filter(object_type=object_type, object_number=object_number)
        .defer("html")
        .select_related("pdf")
        .order_by("made_at", "pk")
    )


def get_document(*, reference: uuid.UUID) -> Document:
    """
    Give one document by its public reference.

    Refuses with NotFound.
    """
    document = Document.objects.select_related("pdf").filter(uuid=reference).first()
    if document is None:
        raise NotFound(what="这份文书")
    return document


def find_act_number(*, document: Document) -> int | None:
    """Find the number under which the record holds the act that issued the document."""
    acts = list_acts_of(object_type=document.object_type, object_number=document.object_number)
    key = f"facts__document_{document.kind}__uuid"
    return acts.filter(**{key: str(document.uuid)}).values_list("number", flat=True).first()
