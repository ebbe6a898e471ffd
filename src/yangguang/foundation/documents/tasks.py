"""Jobs of documents: the PDFs of pages that were issued and not opened yet."""

from datetime import datetime, timedelta

from procrastinate.exceptions import AlreadyEnqueued

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.documents.models import Document, DocumentState
from yangguang.foundation.documents.operations import print_document
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock

BATCH = 60  # an hour's share: about ten seconds of one core
A_MOMENT = timedelta(seconds=2)  # lets one job gather what a case issues step by step, and the pages go first
AT_ONCE = 12  # a job's share: what people wait for is the newest, and other jobs wait behind this one


@jobs.every(cron="20 * * * *", name="documents.print_waiting")
def print_waiting(*, timestamp: int) -> None:
    """Print what waits, the oldest first."""
    waiting = Document.objects.filter(state=DocumentState.WAITING_PDF).order_by("made_at")[:BATCH]
    _print_all(list(waiting))


@jobs.task(name="documents.print_newest")
def print_newest(**_unknown: object) -> None:
    """Print what has just been issued, the newest first; what a burst leaves over waits for the next job or its reader."""
    waiting = Document.objects.filter(state=DocumentState.WAITING_PDF).order_by("-made_at", "-pk")[:AT_ONCE]
    _print_all(list(waiting))


def print_soon(*, now: datetime) -> None:
    """
    Have the newest pages printed by the worker in a moment, by one job however many are issued meanwhile.

    Called after a commit: a job that never comes to be loses nothing, for whoever opens the page prints it, and so does the
    hour.
    """
    try:
        print_newest.configure(queueing_lock="documents.print_newest", schedule_at=now + A_MOMENT).defer()
    except AlreadyEnqueued:
        return  # the job that waits prints this page too


def _print_all(documents: list[Document]) -> None:
    for document in documents:
        print_document(actor=system_actor("文书生成"), now=clock.now(), document=document)
