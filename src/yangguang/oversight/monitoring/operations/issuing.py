"""
Issuing cards: from findings to rows, acts, notices and the live board.

A batch of findings is written in a few statements, each card with an act of its own (decision 0030).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from yangguang.foundation.acts.api import Actor, Member, emit, note, operation, record_members
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.events.api import announce
from yangguang.foundation.messaging import api as messaging
from yangguang.foundation.organisation.api import list_holders
from yangguang.kernel.clock import end_instant, today
from yangguang.oversight.monitoring import permissions
from yangguang.oversight.monitoring.events import CardIssued
from yangguang.oversight.monitoring.models import Card
from yangguang.oversight.monitoring.operations.keeping import body_name, hold_cursor, instant, key_of
from yangguang.oversight.monitoring.rules.cases import CaseWatch, Finding
from yangguang.oversight.monitoring.rules.days import day_of
from yangguang.oversight.monitoring.rules.levels import RULES, Level

BOARD = "board"
DEADLINE_KINDS = ("statutory", "promised", "acceptance")


@dataclass(frozen=True, slots=True)
class Due:
    """One card that is due: the finding, its case, whose hand it was, and the rule where it is not one of the house."""

    finding: Finding
    case: CaseWatch
    officer: str = ""
    rule_text: str = ""
    rule_version: str = "1"


@operation(
    "monitoring.issue_card", summary="发出监察牌", permission=permissions.may_issue_card, subject="result"
)
def issue_card(*, actor: Actor, due: Due, now: datetime) -> Card:
    """Show the responsible post a card for one finding; the same card is never issued twice."""
    written = write_cards([due], now)
    card = written[0] if written else Card.objects.get(key=key_of(due.finding))
    note(**_told(card))
    return card


def issue_cards(*, actor: Actor, dues: Sequence[Due], now: datetime) -> list[Card]:
    """Issue what a batch of the engine has found, each card with its own act; gives those that are new."""
    written = write_cards(dues, now)
    members = [Member(actor, card.act_object, _told(card)) for card in written]
    record_members(operation="monitoring.issue_card", members=members, now=now)
    return written


def write_cards(dues: Iterable[Due], now: datetime) -> list[Card]:
    """Write the cards that are not there yet, and tell everybody whom they concern."""
    by_key = {key_of(due.finding): due for due in dues}
    if by_key:
        hold_cursor()
    known = set(Card.objects.filter(key__in=by_key).values_list("key", flat=True)) if by_key else set()
    first_rung = _first_rung(now) if by_key else now
    cards = [_card(key, due, now, first_rung) for key, due in by_key.items() if key not in known]
    if not cards:
        return []
    holders = _holders(cards, now)
    for card in cards:
        card.notified_at = now if holders[card.post_kind, card.body_code] else None
    Card.objects.bulk_create(cards)
    _mark_clocks(cards)
    for card in cards:
        for account_id in holders[card.post_kind, card.body_code]:
            _tell(card, account_id, now)
        emit(CardIssued(card.pk, card.level, card.object_number, card.body_code, now))
    announce(BOARD, {"level": max(card.level for card in cards)}, now=now)
    return cards


def _card(key: str, due: Due, now: datetime, first_rung: datetime) -> Card:
    finding, case = due.finding, due.case
    rule = RULES.get(finding.rule_id)
    facts: dict[str, Any] = dict(finding.facts)
    if rule is not None and "basis" not in facts:
        facts["basis"] = rule.basis
    body = case.body_code or case.plan.body_code
    is_application = case.plan.field == "approval"
    is_over = _is_over(finding, case)
    return Card(
        key=key,
        level=finding.level,
        rule_id=finding.rule_id,
        rule_version=due.rule_version,
        rule_text=due.rule_text or (rule.text if rule else finding.rule_id),
        field=case.plan.field,
        due_on=_due_on(finding),
        object_type="application" if is_application else "outside",
        object_number=finding.case,
        body_code=body,
        body_name=body_name(body),
        post_kind=finding.post,
        officer=due.officer,
        matter_code=case.plan.code.rpartition("@")[0] if is_application else "",
        matter_name=case.plan.name,
        step_node=finding.node[:240],
        step_name=finding.name[:200],
        facts=facts,
        evidence=[finding.mark] if finding.mark else [],
        happened_at=instant(finding.at),
        issued_at=now,
        settled_at=now if is_over else None,
        next_rung_at=first_rung if finding.level > Level.WARNING and not is_over else None,
    )


def _told(card: Card) -> dict[str, Any]:
    return {
        "level": card.level,
        "rule": card.rule_id,
        "object": card.object_number,
        "due_on": card.due_on.isoformat(),
    }


def _due_on(finding: Finding) -> date:
    due = finding.facts.get("due_on")
    return date.fromisoformat(due) if due else date.fromordinal(day_of(finding.at))


def _is_over(finding: Finding, case: CaseWatch) -> bool:
    """Whether the limit has ended meanwhile: it was late, and it is done."""
    if "due_on" not in finding.facts:
        return False
    kind = finding.rule_id.split(".")[1]
    key = {"step": f"step:{finding.node}", "limit": finding.node}.get(kind, kind)
    return key not in case.clocks


def _first_rung(now: datetime) -> datetime:
    """Urged when one working day has passed without an explanation."""
    day = deadlines.current_calendar().add_workdays(today(now), 1)
    return end_instant(day) + timedelta(seconds=1)


def _mark_clocks(cards: Sequence[Card]) -> None:
    """Let the cases' own clocks show the level, where it is one of the limits the desk shows."""
    levels = {
        (card.object_number, kind): card.level
        for card in cards
        if card.object_type == "application" and (kind := card.rule_id.split(".")[1]) in DEADLINE_KINDS
    }
    clocks = deadlines.RunningClock.objects.filter(
        subject_type="application",
        subject_number__in={number for number, _ in levels},
        kind__in=DEADLINE_KINDS,
    ).order_by("id")
    latest = {(clock.subject_number, str(clock.kind)): clock for clock in clocks} if levels else {}
    for key, level in levels.items():
        if key in latest:
            deadlines.set_level(clock=latest[key], level=level)


def _holders(cards: Sequence[Card], now: datetime) -> dict[tuple[str, str], list[int]]:
    """Give the accounts of everybody who holds a responsible post, each post asked once."""
    wanted = {(card.post_kind, card.body_code) for card in cards}
    return {
        (kind, body): [one.account_id for one in list_holders(kind=kind, body_code=body, on=today(now))]
        if kind
        else []
        for kind, body in wanted
    }


def _tell(card: Card, account_id: int, now: datetime) -> None:
    messaging.send(
        title=f"{card.get_level_display()}：{card.reason}",
        text=f"{card.matter_name or card.object_number}，办件 {card.object_number}。请说明原因；不服的可以申诉。",
        link=f"/desk/cards/{card.pk}/",
        about=card.act_object,
        account_id=account_id,
        now=now,
    )
