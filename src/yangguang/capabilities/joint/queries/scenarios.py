"""Scenarios in use, and what their questions decide: which matters, in which order, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from yangguang.capabilities.joint.models import ScenarioVersion
from yangguang.capabilities.joint.rules.refusals import QuestionsUnanswered, ScenarioNotFound
from yangguang.capabilities.joint.states import VersionStatus
from yangguang.foundation.decisions import api as decisions
from yangguang.foundation.forms import api as forms
from yangguang.foundation.process.api import Process, parse
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.models import MatterVersion

SHIPPED = Path(__file__).parents[1] / "scenarios"
DECISION = "要办的事项"


@dataclass(frozen=True, slots=True)
class NeededMatter:
    """One matter the answers ask for: its key, the reason from the table, its limit and what it waits for."""

    key: str
    reason: str
    days: int
    phase: str
    after: tuple[str, ...]
    version: MatterVersion


def list_published() -> list[ScenarioVersion]:
    """List the scenarios in use."""
    return list(
        ScenarioVersion.objects.filter(status=VersionStatus.PUBLISHED.value)
        .select_related("scenario__lead")
        .order_by("scenario_id")
    )


def list_all_versions() -> list[ScenarioVersion]:
    """List every version of every scenario, for those who keep them."""
    return list(
        ScenarioVersion.objects.select_related("scenario__lead").order_by("scenario__code", "-number")
    )


def get_scenario(*, code: str) -> ScenarioVersion:
    """
    Get the version of a scenario in use.

    Refuses with ScenarioNotFound.
    """
    found = (
        ScenarioVersion.objects.filter(scenario__code=code, status=VersionStatus.PUBLISHED.value)
        .select_related("scenario__lead", "definition")
        .first()
    )
    if found is None:
        raise ScenarioNotFound(code=code)
    return found


def get_scenario_version(*, code: str, number: int) -> ScenarioVersion:
    """
    Get any version of a scenario.

    Refuses with ScenarioNotFound.
    """
    found = (
        ScenarioVersion.objects.filter(scenario__code=code, number=number)
        .select_related("scenario__lead", "definition")
        .first()
    )
    if found is None:
        raise ScenarioNotFound(code=f"{code} V{number:03d}")
    return found


def questions_of(*, version: ScenarioVersion) -> forms.FormDefinition:
    """Give the questionnaire of a version."""
    return forms.definition_of(
        key=f"joint-{version.content_hash or version.pk}", document=version.content["questions"]
    )


def flow_of(*, version: ScenarioVersion) -> Process:
    """Give the flow of a version, for drawing."""
    return parse(version.flow_xml)


def needed_matters(*, version: ScenarioVersion, answers: Mapping[str, Any], on: date) -> list[NeededMatter]:
    """
    Ask the decision table which matters the answers need, in the scenario's order, each with its reason.

    Refuses with QuestionsUnanswered, MatterNotFound.
    """
    problems = forms.problems_of(definition=questions_of(version=version), answers=answers)
    if problems:
        raise QuestionsUnanswered(fields=problems)
    decided = decisions.read_decisions(version.decision_xml).decide(DECISION, dict(answers))
    reasons = dict(zip(decided.value or (), decided.matched.annotations, strict=False))
    return [
        NeededMatter(
            key=one["key"],
            reason=reasons[one["key"]],
            days=one["days"],
            phase=one.get("phase", ""),
            after=tuple(other for other in one["after"] if other in reasons),
            version=matters.get_published(code=one["matter"], on=on),
        )
        for one in version.content["parts"]
        if one["key"] in reasons
    ]


def spec_of_part(*, version: ScenarioVersion, key: str) -> dict[str, Any]:
    """Give what the scenario says of a part."""
    found: dict[str, Any] = next(one for one in version.content["parts"] if one["key"] == key)
    return found
