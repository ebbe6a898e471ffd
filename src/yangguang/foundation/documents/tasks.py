"""Jobs of documents: the PDFs of pages that nobody has opened yet."""

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.documents.models import Document, DocumentState
from yangguang.foundation.documents.operations import print_document
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock

BATCH = 60  # an hour's share: about ten seconds of one core


@jobs.every(cron="20 * * * *", name="documents.print_waiting")
def print_waiting(*, timestamp: int) -> None:
    """Print what waits, the oldest first."""
    waiting = Document.objects.filter(state=DocumentState.WAITING_PDF).order_by("made_at")[:BATCH]
    for document in list(waiting):
        print_document(actor=system_actor("文书生成"), now=clock.now(), document=document)
