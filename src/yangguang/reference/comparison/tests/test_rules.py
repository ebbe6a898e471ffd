"""The pure part: one form for each value, degrees of agreement, candidates, outcomes, the regression set."""

import pytest

from yangguang.reference.comparison.rules import (
    Claim,
    Index,
    Outcome,
    Record,
    RuleSet,
    forms,
    judge_of,
    keys_of,
)
from yangguang.reference.comparison.rules.refusals import RulesUnreadable
from yangguang.reference.comparison.rules.regression import run_samples, shipped_samples
from yangguang.reference.comparison.rules.rule_set import first_rules

SUBJECT = RuleSet.read(first_rules()["subject"])
LICENCE = RuleSet.read(first_rules()["licence"])
HELD = {
    "code": "91440300MXDEMA012F",
    "name": "深圳市清禾里社区食堂有限公司",
    "representative": "张伟",
    "address": "深圳市南山区粤海街道演示路 8 号一层",
    "registered_on": "2023-06-15",
    "phone": "13800000308",
}


@pytest.mark.parametrize("kind", ["subject", "licence"])
def test_shipped_rules__against_their_samples__all_come_out_right(kind: str) -> None:
    results = run_samples(RuleSet.read(first_rules()[kind]), shipped_samples(kind))

    assert [one.sample.title for one in results if not one.is_right] == []
    assert len(results) >= 8


@pytest.mark.parametrize(
    ("form", "written", "one"),
    [
        ("code", "９１４４０３００ mxdema012f", "91440300MXDEMA012F"),
        ("credit_code", "9144O3OO-MXDEMA0l2F", "91440300MXDEMA0L2F"),
        ("company_name", "深圳市清禾里（集团）有限责任公司", "深圳市清禾里(集团)有限公司"),
        ("core_name", "深圳市清禾里社区食堂有限公司", "清禾里社区食堂"),
        ("core_name", "清禾里社区食堂（深圳）有限公司", "清禾里社区食堂"),
        ("core_name", "深圳市有限公司", "深圳市有限公司"),
        ("person_name", "买买提 · 吐尔逊", "买买提吐尔逊"),
        ("address", "广东省深圳市南山区演示路8号一楼", "南山区演示路8号1层"),
        ("address", "深圳市南山区演示路8号十二楼", "南山区演示路8号12层"),
        ("day", "2023年6月5日", "20230605"),
        ("day", "２０２３/6/5", "20230605"),
        ("day", "长期", "长期"),
        ("phone", "+86 138-0000-0308", "13800000308"),
    ],
)
def test_form__ways_to_write_a_value__come_to_one(form: str, written: str, one: str) -> None:
    assert forms.FORMS[form](written) == one


def test_address__the_same_floor_in_words_and_digits__is_one_value() -> None:
    assert forms.address("深圳市福田区某路1号三楼") == forms.address("福田区某路１号3层")


def judged(claim: dict[str, str], *records: dict[str, str], lapsed: str = ""):
    found = [Record(str(place), one, lapsed) for place, one in enumerate(records)]
    return judge_of(SUBJECT).judge(Claim("subject", claim), found)


def test_judge__full_width_code_and_other_spellings__agree() -> None:
    finding = judged(
        {**HELD, "code": "９１４４０３００ＭＸＤＥＭＡ０１２Ｆ", "registered_on": "2023年6月15日"}, HELD
    )

    assert finding.outcome is Outcome.AGREES
    assert finding.differences == ()


def test_judge__another_representative__differs_and_names_field_and_both_sides() -> None:
    finding = judged({**HELD, "representative": "李娜"}, HELD)

    assert finding.outcome is Outcome.DIFFERS
    assert [(one.label, one.said, one.known) for one in finding.differences] == [
        ("法定代表人（负责人）", "李娜", "张伟")
    ]
    assert {one.field for one in finding.reasons} == set(HELD)


def test_judge__found_by_weight_only__is_a_suspicion_with_a_score() -> None:
    finding = judged({**HELD, "code": ""}, HELD)

    assert finding.outcome is Outcome.POSSIBLE
    assert finding.score >= SUBJECT.match


def test_judge__a_code_mistyped_into_somebody_elses__points_to_the_one_that_matches() -> None:
    other = {
        "code": "91440300MXDEMA020A",
        "name": "深圳市远帆货运有限公司",
        "representative": "刘洋",
        "address": "深圳市宝安区沙井街道示例路 20 号",
        "registered_on": "2019-01-01",
        "phone": "13900000000",
    }

    finding = judged({**HELD, "code": other["code"]}, other, HELD)

    assert finding.outcome is Outcome.POSSIBLE
    assert finding.record is not None
    assert finding.record.fields is HELD


def test_judge__an_ended_record__is_lapsed_whatever_else_agrees() -> None:
    finding = judged(HELD, HELD, lapsed="已注销，自2026年9月1日起")

    assert finding.outcome is Outcome.LAPSED


def test_judge__nothing_alike__finds_nothing() -> None:
    stranger = dict.fromkeys(HELD, "") | {"name": "深圳市毫不相干科技有限公司", "representative": "赵六"}

    assert judged(stranger, HELD).outcome is Outcome.NONE


def test_judge__values_one_side_does_not_give__are_no_difference() -> None:
    finding = judged({"code": HELD["code"], "name": HELD["name"]}, HELD)

    assert finding.outcome is Outcome.AGREES


def test_index__finds_what_judging_one_by_one_finds() -> None:
    index = Index(SUBJECT)
    index.add(HELD)
    index.add(
        {**HELD, "code": "91440300MXDEMA020A", "name": "深圳市远帆货运有限公司", "representative": "刘洋"}
    )
    said = index.judge.prepare({**HELD, "name": "深圳市清和里社区食堂有限公司", "code": ""})

    chosen = index.choose(said)

    assert chosen is not None
    assert chosen[0] == 0
    assert chosen[2] is False


def test_index__a_block_that_says_nothing__is_left_out() -> None:
    index = Index(SUBJECT)
    for number in range(SUBJECT.largest_block + 1):
        index.add({"name": f"深圳市第{number}号店", "address": "深圳市南山区同一个地址"})

    assert index.find(index.judge.prepare({"address": "深圳市南山区同一个地址"})) == set()


def test_keys__empty_values__give_no_key() -> None:
    assert keys_of({}, LICENCE) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"fields": []}, "精确查找"),
        ({"blocks": [["colour"]]}, "colour"),
        ({"possible": 99}, "疑似的分数线"),
        ({"match": "many"}, "many"),
    ],
)
def test_rule_set__what_cannot_work__is_refused_by_name(change: dict, named: str) -> None:
    with pytest.raises(RulesUnreadable) as refusal:
        RuleSet.read({**first_rules()["subject"], **change})

    assert named in refusal.value.message


def test_outcomes__every_one__has_word_and_lamp() -> None:
    assert [one.word for one in Outcome] == ["一致", "不一致", "查无", "疑似", "证照已失效", "数据源不可用"]
