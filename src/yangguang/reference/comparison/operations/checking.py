"""Comparing the claims of one subject with their sources, keeping what came of it, and a person's decision about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yangguang.foundation.acts.api import Actor, emit, note, operation, system_actor
from yangguang.kernel.clock import local
from yangguang.reference.comparison import permissions
from yangguang.reference.comparison.events import ComparisonJudged, ComparisonMade, SourceWentDown
from yangguang.reference.comparison.models import Check, PairDecision, RegressionSample, Source
from yangguang.reference.comparison.providers import source_provider
from yangguang.reference.comparison.queries.asking import Asked, ask_source, with_decision
from yangguang.reference.comparison.rules import Claim, Outcome
from yangguang.reference.comparison.rules.refusals import CheckAlreadyJudged, NothingToJudge, VerdictUnclear
from yangguang.reference.comparison.states import Occasion, Verdict

MACHINE = system_actor("自动比对")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose claims are compared: a case or a licence, and the body in charge of it."""

    kind: str
    number: str
    body_code: str

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return (self.kind, self.number)


@operation(
    "comparison.compare_claims",
    summary="自动比对",
    permission=permissions.may_compare_claims,
    subject="subject",
)
def compare_claims(
    *,
    actor: Actor,
    now: datetime,
    subject: Subject,
    body_code: str,
    claims: Sequence[tuple[str, Claim]],
    occasion: str,
) -> list[Check]:
    """
    Compare what a subject presents, each claim with its source, and keep the results as seen now (handbook §4.6).

    By night only what changed since last time is kept anew; at a step that relies on it, always.

    Refuses with RulesMissing, SourceUnknown.
    """
    made = [
        _keep(
            with_decision(ask_source(source=source, claim=claim, now=now), body_code=body_code),
            subject,
            occasion,
            now,
        )
        for source, claim in claims
    ]
    _note_sources(made, now)
    note(occasion=occasion, results=[f"{one.item}：{one.result.word}" for one in made])
    return made


@operation(
    "comparison.judge_check",
    summary="对比对结果作出判断",
    permission=permissions.may_judge_check,
    subject="check",
)
def judge_check(
    *, actor: Actor, now: datetime, check: Check, verdict: str, reason: str, keep_as_sample: bool = False
) -> Check:
    """
    Decide, as a person, about a claim and a record; the same pair is not asked again while neither changes.

    *keep_as_sample* adds the pair to the regression set, so that later rules are held against it.

    Refuses with VerdictUnclear, NothingToJudge, CheckAlreadyJudged.
    """
    if verdict not in Verdict.values or not reason.strip():
        raise VerdictUnclear(
            fields={
                **({} if verdict in Verdict.values else {"verdict": "请选一个判断。"}),
                **({} if reason.strip() else {"reason": "请写明依据。"}),
            }
        )
    held = Check.objects.select_for_update(of=("self",)).select_related("decided").get(pk=check.pk)
    if held.decided is not None:
        at = local(held.decided.at)
        raise CheckAlreadyJudged(
            by=held.decided.by,
            at=f"{at.month}月{at.day}日 {at:%H:%M}",
            verdict=held.decided.get_verdict_display(),
        )
    if not held.result.needs_person:
        raise NothingToJudge(outcome=held.result.word)
    held.decided, _ = PairDecision.objects.get_or_create(
        claim_digest=held.claim_digest,
        source=held.source,
        record_key=held.record_key,
        record_digest=held.record_digest,
        outcome=held.outcome,
        body_code=held.body_code,
        defaults={"verdict": verdict, "reason": reason.strip()[:300], "by": actor.label, "at": now},
    )
    held.save(update_fields=["decided"])
    if keep_as_sample and held.record is not None:
        _keep_sample(held, verdict, now)
    note(item=held.item, outcome=held.outcome, verdict=verdict, reason=reason.strip(), check=str(held.uuid))
    emit(ComparisonJudged(held.subject_type, held.subject_number, held.item, verdict, now))
    return held


