"""
What you sign is what you see: play a deed through to its document and undo it, then sign exactly that document.

The rehearsal runs the real operation, so the draft is the page that will be issued, and every refusal shows before the
signature. Nothing of it stays: no act, no number, no message.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yangguang.capabilities.approval.models import Application, Draft, IssuedDocument
from yangguang.capabilities.approval.operations.intake import lodge_application
from yangguang.capabilities.approval.queries.cases import get_application
from yangguang.foundation.acts.api import Actor, list_acts_of, rehearsal
from yangguang.foundation.documents.api import chinese_date
from yangguang.foundation.files.api import digest_of
from yangguang.kernel.refusals import Refusal

Deed = Callable[[Application], object]
Sign = Callable[[int], None]  # given the number of the act
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
    with rehearsal():
        return _played(actor, number, deed)


def sign_as_read(*, actor: Actor, number: str, deed: Deed, digest: str, sign: Sign | None = None) -> None:
    """
    Do a deed if its document is, to the letter, the one whose digest the officer read; *sign* puts the officer's signature
    under its act, in the same transaction.

    Refuses with PaperChanged and whatever the deed or the signature refuses; then nothing is done.
    """
    with transaction.atomic():
        paper = _played(actor, number, deed)
        if paper is not None and paper.digest != digest:
            raise PaperChanged(title=paper.title)
        if sign is not None:
            sign(_own_newest_act(actor, number))


def submit_as_read(*, actor: Actor, draft: Draft, now: datetime, digest: str, sign: Sign) -> Application:
    """
    Hand in a draft that is still what the applicant read, with their signature under the act.

    Refuses with PaperChanged and whatever handing in or the signature refuses; then nothing is done.
    """
    with transaction.atomic():
        if digest_of_draft(draft=draft) != digest:
            raise PaperChanged(title=f"{draft.version.plain_name}申请表")
        application = lodge_application(actor=actor, draft=draft, now=now)
        sign(_own_newest_act(actor, application.number))
    return application


def digest_of_draft(*, draft: Draft) -> str:
    """Give the SM3 of everything a draft says: form, answers, materials by their digests."""
    files = sorted((one.material_code, one.file.digest) for one in draft.files.select_related("file"))
    content = {
        "version": draft.version_id,
        "enterprise": draft.enterprise_code,
        "fields": draft.fields,
        "files": files,
    }
    return digest_of(json.dumps(content, ensure_ascii=False, sort_keys=True).encode())


def _own_newest_act(actor: Actor, number: str) -> int:
    """Find the act a deed has just left: the outer operation writes last."""
    acts = list_acts_of(object_type="application", object_number=number)
    newest = acts.filter(actor_id=actor.account_id).first()
    return newest.number if newest else 0


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
