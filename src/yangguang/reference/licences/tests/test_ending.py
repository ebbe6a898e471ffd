"""Each end of a licence is an act of its own with a document of its own; 暂扣 is no end."""

from datetime import date, timedelta

import pytest

from yangguang.foundation.documents.models import Document
from yangguang.kernel import clock
from yangguang.reference.licences import api as licences
from yangguang.reference.licences import tasks
from yangguang.reference.licences.tests import given
from yangguang.reference.licences.tests.given import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(tmp_path, settings):
    settings.VAR = tmp_path


@pytest.mark.parametrize(
    ("deed", "title", "words"),
    [
        (licences.cancel_licence, "注销行政许可决定书", "注销该行政许可"),
        (licences.withdraw_licence, "撤回行政许可决定书", "要求补偿"),
        (licences.revoke_licence, "撤销行政许可决定书", "第六十九条"),
        (licences.invalidate_licence, "吊销许可证件执行通知书", "执行吊销"),
    ],
)
def test_end__each_act__issues_its_own_document(deed, title: str, words: str) -> None:
    licence = given.licence()

    deed(actor=given.officer(), now=NOW, licence=licence, reason="事实清楚")

    paper = Document.objects.get(object_number=licence.act_object[1], title=title)
    assert words in paper.html
    assert "〔2026〕" in paper.number


def test_end__decided_in_a_case__leaves_the_document_to_the_case() -> None:
    licence = given.licence()

    licences.cancel_licence(
        actor=given.officer(), now=NOW, licence=licence, reason="申请人申请注销", decided_in="SZ1"
    )

    assert not Document.objects.filter(title="注销行政许可决定书").exists()


def test_expire__by_the_calendar__has_its_register_sheet() -> None:
    licence = given.licence()
    with clock.fixed_at(NOW.replace(year=2031, month=9, day=22)):
        assert tasks.expire(timestamp=0) == 1

    assert Document.objects.filter(title="许可证件有效期届满登记单").exists()
    licence.refresh_from_db()
    assert licence.status == licences.Status.EXPIRED


def suspended(until: date = date(2026, 10, 20)) -> licences.Licence:
    return licences.suspend_licence(
        actor=given.officer(), now=NOW, licence=given.licence(), until=until, reason="处罚决定"
    )


def test_suspend__until_a_day__is_not_in_force_and_comes_back_by_itself() -> None:
    licence = suspended()

    assert licence.standing(date(2026, 10, 20)).word == "已暂扣"
    assert licence.standing(date(2026, 10, 21)).is_in_force
    assert Document.objects.filter(title="暂扣许可证件执行通知书").exists()


def test_suspend__time_over__the_night_gives_it_back_with_a_document() -> None:
    licence = suspended()

    with clock.fixed_at(NOW + timedelta(days=31)):
        tasks.expire(timestamp=0)

    licence.refresh_from_db()
    assert licence.status == licences.Status.VALID
    assert Document.objects.filter(title="恢复许可证件效力通知书").exists()


def test_suspend__a_day_that_is_past__is_refused() -> None:
    with pytest.raises(licences.LicencePeriodWrong):
        suspended(until=date(2026, 9, 1))


def test_suspend__twice__is_refused_by_standing() -> None:
    licence = suspended()

    with pytest.raises(licences.LicenceNotInForce, match="已暂扣"):
        licences.suspend_licence(
            actor=given.officer(), now=NOW, licence=licence, until=date(2026, 10, 1), reason="再扣"
        )


def test_suspended__can_still_be_revoked() -> None:
    licence = licences.revoke_licence(
        actor=given.officer(), now=NOW, licence=suspended(), reason="以欺骗取得"
    )

    assert licence.standing(NOW.date()).word == "已撤销"


def test_suspended__cannot_be_changed() -> None:
    with pytest.raises(licences.LicenceNotInForce, match="已暂扣"):
        licences.replace_licence(
            actor=given.officer(),
            now=NOW,
            licence=suspended(),
            changes=licences.LicenceChanges(address="别处"),
        )


def test_resume__what_was_not_held_back__is_refused() -> None:
    with pytest.raises(licences.LicenceNotInForce):
        licences.resume_licence(actor=given.officer(), now=NOW, licence=given.licence(), reason="提前解除")
