"""Reading cases, always as somebody: the applicant's own, the body's officers, supervision; to others they do not exist."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from yangguang.capabilities.approval.models import Application, Draft, IssuedDocument, SubmittedFile
from yangguang.capabilities.approval.models.outcome import DocumentKind
from yangguang.capabilities.approval.permissions import may_read_application, owns_draft
from yangguang.capabilities.approval.states import CLOSED, State
from yangguang.foundation.access.api import hide_sensitive
from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel.clock import today
from yangguang.kernel.refusals import NotFound

WHAT = "这个办件"
LAST_DIGITS = 4


def visible_to(*, actor: Actor) -> QuerySet[Application]:
    """Give the cases an actor may see."""
    cases = hide_sensitive(
        Application.objects.select_related("version__matter", "body"),
        actor=actor,
        object_type="application",
        number="number",
    )
    if actor.kind is ActorKind.SYSTEM or actor.holds(PostKind.MONITOR):
        return cases
    if actor.kind is ActorKind.CITIZEN and actor.account_id is not None:
        own = Q(account_id=actor.account_id)
        if actor.id_number:
            own |= Q(person_number=actor.id_number, enterprise_code="")
        if actor.enterprise_code:
            own |= Q(enterprise_code=actor.enterprise_code)
        return cases.filter(own)
    bodies = {post.body_code for post in actor.posts if post.kind != PostKind.ADMIN}
    return cases.filter(body__code__in=bodies) if bodies else cases.none()


def get_application(*, actor: Actor, number: str) -> Application:
    """
    Get a case by its number, if the actor may read it; whether it exists otherwise is not told.

    Refuses with NotFound.
    """
    found = (
        Application.objects.select_related(
            "version__matter__body",
            "body",
            "instance",
            "licence",
            "target_licence",
            "correction__officer",
            "decision__officer",
            "extension",
            "hearing__chair",
            "delivery",
            "rating",
        )
        .filter(number=number)
        .first()
    )
    if found is None or not may_read_application(actor, found):
        raise NotFound(what=WHAT)
    return found


def list_my_applications(
    *, actor: Actor, is_open: bool | None = None, words: str = ""
) -> QuerySet[Application]:
    """List the actor's own cases and those of the enterprise they stand for, newest first."""
    if actor.kind is not ActorKind.CITIZEN:
        return Application.objects.none()
    cases = visible_to(actor=actor).select_related("licence", "decision", "rating", "correction")
    if is_open is not None:
        closed = [state.value for state in CLOSED]
        cases = cases.exclude(state__in=closed) if is_open else cases.filter(state__in=closed)
    if words.strip():
        cases = cases.filter(
            Q(number__contains=words.strip()) | Q(version__plain_name__contains=words.strip())
        )
    return cases.order_by("-received_at", "-pk")


def count_awaiting_me(*, actor: Actor) -> int:
    """Count the actor's cases that wait for them: corrections to answer."""
    return list_my_applications(actor=actor).filter(state=State.CORRECTING.value).count()


def list_my_drafts(*, actor: Actor) -> QuerySet[Draft]:
    """List the forms the actor has begun, the latest first."""
    return (
        Draft.objects.filter(account__isnull=False, account=actor.account_id)
        .select_related("version__matter")
        .order_by("-saved_at")
    )


def get_draft(*, actor: Actor, uuid: UUID) -> Draft:
    """
    Get the actor's own draft with its files.

    Refuses with NotFound.
    """
    found = (
        Draft.objects.select_related("version__matter__body")
        .prefetch_related("files__file", "version__materials")
        .filter(uuid=uuid)
        .first()
    )
    if found is None or not owns_draft(actor, found):
        raise NotFound(what="这份草稿")
    return found


def find_submitted_as(*, actor: Actor, uuid: UUID) -> Application | None:
    """Find the case a draft has become, if it is the actor's own."""
    found = Application.objects.filter(draft_uuid=uuid).first()
    return found if found is not None and may_read_application(actor, found) else None


def get_submitted_file(*, actor: Actor, uuid: UUID) -> SubmittedFile:
    """
    Get a file of a draft or case the actor may read, by the stored file's uuid.

    Refuses with NotFound.
    """
    rows = SubmittedFile.objects.select_related("file", "draft", "application__body").filter(file__uuid=uuid)
    for row in rows:
        if row.draft is not None and owns_draft(actor, row.draft):
            return row
        if row.application is not None and may_read_application(actor, row.application):
            return row
    raise NotFound(what="这个文件")


def get_issued_document(*, actor: Actor, uuid: UUID) -> IssuedDocument:
    """
    Get a document of a case the actor may read, by the document's uuid.

    Refuses with NotFound.
    """
    found = (
        IssuedDocument.objects.select_related("document", "application__body", "application__version")
        .filter(document__uuid=uuid)
        .first()
    )
    is_anothers = found is not None and found.kind == DocumentKind.PARTY_NOTICE and not actor.is_officer
    if found is None or is_anothers or not may_read_application(actor, found.application):
        raise NotFound(what="这份文书")
    return found


@dataclass(frozen=True, slots=True)
class Progress:
    """What somebody who knows number and phone is shown of a case: enough to follow it, nothing personal."""

    number: str
    matter: str
    matter_code: str
    body: str
    state: str
    state_label: str
    received_on: date
    accepted_on: date | None
    decided_on: date | None
    closed_on: date | None
    application: Application


def find_progress(*, number: str, phone: str) -> Progress:
    """
    Look a case up by its number and the phone it was made with (or its last four digits), without signing in.

    A wrong phone answers as a wrong number does, so that numbers cannot be tried out; the caller limits how often
    one may try. Refuses with NotFound.
    """
    digits = "".join(char for char in phone if char.isdigit())
    found = (
        Application.objects.select_related("version__matter", "body").filter(number=number.strip()).first()
    )
    own = "".join(char for char in found.phone if char.isdigit()) if found else ""
    fits = own.endswith(digits) if len(digits) == LAST_DIGITS else digits == own
    if found is None or len(digits) < LAST_DIGITS or not own or not fits:
        raise NotFound(what="编号和手机号都相符的办件")
    return progress_of(application=found)


def progress_of(*, application: Application) -> Progress:
    """Give the progress of a case as a value."""
    days = {
        name: _day(getattr(application, name))
        for name in ("received_at", "accepted_at", "decided_at", "closed_at")
    }
    received = days["received_at"]
    if received is None:
        raise AssertionError("every case has been received")
    return Progress(
        number=application.number,
        matter=application.version.plain_name,
        matter_code=application.version.matter.code,
        body=application.body.name,
        state=application.state,
        state_label=application.situation.label,
        received_on=received,
        accepted_on=days["accepted_at"],
        decided_on=days["decided_at"],
        closed_on=days["closed_at"],
        application=application,
    )


def _day(instant: datetime | None) -> date | None:
    return today(instant) if instant is not None else None
