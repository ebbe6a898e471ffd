"""One application for six departments: parallel, dependent, late, partly refused, and brought together."""

import pytest
from django.test import Client

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.joint import api as joint
from yangguang.capabilities.joint.tests import given
from yangguang.capabilities.joint.tests.given import later
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.identity.api import Account, find_enterprise

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> given.City:
    return given.city()


def states(case: joint.JointCase) -> dict[str, str]:
    return dict(case.parts.values_list("key", "state"))


def test_submit__six_departments__each_gets_a_case_of_its_own_with_its_share(city: given.City) -> None:
    case = city.submitted()

    assert set(states(case).values()) == {"started"}
    assert case.parts.count() == 6
    assert case.parts.values("body").distinct().count() == 6
    signboard = city.case_of(case, "signboard")
    registration = city.case_of(case, "registration")
    assert signboard.fields["company_name"] == registration.fields["company_name"]
    assert registration.fields["with_seal"] is False
    assert set(signboard.files.values_list("file", flat=True)) & set(
        registration.files.values_list("file", flat=True)
    )


def test_submit__twice__is_one_case(city: given.City) -> None:
    draft = city.draft()

    first = joint.submit_joint_application(actor=city.founder, draft=draft, now=later())
    again = joint.submit_joint_application(actor=city.founder, draft=draft, now=later(hours=1))

    assert first.pk == again.pk
    assert approval.Application.objects.count() == 6


def test_submit__answers_missing__says_where_and_starts_nothing(city: given.City) -> None:
    draft = city.draft()
    joint.save_joint_draft(actor=city.founder, draft=draft, revision=1, fields={}, now=later())

    with pytest.raises(joint.FormUnfinished) as refused:
        joint.submit_joint_application(actor=city.founder, draft=draft, now=later())

    assert "company_name" in refused.value.fields
    assert not approval.Application.objects.exists()


def test_submit__shared_material_missing__is_refused_by_name(city: given.City) -> None:
    draft = city.draft(files=False)

    with pytest.raises(joint.PoolIncomplete) as refused:
        joint.submit_joint_application(actor=city.founder, draft=draft, now=later())

    assert set(refused.value.fields) >= {"premises"}


def test_accept__first_department__starts_the_total_and_its_own_limit_inside(city: given.City) -> None:
    case = city.submitted()

    city.accept(case, "seal")

    case.refresh_from_db()
    total = deadlines.clocks_of(case.act_object)[0]
    own = deadlines.clocks_of(case.parts.get(key="seal").act_object)[0]
    assert (total.limit_length, total.body_code) == (45, case.lead.code)
    assert own.limit_length == 2
    assert own.due_on <= total.due_on
    assert own.body_code == case.parts.get(key="seal").body.code
    assert case.state == "in_hand"


def test_all_granted__results_come_together_in_one_package(city: given.City) -> None:
    case = city.submitted()
    city.accept(case)
    for key in list(states(case)):
        city.decide(case, key, now=later(1))

    case.refresh_from_db()
    assert case.state == "concluded"
    assert not [one for one in deadlines.clocks_of(case.act_object) if one.is_running]
    delivered = joint.deliver_package(actor=city.officer("market"), case=case, way="electronic", now=later(2))

    assert delivered.package.title == "联合办理结果清单"
    assert "营业执照" in delivered.package.html


def test_registration_granted__dependent_trade_licence_starts_in_the_new_companys_name(
    city: given.City,
) -> None:
    case = city.submitted(public_place=True, hire=False, sign=False)
    assert states(case)["health"] == "waiting"
    city.accept(case, "registration")

    city.decide(case, "registration")

    own = city.case_of(case, "health")
    assert states(case)["health"] == "started"
    assert own.enterprise_code == own.fields["credit_code"]
    assert find_enterprise(credit_code=own.enterprise_code) is not None


def test_registration_refused__dependent_waits_for_the_applicants_choice(city: given.City) -> None:
    case = city.submitted(public_place=True)
    city.accept(case)

    city.decide(case, "registration", result="refused")

    view = joint.case_view(
        actor=city.founder, case=joint.get_case(actor=city.founder, number=case.number), now=later()
    )
    assert states(case)["health"] == "waiting"
    assert [one.key for one in view.refused_blocking] == ["registration"]


def test_accept_refusal__drops_what_waited_and_the_rest_goes_on(city: given.City) -> None:
    case = city.submitted(public_place=True)
    city.accept(case)
    city.decide(case, "registration", result="refused")

    joint.accept_refusal(actor=city.founder, part=case.parts.get(key="registration"), now=later(1))
    joint.withdraw_dependents(actor=city.founder, case=case, now=later(1))
    joint.settle_parts(now=later(1))

    case.refresh_from_db()
    assert states(case)["health"] == "dropped"
    assert states(case)["seal"] == "ended"
    assert case.state == "concluded"


