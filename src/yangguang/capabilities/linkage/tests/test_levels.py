"""Which level answers and why; lendings with dates and limits; review below, decision above; who may see what of which level."""

from datetime import timedelta

import pytest

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.linkage import api as linkage
from yangguang.capabilities.linkage.tests import given
from yangguang.capabilities.linkage.tests.given import HEALTH, WATER, later
from yangguang.foundation.access.tests.labelling import concealed, label
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.organisation.models import Area
from yangguang.kernel.clock import today
from yangguang.kernel.refusals import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> given.City:
    return given.city()


def decide(city: given.City, code: str = HEALTH, at: int = 0, **facts: object) -> linkage.Jurisdiction:
    found = linkage.decide_jurisdiction(matter=city.versions[code].matter, fields=facts, on=today(later(at)))
    assert found is not None
    return found


def lend(
    city: given.City,
    *,
    mode: str = "entrusted",
    lender: str = "city",
    borrower: str = "nanshan",
    **how: object,
):
    period = how.pop("period", (today(later()), today(later(100))))
    return linkage.lend_power(
        actor=given.PLATFORM,
        matter=city.versions[HEALTH].matter,
        mode=mode,
        lender=city.bodies[f"{lender}-health"],
        borrower=city.bodies[f"{borrower}-health"],
        area=Area.objects.get(code="440305"),
        period=period,
        document_number=str(how.pop("number", "深卫委托〔2026〕1号")),
        now=later(),
        **how,
    )


@pytest.mark.parametrize(
    ("code", "facts", "body", "level"),
    [
        (HEALTH, {"district": "南山区", "area_m2": 86}, "nanshan-health", "district"),
        (HEALTH, {"district": "罗湖区", "area_m2": 2999}, "luohu-health", "district"),
        (HEALTH, {"district": "南山区", "area_m2": 3000}, "city-health", "city"),
        (WATER, {"district": "南山区", "daily_m3": 99}, "nanshan-water", "district"),
        (WATER, {"district": "南山区", "daily_m3": 100}, "nanshan-water", "first_review"),
        (WATER, {"district": "罗湖区", "daily_m3": 5000}, "city-water", "city"),
    ],
)
def test_jurisdiction__by_area_and_size__says_who_and_why(
    city: given.City, code: str, facts: dict, body: str, level: str
) -> None:
    found = decide(city, code, **facts)

    assert (found.body, found.level) == (city.bodies[body], level)
    assert "试验分级办法第二条" in found.sentences[0]
    assert found.body.name in "".join(found.sentences)


def test_jurisdiction__district_without_a_body__is_refused_by_name(city: given.City) -> None:
    Area.objects.create(code="440308", name="盐田区", level="district")

    with pytest.raises(linkage.NoBodyForArea, match="盐田区"):
        decide(city, district="盐田区", area_m2=50)


def test_application__by_the_ordinary_way__lands_on_the_districts_desk(city: given.City) -> None:
    case = city.applied(HEALTH, district="南山区", area_m2=86)

    assert case.body == city.bodies["nanshan-health"]
    assert case.open_task(letter="S").body_code == case.body.code
    assert linkage.get_routing(number=case.number).explanation
    with pytest.raises(NotPermitted):
        approval.accept_application(actor=city.officer("city-health"), application=case, now=later())
    city.accepted(case, "nanshan-health")
    assert deadlines.clocks_of(case.act_object)[0].body_code == case.body.code


def test_lending__in_force_and_within_limits__is_followed_and_named(city: given.City) -> None:
    lend(city, limit="area_m2 < 10000", limit_text="不到一万平方米的")

    followed = decide(city, district="南山区", area_m2=5000)
    too_big = decide(city, district="南山区", area_m2=20000)
    elsewhere = decide(city, district="罗湖区", area_m2=5000)

    assert (followed.body, followed.mode) == (city.bodies["nanshan-health"], "entrusted")
    assert "深卫委托〔2026〕1号" in "".join(followed.sentences)
    assert too_big.body == elsewhere.body == city.bodies["city-health"]
    assert "不到一万平方米" in "".join(too_big.sentences)


def test_lending__over_or_taken_back__is_not_followed_and_that_is_said(city: given.City) -> None:
    lending = lend(city)

    assert decide(city, at=100, district="南山区", area_m2=5000).body == city.bodies["city-health"]
    linkage.end_lending(actor=given.PLATFORM, lending=lending, reason="机构调整", now=later(10))

    before = decide(city, at=9, district="南山区", area_m2=5000)
    after = decide(city, at=10, district="南山区", area_m2=5000)
    assert before.body == city.bodies["nanshan-health"]
    assert after.body == city.bodies["city-health"]
    assert "不再适用" in "".join(after.sentences)


def test_lending__backwards_overlapping_or_lent_again__is_refused_by_name(city: given.City) -> None:
    with pytest.raises(linkage.PeriodBackwards):
        lend(city, period=(today(later(5)), today(later(5))))
    lend(city)
    with pytest.raises(linkage.LendingOverlaps, match="深卫委托"):
        lend(city, number="深卫委托〔2026〕2号", borrower="luohu")
    with pytest.raises(linkage.LentAgain):
        lend(city, number="南卫委托〔2026〕1号", lender="nanshan", borrower="luohu")


