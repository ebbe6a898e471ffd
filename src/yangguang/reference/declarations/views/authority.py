"""Authority to act online: the list, one authority with its posts and persons, and stopping a matter in an emergency."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.acts.api import Actor, list_acts_of
from yangguang.foundation.documents.api import list_documents_of
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Page, build_tabs
from yangguang.kernel import clock
from yangguang.reference.declarations import operations
from yangguang.reference.declarations.models import Authority
from yangguang.reference.declarations.queries.authority import (
    get_authority,
    list_authorities,
    needed_kinds,
    posts_for,
    running_cases,
)
from yangguang.reference.declarations.states import AuthorityState
from yangguang.reference.declarations.views.rail import back, done, page
from yangguang.reference.matters import api as matters

PAGE_SIZE = 30
STOPPERS = (PostKind.ADMIN, PostKind.LEGAL, PostKind.GOVERNMENT)


@officer_only(*STOPPERS)
@require_safe
def show_authorities(request: HttpRequest) -> HttpResponse:
    """List the authorities, those that wait first."""
    actor = actor_of_request(request)
    state = request.GET.get("state", "")
    found = list_authorities(actor=actor)
    counts: dict[str, int] = {}
    for one in found.values_list("state", flat=True):
        counts[one] = counts.get(one, 0) + 1
    rows = list_authorities(actor=actor, state=state)
    tabs = build_tabs(
        request.GET,
        "state",
        [
            ("", "全部", sum(counts.values())),
            *((name, label, counts.get(name, 0)) for name, label in AuthorityState.choices),
        ],
    )
    return page(request, "authorities", {"page": Page.of(rows, request.GET, size=PAGE_SIZE), "tabs": tabs})


@officer_only(*STOPPERS)
@require_http_methods(["GET", "POST"])
def show_authority(request: HttpRequest, number: str) -> HttpResponse:
    """Show who would act under a power, in which posts; examine, approve, suspend, restore or withdraw."""
    actor = actor_of_request(request)
    authority = get_authority(actor=actor, number=number)
    if request.method == "POST":
        _act(request, actor, authority)
        return back(request)
    matter = authority.matter
    now_held = {
        (one["code"], holder["number"])
        for one in posts_for(body=matter.body, kinds=needed_kinds(matter), on=clock.today(clock.now()))
        for holder in one["holders"]
    }
    then = {(one["code"], holder["number"]) for one in authority.posts for holder in one["holders"]}
    context: dict[str, Any] = {
        "authority": authority,
        "matter": matter,
        "left": then - now_held,
        "joined": now_held - then,
        "documents": list_documents_of(object_type="authority", object_number=authority.number),
        "acts": list_acts_of(object_type="authority", object_number=authority.number)[:20],
        "is_legal": actor.holds(PostKind.LEGAL),
        "is_government": actor.holds(PostKind.GOVERNMENT),
        "is_clerk": actor.holds(PostKind.ADMIN, matter.body.code),
        "running": running_cases(matter),
        "is_in_force": authority.state in (AuthorityState.APPROVED, AuthorityState.SUSPENDED),
        "coming": matter.authorities.filter(state__in=(AuthorityState.PROPOSED, AuthorityState.EXAMINED))
        .exclude(pk=authority.pk)
        .first(),
        "people": [
            (post, held, next((one for one in authority.barred if one["number"] == held["number"]), None))
            for post in authority.posts
            for held in post["holders"]
        ],
    }
    return page(request, "authority", context)


def _act(request: HttpRequest, actor: Actor, authority: Authority) -> None:
    now = clock.now()
    do, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    number, finishes = request.POST.get("number", ""), request.POST.get("cases") == "finish"
    acts = {
        "examine": (
            lambda: operations.examine_authority(actor=actor, now=now, authority=authority, opinion=reason),
            "已审查，报市政府核准。",
        ),
        "approve": (
            lambda: operations.approve_authority(actor=actor, now=now, authority=authority),
            "已核准，核准书已经出具。",
        ),
        "suspend": (
            lambda: operations.suspend_authority(
                actor=actor, now=now, authority=authority, reason=reason, finishes_cases=finishes
            ),
            "已暂停，事项从现在起不接受申请。",
        ),
        "restore": (
            lambda: operations.restore_authority(actor=actor, now=now, authority=authority),
            "已恢复。",
        ),
        "withdraw": (
            lambda: operations.withdraw_authority(
                actor=actor, now=now, authority=authority, reason=reason, finishes_cases=finishes
            ),
            "已撤销，事项从现在起不接受申请。",
        ),
        "bar": (
            lambda: operations.bar_holder(
                actor=actor, now=now, authority=authority, number=number, reason=reason
            ),
            f"{number} 号从现在起不能办这项职权，签收的步骤已退回岗位。",
        ),
        "readmit": (
            lambda: operations.readmit_holder(actor=actor, now=now, authority=authority, number=number),
            f"{number} 号恢复办理这项职权。",
        ),
        "propose": (
            lambda: operations.propose_authority(actor=actor, now=now, matter=authority.matter),
            "人员变动已报法制部门审查。核准以前，原来核准的人员照常办理。",
        ),
    }
    if do in acts:
        act, said = acts[do]
        done(request, act, said)


@officer_only(*STOPPERS)
@require_http_methods(["GET", "POST"])
def show_stops(request: HttpRequest) -> HttpResponse:
    """Stop a matter at once, or let it go on; below, what stood still and why."""
    actor = actor_of_request(request)
    found = matters.Matter.objects.select_related("body").filter(versions__status="published").distinct()
    if not (actor.holds(PostKind.LEGAL) or actor.holds(PostKind.GOVERNMENT)):
        found = found.filter(body__code__in={post.body_code for post in actor.posts})
    if request.method == "POST":
        matter = found.filter(code=request.POST.get("matter", "")).first()
        if matter is None:
            raise matters.MatterNotFound(code=request.POST.get("matter", ""))
        now = clock.now()
        if request.POST.get("do") == "resume":
            done(
                request,
                lambda: matters.resume_matter(actor=actor, now=now, matter=matter),
                f"《{matter.name}》恢复受理。",
            )
        else:
            reason = request.POST.get("reason", "")
            done(
                request,
                lambda: matters.stop_matter(actor=actor, now=now, matter=matter, reason=reason),
                f"《{matter.name}》已暂停，办事指南写明了原因。",
                "没有暂停",
            )
        return back(request)
    stops = matters.list_stops(matters=found)
    context = {
        "open": [one for one in stops if one.resumed_at is None],
        "past": [one for one in stops if one.resumed_at is not None][:20],
        "matters": found.filter(state="active").order_by("body__code", "catalog_code"),
    }
    return page(request, "stops", context)
