"""The main job through all its posts, its shorter way on the applicant's word, and its ends that are not a licence."""

from tests.journeys.people import CANTEEN, FOOD, SHOP, City, Person


def licence_of(city: City, username: str) -> str:
    """The address where the licence of the case is verified."""
    return next(one for one in city.case_page(username).links if one.startswith("/verify/"))


def test_food_licence__with_site_visit__is_granted_issued_and_verified(city: City) -> None:
    city.apply("lina", FOOD, for_enterprise=CANTEEN, commitment=False)
    city.act("window", "accept")
    city.act("examiner", "agree", text="材料齐全。")
    city.refused("inspector1", "visit", status=422, findings="一致", is_passed="passed").must_say("两名以上")
    city.visit("inspector1", "0648")
    city.act("examiner2", "agree", text="同意。")
    city.act("director", "grant")
    city.act("window", "deliver", way="electronic", receiver="李娜")

    city.case_page("lina").must_say("办完了", "食品经营许可证")
    city.stranger.get(licence_of(city, "lina")).must_say("有效", "深圳市清禾里社区食堂有限公司")
    city.stranger.get(f"/log/?object={city.number}").must_say("制证送达", "受理申请")


def test_food_licence__on_the_applicants_word__needs_no_visit(city: City) -> None:
    city.apply("zhangwei", FOOD, for_enterprise=SHOP, commitment=True)
    city.act("window", "accept")
    city.act("examiner", "agree", text="材料齐全。")
    assert not can_act(city.person("inspector1"), city.number)
    city.act("examiner2", "agree", text="同意。")
    city.act("director", "grant")

    city.case_page("zhangwei").must_say("准予")


def test_reviewer__who_examined_the_case__cannot_review_it(city: City) -> None:
    city.apply("zhangwei", FOOD, for_enterprise=SHOP, commitment=True)
    city.act("window", "accept")
    city.act("examiner", "agree", text="材料齐全。")

    page = city.refused("examiner", "agree", status=409, text="我自己复核。")
    page.must_say("另一个人", "转办")
    city.act("examiner2", "agree", text="同意。")


def test_refusal__says_why_and_where_to_object(city: City) -> None:
    city.apply("lina", FOOD, for_enterprise=CANTEEN, commitment=False)
    city.act("window", "accept")
    city.act("examiner", "agree", text="材料齐全。")
    city.visit("inspector1", "0648", findings="加工区与卫生间相邻。", is_passed="failed")
    city.act("examiner2", "disagree", text="不符合条件。")
    city.refused("director", "refuse", status=422)
    city.act("director", "refuse", reasons="加工区与卫生间相邻，没有隔断。")
    city.act("window", "deliver", way="electronic")

    page = city.case_page("lina").must_say("不予许可", "复议", "诉讼")
    assert not any(one.startswith("/verify/") and one != "/verify/" for one in page.links)
    paper = next(one for one in page.links if "/documents/" in one)
    assert city.person("lina").get(paper).body.startswith(b"%PDF")


def can_act(person: Person, number: str) -> bool:
    """Whether the workbench offers anything to sign."""
    page = person.get(f"/desk/cases/{number}/")
    return any("do" in form.names() for form in page.forms)


def test_agent__chooses_for_whom_to_apply__on_the_page_where_it_begins(city: City) -> None:
    lina = city.person("lina")  # signs in as herself
    page = lina.get(f"/apply/{FOOD}/").must_say("要以企业或个体工商户的名义办")
    page = lina.post(page, page.form("credit_code", action="/acting-for/"), {"credit_code": CANTEEN})

    assert "要以企业或个体工商户的名义办" not in page.words
    page = lina.post(page, page.form(action="/begin/"))
    page.must_say("深圳市清禾里社区食堂有限公司")
