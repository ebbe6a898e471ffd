"""The rules in versions: drafted by one person, held against the regression set, put in force by another; and sources."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.kernel.refusals import InvalidInput
from yangguang.reference.comparison import permissions
from yangguang.reference.comparison.models import RegressionSample, RulesVersion, Source
from yangguang.reference.comparison.rules import Outcome, RuleSet
from yangguang.reference.comparison.rules.refusals import RegressionFailed, RulesNotOpen, SamePerson
from yangguang.reference.comparison.rules.regression import Result, Sample, run_samples
from yangguang.reference.comparison.rules.rule_set import digest_of
from yangguang.reference.comparison.states import RulesStatus, may_move


@operation(
    "comparison.draft_rules",
    summary="起草比对规则",
    permission=permissions.may_draft_rules,
    subject="result",
)
def draft_rules(*, actor: Actor, now: datetime, kind: str, content: dict[str, Any], why: str) -> RulesVersion:
    """
    Write the open draft of the rules for a kind, or begin one.

    Refuses with RulesUnreadable, InvalidInput.
    """
    if not why.strip():
        raise InvalidInput(fields={"why": "请写明为什么改。"})
    RuleSet.read({**content, "kind": kind})
    draft = RulesVersion.objects.select_for_update().filter(
        kind=kind, status=RulesStatus.DRAFT
    ).first() or RulesVersion(kind=kind, number=_next_number(kind))
    draft.content, draft.digest = {**content, "kind": kind}, digest_of({**content, "kind": kind})
    draft.why, draft.drafted_by, draft.drafted_label = why.strip()[:300], actor.account_id, actor.label
    draft.drafted_at = now
    draft.regression = _told(_results(draft))
    draft.save()
    note(kind=kind, number=draft.number, digest=draft.digest, why=draft.why)
    return draft


@operation(
    "comparison.propose_rules",
    summary="提交比对规则审核",
    permission=permissions.may_propose_rules,
    subject="version",
)
def propose_rules(*, actor: Actor, now: datetime, version: RulesVersion) -> RulesVersion:
    """
    Hand a draft to a second person; it has passed the regression set.

    Refuses with RulesNotOpen, RegressionFailed.
    """
    held = _hold(version, RulesStatus.PROPOSED, "提交")
    held.regression = _require_regression(held)
    held.status = RulesStatus.PROPOSED
    held.save()
    note(number=held.number, digest=held.digest, samples=held.regression["total"])
    return held


@operation(
    "comparison.return_rules",
    summary="退回比对规则",
    permission=permissions.may_return_rules,
    subject="version",
)
def return_rules(*, actor: Actor, now: datetime, version: RulesVersion, reason: str) -> RulesVersion:
    """
    Give a proposed version back to its author with a reason.

    Refuses with RulesNotOpen, InvalidInput.
    """
    if not reason.strip():
        raise InvalidInput(fields={"reason": "请写明哪里要改。"})
    held = _hold(version, RulesStatus.DRAFT, "退回")
    held.status = RulesStatus.DRAFT
    held.save()
    note(number=held.number, reason=reason.strip())
    return held


@operation(
    "comparison.publish_rules",
    summary="审核公布比对规则",
    permission=permissions.may_publish_rules,
    subject="version",
    binding=True,
)
def publish_rules(*, actor: Actor, now: datetime, version: RulesVersion) -> RulesVersion:
    """
    Put a proposed version in force, as another person than its author; the one before retires.

    Refuses with RulesNotOpen, SamePerson, RegressionFailed.
    """
    held = _hold(version, RulesStatus.PUBLISHED, "公布")
    if held.drafted_by is not None and held.drafted_by == actor.account_id:
        raise SamePerson
    held.regression = _require_regression(held)
    RulesVersion.objects.filter(kind=held.kind, status=RulesStatus.PUBLISHED).update(
        status=RulesStatus.RETIRED
    )
    held.status, held.published_at = RulesStatus.PUBLISHED, now
    held.reviewed_by, held.reviewed_label = actor.account_id, actor.label
    held.save()
    note(number=held.number, digest=held.digest, samples=held.regression["total"])
    return held


@operation(
    "comparison.connect_source",
    summary="接入数据源",
    permission=permissions.may_connect_source,
    subject="result",
)
def connect_source(*, actor: Actor, now: datetime, code: str, name: str, owner: str, address: str) -> Source:
    """
    Connect another body's register, or change its address.

    Refuses with InvalidInput.
    """
    problems = {}
    if not code.strip() or not code.replace("-", "").isalnum() or not code.isascii():
        problems["code"] = "代码用小写字母、数字和短横。"
    if not name.strip():
        problems["name"] = "请写名称。"
    if not address.startswith(("https://", "http://")):
        problems["address"] = "地址要以 https:// 开头。"
    if problems:
        raise InvalidInput(fields=problems)
    source, _ = Source.objects.update_or_create(
        code=code.strip().lower(),
        defaults={
            "name": name.strip(),
            "owner": owner.strip(),
            "provider": "remote",
            "address": address.strip(),
        },
    )
    note(code=source.code, address=source.address)
    return source


def _next_number(kind: str) -> int:
    last = RulesVersion.objects.filter(kind=kind).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _hold(version: RulesVersion, target: RulesStatus, act: str) -> RulesVersion:
    held = RulesVersion.objects.select_for_update().get(pk=version.pk)
    if not may_move(held.status, target):
        raise RulesNotOpen(number=held.number, state=held.get_status_display(), act=act)
    return held


def _results(version: RulesVersion) -> list[Result]:
    samples = [
        Sample(one.title, one.claim, one.record, one.lapsed, Outcome(one.expected))
        for one in RegressionSample.objects.filter(kind=version.kind)
    ]
    return run_samples(version.rules, samples)


def _told(results: Iterable[Result]) -> dict[str, Any]:
    all_of = list(results)
    wrong = [one for one in all_of if not one.is_right]
    return {
        "total": len(all_of),
        "wrong": [
            {"title": one.sample.title, "expected": one.sample.expected.word, "got": one.got.word}
            for one in wrong
        ],
    }


def _require_regression(version: RulesVersion) -> dict[str, Any]:
    results = _results(version)
    wrong = [one for one in results if not one.is_right]
    if wrong:
        first = wrong[0]
        raise RegressionFailed(
            count=len(wrong),
            first=first.sample.title,
            expected=first.sample.expected.word,
            got=first.got.word,
        )
    return _told(results)
