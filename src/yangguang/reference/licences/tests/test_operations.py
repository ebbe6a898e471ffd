"""Issuing, changing and ending licences: who may, what follows, what is refused."""

from datetime import UTC, date, datetime

import pytest

from yangguang.foundation.access.tests.labelling import concealed, label
from yangguang.foundation.acts.api import ANONYMOUS, list_acts_of, subscribe, system_actor
from yangguang.foundation.documents import api as documents
from yangguang.foundation.files.api import read_file
from yangguang.kernel import clock
from yangguang.kernel.identifiers import check_licence_identifier
from yangguang.kernel.refusals import NotFound, NotPermitted
from yangguang.reference.licences import api as licences
from yangguang.reference.licences import rules, tasks
from yangguang.reference.licences.models import Licence, LicenceHistory
from yangguang.reference.licences.queries import desk
from yangguang.reference.licences.tests import given

pytestmark = pytest.mark.django_db
DECIDER = given.officer()


@pytest.fixture(autouse=True)
def var(tmp_path, settings):
    settings.VAR = tmp_path


def test_issue_licence__decided__has_number_code_identifier_paper_and_act(settings):
    licence = given.licence()

    assert licence.number.startswith("JY44030026")
    assert rules.looks_like_code(licence.verification_code)
    assert check_licence_identifier(licence.identifier).is_clean
    assert licence.standing(date(2026, 9, 21)).word == "有效"
    documents.document_response(licence.document).file_to_stream.close()
    licence.document.refresh_from_db()
    assert read_file(licence.document.pdf).startswith(b"%PDF-")
    assert licence.document.page_count == 1
    assert f"{settings.BASE_URL}/verify/{licence.verification_code}/" in licence.document.html
    assert "二〇二六年九月二十一日" in licence.document.html
    act = list_acts_of(object_type="licence", object_number=f"{licence.number}-1").get()
    assert (act.operation, act.facts["number"]) == ("licences.issue_licence", licence.number)


def test_issue_licence__number_prescribed_by_law__is_kept_and_given_once():
    given.licence(number="JY14403050012345")

    with pytest.raises(licences.LicenceNumberTaken):
        given.licence(number="JY14403050012345")
    assert Licence.objects.count() == 1


@pytest.mark.parametrize("until", [date(2026, 9, 21), date(2020, 1, 1)])
def test_issue_licence__period_ends_before_it_begins__is_refused(until):
    with pytest.raises(licences.LicencePeriodWrong):
        given.licence(valid_until=until)
    assert not Licence.objects.exists()


@pytest.mark.parametrize(
    "actor", [ANONYMOUS, given.officer("accept"), given.officer("decide", "11440300MXDEM01892")]
)
def test_issue_licence__other_post_or_other_body__is_not_permitted(actor):
    with pytest.raises(NotPermitted):
        licences.issue_licence(actor=actor, now=given.NOW, grant=given.grant())


def test_replace_licence__change__next_version_is_in_force_and_the_last_void():
    licence = given.licence()

    changed = licences.replace_licence(
        actor=given.officer("deliver"),
        now=given.NOW,
        licence=licence,
        changes=licences.LicenceChanges(
            legal_representative="何小满", content=(("经营项目", "热食类食品制售"), ("备注", "无"))
        ),
        reason="法定代表人变更",
    )

    licence.refresh_from_db()
    assert (changed.number, changed.version, changed.previous) == (licence.number, 2, licence)
    assert (licence.status, licence.standing(date(2026, 9, 22)).word) == ("C", "已换发")
    assert changed.content == [["主体业态", "单位食堂"], ["经营项目", "热食类食品制售"], ["备注", "无"]]
    assert changed.address == licence.address
    assert changed.verification_code != licence.verification_code
    assert changed.identifier != licence.identifier
    assert "第二版" in changed.document.html


def test_replace_licence__version_already_replaced__is_refused():
    licence = given.licence()
    change = {"now": given.NOW, "licence": licence, "changes": licences.LicenceChanges(address="新址")}
    licences.replace_licence(actor=DECIDER, **change)

    with pytest.raises(licences.LicenceNotInForce) as caught:
        licences.replace_licence(actor=DECIDER, **change)
    assert "已换发" in caught.value.message


def test_renew_licence__no_dates__is_as_long_as_before_and_without_gap():
    licence = given.licence()

    renewed = licences.renew_licence(actor=DECIDER, now=datetime(2031, 8, 20, 2, tzinfo=UTC), licence=licence)

    assert (renewed.valid_from, renewed.valid_until) == (date(2031, 8, 20), date(2036, 9, 20))
    licence.refresh_from_db()
    assert licence.standing(date(2031, 8, 21)).word == "已换发"