def test_reapply__after_refusal__starts_a_new_case_and_opens_the_way(city: given.City) -> None:
    case = city.submitted(public_place=True)
    city.accept(case, "registration")
    city.decide(case, "registration", result="refused")
    refused = case.parts.get(key="registration").case_number

    joint.reapply_part(
        actor=city.founder, part=case.parts.get(key="registration"), fields={"capital": 200}, now=later(1)
    )
    city.accept(case, "registration", now=later(1))
    city.decide(case, "registration", now=later(2))

    assert city.case_of(case, "registration").number != refused
    assert city.case_of(case, "registration").fields["capital"] == 200
    assert states(case)["health"] == "started"


def test_department_late__is_named_once_and_the_lead_is_not(city: given.City) -> None:
    case = city.submitted()
    city.accept(case, "seal", "registration")
    city.decide(case, "registration")

    assert joint.mark_late_departments(now=later(10)) == 1
    assert joint.mark_late_departments(now=later(11)) == 0

    assert case.parts.get(key="seal").late_at == later(10)
    overdue = {
        one.body_code for one in deadlines.list_overdue_clocks(later(10)) if one.subject_type == "joint_part"
    }
    assert overdue == {case.parts.get(key="seal").body.code}


def test_department_silent__law_accepts_and_the_joint_case_hears_of_it(city: given.City) -> None:
    case = city.submitted()

    approval.accept_unanswered(now=later(12))
    joint.settle_parts(now=later(12))

    assert set(states(case).values()) == {"accepted"}
    assert case.parts.get(key="seal").accepted_at == later()


def test_event_lost__sweep_takes_the_result_in(city: given.City) -> None:
    case = city.submitted()
    city.accept(case)
    own = city.case_of(case, "seal")
    officer = city.officer("police")
    city.examine(own, officer, later())
    approval.decide(actor=officer, application=own, ruling=approval.Ruling("granted", ""), now=later())
    assert states(case)["seal"] == "accepted"

    joint.settle_parts(now=later(hours=1))

    assert states(case)["seal"] == "granted"


def test_withdraw__whole_application__takes_every_undecided_case_back(city: given.City) -> None:
    case = city.submitted()
    city.accept(case)
    city.decide(case, "seal")

    joint.withdraw_joint_case(actor=city.founder, case=case, now=later(1))

    case.refresh_from_db()
    assert case.state == "withdrawn"
    assert states(case)["seal"] == "granted"
    assert city.case_of(case, "tax").state == "withdrawn"


def test_extend_total__government_once__fifteen_days_at_most(city: given.City) -> None:
    case = city.submitted()
    city.accept(case, "seal")
    government = city.officer("government")

    with pytest.raises(deadlines.ExtensionTooLong):
        joint.extend_total(actor=government, case=case, days=16, reason="情况复杂", now=later(1))
    joint.extend_total(actor=government, case=case, days=15, reason="情况复杂", now=later(1))

    with pytest.raises(deadlines.AlreadyExtended):
        joint.extend_total(actor=government, case=case, days=1, reason="再延", now=later(2))


def test_stranger__case__is_not_found(city: given.City) -> None:
    case = city.submitted()

    with pytest.raises(Exception, match="没有找到"):
        joint.get_case(actor=city.stranger, number=case.number)


def test_reapply_page__shows_the_old_answers_and_why__and_keeps_what_was_corrected(city: given.City) -> None:
    case = city.submitted(public_place=True)
    city.accept(case, "registration")
    city.decide(case, "registration", result="refused")
    browser = Client()
    browser.force_login(Account.objects.get(username="founder"))
    page = f"/joint/cases/{case.number}/parts/registration/reapply/"

    shown = browser.get(page).content.decode()
    refused = browser.post(page, form_of(case) | {"capital": "-5"})
    sent = browser.post(page, form_of(case) | {"capital": "300"})

    assert "深圳市云栖数字科技有限公司" in shown
    assert refused.status_code == 422
    assert sent.status_code == 302
    assert city.case_of(case, "registration").fields["capital"] == 300
    assert browser.get(page).status_code == 302  # nothing to correct any more


def form_of(case: joint.JointCase) -> dict[str, object]:
    """What the browser sends for the registration's own answers."""
    combined = joint.combine(
        version=case.version,
        matters={one.key: one.version_id for one in case.parts.all()},
        keys=["registration"],
    )
    sent: dict[str, object] = {}
    for field in combined.definition.fields():
        value = case.fields.get(field.id)
        if isinstance(value, bool):
            sent[field.id] = "true" if value else "false"
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for place, row in enumerate(value):
                sent |= {f"{field.id}.{place}.{name}": each for name, each in row.items()}
        elif value is not None:
            sent[field.id] = value
    return sent


def test_reapply__with_answers_that_cannot_be__is_refused_and_nothing_changes(city: given.City) -> None:
    case = city.submitted(public_place=True)
    city.accept(case, "registration")
    city.decide(case, "registration", result="refused")
    part = case.parts.get(key="registration")
    with pytest.raises(joint.FormUnfinished):
        joint.reapply_part(actor=city.founder, part=part, fields={"capital": -5}, now=later(1))
    assert case.parts.get(key="registration").state == "refused"
