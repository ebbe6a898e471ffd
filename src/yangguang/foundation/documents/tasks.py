"""Jobs of documents: the PDF of a page that was issued without one."""

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.documents.models import Document
from yangguang.foundation.documents.operations import print_document
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock


@jobs.task(name="documents.print_later", attempts=6)
def print_later(*, document_id: int, **_unknown: object) -> None:
    """Make one PDF; a second run finds it there and does nothing."""
    document = Document.objects.get(pk=document_id)
    if document.pdf_id is None:
        print_document(actor=system_actor("文书生成"), now=clock.now(), document=document)
