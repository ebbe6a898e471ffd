"""What moves the clock: special procedures, the one extension, hearings, withdrawal; and the cards that follow from it."""

from datetime import timedelta

from tests.journeys.people import CANTEEN, FOOD, City
from tests.journeys.test_first_answer import offers
from yangguang.config.smoke.play import tick
from yangguang.oversight.monitoring.models import Card


def accepted(city: City, **given: object) -> str:
    """Bring a case to the examiner's desk."""
    number = city.apply("lina", FOOD, for_enterprise=CANTEEN, **given)
    city.act("window", "accept")
    return number


def at_the_decision(city: City) -> str:
    """Bring a case to the deciding post."""
    number = accepted(city, commitment=True)
    city.act("examiner", "agree", text="材料齐全。")
    city.act("examiner2", "agree", text="同意。")
    return number


def test_special_procedure__pauses_the_clock_and_says_until_when(city: City) -> None:
    accepted(city)
    city.act("examiner", "special", kind="testing", needed_days="10", reason="送检水样。")
    city.person("lina", for_enterprise=CANTEEN)
    city.case_page("lina").must_say("暂停", "特别程序")
    city.wait(14)
    city.night()
    assert not Card.objects.exists()

    city.act("examiner", "special_end", result="检测合格。")
    city.person("lina", for_enterprise=CANTEEN)
    page = city.case_page("lina")
    assert "暂停计时" not in page.words.split("每一步谁做的")[0]
    city.act("examiner", "agree", text="材料齐全。")


def test_extension__is_granted_once_with_reasons(city: City) -> None:
    at_the_decision(city)
    city.refused("director", "extend", status=422, days="5")
    city.refused("director", "extend", status=422, days="50", reason="核实外地材料。")
    city.act("director", "extend", days="5", reason="核实外地材料。")

    page = city.person("director").get(f"/desk/cases/{city.number}/")
    assert "extend" not in offers(page)
    city.person("lina", for_enterprise=CANTEEN)
    city.case_page("lina").must_say("延长")


def test_hearing__from_the_right_to_the_record__comes_before_the_decision(city: City) -> None:
    at_the_decision(city)
    city.act("director", "hearing_right", reason="许可直接涉及相邻住户的重大利益。")
    lina = city.person("lina", for_enterprise=CANTEEN)
    city.case_page("lina").must_say("您可以要求听证")
    page = lina.get(f"/cases/{city.number}/hearing/")
    lina.post(page, page.form("reason"), {"reason": "想当面说明排烟方案。"}).must_say("听证申请已收到")

    soon = (city.now + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    later = (city.now + timedelta(days=21)).strftime("%Y-%m-%dT%H:%M")
    where = {"place": "行政服务大厅 3 楼听证室"}
    city.refused("director", "hearing_notice", status=422, takes_place_at=soon, chair="0305", **where)
    city.refused("director", "hearing_notice", status=422, takes_place_at=later, chair="0417", **where)
    city.act("director", "hearing_notice", takes_place_at=later, chair="0305", **where)

    city.wait(21, hours=3)
    city.act("director", "hearing_record", record="双方充分陈述，无异议。")
    city.act("director", "grant")
    city.person("lina", for_enterprise=CANTEEN)
    city.case_page("lina").must_say("准予", "听证笔录")


def test_withdrawal__ends_the_case_and_takes_it_off_the_desk(city: City) -> None:
    accepted(city)
    lina = city.person("lina", for_enterprise=CANTEEN)
    page = lina.get(f"/cases/{city.number}/withdraw/")
    form = next(
        one for one in page.forms if (one.method == "post" and "has_read" in one.names()) or not one.action
    )
    lina.post(page, form, {"has_read": "yes"}).must_say("已撤回")

    assert not offers(city.person("examiner").get(f"/desk/cases/{city.number}/"))
    lina.post(page, form, {"has_read": "yes"}, expect=409)


def test_cards__are_raised_by_the_clock_explained_by_the_post_and_revoked_by_supervision(city: City) -> None:
    number = accepted(city)
    city.wait(3)
    city.night()
    yellow = Card.objects.get(object_number=number, level=2)
    city.stranger.get("/board/").must_say("黄牌", "食品经营许可（新办）")
    city.wait(37)
    city.night()
    assert Card.objects.filter(object_number=number, level=5).count() == 1
    city.stranger.get("/board/").must_say("红牌")

    answer(city, "examiner", yellow, "explain", text="等补充说明。")
    answer(city, "monitor", yellow, "revoke", reason="系统故障期间不计。")
    city.stranger.get("/board/").must_say("系统故障期间不计")


def answer(city: City, username: str, card: Card, deed: str, **given: str) -> None:
    """Open a card at the desk and say something about it."""
    person = city.person(username)
    page = person.get(f"/desk/cards/{card.pk}/")
    form = page.form(*given, action=f"/{deed}/")
    person.post(page, form, {**given, **tick(form.names())})