@operation(
    "comparison.note_source",
    summary="记录数据源状态",
    permission=permissions.may_note_source,
    subject="source",
)
def note_source(*, actor: Actor, now: datetime, source: Source, problem: str) -> Source:
    """Write down that a source went down or answers again."""
    held = Source.objects.select_for_update().get(pk=source.pk)
    if problem and held.down_since is None:
        held.down_since = now
        emit(SourceWentDown(held.code, problem, now))
    if not problem:
        held.down_since, held.answered_at = None, now
    held.problem = problem[:200]
    held.save()
    note(problem=problem)
    return held


def _keep(asked: Asked, subject: Subject, occasion: str, now: datetime) -> Check:
    finding, record = asked.finding, asked.finding.record
    last = (
        Check.objects.select_for_update()
        .filter(
            subject_type=subject.kind,
            subject_number=subject.number,
            item=asked.claim.item,
            source=asked.source,
            is_newest=True,
        )
        .first()
    )
    if last is not None:
        if occasion == Occasion.NIGHTLY and _is_unchanged(last, asked):
            return last
        Check.objects.filter(pk=last.pk).update(is_newest=False)
    check = Check.objects.create(
        subject_type=subject.kind,
        subject_number=subject.number,
        body_code=subject.body_code,
        item=asked.claim.item,
        kind=asked.claim.kind,
        source=asked.source,
        occasion=occasion,
        claim=dict(asked.claim.fields),
        claim_digest=asked.claim_digest,
        record_key=record.key if record else "",
        record_digest=asked.record_digest,
        record=dict(record.fields) if record else None,
        lapsed=record.lapsed if record else "",
        outcome=finding.outcome.value,
        score=round(finding.score, 2),
        differences=[one.as_dict() for one in finding.differences],
        reasons=[one.as_dict() for one in finding.reasons],
        problem=finding.problem[:200],
        rules=asked.version,
        asked_at=now,
        answered_at=now,
        decided=asked.decided,
    )
    emit(
        ComparisonMade(
            subject.kind, subject.number, asked.claim.item, asked.source, finding.outcome.value, now
        )
    )
    return check


def _is_unchanged(last: Check, asked: Asked) -> bool:
    return (
        last.claim_digest == asked.claim_digest
        and last.record_digest == asked.record_digest
        and last.outcome == asked.finding.outcome
        and last.rules_id == asked.version.pk
    )


def _note_sources(made: Iterable[Check], now: datetime) -> None:
    """Keep the state of sources that changed: one that fell silent, one that is back."""
    told: dict[str, str] = {}
    for one in made:
        told[one.source] = one.problem if one.result is Outcome.UNAVAILABLE else told.get(one.source, "")
    known = {one.code: one for one in Source.objects.filter(code__in=told)}
    for code, problem in told.items():
        row = known.get(code)
        if row is None and problem:
            provider = source_provider(code)
            row = Source.objects.create(code=code, name=provider.name, owner=provider.owner, provider="own")
        if row is not None and bool(problem) != (row.down_since is not None):
            note_source(actor=MACHINE, now=now, source=row, problem=problem)


def _keep_sample(check: Check, verdict: str, now: datetime) -> None:
    told: dict[str, Any] = {"claim": check.claim, "record": check.record, "lapsed": check.lapsed}
    expected = Outcome.POSSIBLE if verdict == Verdict.SAME else check.result
    if verdict == Verdict.OTHER and check.result is Outcome.POSSIBLE:
        expected = Outcome.NONE
    elif check.result is not Outcome.POSSIBLE:
        expected = check.result
    RegressionSample.objects.create(
        kind=check.kind,
        title=f"{check.item}，{check.subject_number}",
        expected=expected.value,
        from_check=str(check.uuid),
        added_at=now,
        **told,
    )
