"""Comparing without writing: ask the source, weigh, remember what a person decided about the very same pair."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from yangguang.kernel.clock import today
from yangguang.kernel.sm import sm3
from yangguang.reference.comparison.models import PairDecision, RulesVersion
from yangguang.reference.comparison.providers import source_provider
from yangguang.reference.comparison.queries.keeping import rules_in_force
from yangguang.reference.comparison.rules import Claim, Finding, Outcome, judge_of
from yangguang.reference.comparison.rules.refusals import SourceUnavailable


@dataclass(frozen=True, slots=True)
class Asked:
    """One comparison: the claim, the source, what came of it, by which rules, and what a person once said about it."""

    claim: Claim
    source: str
    source_name: str
    finding: Finding
    version: RulesVersion
    claim_digest: str
    record_digest: str
    decided: PairDecision | None = None


def digest_of(fields: Mapping[str, str]) -> str:
    """Give the fingerprint of some values, whatever their order."""
    return sm3(json.dumps(dict(fields), ensure_ascii=False, sort_keys=True).encode()).hex()


def ask_source(*, source: str, claim: Claim, now: datetime) -> Asked:
    """
    Compare one claim with one source; a source that does not answer is a result of its own, never a guess.

    Refuses with RulesMissing, SourceUnknown.
    """
    version, rules = rules_in_force(kind=claim.kind)
    provider = source_provider(source)
    try:
        finding = judge_of(rules).judge(claim, provider.find(claim, rules, today(now)))
    except SourceUnavailable as refusal:
        finding = Finding(Outcome.UNAVAILABLE, 0.0, None, problem=refusal.message)
    record = finding.record
    return Asked(
        claim=claim,
        source=source,
        source_name=provider.name,
        finding=finding,
        version=version,
        claim_digest=digest_of(claim.fields),
        record_digest=digest_of({**record.fields, "lapsed": record.lapsed}) if record else "",
    )


def compare_now(*, source: str, claim: Claim, now: datetime, body_code: str = "") -> Asked:
    """
    Compare and add what this body once decided about the very same pair.

    Refuses with RulesMissing, SourceUnknown.
    """
    return with_decision(ask_source(source=source, claim=claim, now=now), body_code=body_code)


def with_decision(asked: Asked, *, body_code: str) -> Asked:
    """Add the remembered decision, if there is one."""
    if not body_code or not asked.finding.outcome.needs_person:
        return asked
    decided = PairDecision.objects.filter(
        claim_digest=asked.claim_digest,
        source=asked.source,
        record_key=asked.finding.record.key if asked.finding.record else "",
        record_digest=asked.record_digest,
        outcome=asked.finding.outcome.value,
        body_code=body_code,
    ).first()
    if decided is None:
        return asked
    return Asked(
        asked.claim,
        asked.source,
        asked.source_name,
        asked.finding,
        asked.version,
        asked.claim_digest,
        asked.record_digest,
        decided,
    )
