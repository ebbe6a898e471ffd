"""Scenarios as data: drafted by one hand, reviewed by another, published by the government's reform office."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from yangguang.capabilities.joint import permissions
from yangguang.capabilities.joint.models import Scenario, ScenarioVersion
from yangguang.capabilities.joint.queries.scenarios import DECISION, SHIPPED
from yangguang.capabilities.joint.rules.checks import problems_with
from yangguang.capabilities.joint.rules.refusals import ReviewerDrafted, ScenarioNotFit, VersionNotOpen
from yangguang.capabilities.joint.states import VersionStatus
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.decisions import api as decisions
from yangguang.foundation.files import api as files
from yangguang.foundation.forms import api as forms
from yangguang.foundation.organisation.models import Body
from yangguang.foundation.process import api as process
from yangguang.kernel.clock import today
from yangguang.reference.matters import api as matters


def read_shipped() -> list[dict[str, Any]]:
    """Read the scenarios that ship with the platform."""
    found = []
    for folder in sorted(SHIPPED.iterdir()):
        if (folder / "scenario.json").exists():
            content = json.loads((folder / "scenario.json").read_text(encoding="utf-8"))
            found.append(
                {
                    "content": content,
                    "decision_xml": (folder / "questions.dmn").read_text(encoding="utf-8"),
                    "flow_xml": (folder / "flow.bpmn").read_text(encoding="utf-8"),
                }
            )
    return found


@operation(
    "joint.draft_scenario",
    summary="起草联办场景",
    permission=permissions.may_draft_scenario,
    subject="result",
)
def draft_scenario(
    *, actor: Actor, content: Mapping[str, Any], decision_xml: str, flow_xml: str, lead: Body, now: datetime
) -> ScenarioVersion:
    """
    Draft the next version of a scenario, as a whole; an open draft is replaced.

    Refuses with ScenarioNotFit, DecisionModelRefused, ModelRefused, FormDefinitionRefused, MatterNotFound.
    """
    problems = _examine(content, decision_xml, flow_xml, now)
    if problems:
        raise ScenarioNotFit(name=content["name"], count=len(problems), problems="；".join(problems))
    scenario, _ = Scenario.objects.get_or_create(code=content["code"], defaults={"lead": lead})
    Scenario.objects.select_for_update().get(pk=scenario.pk)
    ScenarioVersion.objects.filter(scenario=scenario, status=VersionStatus.DRAFT.value).delete()
    last = scenario.versions.order_by("-number").values_list("number", flat=True).first() or 0
    whole = json.dumps([content, decision_xml, flow_xml], ensure_ascii=False, sort_keys=True)
    version = ScenarioVersion.objects.create(
        scenario=scenario,
        number=last + 1,
        name=content["name"],
        content=dict(content),
        decision_xml=decision_xml,
        flow_xml=flow_xml,
        content_hash=files.digest_of(whole.encode()),
        drafted_by=actor.label,
        drafted_by_account=actor.account_id,
        drafted_at=now,
    )
    note(version=version.number, hash=version.content_hash, parts=[one["key"] for one in content["parts"]])
    return version


@operation(
    "joint.review_scenario",
    summary="审核联办场景",
    permission=permissions.may_review_scenario,
    subject="version",
)
def review_scenario(*, actor: Actor, version: ScenarioVersion, text: str, now: datetime) -> ScenarioVersion:
    """
    Say that a draft is lawful and complete; whoever drafted it may not.

    Refuses with VersionNotOpen, ReviewerDrafted.
    """
    current = _locked(version, VersionStatus.DRAFT, "审核")
    if actor.account_id is not None and actor.account_id == current.drafted_by_account:
        raise ReviewerDrafted
    current.status, current.reviewed_by = VersionStatus.REVIEWED.value, actor.label
    current.review_text, current.reviewed_at = text, now
    current.save()
    note(version=current.number, hash=current.content_hash, text=text)
    return current


@operation(
    "joint.publish_scenario",
    summary="公布联办场景",
    permission=permissions.may_publish_scenario,
    subject="version",
    asks_factor=True,
)
def publish_scenario(*, actor: Actor, version: ScenarioVersion, now: datetime) -> ScenarioVersion:
    """
    Put a reviewed version in force; running joint cases keep theirs.

    Refuses with VersionNotOpen, DefinitionRefused.
    """
    current = _locked(version, VersionStatus.REVIEWED, "公布")
    code = current.scenario.code
    definition = process.publish_definition(
        key=process.parse(current.flow_xml).id, xml=current.flow_xml, name=current.name, now=now
    )
    ScenarioVersion.objects.filter(
        scenario_id=current.scenario_id, status=VersionStatus.PUBLISHED.value
    ).update(status=VersionStatus.RETIRED.value)
    current.status, current.published_at, current.definition = VersionStatus.PUBLISHED.value, now, definition
    current.save()
    note(code=code, version=current.number, hash=current.content_hash, flow=definition.hash)
    return current


def _locked(version: ScenarioVersion, status: VersionStatus, deed: str) -> ScenarioVersion:
    current = (
        ScenarioVersion.objects.select_for_update(of=("self",))
        .select_related("scenario__lead")
        .get(pk=version.pk)
    )
    if current.status != status.value:
        raise VersionNotOpen(status=current.get_status_display(), deed=deed)
    return current


def _examine(content: Mapping[str, Any], decision_xml: str, flow_xml: str, now: datetime) -> list[str]:
    questions = forms.load_definition(content["questions"])
    model = decisions.read_decisions(decision_xml)
    sheet = next(one for one in decisions.read_sheets(decision_xml) if one.name == DECISION)
    decided = {row.results[0].strip('"') for row in sheet.rows}
    flow = process.parse(flow_xml)
    process.check(flow, name=content["name"])
    names = {node.event_name for node in flow.nodes.values() if node.event_name.startswith("part:")}
    problems = list(
        problems_with(content, decided=decided, awaited={name.removeprefix("part:") for name in names})
    )
    for one in content["parts"]:
        matters.get_published(code=one["matter"], on=today(now))
    model.decide(DECISION, {field.id: _sample(field) for field in questions.fields()})
    return problems


def _sample(field: forms.FieldSpec) -> Any:
    return {"yes_no": True, "number": 1}.get(field.widget, field.options[0][0] if field.options else "")
