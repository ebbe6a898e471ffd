"""Who answers for a matter in an area, decided by rule and said in sentences; and who may see what of which level."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.linkage.models import (
    Exercise,
    FirstReview,
    JurisdictionRule,
    Lending,
    Routing,
    Transfer,
)
from yangguang.capabilities.linkage.rules.refusals import NoBodyForArea
from yangguang.capabilities.linkage.states import Mode
from yangguang.foundation.access.api import hide_sensitive, is_concealed
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.decisions import api as decisions
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.organisation.models import Area, Body
from yangguang.kernel.clock import today
from yangguang.kernel.refusals import NotFound
from yangguang.reference.matters.models import Matter, MatterVersion

DECISION = "由谁办"
CITY_LEVEL, DISTRICT_LEVEL = "3", "4"


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Which body answers, at which level, for whom it acts, and why, sentence by sentence."""

    body: Body
    level: str
    area: Area
    mode: Mode = Mode.OWN
    upper: Body | None = None
    sentences: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def rule_in_force(*, matter: Matter, on: date) -> JurisdictionRule | None:
    """Give the newest rule in force on a day."""
    return JurisdictionRule.objects.filter(matter=matter, effective_from__lte=on).order_by("-number").first()


def find_area(name: str) -> Area | None:
    """Find a district by its name or code."""
    return Area.objects.filter(Q(name=name) | Q(code=name)).exclude(level="street").order_by("code").first()


def decide_jurisdiction(*, matter: Matter, fields: Mapping[str, Any], on: date) -> Jurisdiction | None:
    """
    Decide which body answers for a case of the matter with these answers; none when the matter has one body only.

    Refuses with NoBodyForArea.
    """
    rule = rule_in_force(matter=matter, on=on)
    if rule is None:
        return None
    district = find_area(str(fields.get("district", "")))
    decided = decisions.read_decisions(rule.decision_xml).decide(DECISION, dict(fields))
    level = str(decided.value or "city")
    reason = "；".join(decided.matched.annotations) or "没有别的规定，由市级办理"
    sentences = [
        f"{reason}（{rule.basis}，管辖规则第 {rule.number} 版第 {'、'.join(map(str, decided.matched.rules)) or '末'} 条）"
    ]
    city = matter.body
    if level == "city" or district is None:
        sentences.append(f"由{city.name}办理")
        found = Jurisdiction(city, "city", city.area, sentences=tuple(sentences), facts=dict(fields))
    else:
        own = _exercise(matter, district)
        if own is None:
            raise NoBodyForArea(matter=matter.name, area=district.name)
        word = "先由{0}初审，再由{1}决定" if level == "first_review" else "由{0}办理"
        sentences.append(f"地点在{district.name}，{word.format(own.body.name, city.name)}")
        found = Jurisdiction(
            own.body,
            level,
            district,
            upper=city if level == "first_review" else None,
            sentences=tuple(sentences),
            facts=dict(fields),
        )
    return _lent(found, matter, on)


def _exercise(matter: Matter, area: Area) -> Exercise | None:
    return (
        Exercise.objects.filter(matter=matter, area=area).select_related("body__area").order_by("pk").first()
    )


def _lent(found: Jurisdiction, matter: Matter, on: date) -> Jurisdiction:
    """Follow a lending in force; one that is over, or does not fit the case, is said and not followed."""
    sentences = list(found.sentences)
    for one in Lending.objects.filter(matter=matter, lender=found.body).select_related(
        "borrower__area", "area"
    ):
        if not _covers(one.area, found):
            continue
        if not one.valid_from <= on < one.valid_until or (one.ended_on and one.ended_on <= on):
            last = min(one.valid_until, one.ended_on or one.valid_until)
            sentences.append(
                f"{one.get_mode_display()}给{one.borrower.short_name}的 {one.document_number} 到 {last} 为止，不再适用"
            )
            continue
        if one.limit and not decisions.compile_expression(one.limit).holds(dict(found.facts)):
            sentences.append(
                f"{one.document_number} 只{one.get_mode_display()}{one.limit_text}，这件不在范围内"
            )
            continue
        sentences.append(
            f"按 {one.document_number}，{one.valid_from} 至 {one.valid_until}，{found.body.short_name}把它"
            f"{one.get_mode_display()}给{one.borrower.name}"
        )
        return Jurisdiction(
            one.borrower, found.level, found.area, Mode(one.mode), found.upper, tuple(sentences), found.facts
        )
    return Jurisdiction(
        found.body, found.level, found.area, found.mode, found.upper, tuple(sentences), found.facts
    )


def _covers(area: Area, found: Jurisdiction) -> bool:
    district = find_area(str(found.facts.get("district", "")))
    return area == found.area or (district is not None and area == district)


def route(version: MatterVersion, fields: Mapping[str, Any], now: datetime) -> Body | None:
    """Name the body for a new case, for approval's door; none where the matter has no rule of levels."""
    found = decide_jurisdiction(matter=version.matter, fields=fields, on=today(now))
    return found.body if found is not None else None


