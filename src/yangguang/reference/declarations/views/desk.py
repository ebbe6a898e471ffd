"""Where everybody begins: what waits for this officer in the order of powers, and the clean-ups."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock
from yangguang.reference.declarations.models import Declaration, Opinion
from yangguang.reference.declarations.queries.authority import list_authorities
from yangguang.reference.declarations.queries.rounds import list_asked, list_campaigns, list_declarations
from yangguang.reference.declarations.states import AuthorityState, DeclarationState
from yangguang.reference.declarations.views.rail import CONCERNED, page
from yangguang.reference.discretion import api as discretion

_SHOWN = 20


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for the officer."""

    title: str
    note: str
    address: str
    verb: str


@officer_only(*CONCERNED)
@require_GET
def show_desk(request: HttpRequest) -> HttpResponse:
    """Show what waits and which clean-ups there are."""
    actor = actor_of_request(request)
    today = clock.today(clock.now())
    waiting = list(_waiting(actor))
    campaigns = [
        (one, _address(one.pk, one.get_absolute_url(), actor), (one.due_on - today).days)
        for one in list_campaigns(actor=actor)[:_SHOWN]
    ]
    context = {"waiting": waiting, "campaigns": campaigns, "is_legal": actor.holds(PostKind.LEGAL)}
    return page(request, "desk", context)


def _address(campaign_id: int, board: str, actor: Actor) -> str:
    """The legal office looks at the board, a unit at its own workbench."""
    unit = next((one for one in actor.posts if one.kind in (PostKind.ADMIN, PostKind.DECIDE)), None)
    return f"{board}{unit.body_code}/" if unit and not actor.holds(PostKind.LEGAL) else board


def _waiting(actor: Actor) -> Iterator[Waiting]:
    seen = list_declarations(actor=actor)
    if actor.holds(PostKind.ADMIN):
        own = seen.filter(body__code__in=_bodies(actor, PostKind.ADMIN))
        yield from _rows(own, DeclarationState.RETURNED, "法制部门退回", "照意见修改")
        yield from _rows(own, DeclarationState.SIGNED, "负责人已签核", "提交审核")
        yield from _rows(own, DeclarationState.DRAFT, "正在填报", "接着填")
        yield from _coded(own)
        for one in discretion.list_in_hand(bodies=_bodies(actor, PostKind.ADMIN)):
            said = "法制部门退回" if one.status == "returned" else f"已备案（{one.filing_number}）"
            yield _standard(one, f"裁量基准，{said}", "照意见修改" if one.status == "returned" else "公布")
    if actor.holds(PostKind.DECIDE):
        own = seen.filter(body__code__in=_bodies(actor, PostKind.DECIDE))
        yield from _rows(own, DeclarationState.DRAFT, "填报中，填好以后签核", "核对签核")
        yield from _rows(own, DeclarationState.RETURNED, "退回修改中", "核对签核")
    if actor.holds(PostKind.LEGAL):
        yield from _rows(seen, DeclarationState.SUBMITTED, "等待审核", "审核")
        yield from _authorities(actor, AuthorityState.PROPOSED, "审查")
        for one in discretion.list_waiting():
            yield _standard(one, "裁量基准待审核", "审核")
    if actor.holds(PostKind.INFORMATION):
        yield from _rows(seen, DeclarationState.FILED, "已备案", "赋码")
    if actor.holds(PostKind.GOVERNMENT):
        yield from _authorities(actor, AuthorityState.EXAMINED, "核准")
    yield from _opinions(actor)


def _standard(one: discretion.StandardVersion, note: str, verb: str) -> Waiting:
    name = "discretion:review" if one.status == "submitted" else "discretion:editor"
    where = f"{one.standard.matter.body.short_name}，{note}"
    return Waiting(one.standard.act, where, reverse(name, args=[one.standard.code]), verb)


def _opinions(actor: Actor) -> Iterator[Waiting]:
    """What the actor's office is asked, rounds of many as one."""
    asked = list_asked(actor=actor)
    rounds: dict[int, list[Opinion]] = {}
    for one in asked:
        if one.joint_id:
            rounds.setdefault(one.joint_id, []).append(one)
    for opinions in rounds.values():
        joint = opinions[0].joint
        if joint is not None:
            note = f"{joint.number}，{len(opinions)} 份等您答复，{joint.due_on.month}月{joint.due_on.day}日前"
            yield Waiting("会审一批申报", note, joint.get_absolute_url(), "答复会审")
    for one in (one for one in asked if one.joint_id is None):
        note = f"{one.declaration.body.short_name}，请{one.get_office_display()}会审"
        yield Waiting(one.declaration.name, note, one.declaration.get_absolute_url(), "提会审意见")


def _bodies(actor: Actor, kind: str) -> set[str]:
    return {post.body_code for post in actor.posts if post.kind == kind}


def _rows(found: object, state: DeclarationState, note: str, verb: str) -> Iterator[Waiting]:
    for one in found.filter(state=state)[:_SHOWN]:  # type: ignore[attr-defined]
        yield Waiting(one.name or one.number, f"{one.body.short_name}，{note}", one.get_absolute_url(), verb)


def _coded(own: object) -> Iterator[Waiting]:
    coded: list[Declaration] = list(
        own.filter(state=DeclarationState.CODED).prefetch_related("matter__authorities")[:_SHOWN]  # type: ignore[attr-defined]
    )
    for one in coded:
        open_ones = [
            each for each in (one.matter.authorities.all() if one.matter else ()) if each.state != "withdrawn"
        ]
        if one.action != "cancel" and not open_ones:
            yield Waiting(one.name, "已赋码，还没有报网上行使身份", one.get_absolute_url(), "报身份")
        elif one.action == "cancel" or open_ones[0].state == AuthorityState.APPROVED:
            yield Waiting(one.name, "网上行使身份已核准", one.get_absolute_url(), "公布")


def _authorities(actor: Actor, state: AuthorityState, verb: str) -> Iterator[Waiting]:
    for one in list_authorities(actor=actor, state=state)[:_SHOWN]:
        note = f"{one.matter.body.short_name}，网上行使身份"
        yield Waiting(one.matter.name, note, one.get_absolute_url(), verb)
