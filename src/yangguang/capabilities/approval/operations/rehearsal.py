"""
What you sign is what you see: play a deed through to its document and undo it, then sign exactly that document.

The rehearsal runs the real operation, so the draft is the page that will be issued, and every refusal shows before the
signature. Nothing of it stays: no act, no number, no message.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from yangguang.capabilities.approval.models import Application, IssuedDocument
from yangguang.capabilities.approval.queries.cases import get_application
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.documents.api import chinese_date
from yangguang.foundation.files.api import digest_of
from yangguang.kernel.refusals import Refusal

Deed = Callable[[Application], object]
NUMBER_LATER = "签署后编号"
_BODY = re.compile(r'<main class="body">(.*?)</main>', re.DOTALL)
_TAGS = re.compile(r"<[^>]+>|\s+")


class PaperChanged(Refusal):
    """What would be issued now is not what the officer read."""

    code = "approval.paper_changed"
    text = "您核对以后，《{title}》的内容变了，没有签署。什么都没有改动。"
    remedy = "下面是现在的内容，请重新核对。"


@dataclass(frozen=True, slots=True)
class DraftPaper:
    """The document a deed would issue now: its text as it will stand, without the number it does not have yet."""

    title: str
    body: str
    body_name: str
    signed_on: str
    digest: str

    @property
    def character_count(self) -> int:
        """How long the text is."""
        return len(_TAGS.sub("", self.body))


def rehearse(*, actor: Actor, number: str, deed: Deed) -> DraftPaper | None:
    """
    Play a deed on a case and undo it; give the document it would issue, if it issues one.

    Refuses with whatever the deed refuses.
    """
    with transaction.atomic():
        paper = _played(actor, number, deed)
        transaction.set_rollback(True)
    return paper


def sign_as_read(*, actor: Actor, number: str, deed: Deed, digest: str) -> None:
    """
    Do a deed if its document is, to the letter, the one whose digest the officer read.

    Refuses with PaperChanged and whatever the deed refuses; then nothing is done.
    """
    with transaction.atomic():
        paper = _played(actor, number, deed)
        if paper is not None and paper.digest != digest:
            raise PaperChanged(title=paper.title)


def _played(actor: Actor, number: str, deed: Deed) -> DraftPaper | None:
    application = get_application(actor=actor, number=number)
    papers = IssuedDocument.objects.filter(application=application)
    known = papers.order_by("-pk").values_list("pk", flat=True).first() or 0
    deed(application)
    issued = papers.filter(pk__gt=known).select_related("document").order_by("pk").first()
    return None if issued is None else _draft(issued)


def _draft(issued: IssuedDocument) -> DraftPaper:
    document = issued.document
    found = _BODY.search(document.html)
    body = found.group(1).strip() if found else ""
    if issued.number:
        body = body.replace(issued.number, NUMBER_LATER)
    return DraftPaper(
        title=document.title,
        body=body,
        body_name=document.body_name,
        signed_on=chinese_date(document.made_at),
        digest=digest_of(f"{document.title}\n{body}".encode()),
    )
