"""What is labelled 敏感 does not exist for whoever is not cleared: in lists, by number, in counts (8.1.4.2 g)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import MONDAY
from yangguang.capabilities.approval.tests.labelling import (
    cleared,
    labelled,
    office_with_administrators,
    seen_by,
)
from yangguang.kernel.refusals import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> given.Office:
    return office_with_administrators()


def inbox(username: str) -> list[str]:
    rows = approval.open_inbox(actor=seen_by(username), box="todo", now=MONDAY).rows
    return sorted(row.application.number for row in rows)


def test_8_1_4_2_g__sensitive_case__is_in_no_list_and_under_no_number_without_the_power(office) -> None:
    secret, plain = office.submitted(), office.submitted()
    labelled(secret)

    assert inbox("clerk") == [plain.number]
    assert approval.count_inbox(actor=seen_by("clerk"), now=MONDAY)["todo"] == 1
    for username in ("clerk", "examiner", "monitor"):
        assert secret not in approval.visible_to(actor=seen_by(username))
        with pytest.raises(NotFound):
            approval.get_application(actor=seen_by(username), number=secret.number)
    with pytest.raises(NotFound):
        approval.get_submitted_file(actor=seen_by("clerk"), uuid=secret.files.first().file.uuid)
    with pytest.raises(NotFound):
        approval.get_issued_document(actor=seen_by("clerk"), uuid=secret.documents.first().document.uuid)


def test_8_1_4_2_g__with_the_power_and_for_the_applicant__it_is_there(office) -> None:
    secret = office.submitted()
    labelled(secret)
    cleared("clerk")

    assert inbox("clerk") == [secret.number]
    assert approval.get_application(actor=seen_by("clerk"), number=secret.number) == secret
    assert inbox("clerk2") == []
    assert approval.get_application(actor=seen_by("owner"), number=secret.number) == secret
    assert list(approval.list_my_applications(actor=seen_by("owner"))) == [secret]


@pytest.mark.parametrize("level", ["public", "internal"])
def test_label__below_sensitive__hides_nothing(office, level) -> None:
    case = office.submitted()
    labelled(case, level)

    assert inbox("clerk") == [case.number]


def test_label__list__is_still_one_query(office) -> None:
    office.submitted()
    secret = office.submitted()
    who = seen_by("clerk")
    with CaptureQueriesContext(connection) as before:
        approval.open_inbox(actor=who, box="todo", now=MONDAY)
    labelled(secret)
    who = seen_by("clerk")

    with CaptureQueriesContext(connection) as after:
        approval.open_inbox(actor=who, box="todo", now=MONDAY)

    assert len(after) <= len(before)
    assert "access_objectlabel" in " ".join(one["sql"] for one in after)
    assert "access_objectlabel" not in " ".join(one["sql"] for one in before)
