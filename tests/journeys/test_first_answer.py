"""The office's first answer: corrections once and all at once, three ways to say no, and silence that counts."""

from tests.journeys.people import CANTEEN, FOOD, SHOP, City
from yangguang.config.smoke.visitor import Page

WISH = {"problem-own0": "布局图没有标出就餐区。", "name-own0": "布局图"}


def offers(page: Page) -> set[str]:
    """What the workbench offers to do."""
    found = [one for form in page.forms for one in form.controls if one.name == "do"]
    return {one.value for one in found if one.kind in ("radio", "hidden")}


def test_correction__is_asked_for_once_only(city: City) -> None:
    city.apply("lina", FOOD, for_enterprise=CANTEEN)
    stale = city.person("window").get(f"/desk/cases/{city.number}/")
    city.act("window", "correction", **WISH)
    lina = city.person("lina", for_enterprise=CANTEEN)
    city.case_page("lina").must_say("补齐", "布局图没有标出就餐区")
    page = lina.get(f"/cases/{city.number}/correct/")
    lina.post(page, page.form("answer_note"), {"answer_note": "已补标。"}).must_say("补正材料已收到")

    window = city.person("window")
    assert "correction" not in offers(window.get(f"/desk/cases/{city.number}/"))
    form = stale.form("do")
    again = window.post(stale, form, city.deed(stale, "correction", **WISH), expect=409)
    again.must_say("一次性告知", "不能再发第二次")
    city.act("window", "accept")
    city.case_page("lina").must_say("受理通知书")


def test_correction__never_answered__closes_the_case(city: City) -> None:
    city.apply("lina", FOOD, for_enterprise=CANTEEN)
    city.act("window", "correction", **WISH)
    city.wait(31)
    city.night()

    city.person("lina", for_enterprise=CANTEEN)
    city.case_page("lina").must_say("逾期未补正")
    city.person("lina").get(f"/cases/{city.number}/correct/", expect=409)


def test_silence__for_five_working_days__accepts_from_the_day_of_receipt(city: City) -> None:
    city.apply("lina", FOOD, for_enterprise=CANTEEN)
    city.wait(4)  # Friday
    city.night()
    city.person("lina", for_enterprise=CANTEEN)
    assert "视为受理" not in city.case_page("lina").words

    city.wait(5)  # Wednesday of the week after: five working days are over
    city.night()
    city.person("lina", for_enterprise=CANTEEN)
    page = city.case_page("lina").must_say("视为受理")
    assert "9月14日" in page.words
    city.act("examiner", "agree", text="材料齐全。")


def test_not_accepted__names_the_right_agency_and_remedies(city: City) -> None:
    city.apply("lina", FOOD, for_enterprise=CANTEEN)
    city.refused("window", "not_accepted", status=422, reason="经营场所不在本市。")
    city.act("window", "not_accepted", reason="经营场所不在本市。", other_agency="惠州市市场监督管理局")

    city.case_page("lina").must_say("不予受理", "不予受理决定书")
    city.person("window").get(f"/desk/cases/{city.number}/")


def test_not_required__closes_the_case_at_once(city: City) -> None:
    city.apply("zhangwei", FOOD, for_enterprise=SHOP)
    city.act("window", "not_required", reason="只卖预包装食品，备案就可以。")

    city.case_page("zhangwei").must_say("不需要")
