"""
Authority to act online inside running cases: what is suspended or barred counts at once, a colleague takes over, and old
cases keep their version whatever is published or stopped beside them.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.people import CANTEEN, FOOD, City
from yangguang.capabilities.approval.models import Application
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock
from yangguang.reference.declarations import api as declarations
from yangguang.reference.declarations.demo import Cast, declare_change, hand_in, review
from yangguang.reference.declarations.models import Authority
from yangguang.reference.matters import api as matters


def act_on(city: City, operation: Callable[..., Any], kind: PostKind, **given: Any) -> Authority:
    """Let an office do something to the authority of the food licence."""
    authority = Authority.objects.get(matter__catalog_code=FOOD, state__in=("approved", "suspended"))
    actor = Cast(clock.today(city.now)).office(kind)
    changed: Authority = operation(actor=actor, now=city.now, authority=authority, **given)
    return changed


@pytest.fixture
def accepted(city: City) -> City:
    """A case accepted, waiting for examination."""
    city.apply("lina", FOOD, for_enterprise=CANTEEN, commitment=False)
    city.act("window", "accept")
    return city


def test_suspended__officers_in_running_cases__are_refused_by_name_until_restored(accepted: City) -> None:
    act_on(accepted, declarations.suspend_authority, PostKind.GOVERNMENT, reason="正在核查岗位设置")

    page = accepted.refused("examiner", "agree", status=403, text="材料齐全。")
    page.must_say("网上行使身份已经暂停", "正在核查岗位设置", "时限照常计算", "市政府恢复")
    act_on(accepted, declarations.restore_authority, PostKind.GOVERNMENT)
    accepted.act("examiner", "agree", text="材料齐全。")


def test_suspended__with_leave_to_finish__running_cases_go_on(accepted: City) -> None:
    act_on(
        accepted,
        declarations.suspend_authority,
        PostKind.GOVERNMENT,
        reason="职能调整",
        finishes_cases=True,
    )

    accepted.act("examiner", "agree", text="材料齐全。")
    accepted.stranger.get(f"/matters/{FOOD}/").must_say("暂停受理", "职能调整")


def test_barred__claimed_step_goes_back__and_a_colleague_takes_over(accepted: City) -> None:
    examiner = accepted.person("examiner")
    page = examiner.get(f"/desk/cases/{accepted.number}/")
    examiner.post(page, page.form(action="/claim/"))
    act_on(accepted, declarations.bar_holder, PostKind.LEGAL, number="0417", reason="执法证件被收回")

    page = accepted.refused("examiner", "agree", status=403, text="材料齐全。")
    page.must_say("审查岗 0417 号", "执法证件被收回", "0423")
    accepted.act("examiner2", "agree", text="材料齐全。")
    act_on(accepted, declarations.readmit_holder, PostKind.GOVERNMENT, number="0417")
    assert Authority.objects.get(matter__catalog_code=FOOD).barred == []


def test_new_officer__acts_only_after_the_change_is_approved(accepted: City) -> None:
    """Someone appointed after the approval is not on its list; reported, examined and approved anew, the old one is replaced."""
    old = Authority.objects.get(matter__catalog_code=FOOD)
    for post in old.posts:
        post["holders"] = [one for one in post["holders"] if one["number"] != "0417"]
    old.save()
    accepted.refused("examiner", "agree", status=403, text="齐全。").must_say("不在", "核准的人员里", "0423")

    cast = Cast(clock.today(accepted.now))
    matter = matters.Matter.objects.get(catalog_code=FOOD)
    new = declarations.propose_authority(
        actor=cast.officer(PostKind.ADMIN, matter.body), now=accepted.now, matter=matter
    )
    accepted.refused("examiner", "agree", status=403, text="齐全。")
    new = declarations.examine_authority(actor=cast.office(PostKind.LEGAL), now=accepted.now, authority=new)
    declarations.approve_authority(actor=cast.office(PostKind.GOVERNMENT), now=accepted.now, authority=new)

    accepted.act("examiner", "agree", text="材料齐全。")
    old.refresh_from_db()
    assert old.state == "withdrawn"
    assert "接替" in old.stop_reason
    accepted.stranger.get(f"/matters/{FOOD}/")


def test_published_or_stopped_meanwhile__the_running_case_keeps_its_version(accepted: City) -> None:
    cast = Cast(clock.today(accepted.now))
    legal = cast.office(PostKind.LEGAL)
    matter = matters.Matter.objects.select_related("body").get(catalog_code=FOOD)
    campaign = declarations.open_campaign(
        actor=legal, now=accepted.now, title="调整", bodies=[matter.body], due_on=clock.today(accepted.now)
    )
    declared = declare_change(cast, campaign, matter.body, FOOD, accepted.now, correction_days=45)
    filed = review(hand_in(declared, cast, accepted.now), legal, accepted.now)
    coded = declarations.assign_codes(
        actor=cast.office(PostKind.INFORMATION), now=accepted.now, declaration=filed
    )
    clerk = cast.officer(PostKind.ADMIN, matter.body)
    declarations.publish_declaration(actor=clerk, now=accepted.now, declaration=coded)
    matters.stop_matter(actor=clerk, now=accepted.now, matter=matter, reason="系统升级")

    accepted.act("examiner", "agree", text="材料齐全。")
    case = Application.objects.select_related("version").get(number=accepted.number)
    assert (case.version.number, case.version.correction_days) == (1, 30)
    assert matters.get_published(code=FOOD, on=clock.today(accepted.now)).number == 2
