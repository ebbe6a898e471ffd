"""The regression set: pairs whose outcome is known, against which every new version of the rules is held."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from yangguang.reference.comparison.rules.candidates import keys_of
from yangguang.reference.comparison.rules.judging import judge_of
from yangguang.reference.comparison.rules.outcomes import Outcome
from yangguang.reference.comparison.rules.rule_set import RuleSet
from yangguang.reference.comparison.rules.values import Claim, Record


@dataclass(frozen=True, slots=True)
class Sample:
    """One pair and what it must come to; no record means that the register holds others only."""

    title: str
    claim: Mapping[str, str]
    record: Mapping[str, str] | None
    lapsed: str
    expected: Outcome


@dataclass(frozen=True, slots=True)
class Result:
    """What a sample came to."""

    sample: Sample
    got: Outcome

    @property
    def is_right(self) -> bool:
        """Whether it came out as it must."""
        return self.got is self.sample.expected


def run_samples(rules: RuleSet, samples: Iterable[Sample]) -> list[Result]:
    """Hold rules against samples; a record that blocking would not find does not count as found."""
    return [Result(one, _outcome(rules, one)) for one in samples]


def _outcome(rules: RuleSet, sample: Sample) -> Outcome:
    found = []
    if sample.record is not None and set(keys_of(sample.claim, rules)) & set(keys_of(sample.record, rules)):
        found = [Record("sample", sample.record, sample.lapsed)]
    return judge_of(rules).judge(Claim(rules.kind, sample.claim), found).outcome


_CANTEEN = {
    "code": "91440300MXDEMA012F",
    "name": "深圳市清禾里社区食堂有限公司",
    "representative": "张伟",
    "address": "深圳市南山区粤海街道演示路 8 号一层",
    "registered_on": "2023-06-15",
    "phone": "0755-00002001",
}
_PAPER = {
    "number": "JY44030026000123",
    "title": "食品经营许可证",
    "holder_name": "深圳市清禾里社区食堂有限公司",
    "holder_code": "91440300MXDEMA012F",
    "representative": "张伟",
    "valid_until": "2031-09-20",
    "issuer": "深圳市市场监督管理局",
}
_SAMPLES: dict[str, tuple[tuple[str, dict[str, str], bool, str, Outcome], ...]] = {
    "subject": (
        ("各项相同", {}, True, "", Outcome.AGREES),
        ("全角、小写、空格的代码", {"code": "９１４４０３００ mxdema012f"}, True, "", Outcome.AGREES),
        ("把 0 写成 O 的代码", {"code": "9144O3OOMXDEMA012F"}, True, "", Outcome.AGREES),
        ("一楼写成一层、带广东省", {"address": "广东省深圳市南山区粤海街道演示路8号一楼"}, True, "", Outcome.AGREES),
        ("日期写法不同", {"registered_on": "2023年6月15日"}, True, "", Outcome.AGREES),
        ("改了名称", {"name": "深圳市青禾餐饮管理有限公司"}, True, "", Outcome.DIFFERS),
        ("换了法定代表人", {"representative": "李娜"}, True, "", Outcome.DIFFERS),
        ("没有代码，其余相同", {"code": ""}, True, "", Outcome.POSSIBLE),
        ("没有代码、名称一字之差", {"code": "", "name": "深圳市清和里社区食堂有限公司"}, True, "", Outcome.POSSIBLE),
        ("登记里没有", {}, False, "", Outcome.NONE),
        (
            "只有法定代表人同名",
            {"code": "91440300MXDEMA020A", "name": "深圳市远帆货运有限公司", "address": "", "registered_on": "",
             "phone": ""},
            True,
            "",
            Outcome.NONE,
        ),
    ),
    "licence": (
        ("各项相同", {}, True, "", Outcome.AGREES),
        ("编号带空格、小写", {"number": "jy 4403 0026 000123"}, True, "", Outcome.AGREES),
        ("持证人不是提交人", {"holder_code": "91440300MXDEMA020A", "holder_name": "深圳市远帆货运有限公司"}, True, "",
         Outcome.DIFFERS),
        ("有效期被改过", {"valid_until": "2036-09-20"}, True, "", Outcome.DIFFERS),
        ("昨天到期", {}, True, "已过期，有效期到2026年9月20日", Outcome.LAPSED),
        ("已被撤销", {}, True, "已撤销，自2026年9月1日起", Outcome.LAPSED),
        ("没写编号，持证人和名称相同", {"number": ""}, True, "", Outcome.POSSIBLE),
        ("编号查无", {}, False, "", Outcome.NONE),
    ),
}  # fmt: skip


def shipped_samples(kind: str) -> list[Sample]:
    """Give the samples the platform comes with."""
    base = _CANTEEN if kind == "subject" else _PAPER
    return [
        Sample(title, {**base, **changed}, base if is_held else None, lapsed, expected)
        for title, changed, is_held, lapsed, expected in _SAMPLES[kind]
    ]
