"""After the licence: changed, renewed, cancelled, each a matter of its own; and what the public sees of it."""

from tests.journeys.people import CANTEEN, FOOD, FOOD_CANCEL, FOOD_CHANGE, FOOD_RENEW, SHOP, City
from tests.journeys.test_main_job import licence_of
from yangguang.reference.licences.models import Licence


def licensed(city: City) -> str:
    """Take zhangwei's shop to its licence; gives the licence number."""
    city.apply("zhangwei", FOOD, for_enterprise=SHOP, commitment=True)
    city.act("window", "accept")
    city.act("examiner", "agree", text="材料齐全。")
    city.act("examiner2", "agree", text="同意。")
    city.act("director", "grant")
    city.act("window", "deliver", way="electronic")
    return Licence.objects.get(application_number=city.number).number


def test_change__replaces_the_licence_under_its_number(city: City) -> None:
    number = licensed(city)
    old = licence_of(city, "zhangwei")
    city.apply(
        "zhangwei",
        FOOD_CHANGE,
        for_enterprise=SHOP,
        licence_number=number,
        change_kind="名称、法定代表人",
        new_name="深圳市南山区大满餐饮店",
    )
    city.act("window", "accept")
    city.act("examiner", "agree", text="变更属实。")
    city.act("director", "grant")
    city.act("window", "deliver", way="electronic")

    city.stranger.get(licence_of(city, "zhangwei")).must_say("有效", "深圳市南山区大满餐饮店")
    city.stranger.get(old).must_say("查看换发后的新版")


def test_renewal__gives_another_period_under_the_same_number(city: City) -> None:
    number = licensed(city)
    before = Licence.objects.get(number=number)
    city.apply(
        "zhangwei",
        FOOD_RENEW,
        for_enterprise=SHOP,
        licence_number=number,
        conditions_changed=False,
        penalised=False,
    )
    city.act("window", "accept")
    city.act("examiner", "agree", text="条件没有变化。")
    city.act("reviewer", "agree", text="同意。")
    city.act("director", "grant")
    city.act("window", "deliver", way="electronic")

    after = Licence.objects.filter(number=number).latest("version")
    assert after.version == 2 and after.valid_until > before.valid_until
    city.stranger.get(f"/verify/{after.verification_code}/").must_say("有效")


def test_cancellation__is_what_verification_says_from_then_on(city: City) -> None:
    number = licensed(city)
    address = licence_of(city, "zhangwei")
    city.stranger.get(address).must_say("有效")
    city.apply("zhangwei", FOOD_CANCEL, for_enterprise=SHOP, licence_number=number)
    city.act("window", "accept")
    city.act("director", "grant")
    city.act("window", "deliver", way="electronic")

    city.stranger.get(address).must_say("注销")
    city.stranger.get(f"/verify/?q={number}").must_say("注销")


def test_foreign_licence__cannot_be_changed(city: City) -> None:
    number = licensed(city)
    page = city.draft(
        "lina", FOOD_CHANGE, for_enterprise=CANTEEN, licence_number=number, change_kind="名称、法定代表人"
    )
    form = next(one for one in page.forms if one.action == "" and "has_read" in one.names())
    city.person("lina").post(page, form, {"has_read": "yes"}, expect=422).must_say("没有找到名下")


def test_results__are_published_with_masked_names(city: City) -> None:
    licensed(city)
    city.night()

    page = city.stranger.get("/results/").must_say("深圳市南山区小满餐饮店", "准予")
    assert "张伟" not in page.words and "13800000308" not in page.words
    mine = city.stranger.get(f"/log/?object={city.number}")
    assert "张伟" not in mine.words
