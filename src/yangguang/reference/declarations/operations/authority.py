"""The right to act online under a power (网上行使身份): reported, examined, approved with a document, suspended, withdrawn."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from yangguang.foundation.acts.api import Actor, emit, note, operation, system_actor
from yangguang.foundation.documents import api as documents
from yangguang.foundation.numbering.api import issue_document_number, issue_number
from yangguang.foundation.organisation.api import PostKind, find_officer
from yangguang.foundation.process.api import Task, TaskState, release_task
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.declarations import permissions
from yangguang.reference.declarations.events import AuthorityChanged
from yangguang.reference.declarations.models import Authority
from yangguang.reference.declarations.operations.notices import tell_unit
from yangguang.reference.declarations.queries.authority import (
    has_changed,
    needed_kinds,
    posts_for,
    running_cases,
)
from yangguang.reference.declarations.rules.refusals import (
    AuthorityNotOpen,
    AuthorityOpenAlready,
    HolderNotListed,
    PostsMissing,
    ReasonNeeded,
)
from yangguang.reference.declarations.states import AuthorityState, may_move_authority
from yangguang.reference.matters import api as matters

STOPPED = "网上行使身份已"


@operation(
    "declarations.propose_authority",
    summary="申报网上行使身份",
    permission=permissions.may_propose_authority,
    subject="result",
)
def propose_authority(*, actor: Actor, now: datetime, matter: matters.Matter) -> Authority:
    """
    Report the posts and persons who will act under a power: those of the body that its newest flow names.

    While an authority is in force it is reported anew only when posts or persons have changed; the old one holds until the
    new one is approved.

    Refuses with AuthorityOpenAlready, PostsMissing.
    """
    matters.Matter.objects.select_for_update().get(pk=matter.pk)
    there = matter.authorities.exclude(state=AuthorityState.WITHDRAWN).first()
    if there is not None and not (
        there.state == AuthorityState.APPROVED and has_changed(there, on=clock.today(now))
    ):
        raise AuthorityOpenAlready(name=matter.name, number=there.number, state=there.get_state_display())
    kinds = needed_kinds(matter)
    posts = posts_for(body=matter.body, kinds=kinds, on=clock.today(now))
    missing = kinds - {one["kind"] for one in posts}
    if missing:
        raise PostsMissing(name=matter.name, kinds="、".join(PostKind(one).label for one in sorted(missing)))
    note(matter=matter.code, posts=[one["code"] for one in posts])
    return Authority.objects.create(
        number=issue_number(
            body_code="", kind="authority", year=clock.local(now).year, pattern="QX{year}{number:05d}"
        ),
        matter=matter,
        posts=posts,
        proposed_by=actor.label,
        proposed_at=now,
    )


@operation(
    "declarations.examine_authority",
    summary="审查网上行使身份",
    permission=permissions.may_examine_authority,
    subject="authority",
    binding=True,
)
def examine_authority(
    *, actor: Actor, now: datetime, authority: Authority, opinion: str = "单位、岗位、人员与职权相符"
) -> Authority:
    """
    Examine body, posts and persons, and hand the authority to the government.

    Refuses with AuthorityNotOpen, ReasonNeeded.
    """
    locked = _lock(authority, AuthorityState.EXAMINED, "审查")
    if not opinion.strip():
        raise ReasonNeeded(act="提交审查意见")
    locked.state, locked.opinion = AuthorityState.EXAMINED, opinion.strip()
    locked.examined_by, locked.examined_at = actor.label, now
    locked.save()
    note(opinion=locked.opinion)
    return locked


@operation(
    "declarations.approve_authority",
    summary="核准网上行使身份",
    permission=permissions.may_approve_authority,
    subject="authority",
    binding=True,
)
def approve_authority(*, actor: Actor, now: datetime, authority: Authority) -> Authority:
    """
    Approve with a document: from now on the posts may act under the power, and its version may be published.

    Refuses with AuthorityNotOpen.
    """
    locked = _lock(authority, AuthorityState.APPROVED, "核准")
    if locked.state != AuthorityState.EXAMINED:
        raise _not_open(locked, "核准")
    post = actor.post(PostKind.GOVERNMENT)
    if post is None:  # the permission has made sure that there is one
        raise _not_open(locked, "核准")
    before = _lock_predecessor(locked)
    locked.state = AuthorityState.APPROVED
    locked.approved_by, locked.approved_at = actor.label, now
    locked.document_number = issue_document_number(
        body_code=post.body_code, word="深府网权", year=clock.local(now).year
    )
    if before is not None:
        before.state, before.stop_reason, before.stopped_at = (
            AuthorityState.WITHDRAWN,
            f"由{locked.document_number}接替。",
            now,
        )
        before.save()
    locked.save()
    documents.make_document(
        kind="authority_approval",
        title="网上行使行政职权身份核准书",
        number=locked.document_number,
        template="declarations/documents/authority_approval.html",
        context={"authority": locked, "matter": locked.matter, "posts": locked.posts},
        body_code=post.body_code,
        body_name=post.body_name,
        object_type="authority",
        object_number=locked.number,
        addressee=locked.matter.body.name,
        seal_text="行政职权核准专用章",
        now=now,
    )
    _resume(locked, actor, now)
    _tell(locked, "已核准", f"文号 {locked.document_number}。现在可以公布这个事项。", now)
    return locked


def _lock_predecessor(authority: Authority) -> Authority | None:
    return (
        Authority.objects.select_for_update()
        .filter(matter=authority.matter_id, state__in=(AuthorityState.APPROVED, AuthorityState.SUSPENDED))
        .first()
    )


@operation(
    "declarations.suspend_authority",
    summary="暂停网上行使身份",
    permission=permissions.may_suspend_authority,
    subject="authority",
    binding=True,
)
def suspend_authority(
    *, actor: Actor, now: datetime, authority: Authority, reason: str, finishes_cases: bool = False
) -> Authority:
    """
    Suspend at once: the matter takes no applications until the authority is restored, and its guide says so.

    Running cases stand still too (`queries.standing`), unless they may be worked to their end (*finishes_cases*); their clocks
    run on, as no law stops them. The body is told how many there are and which falls due first.

    Refuses with AuthorityNotOpen, ReasonNeeded.
    """
    return _end(authority, AuthorityState.SUSPENDED, "暂停", reason, actor, now, finishes_cases)


@operation(
    "declarations.withdraw_authority",
    summary="撤销网上行使身份",
    permission=permissions.may_withdraw_authority,
    subject="authority",
    binding=True,
)
def withdraw_authority(
    *, actor: Actor, now: datetime, authority: Authority, reason: str, finishes_cases: bool = False
) -> Authority:
    """
    Withdraw for good; to act again, the body reports its posts anew. Running cases as when it is suspended.

    Refuses with AuthorityNotOpen, ReasonNeeded.
    """
    return _end(authority, AuthorityState.WITHDRAWN, "撤销", reason, actor, now, finishes_cases)


@operation(
    "declarations.bar_holder",
    summary="停止一名人员的网上行使身份",
    permission=permissions.may_bar_holder,
    subject="authority",
    binding=True,
)
def bar_holder(*, actor: Actor, now: datetime, authority: Authority, number: str, reason: str) -> Authority:
    """
    Bar one officer from acting under a power, at once; steps the officer had claimed go back to the colleagues of the post.

    Refuses with AuthorityNotOpen, HolderNotListed, ReasonNeeded.
    """
    locked = _in_force(authority, "停止人员身份")
    if not reason.strip():
        raise ReasonNeeded(act="停止人员身份")
    named = {held["number"] for post in locked.posts for held in post["holders"]}
    if number not in named or number in locked.barred_numbers:
        raise HolderNotListed(number=number)
    locked.barred = [
        *locked.barred,
        {"number": number, "reason": reason.strip(), "by": actor.label, "at": now.isoformat()},
    ]
    locked.save(update_fields=["barred"])
    released = _hand_back(locked, number, now)
    note(number=number, reason=reason.strip(), released=released)
    _tell(locked, f"停止 {number} 号", f"原因：{reason.strip()} 退回岗位待接办的步骤 {released} 个。", now)
    return locked


@operation(
    "declarations.readmit_holder",
    summary="恢复一名人员的网上行使身份",
    permission=permissions.may_readmit_holder,
    subject="authority",
    binding=True,
)
def readmit_holder(*, actor: Actor, now: datetime, authority: Authority, number: str) -> Authority:
    """
    Let a barred officer act again.

    Refuses with AuthorityNotOpen, HolderNotListed.
    """
    locked = _in_force(authority, "恢复人员身份")
    if number not in locked.barred_numbers:
        raise HolderNotListed(number=number)
    locked.barred = [one for one in locked.barred if one["number"] != number]
    locked.save(update_fields=["barred"])
    note(number=number)
    return locked


def _in_force(authority: Authority, act: str) -> Authority:
    locked = (
        Authority.objects.select_for_update(of=("self",)).select_related("matter__body").get(pk=authority.pk)
    )
    if locked.state not in (AuthorityState.APPROVED, AuthorityState.SUSPENDED):
        raise _not_open(locked, act)
    return locked


def _hand_back(authority: Authority, number: str, now: datetime) -> int:
    """Put the steps an officer has claimed under the power back on the desk of the post."""
    officer = find_officer(number=number)
    if officer is None:
        return 0
    held = Task.objects.filter(
        instance__definition__key=authority.matter.code,
        assignee_account_id=officer.account_id,
        is_signer=False,
        state=TaskState.CLAIMED,
    )
    by = replace(system_actor("网上行使身份"), account_id=officer.account_id)
    released = 0
    for task in held.order_by("instance_id", "pk"):
        try:
            release_task(task_id=task.pk, actor=by, now=now)
        except Refusal:  # done or put back meanwhile, or the case stands still: then nobody acts on it anyway
            continue
        released += 1
    return released


@operation(
    "declarations.restore_authority",
    summary="恢复网上行使身份",
    permission=permissions.may_restore_authority,
    subject="authority",
    binding=True,
)
def restore_authority(*, actor: Actor, now: datetime, authority: Authority) -> Authority:
    """
    Give a suspended authority back; the matter takes applications again.

    Refuses with AuthorityNotOpen.
    """
    locked = _lock(authority, AuthorityState.APPROVED, "恢复")
    if locked.state != AuthorityState.SUSPENDED:
        raise _not_open(locked, "恢复")
    locked.state, locked.stop_reason, locked.stopped_at = AuthorityState.APPROVED, "", None
    locked.finishes_cases = False
    locked.save()
    _resume(locked, actor, now)
    _tell(locked, "已恢复", "事项恢复受理。", now)
    return locked


def _end(
    authority: Authority,
    state: AuthorityState,
    act: str,
    reason: str,
    actor: Actor,
    now: datetime,
    finishes_cases: bool,
) -> Authority:
    locked = _lock(authority, state, act)
    if not reason.strip():
        raise ReasonNeeded(act=act)
    locked.state, locked.stop_reason, locked.stopped_at = state, reason.strip(), now
    locked.finishes_cases = finishes_cases
    locked.save()
    if locked.matter.state == "active":
        matters.stop_matter(
            actor=actor, now=now, matter=locked.matter, reason=f"{STOPPED}{act}：{reason.strip()}"
        )
    note(reason=reason.strip(), finishes_cases=finishes_cases)
    running = running_cases(locked.matter)
    rest = "照常办完" if finishes_cases else "停下来，时限照常计算"
    due = f"，最近的一件 {running.due_on} 到期" if running.due_on else ""
    cases = f"在办的 {running.count} 件{rest}{due}。" if running.count else ""
    _tell(locked, f"已{act}", f"原因：{reason.strip()} 事项从现在起暂停受理。{cases}", now)
    return locked


def _resume(authority: Authority, actor: Actor, now: datetime) -> None:
    """Let the matter go on, if it stood still for want of an authority and for nothing else."""
    stop = matters.current_stop(authority.matter)
    if stop is not None and stop.reason.startswith(STOPPED):
        matters.resume_matter(actor=actor, now=now, matter=authority.matter)


def _lock(authority: Authority, target: AuthorityState, act: str) -> Authority:
    locked = (
        Authority.objects.select_for_update(of=("self",)).select_related("matter__body").get(pk=authority.pk)
    )
    if not may_move_authority(locked.state, target):
        raise _not_open(locked, act)
    return locked


def _not_open(authority: Authority, act: str) -> AuthorityNotOpen:
    who = authority.approved_by or authority.examined_by
    return AuthorityNotOpen(
        name=str(authority),
        state=authority.get_state_display(),
        who=f"（{who}办理）" if who else "",
        act=act,
    )


def _tell(authority: Authority, what: str, text: str, now: datetime) -> None:
    values: dict[str, Any] = {"link": authority.get_absolute_url(), "about": authority.act_object, "now": now}
    tell_unit(
        body_code=authority.matter.body.code,
        title=f"网上行使身份{what}：{authority.matter.name}",
        text=text,
        **values,
    )
    emit(AuthorityChanged(authority.number, authority.matter.code, authority.state, now))