def test_first_review__own_twenty_days_then_the_file_goes_up_as_it_is(city: given.City) -> None:
    case = city.accepted(city.applied(WATER, district="南山区", daily_m3=500), "nanshan-water")
    review = linkage.FirstReview.objects.get(case_number=case.number)
    clock = deadlines.clocks_of(review.act_object)[0]
    digests = [one.file.digest for one in case.files.select_related("file")]

    linkage.pass_up(
        actor=city.officer("nanshan-water"),
        review=review,
        application=case,
        agrees=True,
        text="建议准予。",
        now=later(5),
    )

    case.refresh_from_db()
    review.refresh_from_db()
    running = [
        one for one in deadlines.clocks_of(case.act_object) if one.is_running and one.kind == "statutory"
    ]
    assert (clock.limit_length, clock.rule_id, clock.body_code) == (20, "lic.first_review", review.lower.code)
    assert case.body == city.bodies["city-water"]
    assert review.digests == digests
    assert [one.started_on for one in running] == [today(later(5))]
    assert {one.body_code for one in running} == {case.body.code}
    task = case.open_task(letter="A") or case.open_task(letter="E")
    assert task.body_code == case.body.code


def test_first_review__twice__is_refused(city: given.City) -> None:
    case = city.accepted(city.applied(WATER, district="南山区", daily_m3=500), "nanshan-water")
    review = linkage.FirstReview.objects.get(case_number=case.number)
    lower = city.officer("nanshan-water")
    linkage.pass_up(actor=lower, review=review, application=case, agrees=True, text="准予。", now=later(1))

    with pytest.raises(linkage.ReviewNotRunning):
        linkage.pass_up(
            actor=lower, review=review, application=case, agrees=True, text="准予。", now=later(2)
        )


MATRIX = {
    # who: (city's case, 南山's case, 罗湖's case, 南山's case passed up)
    "city-health": ("act", "read", "read", "none"),
    "nanshan-health": ("none", "act", "none", "none"),
    "luohu-health": ("none", "none", "act", "none"),
    "city-water": ("none", "none", "none", "act"),
    "nanshan-water": ("none", "none", "none", "read"),
    "luohu-water": ("none", "none", "none", "none"),
    "street": ("none", "none", "none", "none"),
    "monitor": ("read", "read", "read", "read"),
    "citizen": ("none", "none", "none", "none"),
}


def test_access__every_officer_of_every_level_on_every_case__is_the_matrix(city: given.City) -> None:
    passed = city.accepted(city.applied(WATER, district="南山区", daily_m3=500), "nanshan-water")
    review = linkage.FirstReview.objects.get(case_number=passed.number)
    linkage.pass_up(
        actor=city.officer("nanshan-water"),
        review=review,
        application=passed,
        agrees=True,
        text="准予。",
        now=later(1),
    )
    passed.refresh_from_db()
    cases = [
        city.applied(HEALTH, district="南山区", area_m2=5000),
        city.applied(HEALTH, district="南山区", area_m2=86),
        city.applied(HEALTH, district="罗湖区", area_m2=86),
        passed,
    ]

    found = {
        who: tuple(linkage.access_to(actor=city.officer(who), application=case) for case in cases)
        for who in MATRIX
    }

    assert found == MATRIX


def test_access__post_ended_yesterday__sees_nothing_today(city: given.City) -> None:
    case = city.applied(HEALTH, district="南山区", area_m2=86)
    from yangguang.foundation.organisation.models import Appointment

    day = today(later()) + timedelta(days=1)
    Appointment.objects.filter(officer__account__username="nanshan-health").update(valid_until=day)

    assert linkage.access_to(actor=city.officer("nanshan-health", later()), application=case) == "act"
    assert linkage.access_to(actor=city.officer("nanshan-health", later(1)), application=case) == "none"


def test_8_1_4_2_g__sensitive_case__is_hidden_at_every_level(city: given.City) -> None:
    case = city.accepted(city.applied(WATER, district="南山区", daily_m3=500), "nanshan-water")
    officers = [city.officer(name) for name in ("nanshan-water", "city-water", "monitor")]
    before = [linkage.access_to(actor=one, application=case) for one in officers]
    assert "none" not in before
    assert linkage.list_reviews(actor=officers[0])
    label("application", case.number)
    kept_out = [concealed(one, "application") for one in officers]

    assert [linkage.access_to(actor=one, application=case) for one in kept_out] == ["none"] * 3
    assert linkage.list_reviews(actor=kept_out[0]) == []
    assert linkage.list_reviews(actor=officers[0]), "who is cleared sees it"


def test_lendings_page__lends_and_takes_back__by_the_head_only(city: given.City) -> None:
    head, other = given.signed_in("city-health"), given.signed_in("street")
    said = {
        "matter": HEALTH,
        "mode": "entrusted",
        "lender": city.bodies["city-health"].code,
        "borrower": city.bodies["luohu-health"].code,
        "area": "440303",
        "valid_from": "2026-10-01",
        "valid_until": "2027-10-01",
        "document": "深卫委托〔2026〕9号",
    }
    page = "/desk/linkage/lendings/"

    assert head.post(page, said | {"borrower": "", "valid_until": ""}).status_code == 422
    assert head.post(page, said | {"valid_until": "2026-01-01"}).status_code == 422
    assert other.post(page, said).status_code == 403
    assert not linkage.list_lendings()
    assert head.post(page, said).url == page
    assert head.post(page, said).status_code == 409  # the same power twice at one time
    lending = linkage.list_lendings()[0]
    assert lending.document_number in head.get(page).content.decode()
    ending = f"/desk/linkage/lendings/{lending.pk}/end/"
    assert head.post(ending, {"reason": " "}).status_code == 422
    assert head.post(ending, {"reason": "机构调整"}).url == page
    assert "机构调整" in head.get(page).content.decode()
