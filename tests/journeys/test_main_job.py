"""The main job through all its posts, and its shorter way on the applicant's word."""

from tests.journeys.people import CANTEEN, FOOD, City


def test_food_licence__with_site_visit__is_granted_issued_and_verified(city: City) -> None:
    city.apply("lina", FOOD, for_enterprise=CANTEEN, commitment=False)
    city.act("window", "accept")
    city.act("examiner", "agree", text="材料齐全。")
    city.refused("inspector1", "visit", status=422, findings="一致", is_passed="passed").must_say("两名")
    city.visit("inspector1", "0648")
    city.act("reviewer" if False else "examiner2", "agree", text="同意。")
    city.act("director", "grant")
    city.act("window", "deliver", way="electronic", receiver="李娜")

    page = city.case_page("lina").must_say("办完了", "食品经营许可证")
    licence = next(one for one in page.links if one.startswith("/verify/"))
    city.stranger.get(licence).must_say("有效", "深圳市清禾里社区食堂有限公司")
    city.stranger.get(f"/log/?object={city.number}").must_say("制证送达", "受理申请")
