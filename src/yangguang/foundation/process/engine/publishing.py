"""Publishing a flow and starting cases of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from yangguang.foundation.acts.api import require_operation
from yangguang.foundation.decisions.api import read_decisions
from yangguang.foundation.process.bpmn import Process
from yangguang.foundation.process.bpmn.lint import lint
from yangguang.foundation.process.engine.advance import begin
from yangguang.foundation.process.engine.cases import start_of
from yangguang.foundation.process.engine.compiled import process_named
from yangguang.foundation.process.engine.run import Run
from yangguang.foundation.process.engine.services import service_names
from yangguang.foundation.process.models import Definition, Instance
from yangguang.foundation.process.rules import DefinitionRefused


def publish_definition(
    *, key: str, xml: str, now: datetime, name: str = "", decisions: Mapping[str, str] | None = None
) -> Definition:
    """
    Publish the next version of a flow; cases under way keep theirs (gemma-zaken#2450: the law at filing governs).

    *decisions* are DMN sources by the name business rule tasks use.

    Refuses with ModelRefused, DefinitionRefused, DecisionModelRefused, ExpressionRefused.
    """
    require_operation()
    process = process_named(xml, key)
    sources = dict(decisions or {})
    for source in sources.values():
        read_decisions(source)
    check(process, name=name, sources=sources)
    list(Definition.objects.select_for_update().filter(key=key).values_list("pk"))
    latest = Definition.objects.filter(key=key).aggregate(latest=Max("version"))["latest"] or 0
    return Definition.objects.create(
        key=key,
        version=latest + 1,
        name=name or process.name or key,
        xml=xml,
        hash=process.source_hash,
        decisions=sources,
        published_at=now,
    )


def check(process: Process, *, name: str = "", sources: Mapping[str, str] | None = None) -> None:
    """Refuse a model the linter finds wanting. Refuses with DefinitionRefused."""
    sources = sources or {}
    asked = {node.decision_ref for node in process.nodes.values() if node.decision_ref}
    known = {reference for reference in asked if reference.partition("#")[0] in sources}
    problems = lint(process, services=service_names(), decisions=known)
    if problems:
        raise DefinitionRefused(name=name or process.name or process.id, problems=problems)


def start_instance(
    *,
    definition: Definition,
    business_type: str,
    business_number: str,
    body_code: str,
    now: datetime,
    area_code: str = "",
    variables: Mapping[str, Any] | None = None,
    message: str = "",
) -> Instance:
    """
    Start a case; *message* chooses a message start event.

    Refuses with what moving on refuses (NoWayForward, NotACollection, TimerUnreadable, ServiceNotRegistered).
    """
    require_operation()
    instance = Instance.objects.create(
        definition=definition,
        business_type=business_type,
        business_number=business_number,
        body_code=body_code,
        area_code=area_code,
        variables=dict(variables or {}),
        started_at=now,
    )
    run = Run(instance, now=now)
    begin(run, start_of(run.compiled.process, message).id)
    return instance
