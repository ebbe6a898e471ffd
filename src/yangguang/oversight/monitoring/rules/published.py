"""From the published version of a matter to the plan its cases are held against: no setting, only reading."""

from collections.abc import Iterable
from typing import Any, Protocol

from yangguang.foundation.process.bpmn import parse
from yangguang.oversight.monitoring.rules.flows import net_of_process, net_of_steps
from yangguang.oversight.monitoring.rules.nets import Net, NetTooLarge
from yangguang.oversight.monitoring.rules.plans import Plan, licensing_spans

GROUNDS = frozenset(
    {"hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review"}
)  # 行政许可法 第四十五条: the only procedures whose time is not counted

WHOLE_FORM = frozenset({"form"})  # what a clerk names when the application form itself has to be put right


class Published(Protocol):
    """What a version says, under the names of `matters`."""

    plain_name: str
    by_law: list[dict[str, str]]
    statutory_days: int
    statutory_unit: str
    promise_days: int
    promise_unit: str
    acceptance_days: int
    delivery_days: int
    fee_fen: int
    form: dict[str, Any]
    flow_xml: str


def plan_of_version(
    version: Published, *, code: str, body_code: str, materials: Iterable[str], field: str = "approval"
) -> Plan:
    """Bring one published version to what supervision checks; what may be asked for is the list and the form's fields."""
    first = next(iter(version.by_law), {})
    return Plan(
        code=code,
        name=version.plain_name,
        field=field,
        net=_net(version.flow_xml),
        body_code=body_code,
        spans=licensing_spans(
            acceptance=version.acceptance_days,
            statutory=(version.statutory_days, version.statutory_unit),
            promised=(version.promise_days, version.promise_unit),
            delivery=version.delivery_days,
            basis=f"{first.get('law', '')}{first.get('article', '')}" or "行政许可法第四十二条",
        ),
        materials=frozenset(materials) | set(_fields_of(version.form)) | WHOLE_FORM,
        fee_fen=version.fee_fen,
        grounds=GROUNDS,
    )


def _net(flow_xml: str) -> Net:
    """Compile the flow; one that cannot be told apart is watched for its limits only."""
    if not flow_xml:
        return net_of_steps(())
    net = net_of_process(parse(flow_xml))
    try:
        net.start(frozenset())
    except NetTooLarge:
        return net_of_steps(())
    return net


def _fields_of(form: Any) -> Iterable[str]:
    """Name every field of a form, however its pages are nested."""
    if isinstance(form, dict):
        properties = form.get("properties")
        if isinstance(properties, dict):
            yield from properties
        for inner in form.values():
            yield from _fields_of(inner)
    elif isinstance(form, list):
        for inner in form:
            yield from _fields_of(inner)
