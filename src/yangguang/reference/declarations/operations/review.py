"""What the legal office does with a declaration, and what the other offices say: comment, ask, check, return, file."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.numbering.api import issue_document_number
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock
from yangguang.reference.declarations import permissions
from yangguang.reference.declarations.events import DeclarationFiled
from yangguang.reference.declarations.models import Comment, Declaration, Office, Opinion, PinKind
from yangguang.reference.declarations.operations.notices import tell_unit
from yangguang.reference.declarations.operations.states import lock, require_move
from yangguang.reference.declarations.queries.formats import format_of
from yangguang.reference.declarations.queries.offices import OfficeTable
from yangguang.reference.declarations.rules.refusals import (
    ChecklistIncomplete,
    CommentsMissing,
    CommentsOpen,
    OpinionNotAsked,
    OpinionsOutstanding,
    ReasonNeeded,
)
from yangguang.reference.declarations.states import DeclarationState


@operation(
    "declarations.comment",
    summary="写审核意见",
    permission=permissions.may_comment,
    subject="declaration",
)
def comment(
    *,
    actor: Actor,
    now: datetime,
    declaration: Declaration,
    text: str,
    pin_kind: str = PinKind.WHOLE,
    pin: str = "",
) -> Comment:
    """
    Pin a remark to a field, a step, a material or the whole.

    Refuses with DeclarationNotOpen, AlreadyDecided, ReasonNeeded.
    """
    locked = lock(declaration)
    require_move(locked, DeclarationState.RETURNED, "写意见")
    if not text.strip():
        raise ReasonNeeded(act="保存意见")
    note(pin=pin, text=text.strip())
    return Comment.objects.create(
        declaration=locked,
        pin_kind=PinKind(pin_kind),
        pin=pin[:200],
        text=text.strip(),
        round=locked.round,
        made_by=actor.label,
        made_at=now,
    )


@operation(
    "declarations.settle_comment",
    summary="解决审核意见",
    permission=permissions.may_settle_comment,
    subject="declaration",
)
def settle_comment(*, actor: Actor, now: datetime, declaration: Declaration, comment_id: int) -> Declaration:
    """Mark a remark as settled: the unit has changed what it asked for, or it was a mistake."""
    declaration.comments.filter(pk=comment_id, settled_at__isnull=True).update(
        settled_by=actor.label, settled_at=now
    )
    note(comment=comment_id)
    return declaration


@operation(
    "declarations.ask_opinion",
    summary="请有关单位会审",
    permission=permissions.may_ask_opinion,
    subject="declaration",
)
def ask_opinion(
    *, actor: Actor, now: datetime, declaration: Declaration, offices: Sequence[str]
) -> Declaration:
    """
    Ask offices for their opinion in this round: monitoring, hall, information; the district's own where it is staffed.

    Refuses with DeclarationNotOpen, AlreadyDecided.
    """
    locked = lock(declaration)
    require_move(locked, DeclarationState.FILED, "会审")
    table = OfficeTable(on=clock.today(now))
    for office in offices:
        area = table.area_for(Office(office), locked.body.area.code)
        Opinion.objects.get_or_create(
            declaration=locked,
            office=Office(office),
            round=locked.round,
            defaults={"asked_at": now, "area_code": area},
        )
    note(offices=list(offices))
    return locked


@operation(
    "declarations.give_opinion",
    summary="提会审意见",
    permission=permissions.may_give_opinion,
    subject="declaration",
)
def give_opinion(
    *, actor: Actor, now: datetime, declaration: Declaration, office: str, agrees: bool, text: str = ""
) -> Opinion:
    """
    Say for an office whether it agrees; an objection gives its reason.

    Refuses with OpinionNotAsked, ReasonNeeded.
    """
    locked = lock(declaration)
    opinion = locked.opinions.filter(office=office, round=locked.round, given_at__isnull=True).first()
    if opinion is None or locked.state != DeclarationState.SUBMITTED:
        raise OpinionNotAsked(office=Office(office).label)
    if not agrees and not text.strip():
        raise ReasonNeeded(act="提交异议")
    opinion.agrees, opinion.text = agrees, text.strip()
    opinion.given_by, opinion.given_at = actor.label, now
    opinion.save()
    note(office=office, agrees=agrees, text=opinion.text)
    return opinion


@operation(
    "declarations.tick_checklist",
    summary="核对审核要点",
    permission=permissions.may_tick_checklist,
    subject="declaration",
)
def tick_checklist(
    *, actor: Actor, now: datetime, declaration: Declaration, lines: Iterable[str]
) -> Declaration:
    """
    Keep which lines of the checklist have been looked at.

    Refuses with DeclarationNotOpen, AlreadyDecided.
    """
    locked = lock(declaration)
    require_move(locked, DeclarationState.FILED, "核对要点")
    wanted = set(lines)
    locked.checked = [one for one in format_of(locked).checklist if one in wanted]
    locked.save(update_fields=["checked"])
    note(checked=len(locked.checked))
    return locked


@operation(
    "declarations.return_declaration",
    summary="退回职权申报",
    permission=permissions.may_return_declaration,
    subject="declaration",
    binding=True,
)
def return_declaration(*, actor: Actor, now: datetime, declaration: Declaration) -> Declaration:
    """
    Send a declaration back with the comments of this round.

    Refuses with AlreadyDecided, DeclarationNotOpen, CommentsMissing.
    """
    locked = lock(declaration)
    require_move(locked, DeclarationState.RETURNED, "退回")
    count = locked.comments.filter(settled_at__isnull=True).count()
    objections = locked.opinions.filter(round=locked.round, agrees=False).count()
    if not count and not objections:
        raise CommentsMissing
    _decide(locked, actor, now, DeclarationState.RETURNED)
    tell_unit(
        body_code=locked.body.code,
        title=f"申报退回修改：{locked.name}",
        text=f"法制部门写了 {count} 条意见，逐条写在有问题的栏目、环节或者材料上。改好以后由负责人签核，再提交。",
        link=locked.get_absolute_url(),
        about=locked.act_object,
        now=now,
    )
    note(comments=count, objections=objections, round=locked.round)
    return locked


@operation(
    "declarations.file_declaration",
    summary="备案职权申报",
    permission=permissions.may_file_declaration,
    subject="declaration",
    binding=True,
)
def file_declaration(*, actor: Actor, now: datetime, declaration: Declaration) -> Declaration:
    """
    File a declaration under a number (审核备案): checked line by line, no comment open, every office asked agrees.

    Refuses with AlreadyDecided, DeclarationNotOpen, ChecklistIncomplete, CommentsOpen, OpinionsOutstanding.
    """
    locked = lock(declaration)
    require_move(locked, DeclarationState.FILED, "备案")
    _require_reviewed(locked)
    post = actor.post(PostKind.LEGAL)
    locked.filing_number = issue_document_number(
        body_code=post.body_code if post else "", word="深司备", year=clock.local(now).year
    )
    _decide(locked, actor, now, DeclarationState.FILED)
    tell_unit(
        body_code=locked.body.code,
        title=f"申报已备案：{locked.name}",
        text=f"备案号 {locked.filing_number}。接下来由信息化部门赋码，再由市政府核准网上行使身份。",
        link=locked.get_absolute_url(),
        about=locked.act_object,
        now=now,
    )
    note(filing_number=locked.filing_number, round=locked.round)
    emit(DeclarationFiled(locked.number, locked.name, locked.filing_number, now))
    return locked


def _decide(declaration: Declaration, actor: Actor, now: datetime, state: DeclarationState) -> None:
    declaration.state = state
    declaration.decided_by, declaration.decided_at = actor.label, now
    declaration.save(update_fields=["state", "decided_by", "decided_at", "filing_number"])


def _require_reviewed(declaration: Declaration) -> None:
    missing = [one for one in format_of(declaration).checklist if one not in declaration.checked]
    if missing:
        raise ChecklistIncomplete(count=len(missing), first=missing[0])
    unsettled = declaration.comments.filter(settled_at__isnull=True).count()
    if unsettled:
        raise CommentsOpen(count=unsettled)
    waiting = [
        one.get_office_display()
        for one in declaration.opinions.filter(round=declaration.round)
        if not one.agrees
    ]
    if waiting:
        raise OpinionsOutstanding(offices="、".join(waiting))
