"""Materials promised for later (容缺后补): accepted without, reminded of, decided only with."""

from datetime import date

import pytest

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.rules.deferral import deferral_days
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import MONDAY, later, upload
from yangguang.foundation.messaging.models import Message

pytestmark = pytest.mark.django_db

HYGIENE = "440123011000"  # its report of tests may come later; the promise is ten working days


def owing(stage="accepted"):
    office = given.office(HYGIENE)
    case = getattr(office, stage)(HYGIENE)
    return office, case, case.deferred_materials.get()


def titles(case):
    return list(Message.objects.filter(account=case.account).order_by("pk").values_list("title", flat=True))


def supply(office, case, row, *, now, actor=None):
    return approval.supply_deferred_material(
        actor=actor or office.owner, application=case, uploads=[(row.material_code, upload())], now=now
    )


def decide(office, case, result, *, now):
    for letter, by in (("A", "examiner"), ("E", ""), ("R", "reviewer")):
        while (task := case.open_task(letter=letter)) is not None:
            if letter == "E":
                record = approval.VisitRecord(("0648", "0655"), now.date(), "相符。", True)
                approval.record_site_visit(
                    actor=office.inspector2, application=case, task=task, record=record, now=now
                )
            else:
                office.opinion(case, letter, by=by, now=now)
    ruling = approval.Ruling(result, "检测报告没有补交。")
    return approval.decide(actor=office.head, application=case, ruling=ruling, now=now)


@pytest.mark.parametrize(("promise", "days"), [(0, 1), (1, 1), (7, 3), (10, 5), (20, 10), (60, 10)])
def test_deferral_days__are_half_the_promise__between_one_and_ten(promise, days):
    assert deferral_days(promise_days=promise) == days


def test_deferral__from_submission_to_acceptance__has_a_promise_and_then_a_last_day():
    office, case, row = owing("submitted")
    assert (row.name, row.due_on) == ("卫生检测报告", None)
    approval.accept_application(actor=office.clerk, application=case, now=MONDAY)
    row.refresh_from_db()
    assert row.due_on == date(2026, 9, 20)
    html = case.documents.get(kind="acceptance_notice").document.html
    assert "卫生检测报告" in html and "2026年9月20日" in html


def test_deferral__reminded_once_two_working_days_ahead_then_lapsed_once():
    _, case, row = owing()
    approval.watch_deferrals(now=later(2))
    assert "请补交容缺材料" not in titles(case)
    for day in (3, 4):
        approval.watch_deferrals(now=later(day))
    for day in (8, 9):
        approval.watch_deferrals(now=later(day))
    assert [one for one in titles(case) if "容缺" in one] == ["请补交容缺材料", "容缺材料逾期未补"]
    row.refresh_from_db()
    assert row.reminded_at == later(3) and row.lapsed_at == later(8)


def test_deferral__owed_or_lapsed__withholds_the_grant_until_it_comes():
    office, case, row = owing()
    with pytest.raises(approval.DeferredMaterialMissing, match="卫生检测报告"):
        decide(office, case, "granted", now=later(1))
    approval.watch_deferrals(now=later(8))
    supply(office, case, row, now=later(9))
    assert decide(office, case, "granted", now=later(9)).result == "granted"
    assert "补交的材料已收到" in titles(case)


def test_deferral__never_kept__may_be_refused_with_reasons():
    office, case, _ = owing()
    assert decide(office, case, "refused", now=later(8)).result == "refused"


def test_supply__nothing_owed_or_another_material_or_no_file__is_refused():
    office, case, row = owing()
    with pytest.raises(approval.ReasonsNeeded):
        approval.supply_deferred_material(actor=office.owner, application=case, uploads=[], now=MONDAY)
    other = case.version.materials.exclude(code=row.material_code).first()
    with pytest.raises(approval.UnknownMaterial):
        approval.supply_deferred_material(
            actor=office.owner, application=case, uploads=[(other.code, upload())], now=MONDAY
        )
    supply(office, case, row, now=MONDAY, actor=office.clerk)  # brought to the window
    with pytest.raises(approval.NothingDeferred):
        supply(office, case, row, now=MONDAY)
    assert case.files.filter(material_code=row.material_code).count() == 1


def test_deferral__handed_in_with_a_correction__is_ticked_off():
    office, case, row = owing("submitted")
    item = approval.CorrectionItem(code="", name="申请表", problem="没有签名")
    approval.request_correction(actor=office.clerk, application=case, items=[item], now=MONDAY)
    approval.answer_correction(
        actor=office.owner, application=case, uploads=[(row.material_code, upload())], now=later(1)
    )
    row.refresh_from_db()
    assert row.supplied_at == later(1)


def test_deferral__everything_handed_in_at_once__promises_nothing():
    office = given.office(HYGIENE)
    draft = office.draft(HYGIENE)
    row = next(one for one in draft.version.materials.all() if one.necessity == "later")
    approval.attach_file(actor=office.owner, draft=draft, material_code=row.code, upload=upload(), now=MONDAY)
    case = approval.submit_application(actor=office.owner, draft=draft, now=MONDAY)
    assert not case.deferred_materials.exists()
