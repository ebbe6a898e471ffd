"""Projects in phases: each is filled in when its turn comes and has a total limit of its own; a refusal bars what follows."""

import pytest

from yangguang.capabilities.joint import api as joint
from yangguang.capabilities.joint.demo import answers_for, scan
from yangguang.capabilities.joint.tests import given
from yangguang.capabilities.joint.tests.given import later
from yangguang.foundation.deadlines import api as deadlines
from yangguang.kernel.clock import today

pytestmark = pytest.mark.django_db
PROJECT = "government-project"


@pytest.fixture
def city() -> given.City:
    return given.city(bodies=("development", "planning", "water", "housing"))


@pytest.fixture
def case(city: given.City) -> joint.JointCase:
    draft = city.draft(scenario=PROJECT, new_land=True)
    return joint.submit_joint_application(actor=city.founder, draft=draft, now=later())


def states(case: joint.JointCase) -> dict[str, str]:
    return dict(case.parts.values_list("key", "state"))


def finish(city: given.City, case: joint.JointCase, *keys: str, day: int = 1) -> None:
    city.accept(case, *keys, now=later(day))
    for key in keys:
        city.decide(case, key, now=later(day + 1))


def supply(city: given.City, case: joint.JointCase, day: int) -> list[joint.Part]:
    """The applicant fills in the phase whose turn it is."""
    ready = [one.key for one in case.parts.all() if one.state == "ready"]
    combined = joint.combine(
        version=case.version, matters={one.key: one.version_id for one in case.parts.all()}, keys=ready
    )
    case.refresh_from_db()
    missing = answers_for(combined.definition, day=today(later(day)))
    fields = {name: value for name, value in missing.items() if name not in case.fields}
    known = set(case.files.values_list("item", flat=True))
    for item in combined.pool({**case.fields, **fields}, case.given):
        if item.key not in known:
            joint.attach_phase_file(
                actor=city.founder, case=case, item=item.key, upload=scan(), now=later(day)
            )
    return joint.supply_phase(actor=city.founder, case=case, fields=fields, now=later(day))


def test_first_phase__alone_is_asked_and_started(case: joint.JointCase) -> None:
    found = states(case)

    assert (found["proposal"], found["presite"]) == ("started", "started")
    assert set(found.values()) == {"started", "waiting"}


def test_phase_granted__next_waits_for_the_applicant_and_the_total_rests(
    city: given.City, case: joint.JointCase
) -> None:
    finish(city, case, "proposal")
    assert states(case)["land_permit"] == "waiting"
    finish(city, case, "presite")

    assert (states(case)["feasibility"], states(case)["land_permit"]) == ("ready", "ready")
    assert not [one for one in deadlines.clocks_of(case.act_object) if one.is_running]


def test_next_phase__filled_in__starts_with_a_total_limit_of_its_own(
    city: given.City, case: joint.JointCase
) -> None:
    finish(city, case, "proposal", "presite")

    started = supply(city, case, 30)
    city.accept(case, "feasibility", now=later(31))

    assert {one.key for one in started} == {"feasibility", "land_permit"}
    running = [one for one in deadlines.clocks_of(case.act_object) if one.is_running]
    assert [one.started_on for one in running] == [today(later(31))]
    redline = case.files.filter(item="redline")
    assert redline.count() == 1
    assert city.case_of(case, "land_permit").files.filter(file=redline.get().file).exists()


def test_next_phase__answers_missing__are_named_and_nothing_starts(
    city: given.City, case: joint.JointCase
) -> None:
    finish(city, case, "proposal", "presite")

    with pytest.raises(joint.FormUnfinished) as refused:
        joint.supply_phase(actor=city.founder, case=case, fields={}, now=later(30))

    assert refused.value.fields
    assert states(case)["feasibility"] == "ready"


def test_phase_refused__left_standing__ends_the_project_there(
    city: given.City, case: joint.JointCase
) -> None:
    finish(city, case, "proposal")
    city.accept(case, "presite", now=later(1))
    city.decide(case, "presite", result="refused", now=later(2))
    assert states(case)["feasibility"] == "waiting"

    joint.accept_refusal(actor=city.founder, part=case.parts.get(key="presite"), now=later(3))

    case.refresh_from_db()
    assert case.state == "concluded"
    assert states(case)["filing"] == "dropped"


def test_whole_project__five_phases__ends_in_one_package(city: given.City, case: joint.JointCase) -> None:
    day = 1
    while case.state != "concluded":
        if any(state == "ready" for state in states(case).values()):
            supply(city, case, day)
        open_keys = [key for key, state in states(case).items() if state == "started"]
        assert open_keys, states(case)
        finish(city, case, *open_keys, day=day)
        case.refresh_from_db()
        day += 20

    delivered = joint.deliver_package(
        actor=city.officer("development"), case=case, way="pickup", now=later(day)
    )
    assert set(states(case).values()) == {"granted"}
    assert "综合窗口领取" in delivered.package.html
