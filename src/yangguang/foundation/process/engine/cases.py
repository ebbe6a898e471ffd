"""Cases as rows before any token moves: which version, which start event, whose child."""

from datetime import datetime
from typing import Any

from yangguang.foundation.process.bpmn import EventKind, Node, Process
from yangguang.foundation.process.models import Definition, Instance, Scope
from yangguang.foundation.process.rules import NoPublishedDefinition, TooManyCalls

MAX_DEPTH = 10


def latest_definition(key: str) -> Definition:
    """
    Give the latest published version of a flow, without its text.

    Refuses with NoPublishedDefinition.
    """
    found = (
        Definition.objects.filter(key=key, status="published")
        .only("id", "key", "version")
        .order_by("-version")
        .first()
    )
    if found is None:
        raise NoPublishedDefinition(key=key)
    return found


def start_of(process: Process, message: str = "") -> Node:
    """Choose the start event: the plain one, or the one that waits for a message."""
    starts = process.starts()
    if message:
        return next(node for node in starts if node.event is EventKind.MESSAGE and node.event_name == message)
    return next((node for node in starts if node.event is EventKind.NONE), starts[0])


def create_called(
    caller: Instance, scope: Scope, node: Node, variables: dict[str, Any], now: datetime
) -> Instance:
    """Create the case of a call activity: same business object, variables copied in (BPMN 2.0.2, 10.3.6)."""
    depth, above = 1, caller
    while above.parent is not None:
        depth, above = depth + 1, above.parent
    if depth >= MAX_DEPTH:
        raise TooManyCalls(name=node.name or node.id)
    return Instance.objects.create(
        definition=latest_definition(node.called_element),
        business_type=caller.business_type,
        business_number=caller.business_number,
        body_code=caller.body_code,
        area_code=caller.area_code,
        variables=dict(variables),
        started_at=now,
        root_id=caller.root_id or caller.pk,
        parent=caller,
        parent_scope=scope,
    )
