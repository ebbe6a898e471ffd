"""The made-up contents of the page that shows every part once; nothing here is real or stored."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.http import QueryDict

from yangguang.foundation.ui.parts import Confirmation, Fact, Field, FileRow, Step, TimelineEntry
from yangguang.foundation.ui.tables import Column, Page, Table, build_tabs
from yangguang.kernel import clock

DIGEST = "8c41d90b5f0a1c6e2b77d3494e6a90c1f25b8d3a7760e19c4d02b6f8913507be"


@dataclass(frozen=True)
class SampleAccount:
    """A clock account as foundation.deadlines gives it."""

    due_on: date | None
    left: int
    total: int
    state: str = "running"
    is_overdue: bool = False
    unit: str = "wd"
    paused_days: int = 0
    days: list[tuple[date, bool, int, str]] = field(default_factory=list)
    calendar_version: str = "2026 年第 3 版"
    basis: str = "行政许可法第四十二条、第八十二条；国务院办公厅 2026 年节假日安排"


def sample_account(*, today: date, length: int = 7, before: int = 4) -> SampleAccount:
    """Build an account of *length* days, *before* of which lie before today; Saturdays and Sundays rest."""
    day, found = today, 0
    while found < before:
        day -= timedelta(days=1)
        found += day.weekday() < 5
    days: list[tuple[date, bool, int, str]] = [(day - timedelta(days=1), False, 0, "起算日不计入")]
    number = 0
    while number < length or day <= today:
        counted = day.weekday() < 5
        number += counted
        days.append((day, counted, number if counted else 0, "工作日" if counted else "休息日"))
        day += timedelta(days=1)
    due_on = next(row[0] for row in days if row[2] == length)
    used = sum(row[1] and row[0] <= today for row in days)
    return SampleAccount(due_on, length - used, length, is_overdue=today > due_on, days=days)


def sample_parts(query: QueryDict) -> dict[str, Any]:
    """Give the page its contents."""
    now = clock.now()
    today = clock.today(now)
    return {
        "colours": COLOURS,
        "levels": ["ok", "warn", "yellow", "red", "pause", "void", "done"],
        "account": sample_account(today=today),
        "statutory": sample_account(today=today, length=20),
        "late_account": sample_account(today=today, length=2, before=3),
        "paused": SampleAccount(None, 5, 7, "paused", paused_days=3),
        "form_steps": [
            Step("核对主体", "done"),
            Step("经营项目", "done"),
            Step("场所", "now"),
            Step("上传材料"),
            Step("签名提交"),
        ],
        "flow_steps": [
            Step("提交", "done"),
            Step("受理", "done"),
            Step("审查", "done"),
            Step("现场核查", "now"),
            Step("复核"),
            Step("决定"),
            Step("领证"),
        ],
        "fields": _fields(),
        "facts": [
            Fact("几天办完", 7, "个工作日", "法律规定最长 20 个"),
            Fact("跑几趟", 0, "趟", "核查人员上门看现场"),
            Fact("交几份材料", 4, "份", "另有 3 份系统核验，不用交"),
            Fact("收费", "不收费", "", "任何人收费都可以投诉"),
        ],
        "entries": _entries(now),
        "table": _table(query),
        "tabs": build_tabs(query, "state", [("", "全部", 26), ("today", "今天", 3), ("paused", "暂停", 4)]),
        "confirmation": Confirmation(
            what="准予食品经营许可",
            whom="深圳市清禾里社区食堂有限公司",
            document="深市监许准〔2026〕1187号，1 页",
            digest=DIGEST,
            signer="周*　0102 号，决定岗",
            button="签署，准予许可",
            effects=[
                "决定立即生效，写入记录，不能撤回，只能依法撤销",
                "申请人收到短信和电子决定书",
                "7 个工作日内向社会公开",
            ],
            read_first="我已读完决定书全文，与案卷一致",
            back_address="/parts/",
        ),
        "files": [
            FileRow("平面布局图.pdf", 1_258_291, "/parts/", DIGEST, "已核验", "ok"),
            FileRow("食品安全管理制度.pdf", 402_118, note="6 页", remove_address="/parts/"),
        ],
    }


def _fields() -> list[Field]:
    return [
        Field("name", "企业名称", value="深圳市清禾里社区食堂有限公司", source="营业执照登记信息",
              readonly=True, dispute_address="/parts/"),
        Field("area", "经营场所面积", "decimal", "八十六", "照租赁合同或产权证填，可以有小数",
              "没有保存：这里要填数字。请改成 86。", unit="平方米"),
        Field("kind", "主体业态", "radio", "restaurant", choices=[
            ("restaurant", "餐饮服务", "现场加工、即时供应"), ("shop", "食品销售", "不加工，只卖成品")]),
        Field("opens_on", "打算开业的日子", "date", required=False),
        Field("street", "所在街道", "select", "", choices=[
            ("", "请选择"), ("1", "粤海街道"), ("2", "南头街道")]),
        Field("note", "还有什么要说明", "area", required=False, hint="办理人员看得到"),
        Field("online", "有网络经营", "check", required=False),
        Field("site", "网店地址", when="online=true"),
    ]  # fmt: skip


def _entries(now: datetime) -> list[TimelineEntry]:
    day = clock.today(now)
    return [
        TimelineEntry("作出决定", day + timedelta(days=2), "决定岗，1 个工作日", "next"),
        TimelineEntry("现场核查", now, "核查岗 0631、0648 号，两人上门", "now", None, "open", "完成后入账"),
        TimelineEntry("审查通过，派出现场核查", now - timedelta(days=3),
                      "审查岗 0417 号，用 2 个工作日，时限 2 个", "past", 1047650, "solid"),
        TimelineEntry("受理，发出受理通知书", now - timedelta(days=5),
                      "受理岗 0208 号，依据行政许可法第三十二条。", "past", 1046511, "open", links=[("看通知书", "/parts/")]),
    ]  # fmt: skip


def _table(query: QueryDict) -> Table:
    rows: list[dict[str, Any]] = [
        {"name": "云栖里小吃店", "matter": "食品经营许可（变更）", "step": "复核", "days": 2},
        {"name": "深圳市粤港澳大湾区青枝供应链管理有限责任公司南山科苑分公司",
         "matter": "食品经营许可（新办）", "step": "审查材料", "days": 12},
        {"name": "阿婆糖水铺", "matter": "食品经营许可（延续）", "step": "审查材料", "days": 1},
    ]  # fmt: skip
    return Table(
        caption="办件，示例",
        columns=[
            Column("申请人和事项", "name", "link", sort="name", second="matter", on_phone="name"),
            Column("环节", "step", on_phone="meta"),
            Column("到手（天）", "days", "num", sort="days", on_phone="meta"),
        ],
        page=Page.of(rows, query, size=2),
        query=query,
        href=lambda row: "/parts/",
    )


COLOURS = [
    ("墨", "#16242c", "正文 15.9"),
    ("淡墨", "#58666f", "次要文字 5.4"),
    ("石青", "#0f4c63", "行动、已做 9.4"),
    ("日光", "#f2b52c", "此刻，配文字"),
    ("光", "#fff6dc", "该看这里"),
    ("绿", "#1a7048", "正常 6.1"),
    ("琥珀", "#8a5200", "预警、黄牌 6.4"),
    ("朱", "#b0231c", "红牌、出错 6.8"),
    ("印泥", "#a8281f", "只用于公文印章"),
    ("纸", "#f7f5ef", "页面底"),
    ("宣", "#efece2", "页脚、侧栏"),
]
