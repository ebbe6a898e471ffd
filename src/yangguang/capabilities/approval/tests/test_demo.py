"""The demo city's cases: through operations, the same every time, in the order of time."""

from datetime import UTC, datetime

import pytest

from yangguang.capabilities.approval import demo
from yangguang.capabilities.approval.demo import plans
from yangguang.capabilities.approval.models import Application, Complaint, InterestedParty
from yangguang.capabilities.approval.tests.given import LONG_AGO, MONDAY, SECRET
from yangguang.foundation.acts.models import Act
from yangguang.foundation.deadlines.api import load_rules
from yangguang.foundation.identity.demo import build_applicants
from yangguang.foundation.organisation.demo import build_organisation
from yangguang.reference.declarations.demo import build_catalogue

pytestmark = pytest.mark.django_db
STAFFED = datetime(2024, 2, 1, 2, 0, tzinfo=UTC)  # the posts of the demo city are filled by then


def test_demo__builds_once_in_time_order_and_tells_its_progress(monkeypatch):
    monkeypatch.setattr(plans, "COUNT", 4)
    load_rules()
    build_organisation(now=LONG_AGO, secret=SECRET)
    build_applicants(now=LONG_AGO, secret=SECRET)
    build_catalogue(now=STAFFED)
    told, seen = [], []
    count = demo.build_cases(
        now=MONDAY, progress=lambda done, total: told.append((done, total)), each_night=seen.append
    )
    assert count == Application.objects.count() >= 20
    assert told[-1][0] == told[-1][1] and len(seen) >= 89
    moments = list(
        Act.objects.filter(object_type="application").order_by("number").values_list("happened_at", flat=True)
    )
    assert moments == sorted(moments) and moments[-1] <= MONDAY
    waiting = set(Application.objects.values_list("state", flat=True))
    assert {"submitted", "accepted", "delivered"} <= waiting
    assert InterestedParty.objects.filter(opinion_at__isnull=False).count() == 1
    said = {one.is_urging: one.answered_at for one in Complaint.objects.all()}
    assert said[False] is not None and said[True] is None  # a complaint answered, an urging still open
    assert demo.build_cases(now=MONDAY) == 0
