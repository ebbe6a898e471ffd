"""The rules and their samples, sources and runs."""

from typing import Any

from django.db.models import QuerySet

from yangguang.kernel.refusals import NotFound
from yangguang.reference.comparison.models import RegressionSample, RulesVersion, Run, Source
from yangguang.reference.comparison.providers import list_registered
from yangguang.reference.comparison.rules import RuleSet
from yangguang.reference.comparison.rules.refusals import RulesMissing
from yangguang.reference.comparison.states import RulesStatus

KINDS = {"subject": "主体（企业、个体工商户、其他组织）", "licence": "证照"}
_read: dict[str, RuleSet] = {}


def rules_in_force(*, kind: str) -> tuple[RulesVersion, RuleSet]:
    """
    Give the rules in force for a kind of subject; their text is read once per fingerprint.

    Refuses with RulesMissing.
    """
    in_force = RulesVersion.objects.filter(kind=kind, status=RulesStatus.PUBLISHED)
    version = in_force.defer("content", "regression").first()
    if version is None:
        raise RulesMissing(kind=KINDS.get(kind, kind))
    if version.digest not in _read:
        _read[version.digest] = version.rules
    return version, _read[version.digest]


def list_rules(*, kind: str = "") -> QuerySet[RulesVersion]:
    """List the versions, newest first."""
    found = RulesVersion.objects.all()
    return found.filter(kind=kind) if kind else found


def get_rules(*, kind: str, number: int) -> RulesVersion:
    """
    Give one version.

    Refuses with NotFound.
    """
    found = RulesVersion.objects.filter(kind=kind, number=number).first()
    if found is None:
        raise NotFound(what="这一版规则")
    return found


def list_samples(*, kind: str) -> list[RegressionSample]:
    """List the regression set of a kind."""
    return list(RegressionSample.objects.filter(kind=kind))


def list_sources() -> list[dict[str, Any]]:
    """List all sources with how they are doing; one of ours that was never asked is listed too."""
    rows = {one.code: one for one in Source.objects.all()}
    own = [
        {
            "code": one.code,
            "name": one.name,
            "owner": one.owner,
            "row": rows.pop(one.code, None),
            "is_own": True,
        }
        for one in list_registered()
    ]
    return own + [
        {"code": one.code, "name": one.name, "owner": one.owner, "row": one, "is_own": False}
        for one in rows.values()
    ]


def list_runs() -> QuerySet[Run]:
    """List the runs, newest first."""
    return Run.objects.select_related("rules")


def run_of(*, uuid: str) -> Run:
    """
    Give one run.

    Refuses with NotFound.
    """
    found = Run.objects.select_related("rules").filter(uuid=uuid).first()
    if found is None:
        raise NotFound(what="这次批量比对")
    return found
