"""Everything a guide shows, gathered in few queries: the version, its flow, the figures, what came before."""

from dataclasses import dataclass
from datetime import datetime

from yangguang.foundation.acts.api import list_acts_of
from yangguang.foundation.process.drawing import Flowchart, NodeFigures, draw_flow
from yangguang.foundation.ui.api import Fact
from yangguang.reference.matters.models import Matter, MatterStop, MatterVersion
from yangguang.reference.matters.queries.figures import Figures, figures_of
from yangguang.reference.matters.queries.links import links_of
from yangguang.reference.matters.queries.stops import current_stop
from yangguang.reference.matters.queries.versions import process_of, rows_of, steps_of
from yangguang.reference.matters.rules import FlowStep, with_unit
from yangguang.reference.matters.rules.checks import EX_OFFICIO
from yangguang.reference.matters.rules.columns import SPECIAL_COLUMNS, write_cell
from yangguang.reference.matters.states import VersionStatus

CHART_HEIGHT = 112
BAR_STEP = 38
MAX_BARS = 9


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the flow's list and table."""

    number: int
    step: FlowStep
    limit: str
    figures: NodeFigures


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the distribution of days: where it stands, how high it is, whether it is past the promise."""

    days: int
    count: int
    x: int
    top: float
    height: float
    is_late: bool

    @property
    def middle(self) -> int:
        """Where its words stand."""
        return self.x + 15

    @property
    def words_top(self) -> float:
        """How high its count stands."""
        return self.top - 6


@dataclass(frozen=True)
class Guide:
    """A guide, ready for the page."""

    version: MatterVersion
    facts: list[Fact]
    rows: list[Row]
    chart: Flowchart
    figures: Figures | None
    bars: list[Bar]
    promise_mark: int
    act_number: int | None
    question_count: int
    related: list[Matter]
    links: list[tuple[str, str]]
    is_applied_for: bool
    stop: MatterStop | None
    coming: MatterVersion | None

    @property
    def minutes(self) -> int:
        """About how long filling in takes; if the matter does not say, two and a half questions a minute."""
        said = str(self.version.columns.get("minutes", ""))
        return int(said) if said.isdigit() else max(5, -(-self.question_count * 2 // 25) * 5)

    @property
    def specials(self) -> list[tuple[str, str]]:
        """What only this kind of power says, by heading; of a penalty the acts and ranges have a place of their own."""
        columns = self.version.columns
        return [
            (one.heading, str(write_cell(one, columns.get(one.name))))
            for one in SPECIAL_COLUMNS
            if columns.get(one.name) and one.name not in ("illegal_acts", "penalty_range")
        ]

    @property
    def previous_number(self) -> int:
        """The number of the version before; 0 for the first."""
        return self.version.number - 1


def build_guide(*, version: MatterVersion, now: datetime) -> Guide:
    """Gather a guide."""
    figures = figures_of(version, now=now)
    nodes = figures.drawn if figures else {}
    act = list_acts_of(object_type=version.act_object[0], object_number=version.act_object[1])
    newest = act.filter(operation="matters.publish_version").values_list("number", flat=True).first()
    return Guide(
        version=version,
        facts=_facts(version),
        rows=[
            Row(number, step, limit_words(version, step), nodes.get(step.node_id, NodeFigures()))
            for number, step in enumerate(rows_of(version), start=1)
        ],
        chart=draw_flow(
            process_of(version),
            nodes,
            title=version.plain_name,
            promise_days=version.promise_days,
            statutory_days=version.statutory_days,
        ),
        figures=figures if figures and figures.finished else None,
        bars=_bars(figures, version.promise_days) if figures else [],
        promise_mark=BAR_STEP * min(version.promise_days, MAX_BARS) + 2,
        act_number=newest,
        question_count=len(version.form.get("schema", {}).get("properties", {})),
        related=_related(version),
        links=links_of(version),
        is_applied_for=version.matter.kind not in EX_OFFICIO,
        stop=current_stop(version.matter),
        coming=_coming(version),
    )


def limit_words(version: MatterVersion, step: FlowStep) -> str:
    """Say a step's limit as the list and the table show it; the law's own limit stands beside ours."""
    if step.limit is None and step.post_kind != "applicant":
        return "—"
    if step.limit is None or step.post_kind == "applicant":
        return "不计时"
    words = with_unit(step.limit, step.unit)
    if step.letter == "S" and step.unit == "wd":
        return f"{words}内"
    if step.letter == "N" and step.unit == "wd" and step.limit < version.delivery_days:
        return f"{words}（法定 {version.delivery_days} 个）"
    return words


def _coming(version: MatterVersion) -> MatterVersion | None:
    """Give the published version that comes into force after this one, so that people see it before."""
    if version.effective_until is None:
        return None
    later = MatterVersion.objects.filter(matter_id=version.matter_id, status=VersionStatus.PUBLISHED)
    return later.filter(number__gt=version.number).order_by("number").first()


def _facts(version: MatterVersion) -> list[Fact]:
    bring, shared = len(version.materials_to_bring()), len(version.materials_shared())
    statutory = with_unit(version.statutory_days, version.statutory_unit).replace(" 个工作日", " 个")
    facts = [
        Fact("几天办完", "当场", "", "立等可取")
        if version.is_on_the_spot
        else Fact("几天办完", version.promise_days, _unit(version), f"法律规定最长 {statutory}"),
    ]
    if version.matter.kind in EX_OFFICIO:
        return [
            *facts,
            Fact("谁来查", "两人", "以上", "出示执法证件，全过程记录"),
            Fact("能不能申辩", "能", "", "陈述、申辩、听证都不加重处罚"),
            Fact("举报收费", "不收费", "", "属实的有奖励，身份保密"),
        ]
    material = f"另有 {shared} 份系统核验，不用交" if shared else "没有别的材料"
    fee = Fact("收费", "不收费", "", "任何人收费都可以投诉")
    if version.fee_fen:
        fee = Fact("收费", f"{version.fee_fen / 100:,.2f}", "元", version.fee_basis)
    return [
        *facts,
        Fact(
            "跑几趟", version.visits if version.is_online else max(version.visits, 1), "趟", _visit(version)
        ),
        Fact("交几份材料", bring, "份", material),
        fee,
        _validity(version),
    ]


def _visit(version: MatterVersion) -> str:
    """Say what a matter asks of people's legs, as its own flow has it: to the window, a visit to them, or neither."""
    if version.visits or not version.is_online:
        return "到窗口办"
    comes = version.needs_site_visit or any(
        step.letter == "E" and step.post_kind == "inspect" for step in steps_of(version)
    )
    if comes:
        return "您不用跑，工作人员到现场看"
    return "全程网上办，领过纸质证的要交回" if version.cancel_of else "全程网上办"


