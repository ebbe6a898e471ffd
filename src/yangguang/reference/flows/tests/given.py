"""Builders in the words of flows."""

from typing import Any

from yangguang.reference.flows import api as flows
from yangguang.reference.flows.rules import shape_named
from yangguang.reference.matters.models import Matter
from yangguang.reference.matters.tests import given as matters

NOW, PLATFORM, LIST_OFFICE, CLERK, FOOD = (
    matters.NOW,
    matters.PLATFORM,
    matters.LIST_OFFICE,
    matters.CLERK,
    matters.FOOD,
)


def shape(key: str = "plain") -> flows.Outline:
    return flows.outline_from(shape_named(key), flow_id="m1", name="测试事项")


def draft(outline: flows.Outline | None = None, *, code: str = FOOD) -> flows.FlowDraft:
    return flows.begin_flow(
        actor=LIST_OFFICE,
        now=NOW,
        matter=Matter.objects.get(catalog_code=code),
        outline=outline or shape(),
        origin="测试",
    )


def steps(*nodes: str, **answers: dict[str, Any]) -> list[flows.Deed]:
    usual = {"accept": {"acceptance": "accepted"}, "decide": {"decision": "granted"}}
    return [flows.Deed(node, "step", 1, answers.get(node, usual.get(node, {}))) for node in nodes]
