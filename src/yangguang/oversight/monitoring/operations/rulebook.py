"""Rules as data: written, tried on history, approved by another person, stopped when they run wild."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.events.api import announce
from yangguang.oversight.monitoring import permissions
from yangguang.oversight.monitoring.models import Passed, RuleState, RuleVersion
from yangguang.oversight.monitoring.operations.issuing import BOARD
from yangguang.oversight.monitoring.queries.plans import PLANS, happening_of
from yangguang.oversight.monitoring.rules.days import table_of
from yangguang.oversight.monitoring.rules.expressions import NAMES, Written, compiled, wild_reason
from yangguang.oversight.monitoring.rules.refusals import (
    AnotherApproverNeeded,
    RuleNotTried,
    RuleTooWide,
    StandardNotFit,
    StandardNotOpen,
)
from yangguang.oversight.monitoring.rules.watching import Disordered, Watcher

TRIAL_ROWS = 50_000
SAMPLES = 20


@operation(
    "monitoring.write_rule", summary="起草监察规则", permission=permissions.may_write_rule, subject="result"
)
def write_rule(
    *,
    actor: Actor,
    rule_id: str,
    text: str,
    basis: str,
    level: int,
    kinds: Iterable[str],
    condition: str,
    now: datetime,
    stop_share: float = 0.2,
) -> RuleVersion:
    """
    Write a version of a rule; it looks at nobody until it was tried and another supervisor approved it.

    Refuses with ExpressionRefused, StandardNotFit.
    """
    written = compiled(rule_id, 1, text, basis, level, kinds, condition, stop_share)
    strange = written.expression.names - NAMES
    if strange or not text.strip() or not basis.strip():
        raise StandardNotFit(
            problem=f"只能读 act 和 case，不认识 {'、'.join(sorted(strange)) or '空白的名称或依据'}"
        )
    last = RuleVersion.objects.filter(rule_id=rule_id).order_by("-number").first()
    rule = RuleVersion.objects.create(
        rule_id=rule_id,
        number=last.number + 1 if last else 1,
        text=text,
        basis=basis,
        level=level,
        kinds=sorted(kinds),
        condition=condition,
        stop_share=stop_share,
        written_by=actor.label,
        written_at=now,
    )
    note(rule=rule_id, number=rule.number, condition=condition)
    return rule


@operation("monitoring.try_rule", summary="试算监察规则", permission=permissions.may_try_rule, subject="rule")
def try_rule(*, actor: Actor, rule: RuleVersion, now: datetime) -> RuleVersion:
    """Go over the newest history with the rule and keep what it would have found; nobody is shown a card."""
    written = as_written(rule)
    watcher = Watcher(table_of(deadlines.current_calendar()))
    samples: list[dict[str, str]] = []
    newest = Passed.objects.order_by("-id").values_list("id", flat=True)[TRIAL_ROWS : TRIAL_ROWS + 1].first()
    rows = Passed.objects.filter(id__gt=newest or 0).order_by("case", "at", "id")
    for row in rows.iterator(chunk_size=2000):
        happening = happening_of(row)
        case = watcher.cases.get(row.case)
        if case is None:
            plan = PLANS.get(row.plan_code)
            if plan is None or row.kind != "open":
                continue
            case = watcher.open(plan, happening)
        else:
            try:
                watcher.take(case, happening)
            except Disordered:
                continue
        finding = written.look(happening, case, watcher.days)
        if finding is not None and len(samples) < SAMPLES:
            samples.append({"case": row.case, "mark": row.mark, "at": row.at.isoformat()})
    rule.trial = {
        "looked": written.looked,
        "found": written.found,
        "failed": written.failed,
        "samples": samples,
        "at": now.isoformat(),
    }
    rule.state = RuleState.TRIED if rule.state == RuleState.DRAFT else rule.state
    rule.save(update_fields=["trial", "state"])
    note(
        rule=rule.rule_id,
        number=rule.number,
        looked=written.looked,
        found=written.found,
        failed=written.failed,
    )
    return rule


@operation(
    "monitoring.approve_rule",
    summary="批准监察规则",
    permission=permissions.may_approve_rule,
    subject="rule",
    asks_factor=True,
)
def approve_rule(*, actor: Actor, rule: RuleVersion, now: datetime) -> RuleVersion:
    """
    Put a tried rule in force, as another person than its writer.

    Refuses with StandardNotOpen, RuleNotTried, RuleTooWide, AnotherApproverNeeded.
    """
    rule.refresh_from_db(from_queryset=RuleVersion.objects.select_for_update())
    if rule.state == RuleState.DRAFT:
        raise RuleNotTried
    if rule.state != RuleState.TRIED:
        raise StandardNotOpen
    if rule.written_by == actor.label:
        raise AnotherApproverNeeded
    told = rule.trial
    if wild_reason(looked=told["looked"], found=told["found"], failed=told["failed"], share=rule.stop_share):
        share = (told["found"] + told["failed"]) / told["looked"]
        raise RuleTooWide(share=f"{share:.0%}", limit=f"{rule.stop_share:.0%}")
    RuleVersion.objects.filter(rule_id=rule.rule_id, state=RuleState.IN_FORCE).update(state=RuleState.RETIRED)
    rule.state, rule.approved_by, rule.approved_at = RuleState.IN_FORCE, actor.label, now
    rule.save(update_fields=["state", "approved_by", "approved_at"])
    note(rule=rule.rule_id, number=rule.number)
    return rule


@operation(
    "monitoring.stop_rule",
    summary="停用监察规则",
    permission=permissions.may_stop_rule,
    subject="rule",
    asks_factor=True,
)
def stop_rule(*, actor: Actor, rule: RuleVersion, reason: str, now: datetime) -> RuleVersion:
    """Stop a rule, visibly and with the reason; the cards it issued stay and are reviewed one by one."""
    is_machine = actor.account_id is None
    rule.state = RuleState.STOPPED if is_machine else RuleState.RETIRED
    rule.stopped_at, rule.stop_reason = now, reason[:200]
    rule.save(update_fields=["state", "stopped_at", "stop_reason"])
    note(rule=rule.rule_id, number=rule.number, reason=reason)
    announce(BOARD, {"level": 0}, now=now)
    return rule


def as_written(rule: RuleVersion) -> Written:
    """Compile a kept rule."""
    return compiled(
        rule.rule_id,
        rule.number,
        rule.text,
        rule.basis,
        rule.level,
        rule.kinds,
        rule.condition,
        rule.stop_share,
    )


def rules_in_force() -> dict[int, Written]:
    """Compile what is in force, by row."""
    return {rule.pk: as_written(rule) for rule in RuleVersion.objects.filter(state=RuleState.IN_FORCE)}


def count_looks(*, actor: Actor, rules: dict[int, Written], now: datetime) -> None:
    """Add what the rules of a batch looked at, and stop those that run wild."""
    for pk, written in rules.items():
        if not written.looked:
            continue
        RuleVersion.objects.filter(pk=pk).update(
            looked=F("looked") + written.looked,
            found=F("found") + written.found,
            failed=F("failed") + written.failed,
        )
        rule = RuleVersion.objects.get(pk=pk)
        reason = wild_reason(looked=rule.looked, found=rule.found, failed=rule.failed, share=rule.stop_share)
        if reason:
            stop_rule(actor=actor, rule=rule, reason=reason, now=now)
