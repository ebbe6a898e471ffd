"""Licences in place of materials, and what happens when one falls while the office examines."""

from datetime import date, timedelta

import pytest

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval import events
from yangguang.capabilities.approval.models import SubmittedFile
from yangguang.capabilities.approval.receivers import (
    compare_cases_of_ended_licence,
    compare_submitted,
    compare_what_the_next_step_relies_on,
)
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import LONG_AGO, MONDAY, PLATFORM, SHOP_CODE
from yangguang.kernel import clock
from yangguang.reference.comparison import api as comparison
from yangguang.reference.licences import api as licences

pytestmark = pytest.mark.django_db
PAPER = "食品安全管理制度"


@pytest.fixture
def office():
    """An office, and a type of licence that takes the place of one of the materials."""
    made = given.office()
    kind = licences.register_type(
        actor=PLATFORM, now=LONG_AGO, owner=made.body, name="食品安全体系认证书", kind="5"
    )
    content = licences.TypeContent(fields=(licences.TypeField("认证范围"),), covers=(PAPER,))
    draft = licences.draft_type(actor=PLATFORM, now=LONG_AGO, licence_type=kind, content=content, why="首版")
    proposed = licences.propose_type(actor=PLATFORM, now=LONG_AGO, version=draft)
    licences.publish_type(actor=PLATFORM, now=LONG_AGO, version=proposed)
    return made


def certificate(
    office, *, holder: str = SHOP_CODE, until: date | None = date(2030, 1, 1)
) -> licences.Licence:
    grant = licences.LicenceGrant(
        title="食品安全体系认证书",
        issuer=office.body,
        holder_name="深圳市试验餐饮店",
        holder_code=holder,
        holder_kind="enterprise",
        number=f"RZ{holder[-4:]}",
        valid_from=date(2024, 1, 2),
        valid_until=until,
    )
    return licences.issue_licence(actor=office.head, now=LONG_AGO, grant=grant)


def without_paper(office):
    """A draft with every upload but the one the licence stands for."""
    draft = office.draft()
    spec = next(one for one in draft.version.materials.all() if one.name == PAPER)
    SubmittedFile.objects.filter(draft=draft, material_code=spec.code).delete()
    return draft


def submitted(office):
    return approval.submit_application(actor=office.owner, draft=without_paper(office), now=MONDAY)


def examined(office):
    """A case that rests on the licence, ready to be decided."""
    case = submitted(office)
    case = approval.accept_application(actor=office.clerk, application=case, now=MONDAY)
    office.opinion(case, "A")
    office.opinion(case, "R", by="examiner2")
    return case


def grant(office, case):
    return approval.decide(
        actor=office.head, application=case, ruling=approval.Ruling("granted", "符合条件。"), now=MONDAY
    )


def test_submit__own_licence_proves_a_material__is_taken_without_it_and_written_down(office) -> None:
    held = certificate(office)

    case = submitted(office)

    (reliance,) = licences.list_reliances(case_number=case.number)
    assert (reliance.licence, reliance.purpose) == (held, f"办理{case.version.plain_name}")
    assert not approval.materials_missing(
        version=case.version,
        fields=case.fields,
        present={one.material_code for one in case.files.all()}
        | set(approval.materials_relied_on(application=case)),
    )


@pytest.mark.parametrize(
    "held",
    [
        {"until": (MONDAY - timedelta(days=1)).date()},
        {"holder": "91440300MXDEMA020A"},
        None,
    ],
    ids=["expired yesterday", "another holder's", "none"],
)
def test_submit__no_licence_that_counts__still_wants_the_material(office, held) -> None:
    if held is not None:
        certificate(office, **held)

    with pytest.raises(approval.MaterialsMissing) as refusal:
        submitted(office)

    assert list(refusal.value.fields.values()) == [f"还没有上传“{PAPER}”。"]


def test_submit__material_handed_in_all_the_same__rests_on_the_file(office) -> None:
    certificate(office)

    case = office.submitted()

    assert licences.list_reliances(case_number=case.number) == []


