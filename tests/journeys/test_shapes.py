"""Flows of other shapes: parallel branches, three who sign together, a sub-process; a person who applies; paper at the window."""

import re

from tests.journeys.people import CANTEEN, COMPANY, DISCHARGE, FOOD, HOSPITAL, PROOF, City
from yangguang.capabilities.approval.models import Application


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
    for _ in range(3):
        page = city.person("maker").get(f"/desk/cases/{city.number}/")
        deeds = {one.value for form in page.forms for one in form.controls if one.name == "do"}
        deed = "deliver" if "deliver" in deeds else sorted(deeds - {""})[0]
        city.act("maker", deed, way="electronic", text="已办理。")

    city.case_page("zhangwei").must_say("办完了")


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
    page = city.person("lina").get(f"/cases/{city.number}/")
    assert "专家论证" not in page.words.split("以后")[0]
    city.wait(8)  # the public notice is over
    run_timers(city)
    for expert in ("health-expert1", "health-expert2", "health-expert3"):
        city.act(expert, "agree", text="可行。")
    for reviewer in ("health-reviewer", "health-reviewer2", "health-reviewer3"):
        city.act(reviewer, "agree", text="同意。")
    city.act("health-director", "grant")
    city.act("health-maker", "deliver", way="electronic")

    city.person("lina", for_enterprise=CANTEEN)
    city.case_page("lina").must_say("办完了")


def run_timers(city: City) -> None:
    """Fire what is due, as the background work does."""
    from yangguang.foundation.process import api as process

    process.fire_due_timers(now=city.now)


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
        "who-person_number": "440307190012306065",
        "who-phone": "13800001230",
    }
    wrong = window.post(
        page, form, {**given, **who, "who-enterprise_code": "91440300MXDEMA012X"}, expect=422
    )
    wrong.must_say("校验")
    files = {name: ("扫描件.pdf", city.pdf) for name in form.names() if name.startswith("file-")}
    number_ok = re.search(r"\d{17}[\dX]", who["who-person_number"])
    assert number_ok
    page = window.post(page, form, {**given, **who}, files=files)
    page.must_say("收件")
    case = Application.objects.get()
    assert case.channel == "window" and case.number in page.words
    city.act("window", "accept", case.number)
