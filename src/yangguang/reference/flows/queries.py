"""Reading flows in the making: the rows with what the linter says of each, the chart, the longest way."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import Appointment
from yangguang.foundation.process.api import Problem, Process, lint, parse
from yangguang.foundation.process.bpmn import NodeKind
from yangguang.foundation.process.drawing import Flowchart, Mark, draw_flow
from yangguang.foundation.process.engine.services import service_names
from yangguang.kernel import clock
from yangguang.reference.flows.models import FlowDraft
from yangguang.reference.flows.rules import LongestWay, Row, longest_way
from yangguang.reference.flows.rules.refusals import FlowDraftNotFound
from yangguang.reference.flows.rules.subject import Whole, find_subject
from yangguang.reference.matters.models import Matter, MatterVersion


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row of the list: its number, its depth, where it goes, what is wrong with it."""

    number: int
    row: Row
    lane_name: str
    post: str
    goes_to: tuple[tuple[str, str, str], ...]  # way name, condition, target's name
    problems: tuple[str, ...]
    is_aside: bool


@dataclass(frozen=True)
class FlowView:
    """A flow ready for its page."""

    draft: FlowDraft
    process: Process
    rows: tuple[ListedRow, ...]
    problems: tuple[Problem, ...]
    chart: Flowchart
    longest: LongestWay
    whole: Whole | None
    over_promise: bool
    over_law: bool
    too_long_steps: tuple[str, ...]

    @property
    def told(self) -> list[str]:
        """What is wrong, each with the name of the row it is about."""
        said = []
        for problem in self.problems:
            flow = self.process.flows.get(problem.element)
            node = self.process.nodes.get(flow.source) if flow else None
            said.append(f"“{node.name or node.id}”{problem.reason}" if node else problem.reason)
        return said


def list_flow_matters(*, words: str = "") -> QuerySet[Matter]:
    """List matters with the state of their flows."""
    found = Matter.objects.select_related("body", "flow_draft").order_by("catalog_code")
    if words:
        found = found.filter(name__icontains=words) | found.filter(catalog_code__startswith=words)
    return found


def get_flow_draft(*, code: str) -> FlowDraft:
    """Get the flow being edited for a matter. Refuses with FlowDraftNotFound."""
    found = FlowDraft.objects.select_related("matter__body").filter(key=code).first()
    if found is None:
        raise FlowDraftNotFound(code=code)
    return found


def has_flow_draft(*, key: str) -> bool:
    """Tell whether a flow is being drawn for a matter's code or a subject's key."""
    return FlowDraft.objects.filter(key=key).exists()


def get_flow_draft_for(*, actor: Actor, code: str) -> FlowDraft:
    """Get the flow an officer may work on; what has no code yet is seen by those who write it. Refuses with FlowDraftNotFound."""
    found = get_flow_draft(code=code)
    if found.matter is None:
        subject = find_subject(found.key)
        if subject is None or not subject.may_write(actor):
            raise FlowDraftNotFound(code=code)
    return found


def newest_version(matter: Matter) -> MatterVersion | None:
    """Give the newest version of a matter, draft or published: what the limits and the form are read from."""
    return matter.versions.order_by("-number").first()


def whole_of(draft: FlowDraft) -> Whole | None:
    """Give limits, materials and form of what the flow is drawn for."""
    if draft.matter is None:
        subject = find_subject(draft.key)
        return subject.whole if subject else None
    version = newest_version(draft.matter)
    if version is None:
        return None
    return Whole(
        version.promise_days,
        version.promise_unit,
        version.statutory_days,
        version.statutory_unit,
        tuple(one.name for one in version.materials.all()),
        version.form,
    )


def count_staffed(draft: FlowDraft) -> dict[str, int]:
    """Count the holders of each kind of post in the body the flow is drawn for, today; lanes are bound to these."""
    subject = find_subject(draft.key) if draft.matter is None else None
    code = draft.matter.body.code if draft.matter else subject.body_code if subject else ""
    running = Appointment.objects.filter(post__office__body__code=code).running_on(clock.today(clock.now()))
    rows = running.order_by().values_list("post__kind").annotate(count=Count("officer", distinct=True))
    return dict(rows)


