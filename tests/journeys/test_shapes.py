"""Flows of other shapes: parallel branches, three who sign together, a sub-process; a person who applies; paper at the window."""

from datetime import date

from tests.journeys.people import CANTEEN, COMPANY, DISCHARGE, DRAINAGE, FOOD, HOSPITAL, HOTEL, PROOF, City
from tests.journeys.test_first_answer import offers
from tests.journeys.test_main_job import can_act
from yangguang.capabilities.approval.models import Application
from yangguang.kernel.identifiers import compose_citizen_number


def test_person__gets_a_proof_on_the_spot(city: City) -> None:
    city.apply("zhangwei", PROOF)
    city.act("labour-window", "accept")
    city.act("labour-window", "grant")
    city.act("labour-window", "deliver", way="electronic")

    city.case_page("zhangwei").must_say("办完了")


def test_parallel_branches__end_the_case_when_all_are_done(city: City) -> None:
    city.apply("zhangwei", COMPANY, has_foreign=False, with_seal=True, with_tax=True, with_insurance=False)
    city.act("window", "accept")
    city.act("director", "grant")
    done = []
    while can_act(maker := city.person("maker"), city.number):
        deed = next(iter(offers(maker.get(f"/desk/cases/{city.number}/"))))
        city.act("maker", deed)
        done.append(deed)

    assert sorted(done) == ["deliver", "follow_up", "follow_up"]
    city.case_page("zhangwei").must_say("办完了")


def test_own_step__of_the_applicant__brings_the_case_back_to_the_inspectors(city: City) -> None:
    city.apply("lina", HOTEL, for_enterprise=CANTEEN)
    city.act("police-window", "accept")
    city.visit("police-inspector1", "1404", is_passed="failed", findings="二楼没有应急照明。")
    lina = city.person("lina")
    city.case_page("lina").must_say("轮到您了：整改")
    page = lina.get(f"/cases/{city.number}/step/")
    lina.post(page, page.form("text"), {"text": " "}, expect=422).must_say("请说明做了什么")
    lina.post(page, page.form("text"), {"text": "已装应急照明。"}).must_say("已收到")
    lina.get(f"/cases/{city.number}/step/", expect=409)

    city.visit("police-inspector1", "1404", findings="已整改。")
    city.act("police-examiner", "agree", text="材料齐全。")
    city.act("police-reviewer", "agree", text="同意。")
    city.act("police-director", "grant")


def test_testing__asked_of_a_laboratory__is_a_step_with_an_opinion(city: City) -> None:
    city.apply("lina", DRAINAGE, for_enterprise=CANTEEN, has_report=False)
    city.act("water-window", "accept")
    city.act("water-examiner", "agree", text="设施合格。")
    city.visit("water-inspector1", "2004", findings="已采样。")
    city.act("water-inspector1", "agree", text="检测合格。")
    city.act("water-reviewer", "agree", text="同意。")
    city.act("water-director", "grant")


def test_sub_process__is_walked_through_for_key_management(city: City) -> None:
    city.apply("lina", DISCHARGE, for_enterprise=CANTEEN, management="重点管理")
    city.act("ecology-window", "accept")
    city.act("ecology-examiner", "agree", text="技术审核通过。")
    city.visit("ecology-inspector1", "1304")
    city.act("ecology-expert1", "agree", text="方案可行。")
    city.act("ecology-reviewer", "agree", text="同意。")
    city.act("ecology-director", "grant")
    city.act("ecology-maker", "deliver", way="electronic")

    city.case_page("lina").must_say("办完了")


def test_many_signers__each_speak_before_the_decision(city: City) -> None:
    city.apply("lina", HOSPITAL, for_enterprise=CANTEEN)
    city.act("health-window", "accept")
    city.act("health-examiner", "agree", text="符合规划。")
    assert not can_act(
        city.person("health-expert1"), city.number
    )  # the public notice runs beside the examination
    city.wait(8)  # the public notice is over
    city.night()
    for expert in ("health-expert1", "health-expert2", "health-expert3"):
        city.act(expert, "agree", text="可行。")
    city.act("health-reviewer", "agree", text="同意。")
    city.refused("health-reviewer", "agree", status=409, text="再签一次。").must_say("另一个人")
    for reviewer in ("health-reviewer2", "health-reviewer3"):
        city.act(reviewer, "agree", text="同意。")
    city.act("health-director", "grant")
    city.act("health-maker", "deliver", way="electronic")

    city.person("lina", for_enterprise=CANTEEN)
    city.case_page("lina").must_say("办完了")


def test_paper__taken_in_at_the_window__is_a_case_like_any_other(city: City) -> None:
    window = city.person("window")
    page = window.get("/desk/intake/").must_say("食品经营许可")
    page = window.get(f"/desk/intake/{FOOD}/")
    form = page.form("who-person_name")
    given = city.answers(FOOD, commitment=True)
    who = {
        "who-kind": "enterprise",
        "who-enterprise_name": "深圳市巷口面馆",
        "who-enterprise_code": "91440300MXDEMA012F",
        "who-person_name": "欧阳若兰",
        "who-person_number": compose_citizen_number(area="440307", born=date(1900, 12, 30), sequence=606),
        "who-phone": "13800001230",
    }
    wrong = window.post(page, form, {**given, **who, "who-person_number": "440307190012306066"}, expect=422)
    wrong.must_say("没有收件", "校验码对不上", "您填的内容都还在")
    files = {name: ("扫描件.pdf", city.pdf) for name in form.names() if name.startswith("file-")}
    page = window.post(page, form, {**given, **who}, files=files)
    page.must_say("收件")
    case = Application.objects.get()
    assert case.channel == "window" and case.number in page.words
    city.act("window", "accept", case.number)
