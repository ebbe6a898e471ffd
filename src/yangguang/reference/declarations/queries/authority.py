"""Who may act online under a power, and what is missing before its version may be published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, QuerySet

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import Appointment, Body, PostKind
from yangguang.foundation.process.api import Task, TaskState
from yangguang.reference.declarations.models import Authority, Declaration
from yangguang.reference.declarations.rules.refusals import AuthorityNotFound
from yangguang.reference.declarations.states import AuthorityState
from yangguang.reference.matters import api as matters

OUTSIDE = frozenset({"", "applicant", "expert"})
"""Lanes that are no posts of the body."""


def needed_kinds(matter: matters.Matter) -> set[str]:
    """Give the kinds of post that the newest flow of a matter needs from the body."""
    version = matter.versions.exclude(flow_xml="").order_by("-number").first()
    if version is None:
        return set()
    process = matters.process_of(version)
    return {process.post_kind_of(node.id) for node in process.user_tasks()} - OUTSIDE


def posts_for(*, body: Body, kinds: Iterable[str], on: date) -> list[dict[str, Any]]:
    """List the posts of a body of these kinds with those who hold them on a day."""
    running = (
        Appointment.objects.filter(post__office__body=body, post__kind__in=list(kinds))
        .running_on(on)
        .select_related("post__office", "officer")
        .order_by("post__kind", "post__code", "officer__number")
    )
    posts: dict[str, dict[str, Any]] = {}
    for one in running:
        post = posts.setdefault(
            one.post.code,
            {
                "code": one.post.code,
                "name": one.post.name,
                "kind": one.post.kind,
                "kind_name": PostKind(one.post.kind).label,
                "office": one.post.office.name,
                "holders": [],
            },
        )
        post["holders"].append({"number": one.officer.number, "name": one.officer.name})
    return list(posts.values())


def explain_gap(version: matters.MatterVersion, post_kinds: frozenset[str]) -> str:
    """Say what authority a version still lacks; a matter that did not come by this way lacks none."""
    if not Declaration.objects.filter(matter_id=version.matter_id).exists():
        return ""
    authority = find_authority(version.matter)
    if authority is None:
        return "还没有申报网上行使身份。"
    if authority.state != AuthorityState.APPROVED:
        return f"网上行使身份（{authority.number}）现在是“{authority.get_state_display()}”。"
    missing = post_kinds - OUTSIDE - authority.post_kinds
    if missing:
        names = "、".join(PostKind(one).label for one in sorted(missing))
        return f"流程用到的{names}不在核准的网上行使身份（{authority.document_number}）里。"
    return ""


def find_authority(matter: matters.Matter) -> Authority | None:
    """Find the authority of a matter: the one in force, else the one on its way, else the newest withdrawn one."""
    order = (
        AuthorityState.APPROVED,
        AuthorityState.SUSPENDED,
        AuthorityState.EXAMINED,
        AuthorityState.PROPOSED,
    )
    known = list(matter.authorities.all())
    return next((one for state in order for one in known if one.state == state), known[0] if known else None)


def has_changed(authority: Authority, *, on: date) -> bool:
    """Tell whether other posts or persons than those examined would be reported today."""
    matter = authority.matter
    today = posts_for(body=matter.body, kinds=needed_kinds(matter), on=on)
    return _held(today) != _held(authority.posts)


def _held(posts: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(one["code"], held["number"]) for one in posts for held in one["holders"]}


@dataclass(frozen=True)
class RunningCases:
    """How many cases run under a matter's flows, and the day the first step falls due."""

    count: int
    due_on: date | None


def running_cases(matter: matters.Matter) -> RunningCases:
    """Count the cases that run under a matter, whatever their version."""
    open_ones = Task.objects.filter(
        instance__definition__key=matter.code, state__in=(TaskState.OPEN, TaskState.CLAIMED)
    )
    found = open_ones.aggregate(count=Count("instance", distinct=True), due_on=Min("due_on"))
    return RunningCases(found["count"], found["due_on"])


def list_authorities(*, actor: Actor, state: str = "") -> QuerySet[Authority]:
    """List the authorities an officer may see: all for the legal office and the government, else those of the own body."""
    found = Authority.objects.select_related("matter__body")
    if not (actor.holds(PostKind.LEGAL) or actor.holds(PostKind.GOVERNMENT)):
        found = found.filter(matter__body__code__in={post.body_code for post in actor.posts})
    return found.filter(state=state) if state else found


def get_authority(*, actor: Actor, number: str) -> Authority:
    """
    Get one authority within what the officer may see.

    Refuses with AuthorityNotFound.
    """
    found = list_authorities(actor=actor).filter(number=number).first()
    if found is None:
        raise AuthorityNotFound
    return found