def test_submitted__compared_in_the_background__enterprise_and_licence_agree(office) -> None:
    certificate(office)
    case = submitted(office)

    with clock.fixed_at(MONDAY):
        compare_submitted(number=case.number)

    checks = comparison.list_checks_of(subject_type="application", subject_number=case.number)
    assert [(one.item, one.result.word) for one in checks] == [
        ("营业执照", "一致"),
        (f"食品安全体系认证书（代替{PAPER}）", "一致"),
    ]
    shown = {one.name: one for one in approval.compare(application=case, now=MONDAY)}
    assert shown["营业执照"].address == checks[0].get_absolute_url()


def test_decide__licence_revoked_during_examination__is_refused_by_name_until_a_person_decides(
    office,
) -> None:
    held = certificate(office)
    case = examined(office)
    licences.revoke_licence(actor=office.head, now=MONDAY, licence=held, reason="以欺骗手段取得")

    with pytest.raises(approval.RelianceUnjudged, match="已撤销，自2026年9月14日起"):
        grant(office, case)

    compare_cases_of_ended_licence(
        licences.LicenceEnded(held.number, 1, held.title, SHOP_CODE, office.body.code, "revoked", MONDAY), 0
    )
    (check,) = comparison.list_open_checks_of(subject_type="application", subject_number=case.number)
    assert check.result is comparison.Outcome.LAPSED
    comparison.judge_check(
        actor=office.examiner, now=MONDAY, check=check, verdict="original", reason="申请人另交了制度文本"
    )
    assert grant(office, case).result == "granted"


def test_decide__licence_expired_yesterday__is_refused_and_a_refusal_of_the_case_is_still_possible(
    office,
) -> None:
    held = certificate(office)
    case = examined(office)
    licences.Licence.objects.filter(pk=held.pk).update(valid_until=(MONDAY - timedelta(days=1)).date())

    with pytest.raises(approval.RelianceUnjudged, match="已过期"):
        grant(office, case)

    ruling = approval.Ruling("refused", "没有食品安全管理制度。")
    assert approval.decide(actor=office.head, application=case, ruling=ruling, now=MONDAY).result == "refused"


def test_step__licence_ran_out_yesterday__is_seen_by_whoever_has_the_next_step(office) -> None:
    ends = MONDAY.date() + timedelta(days=2)
    certificate(office, until=ends)
    case = submitted(office)
    compare_submitted(number=case.number)
    after = MONDAY + timedelta(days=3)

    approval.accept_application(actor=office.clerk, application=case, now=MONDAY)
    compare_what_the_next_step_relies_on(step_event(case, MONDAY), 0)
    before = newest(case)
    office.opinion(case, "A", now=after)
    compare_what_the_next_step_relies_on(step_event(case, after), 0)

    assert (before.outcome, before.occasion) == ("agrees", "step")
    assert newest(case).outcome == "lapsed"
    shown = approval.compare(application=case, now=after)
    assert any(one.lamp != "ok" and "食品安全体系认证书" in one.name for one in shown)


def test_step__of_a_case_that_rests_on_nothing__compares_nothing(office) -> None:
    case = office.submitted()
    compare_what_the_next_step_relies_on(step_event(case, MONDAY), 0)
    assert not comparison.Check.objects.filter(occasion="step").exists()


def step_event(case, at):
    return events.StepDone(case.number, case.version.matter.code, case.body.code, at, step="审查")


def newest(case):
    found = comparison.list_checks_of(subject_type="application", subject_number=case.number)
    return next(one for one in found if "食品安全体系认证书" in one.item)


def test_night__all_live_cases__are_compared_and_closed_ones_are_not(office) -> None:
    live, closed = office.submitted(), office.submitted()
    approval.withdraw_application(actor=office.owner, application=closed, reason="不办了", now=MONDAY)

    assert comparison.compare_subjects(now=MONDAY, name="cases") == 1

    assert comparison.list_checks_of(subject_type="application", subject_number=live.number).exists()
    assert not comparison.list_checks_of(subject_type="application", subject_number=closed.number).exists()
