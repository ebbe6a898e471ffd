"""Agents of an enterprise: what the mandate does not reach is refused by name, before anything is written."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests.given import FOOD, MONDAY, SHOP_CODE, later
from yangguang.capabilities.hall import api as hall
from yangguang.capabilities.hall.tests import given
from yangguang.foundation.identity.api import Account, end_mandate
from yangguang.kernel.refusals import NotPermitted

pytestmark = pytest.mark.django_db


def scope(office, mandate, *, matters=(), rights=("apply", "correct", "withdraw"), until=None, now=MONDAY):
    return hall.set_scope(
        actor=office.owner, mandate=mandate, matter_codes=matters, rights=rights, until_on=until, now=now
    )


def begin(office, agent, now=MONDAY):
    return approval.open_draft(actor=agent, version=office.versions[FOOD], fields={}, now=now)


def test_agent__without_a_scope__may_everything_within_the_mandate():
    office = given.office(fee=0)
    agent, _ = given.agent(office)
    assert begin(office, agent).enterprise_code == SHOP_CODE


def test_agent__beyond_matters_rights_or_dates__is_refused_and_nothing_written():
    office = given.office(fee=0)
    agent, mandate = given.agent(office)
    draft = begin(office, agent)
    for limits in ({"rights": ("correct",)}, {"rights": ()}, {"until": date(2026, 9, 15)}):
        scope(office, mandate, **limits)
        with pytest.raises(approval.BeyondMandate):
            begin(office, agent, now=later(1))
        with pytest.raises(approval.BeyondMandate):
            approval.submit_application(actor=agent, draft=draft, now=later(1))
    assert not approval.Application.objects.exists()
    scope(office, mandate, matters=(FOOD,))
    begin(office, agent)
    other = approval.open_draft(actor=office.owner, version=office.versions[FOOD], fields={}, now=MONDAY)
    assert other.enterprise_code == SHOP_CODE  # the representative is never limited


def test_agent__who_may_apply_only__neither_corrects_nor_withdraws():
    office = given.office(fee=0)
    agent, mandate = given.agent(office)
    case = office.submitted()
    scope(office, mandate, rights=("apply",))
    with pytest.raises(approval.BeyondMandate):
        approval.withdraw_application(actor=agent, application=case, now=MONDAY)
    case.refresh_from_db()
    assert case.state == "submitted"
    scope(office, mandate, now=later(0, hours=1))
    approval.withdraw_application(actor=agent, application=case, now=later(0, hours=1))


def test_scope__by_another_or_of_unknown_things_or_over_already__is_refused():
    office = given.office(fee=0)
    agent, mandate = given.agent(office)
    with pytest.raises(NotPermitted):
        hall.set_scope(
            actor=agent, mandate=mandate, matter_codes=(), rights=("apply",), until_on=None, now=MONDAY
        )
    for wrong in (
        {"matters": ("999999999999",)},
        {"rights": ("rule",)},
        {"until": MONDAY.date() - timedelta(days=1)},
    ):
        with pytest.raises(hall.ScopeIncomplete):
            scope(office, mandate, **wrong)


def test_mandate__ended__leaves_no_pen_whatever_the_scope():
    office = given.office(fee=0)
    _, mandate = given.agent(office)
    scope(office, mandate)
    end_mandate(actor=office.owner, mandate=mandate, now=MONDAY)
    assert hall.list_scopes_of(actor=office.owner, on=date(2026, 9, 15)) == []


def test_page__shows_agents_and_keeps_a_scope(client):
    office = given.office(fee=0)
    _, mandate = given.agent(office)
    client.force_login(Account.objects.get(username="owner"))
    page = reverse("hall:agents")
    assert client.get(page).status_code == 200
    assert mandate.person.name == "李娜"