def get_routing(*, number: str) -> Routing | None:
    """Give why a case went where it went."""
    return Routing.objects.select_related("body", "upper", "area").filter(case_number=number).first()


def list_reviews(*, actor: Actor) -> list[FirstReview]:
    """List the preliminary reviews of the actor's bodies, running ones first."""
    bodies = {post.body_code for post in actor.posts}
    reviews = FirstReview.objects.filter(Q(lower__code__in=bodies) | Q(upper__code__in=bodies))
    return list(
        hide_sensitive(reviews, actor=actor, object_type="application", number="case_number")
        .select_related("lower", "upper", "officer")
        .order_by("-state", "-started_at")[:50]
    )


def access_to(*, actor: Actor, application: approval.Application) -> str:
    """
    Tell what an officer may do with a case by area and level: act, read, or none.

    One's own body's cases one acts on. A body above reads the cases of the matter below it that it would answer for itself; a
    body below reads what it reviewed first or took in. Neighbours, and levels without a share in the matter, see nothing; what
    is 敏感 only who is cleared.
    """
    if is_concealed(actor=actor, object_type="application", object_number=application.number):
        return "none"
    codes = {
        post.body_code for post in actor.posts if post.kind not in ("admin", "system", "security", "audit")
    }
    if not codes and not actor.holds(PostKind.MONITOR):
        return "none"
    if application.body.code in codes:
        return "act"
    if actor.holds(PostKind.MONITOR):
        return "read"
    if application.version.matter.body.code in codes:
        return "read"
    reviewed = FirstReview.objects.filter(case_number=application.number, lower__code__in=codes)
    return "read" if reviewed.exists() or _took_in(application.number, codes) else "none"


def _took_in(number: str, codes: set[str]) -> bool:
    return Transfer.objects.filter(case_number=number, taken_body__code__in=codes).exists()


def list_levels(*, matter: Matter | None = None) -> list[Exercise]:
    """List who exercises what where."""
    rows = Exercise.objects.select_related("matter__body", "body", "area").order_by(
        "matter__code", "area__code"
    )
    return list(rows.filter(matter=matter) if matter else rows)


def list_ruled_matters(*, on: date) -> list[Matter]:
    """List the matters that have a rule of levels in force."""
    return list(
        Matter.objects.filter(pk__in=JurisdictionRule.objects.filter(effective_from__lte=on).values("matter"))
        .select_related("body")
        .order_by("code")
    )


def list_lendings() -> list[Lending]:
    """List what is lent, newest first."""
    return list(
        Lending.objects.select_related("matter", "lender", "borrower", "area").order_by("-valid_until", "-pk")
    )


@dataclass(frozen=True, slots=True)
class LendingChoices:
    """Between what a power is lent."""

    matters: list[Matter]
    bodies: list[Body]
    areas: list[Area]


def lending_choices() -> LendingChoices:
    """Give the matters that city and districts share, the bodies that exercise them, and the areas."""
    exercises = list(Exercise.objects.select_related("matter", "body", "area"))
    return LendingChoices(
        matters=sorted({one.matter for one in exercises}, key=lambda one: one.catalog_code),
        bodies=sorted({one.body for one in exercises}, key=lambda one: one.code),
        areas=sorted({one.area for one in exercises}, key=lambda one: one.code),
    )


def list_transfers(*, actor: Actor) -> list[tuple[Transfer, bool, bool]]:
    """List the transfers from and to the actor's bodies, with whether they are ours to send and ours to sign for."""
    codes = {post.body_code for post in actor.posts if post.kind == PostKind.ACCEPT}
    transfers = Transfer.objects.filter(Q(taken_body__code__in=codes) | Q(handling_body__code__in=codes))
    rows = (
        hide_sensitive(transfers, actor=actor, object_type="application", number="case_number")
        .select_related("taken_body", "handling_body")
        .prefetch_related("steps__officer")
        .order_by("-taken_at")[:50]
    )
    return [(one, one.taken_body.code in codes, one.handling_body.code in codes) for one in rows]


def get_transfer(*, actor: Actor, uuid: object) -> Transfer:
    """
    Get a transfer at either end of which the actor works.

    Refuses with NotFound.
    """
    found = next((one for one, _, _ in list_transfers(actor=actor) if one.uuid == uuid), None)
    if found is None:
        raise NotFound(what="这张流转单")
    return found


def review_clock(
    *, review: FirstReview, now: datetime
) -> tuple[deadlines.RunningClock, deadlines.ClockAccount] | None:
    """Give the clock of a preliminary review with its account of days."""
    clock = deadlines.clocks_of(review.act_object).last()
    return (clock, deadlines.account_of(clock, today(now))) if clock else None


def facts_asked(*, rule: JurisdictionRule) -> set[str]:
    """Give the facts a rule looks at, and the district, which it always needs."""
    sheets = decisions.read_sheets(rule.decision_xml)
    return {"district", *(one.expression for sheet in sheets for one in sheet.inputs)}
