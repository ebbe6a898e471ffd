"""Begin a flow, change it, take a change back, put it into the matter's draft."""

from dataclasses import replace
from datetime import datetime

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.process.api import lint, parse
from yangguang.kernel import clock
from yangguang.reference.flows import permissions
from yangguang.reference.flows.models import FlowDraft, FlowRevision
from yangguang.reference.flows.rules import Outline, xml_of
from yangguang.reference.flows.rules.refusals import (
    FlowChanged,
    FlowDraftNotFound,
    FlowNotFit,
    NothingToUndo,
    NoVersionToCarry,
)
from yangguang.reference.flows.rules.subject import FlowSubject, find_subject
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.models import Matter
from yangguang.reference.matters.queries.versions import content_of

UNDONE = "撤销："


@operation(
    "flows.begin_flow", summary="开始编制流程", permission=permissions.may_begin_flow, subject="result"
)
def begin_flow(
    *,
    actor: Actor,
    now: datetime,
    matter: Matter | None = None,
    outline: Outline,
    origin: str,
    subject: FlowSubject | None = None,
) -> FlowDraft:
    """
    Begin the flow of a matter, or of a *subject* without a code, from rows; or put other rows into the one being edited.

    *origin* says whence the rows are.

    Refuses with ModelRefused, FlowDraftNotFound.
    """
    if matter is not None:
        Matter.objects.select_for_update().get(pk=matter.pk)
    key = matter.catalog_code if matter else subject.key if subject else ""
    if not key:
        raise FlowDraftNotFound(code="（没有选）")
    title = matter.name if matter else subject.name if subject else ""
    draft = FlowDraft.objects.select_for_update(of=("self",)).filter(key=key).first()
    draft = draft or FlowDraft(key=key, matter=matter, begun_at=now)
    draft.title = title[:200]
    _keep(draft, outline, actor=actor, now=now, summary=origin, follows=draft.revision)
    note(origin=origin, revision=draft.revision)
    return draft


@operation("flows.change_flow", summary="修改流程", permission=permissions.may_change_flow, subject="draft")
def change_flow(
    *, actor: Actor, now: datetime, draft: FlowDraft, outline: Outline, revision: int, summary: str
) -> FlowDraft:
    """
    Put changed rows in place of those of a revision the editor saw.

    Refuses with FlowChanged, ModelRefused.
    """
    draft = _locked(draft, revision)
    _keep(draft, outline, actor=actor, now=now, summary=summary, follows=revision)
    note(what=summary, revision=draft.revision)
    return draft


@operation(
    "flows.undo_flow", summary="撤销流程的上一次改动", permission=permissions.may_undo_flow, subject="draft"
)
def undo_flow(*, actor: Actor, now: datetime, draft: FlowDraft, revision: int) -> FlowDraft:
    """
    Bring the state before the last change back, as a new state; nothing is deleted.

    Refuses with NothingToUndo, FlowChanged.
    """
    draft = _locked(draft, revision)
    last = draft.revisions.get(number=revision)
    before = draft.revisions.filter(number=last.follows).first()
    if before is None:
        raise NothingToUndo
    made = draft.revisions.filter(follows=last.follows).exclude(summary__startswith=UNDONE).first() or last
    _keep(
        draft,
        Outline.read(before.outline),
        actor=actor,
        now=now,
        summary=f"{UNDONE}{made.summary}",
        follows=before.follows,
    )
    note(back_to=before.number, revision=draft.revision)
    return draft


@operation(
    "flows.hand_in_flow",
    summary="把流程存入事项草稿",
    permission=permissions.may_hand_in_flow,
    subject="draft",
)
def hand_in_flow(*, actor: Actor, now: datetime, draft: FlowDraft, revision: int) -> str:
    """
    Put the flow into the draft of its matter, or into the declaration it was drawn for; it is published only with them.

    Gives a sentence that says where it went.

    Refuses with FlowChanged, FlowNotFit, NoVersionToCarry, FlowDraftNotFound, and what takes it refuses.
    """
    draft = _locked(draft, revision)
    problems = lint(parse(draft.xml))
    if problems:
        raise FlowNotFit(count=len(problems), first=problems[0].reason)
    matter = draft.matter
    said = _into_matter(draft, matter, actor, now) if matter else _into_subject(draft, actor, now)
    draft.handed_in_revision = revision
    draft.save(update_fields=["handed_in_revision"])
    return said


def _into_subject(draft: FlowDraft, actor: Actor, now: datetime) -> str:
    subject = find_subject(draft.key)
    if subject is None:
        raise FlowDraftNotFound(code=draft.key)
    note(key=draft.key)
    return subject.hand_in(actor, now, draft.xml)


def _into_matter(draft: FlowDraft, matter: Matter, actor: Actor, now: datetime) -> str:
    base = matter.versions.order_by("-number").first()
    if base is None:
        raise NoVersionToCarry(name=matter.name)
    content = replace(content_of(base), flow_xml=draft.xml)
    version = matters.draft_version(actor=actor, now=now, matter=matter, content=content)
    note(version=version.number, flow_hash=version.flow_hash)
    return f"流程存进了事项草稿（第 {version.number} 版）。发布事项时一起公布。"


def _locked(draft: FlowDraft, revision: int) -> FlowDraft:
    held = FlowDraft.objects.select_for_update(of=("self",)).select_related("matter__body").get(pk=draft.pk)
    if held.revision != revision:
        last = held.revisions.get(number=held.revision)
        raise FlowChanged(
            who=last.saved_by or "别人", when=f"{clock.local(last.saved_at):%H:%M}", what=last.summary
        )
    return held


def _keep(
    draft: FlowDraft, outline: Outline, *, actor: Actor, now: datetime, summary: str, follows: int
) -> None:
    xml = xml_of(outline)
    parse(xml)  # what cannot be read back is refused before anything is kept
    draft.outline = outline.as_record()
    draft.xml = xml
    draft.revision += 1
    draft.save()
    FlowRevision.objects.create(
        draft=draft,
        number=draft.revision,
        follows=follows,
        outline=draft.outline,
        summary=summary[:200],
        saved_by=actor.label,
        saved_at=now,
    )
