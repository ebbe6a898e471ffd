"""What is labelled 敏感 is gone from everything the public reads (GB/T 22239-2019, 8.1.4.2 g)."""

from datetime import timedelta

import pytest
from django.test import Client

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import MONDAY
from yangguang.capabilities.approval.tests.labelling import labelled, office_with_administrators
from yangguang.portal.queries.record import find_act, list_public_acts

pytestmark = pytest.mark.django_db


def test_label__sensitive_case__has_no_public_acts_and_no_public_result() -> None:
    office = office_with_administrators()
    case, other = office.delivered(), office.delivered()
    for one in (case, other):
        approval.publish_result(actor=given.LAW, application=one, now=MONDAY + timedelta(days=1))
    act = list_public_acts(object_number=case.number).first()
    assert act is not None
    assert approval.count_public_results() == 2

    labelled(case)

    assert not list_public_acts(object_number=case.number).exists()
    assert list_public_acts(object_number=other.number).exists()
    assert find_act(number=act.number) is None
    assert approval.count_public_results() == 1
    assert Client().get(f"/log/{act.number}/").status_code == 404