def test_renew_licence__expired_while_the_office_was_slow__is_still_renewed():
    licence = given.licence()
    late = datetime(2031, 10, 8, 2, tzinfo=UTC)
    tasks_run_at(late)

    renewed = licences.renew_licence(actor=DECIDER, now=late, licence=licence)

    assert renewed.valid_from == date(2031, 9, 21)


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "new_from", "expected"),
    [
        (date(2026, 9, 21), date(2031, 9, 20), date(2031, 9, 21), date(2036, 9, 20)),
        (date(2024, 2, 29), date(2025, 2, 27), date(2025, 2, 28), date(2026, 2, 27)),
        (date(2026, 1, 31), date(2026, 7, 30), date(2026, 7, 31), date(2027, 1, 30)),
        (date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30)),
    ],
)
def test_renewed_until__period__is_repeated(valid_from, valid_until, new_from, expected):
    got = rules.renewed_until(valid_from=valid_from, valid_until=valid_until, new_from=new_from)

    assert got == expected


def test_renew_licence__without_end__has_nothing_to_renew():
    licence = given.licence(valid_until=None)

    with pytest.raises(licences.LicencePeriodWrong):
        licences.renew_licence(actor=DECIDER, now=given.NOW, licence=licence)


@pytest.mark.parametrize(
    ("end", "status", "word", "basis"),
    [
        (licences.cancel_licence, "D", "已注销", "第七十条"),
        (licences.withdraw_licence, "C", "已撤回", "第八条"),
        (licences.revoke_licence, "C", "已撤销", "第六十九条"),
        (licences.invalidate_licence, "C", "已吊销", "第九条"),
    ],
)
def test_endings__each_under_its_own_law__are_different_acts(end, status, word, basis):
    licence = given.licence()

    end(actor=DECIDER, now=given.NOW, licence=licence, reason="事实和理由")

    assert (licence.status, licence.standing(date(2026, 9, 21)).word) == (status, word)
    assert licence.ended_on == date(2026, 9, 21)
    history = LicenceHistory.objects.filter(licence=licence).latest("pk")
    assert basis in history.basis
    assert history.reason == "事实和理由"
    with pytest.raises(licences.LicenceNotInForce):
        end(actor=DECIDER, now=given.NOW, licence=licence, reason="再来一次")


def test_endings__no_reason__is_refused():
    with pytest.raises(licences.ReasonMissing) as caught:
        licences.revoke_licence(actor=DECIDER, now=given.NOW, licence=given.licence(), reason="  ")
    assert "reason" in caught.value.fields


@pytest.mark.parametrize(
    "end", [licences.withdraw_licence, licences.revoke_licence, licences.invalidate_licence]
)
def test_endings_against_the_holder__delivering_post__is_not_permitted(end):
    with pytest.raises(NotPermitted):
        end(actor=given.officer("deliver"), now=given.NOW, licence=given.licence(), reason="理由")


def tasks_run_at(instant: datetime) -> int:
    with clock.fixed_at(instant):
        return tasks.expire(timestamp=0)


def test_expire__after_the_last_day__is_written_once_and_not_before():
    licence = given.licence()

    assert tasks_run_at(datetime(2031, 9, 20, 15, 59, tzinfo=UTC)) == 0
    assert tasks_run_at(datetime(2031, 9, 20, 16, 5, tzinfo=UTC)) == 1
    assert tasks_run_at(datetime(2031, 9, 21, 16, 5, tzinfo=UTC)) == 0
    licence.refresh_from_db()
    assert (licence.status, licence.ended_on) == ("E", date(2031, 9, 21))


def test_expire_licence__still_running__is_refused():
    with pytest.raises(licences.LicencePeriodWrong):
        licences.expire_licence(actor=system_actor("期满核对"), now=given.NOW, licence=given.licence())


def test_issue_licence__after_commit__tells_the_fact(django_capture_on_commit_callbacks):
    heard = []
    subscribe(licences.LicenceIssued)(lambda event, act_number: heard.append(event))

    with django_capture_on_commit_callbacks(execute=True):
        licence = given.licence()

    assert [event.number for event in heard] == [licence.number]


def test_8_1_4_2_g__sensitive_licence__is_in_no_list_and_under_no_code():
    secret, plain = given.licence(), given.licence(holder_code="91440300MXDEMA013D")
    label("licence", secret.number)
    officer = concealed(DECIDER, "licence")

    assert list(desk.list_issued(actor=officer)) == [plain]
    assert sum(desk.count_issued(actor=officer).values()) == 1
    with pytest.raises(NotFound):
        desk.get_issued(actor=officer, code=secret.verification_code)
    with pytest.raises(NotFound):
        licences.find_licence_seen_by(actor=officer, code=secret.verification_code)
    assert desk.get_issued(actor=DECIDER, code=secret.verification_code) == secret
