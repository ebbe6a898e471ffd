"""The door of documents."""

from yangguang.foundation.documents.models import Document, DocumentState
from yangguang.foundation.documents.operations import make_document, preview_document, print_document
from yangguang.foundation.documents.printing import can_print, qr_image
from yangguang.foundation.documents.queries import find_act_number, get_document, list_documents_of
from yangguang.foundation.documents.refusals import DocumentNumberTaken
from yangguang.foundation.documents.rules import (
    capital_amount,
    chinese_date,
    chinese_date_in_words,
    chinese_moment,
    chinese_number,
)
from yangguang.foundation.documents.views import document_response

__all__ = [
    "Document",
    "DocumentNumberTaken",
    "DocumentState",
    "can_print",
    "capital_amount",
    "chinese_date",
    "chinese_date_in_words",
    "chinese_moment",
    "chinese_number",
    "document_response",
    "find_act_number",
    "get_document",
    "list_documents_of",
    "make_document",
    "preview_document",
    "print_document",
    "qr_image",
]