def _validity(version: MatterVersion) -> Fact:
    months = version.validity_months
    if not months:
        return Fact("有效期", "不设期限" if not version.change_of else "不变", "", "没有变更、注销就一直有效")
    term, unit = (months // 12, "年") if months % 12 == 0 else (months, "个月")
    return Fact("有效期", term, unit, "到期前 30 天申请延续" if months >= 12 else "过期重新开一份")


def _unit(version: MatterVersion) -> str:
    return with_unit(version.promise_days, version.promise_unit).partition(" ")[2]


def _bars(figures: Figures, promise: int) -> list[Bar]:
    last = MAX_BARS
    counts = {days: figures.days.get(days, 0) for days in range(1, last)}
    counts[1] += figures.days.get(0, 0)
    counts[last] = sum(count for days, count in figures.days.items() if days >= last)
    most = max(counts.values()) or 1
    return [
        Bar(
            days=days,
            count=count,
            x=4 + BAR_STEP * (days - 1),
            top=136 - max(CHART_HEIGHT * count / most, 2 if count else 0),
            height=max(CHART_HEIGHT * count / most, 2 if count else 0),
            is_late=days > promise,
        )
        for days, count in counts.items()
    ]


def _related(version: MatterVersion) -> list[Matter]:
    code = version.change_of or version.renewal_of or version.cancel_of or version.matter.catalog_code
    family = Matter.objects.filter(catalog_code__startswith=code[:9], state="active")
    return list(family.exclude(pk=version.matter_id).order_by("catalog_code")[:6])
