"""The supervisor's pages: live screen, feed, process view, replay, rule book, sources; nobody else sees them."""

import re

import pytest
from django.test import Client

from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import later
from yangguang.foundation.identity.models import Account
from yangguang.kernel.clock import fixed_at
from yangguang.oversight.monitoring.models import Card, RuleVersion, WatchedCase
from yangguang.oversight.monitoring.tests.given import watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    found = given.office()
    case = found.accepted()
    found.opinion(case, now=later(3))
    watch(later(3))
    with fixed_at(later(3)):
        yield found


def browser(actor):
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def test_pages__of_the_supervisor__open_and_say_what_they_should(office):
    client = browser(office.monitor)
    case = WatchedCase.objects.get()
    card = Card.objects.get(rule_id="card.step.overdue")
    expected = {
        "/desk/watch/": "刚发出的牌",
        "/desk/watch/feed/?after=0": f'data-card="{card.pk}"',
        "/desk/watch/processes/": case.plan_code,
        f"/desk/watch/processes/{case.plan_code}/": "一半不超过",
        f"/desk/watch/cases/{case.number}/": "超过环节时限",
        "/desk/watch/rules/": "跳过应当办理的环节",
        "/desk/watch/sources/": "还没有接入",
        f"/desk/cards/{card.pk}/": "怎么算的",
    }
    for address, words in expected.items():
        page = client.get(address)
        assert page.status_code == 200 and words in page.content.decode(), address


def test_pages__of_the_supervisor__are_closed_to_others(office):
    for address in ("/desk/watch/", "/desk/watch/rules/", "/desk/watch/processes/"):
        assert browser(office.examiner).get(address).status_code == 403


def test_rule__written_in_the_browser__is_kept_as_a_draft_and_a_bad_one_is_refused(office):
    client = browser(office.monitor)
    typed = {
        "rule_id": "many-steps",
        "text": "环节太多",
        "basis": "监察规则",
        "level": "1",
        "condition": "case.steps > 9",
        "stop_share": "0.2",
    }
    assert client.post("/desk/watch/rules/", typed).status_code == 302
    assert RuleVersion.objects.get().state == "draft"
    bad = client.post("/desk/watch/rules/", {**typed, "condition": "case.steps >"})
    assert bad.status_code == 422 and RuleVersion.objects.count() == 1
    rule = RuleVersion.objects.get()
    client.post(f"/desk/watch/rules/{rule.pk}/try/")
    assert "试算：看过" in client.get("/desk/watch/rules/").content.decode()


def test_feed__gives_every_card_since_the_last_that_was_seen_however_many(office, monkeypatch):
    from yangguang.oversight.monitoring.queries import live

    monkeypatch.setattr(live, "MOST_AT_ONCE", 2)
    first = Card.objects.order_by("pk").first()
    Card.objects.bulk_create(_copies(first, 5))
    client, seen, after = browser(office.monitor), [], 0

    while True:
        answer = client.get(f"/desk/watch/feed/?after={after}")
        numbers = [int(one) for one in re.findall(r'data-card="(\d+)"', answer.content.decode())]
        assert numbers == sorted(numbers, reverse=True)
        seen, after = seen + numbers, numbers[0]
        if not answer.has_header("X-More"):
            break

    assert sorted(seen) == sorted(Card.objects.values_list("pk", flat=True))
    assert client.get(f"/desk/watch/feed/?after={after}").content.strip() == b""
    assert client.get("/desk/watch/feed/?after=first").status_code == 400


def _copies(card, count):
    for number in range(count):
        values = {
            one.attname: getattr(card, one.attname) for one in Card._meta.concrete_fields if one.name != "id"
        }
        yield Card(**{**values, "key": f"copy-{number}"})
