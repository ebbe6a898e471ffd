"""What a unit does: open a declaration, write it, have the head sign, submit, withdraw."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.numbering.api import issue_number
from yangguang.foundation.organisation.api import Body
from yangguang.kernel import clock
from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.kernel.refusals import InvalidInput
from yangguang.reference.declarations import permissions
from yangguang.reference.declarations.models import Action, Campaign, Declaration
from yangguang.reference.declarations.operations.states import lock, require_move
from yangguang.reference.declarations.queries.contents import (
    content_of_declaration,
    current_version,
    entry_of_declaration,
    find_faults,
    list_laws,
)
from yangguang.reference.declarations.queries.formats import current_format
from yangguang.reference.declarations.rules.laws import BasisNotInForce, find_citation_fault
from yangguang.reference.declarations.rules.refusals import (
    BodyNotInvited,
    CampaignClosed,
    DeclarationChanged,
    DeclarationNotFit,
    DeclarationOpenAlready,
    KindNotInScope,
    NothingChanged,
    ReasonNeeded,
)
from yangguang.reference.declarations.states import CampaignState, DeclarationState
from yangguang.reference.matters import api as matters


@operation(
    "declarations.open_declaration",
    summary="起草职权申报",
    permission=permissions.may_open_declaration,
    subject="result",
)
def open_declaration(
    *,
    actor: Actor,
    now: datetime,
    campaign: Campaign,
    body: Body,
    action: str = Action.NEW,
    kind: str = "",
    matter: matters.Matter | None = None,
    entry: matters.MatterEntry | None = None,
    content: matters.VersionContent | None = None,
) -> Declaration:
    """
    Open a declaration of a power: a new one of a kind, or the change or end of a matter that is there.

    What is not given is taken from the version in force, or left empty.

    Refuses with CampaignClosed, BodyNotInvited, KindNotInScope, DeclarationOpenAlready.
    """
    kind = matter.kind if matter else kind
    require_place(campaign, body)
    _require_kind(campaign, kind)
    base_entry, base_content = _beginning(matter, kind)
    entry, content = entry or base_entry, content or base_content
    try:
        with transaction.atomic():
            declaration = Declaration.objects.create(
                number=issue_number(
                    body_code="",
                    kind="declaration",
                    year=clock.local(now).year,
                    pattern="SB{year}{number:05d}",
                ),
                campaign=campaign,
                body=body,
                action=action,
                kind=kind,
                name=entry.name,
                matter=matter,
                format_number=current_format(kind).number,
                entry=asdict(entry),
                content=asdict(content),
                drafted_at=now,
                written_at=now,
            )
    except IntegrityError as twice:
        other = (
            Declaration.objects.filter(matter=matter).exclude(state__in=("published", "withdrawn")).first()
        )
        raise DeclarationOpenAlready(name=entry.name, number=other.number if other else "") from twice
    note(action=action, kind=kind, name=entry.name)
    return declaration


@operation(
    "declarations.register_from_law",
    summary="从法条登记职权",
    permission=permissions.may_register_from_law,
    subject="result",
)
def register_from_law(
    *,
    actor: Actor,
    now: datetime,
    campaign: Campaign,
    body: Body,
    kind: str,
    name: str,
    law: str,
    article: str,
) -> Declaration:
    """
    Register a power from the article that sets it: the declaration begins with its basis, which must be in force today.

    Refuses with BasisNotInForce, InvalidInput, and as `open_declaration` does.
    """
    problem = find_citation_fault(law=law, article=article, laws=list_laws(), on=clock.today(now))
    if problem:
        raise BasisNotInForce(problem=problem)
    if not name.strip():
        raise InvalidInput(fields={"name": "请写职权名称，用法律、法规里的名称"})
    cited = {"law": law.strip().strip("《》"), "article": article.strip(), "text": ""}
    return open_declaration(
        actor=actor,
        now=now,
        campaign=campaign,
        body=body,
        kind=kind,
        entry=matters.MatterEntry(name=name.strip()[:200], kind=kind, catalog_code=""),
        content=replace(blank_content(), by_law=[cited]),
    )


def require_place(campaign: Campaign, body: Body) -> None:
    """
    Make sure that a body may declare in this clean-up now.

    Refuses with CampaignClosed, BodyNotInvited.
    """
    if campaign.state != CampaignState.OPEN:
        raise CampaignClosed(title=campaign.title)
    if not campaign.bodies.filter(body=body).exists():
        raise BodyNotInvited(body=body.short_name)


def _require_kind(campaign: Campaign, kind: str) -> None:
    if kind not in MATTER_TYPES or (campaign.kinds and kind not in campaign.kinds):
        raise KindNotInScope(
            kinds=campaign.kind_names, kind=MATTER_TYPES.get(kind, kind or "没有选类型的事项")
        )


def _beginning(
    matter: matters.Matter | None, kind: str
) -> tuple[matters.MatterEntry, matters.VersionContent]:
    version = current_version(matter) if matter else None
    if matter and version:
        return matters.entry_of(matter), matters.content_of(version)
    return matters.MatterEntry(name="", kind=kind, catalog_code=""), blank_content()


def blank_content() -> matters.VersionContent:
    """Give what a new power says before anybody has written anything."""
    empty: dict[str, Any] = {
        "plain_name": "",
        "summary": "",
        "by_law": [],
        "conditions": [],
        "statutory_days": 20,
        "promise_days": 10,
        "columns": {"power_source": "1", "dept_type": "1"},
    }
    return matters.VersionContent.read(empty)


@operation(
    "declarations.write_declaration",
    summary="填写职权申报",
    permission=permissions.may_write_declaration,
    subject="declaration",
)
def write_declaration(
    *,
    actor: Actor,
    now: datetime,
    declaration: Declaration,
    revision: int,
    entry: matters.MatterEntry,
    content: matters.VersionContent,
    reason: str = "",
) -> Declaration:
    """
    Keep what a unit has written; a signature given before is gone, since what was signed has changed.

    *revision* is the one the page was read with.

    Refuses with DeclarationNotOpen, DeclarationChanged.
    """
    locked = lock(declaration)
    if locked.state != DeclarationState.DRAFT:
        require_move(locked, DeclarationState.DRAFT, "修改")
    if locked.revision != revision:
        raise DeclarationChanged(revision=locked.revision)
    if locked.matter is not None:  # what finds a matter stays: a code names one thing for ever
        entry = matters.entry_of(locked.matter)
    locked.entry, locked.content, locked.name = asdict(entry), asdict(content), entry.name
    locked.reason = reason.strip()
    locked.state = DeclarationState.DRAFT
    locked.revision += 1
    locked.written_at = now
    locked.signed_by, locked.signed_at = "", None
    locked.save()
    note(revision=locked.revision)
    return locked


@operation(
    "declarations.sign_declaration",
    summary="签核职权申报",
    permission=permissions.may_sign_declaration,
    subject="declaration",
    binding=True,
)
def sign_declaration(*, actor: Actor, now: datetime, declaration: Declaration) -> Declaration:
    """
    Sign a declaration as the head of the unit; what breaks a rule cannot be signed.

    Refuses with DeclarationNotOpen, DeclarationNotFit, NothingChanged, ReasonNeeded.
    """
    locked = lock(declaration)
    require_move(locked, DeclarationState.SIGNED, "签核")
    if locked.action == Action.CANCEL:
        if not locked.reason:
            raise ReasonNeeded(act="签核取消申报")
    else:
        _require_fit(locked, now)
    locked.state = DeclarationState.SIGNED
    locked.signed_by, locked.signed_at = actor.label, now
    locked.save(update_fields=["state", "signed_by", "signed_at"])
    note(revision=locked.revision, content=_content_digest(locked))
    return locked


def _require_fit(declaration: Declaration, now: datetime) -> None:
    version = current_version(declaration.matter) if declaration.matter else None
    if version is not None and content_of_declaration(declaration) == matters.content_of(version):
        raise NothingChanged(name=declaration.name)
    faults = find_faults(declaration=declaration, on=clock.today(now))
    if not faults:
        return
    fields: dict[str, str] = {}
    for fault in faults:
        fields[fault.field] = "；".join(filter(None, (fields.get(fault.field), fault.problem)))
    raise DeclarationNotFit(
        name=declaration.name or declaration.number,
        count=len(faults),
        first=faults[0].problem,
        fields=fields,
    )


def _content_digest(declaration: Declaration) -> str:
    content = content_of_declaration(declaration)
    return content.digest(entry=entry_of_declaration(declaration), body_code=declaration.body.code)


@operation(
    "declarations.submit_declaration",
    summary="提交职权申报",
    permission=permissions.may_submit_declaration,
    subject="declaration",
    asks_factor=True,
)
def submit_declaration(*, actor: Actor, now: datetime, declaration: Declaration) -> Declaration:
    """
    Hand a signed declaration to the legal office; each time begins a new round of review.

    Refuses with DeclarationNotOpen, CampaignClosed.
    """
    locked = lock(declaration)
    require_move(locked, DeclarationState.SUBMITTED, "提交")
    if locked.campaign.state != CampaignState.OPEN and not locked.round:
        raise CampaignClosed(title=locked.campaign.title)
    locked.state = DeclarationState.SUBMITTED
    locked.submitted_at = now
    locked.round += 1
    locked.checked = []
    locked.decided_by, locked.decided_at = "", None
    locked.save()
    note(round=locked.round)
    return locked


@operation(
    "declarations.withdraw_declaration",
    summary="撤回职权申报",
    permission=permissions.may_withdraw_declaration,
    subject="declaration",
)
def withdraw_declaration(
    *, actor: Actor, now: datetime, declaration: Declaration, reason: str
) -> Declaration:
    """
    Take back a declaration that is not with the legal office; it stays readable.

    Refuses with DeclarationNotOpen, ReasonNeeded.
    """
    locked = lock(declaration)
    require_move(locked, DeclarationState.WITHDRAWN, "撤回")
    if not reason.strip():
        raise ReasonNeeded(act="撤回")
    locked.state = DeclarationState.WITHDRAWN
    locked.save(update_fields=["state"])
    note(reason=reason.strip())
    return locked