def view_flow(draft: FlowDraft) -> FlowView:
    """Read a flow in the making: lint it, draw it, measure it."""
    process = parse(draft.xml)
    problems = tuple(lint(process, services=service_names()))
    whole = whole_of(draft)
    longest = longest_way(process)
    marks = {node: Mark("wrong", reason) for node, reason in _marked(process, problems).items()}
    chart = draw_flow(
        process,
        title=draft.name,
        statutory_days=whole.statutory_days if whole and whole.statutory_unit == "wd" else None,
        marks=marks,
    )
    return FlowView(
        draft,
        process,
        tuple(_listed(draft, problems)),
        problems,
        chart,
        longest,
        whole,
        bool(whole and longest.exceeds(whole.promise_days, whole.promise_unit)),
        bool(whole and longest.exceeds(whole.statutory_days, whole.statutory_unit)),
        tuple(_too_long(process, whole)),
    )


def _listed(draft: FlowDraft, problems: Iterable[Problem]) -> Iterable[ListedRow]:
    outline = draft.rows
    names = {one.id: one.name or _KINDS.get(one.kind, one.kind) for one in outline.rows}
    lanes = {one.id: one for one in outline.lanes}
    sources = {way.id: one.id for one in outline.rows for way in one.ways}
    wrong: dict[str, list[str]] = {}
    for problem in problems:
        wrong.setdefault(sources.get(problem.element, problem.element), []).append(problem.reason)
    for number, row in enumerate(outline.rows, start=1):
        lane = lanes.get(row.lane)
        yield ListedRow(
            number,
            row,
            lane.name if lane else "",
            lane.post if lane else "",
            tuple((way.name, way.when, names.get(way.target, way.target)) for way in row.ways),
            tuple(wrong.get(row.id, ())),
            bool(row.parent or row.host),
        )


_KINDS = {
    "start": "开始",
    "end": "结束",
    "terminate": "立即终止",
    "error_end": "出错结束",
    "exclusive": "分情况",
    "parallel": "同时进行",
    "inclusive": "选几项进行",
    "event_gateway": "等其中一件事",
    "subprocess": "子流程",
    "call": "调用另一事项",
    "boundary": "到期",
    "catch": "等待",
    "throw": "发出",
    "service": "系统自动",
    "rule": "查决策表",
    "user": "由人办",
    "manual": "线下办",
    "task": "环节",
    "send": "发消息",
    "receive": "收消息",
}


def kind_words() -> dict[str, str]:
    """Give the words of the kinds of rows."""
    return dict(_KINDS)


def _marked(process: Process, problems: Iterable[Problem]) -> dict[str, str]:
    """Put what is wrong onto nodes that are drawn: a way counts for its source, a decision for the step before it."""
    found: dict[str, str] = {}
    for problem in problems:
        element = problem.element
        flow = process.flows.get(element)
        node_id = flow.source if flow else element
        for _ in range(20):
            node = process.nodes.get(node_id)
            if node is None or node.kind is not NodeKind.EXCLUSIVE or not node.incoming:
                break
            node_id = process.flows[node.incoming[0]].source
        if node_id in process.nodes:
            found[node_id] = "；".join(filter(None, (found.get(node_id), problem.reason)))
    return found


def _too_long(process: Process, whole: Whole | None) -> Iterable[str]:
    """Name steps whose own limit is longer than the whole (a step cannot take longer than the matter)."""
    if whole is None or whole.statutory_unit != "wd":
        return
    for node in process.user_tasks():
        if process.post_kind_of(node.id) == "applicant" or node.limit is None or node.limit.unit != "wd":
            continue
        if node.step in ("A", "E", "R", "D") and node.limit.length > whole.statutory_days:
            yield f"“{node.name}”一个环节 {node.limit.length} 个工作日，比整个法定时限 {whole.statutory_days} 个还长"
        if node.step == "S" and node.limit.length > 5:
            yield f"“{node.name}”{node.limit.length} 个工作日：受理最多 5 个工作日（行政许可法第三十二条）"
