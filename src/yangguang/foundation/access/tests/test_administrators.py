"""The three administrators: appointed by two persons, disjoint in the database, without business powers."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from yangguang.foundation.access import operations, snapshot
from yangguang.foundation.access.demo import SMALL_CITY, build_people
from yangguang.foundation.access.models import AdministratorProposal, State
from yangguang.foundation.access.rules import AlreadyProposed, NotAnAdministratorPost, SamePerson
from yangguang.foundation.access.tests import given
from yangguang.foundation.identity.tests.given import NOW, TODAY
from yangguang.foundation.organisation import api as organisation
from yangguang.foundation.organisation.models import Appointment, Officer, Post
from yangguang.foundation.organisation.tests.given import PLATFORM
from yangguang.kernel.refusals import InvalidInput, NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people(settings) -> None:
    settings.DEMO_MODE = True
    snapshot._current = snapshot.Snapshot("never")
    build_people(now=NOW, only=SMALL_CITY)


@pytest.fixture
def newcomer() -> Officer:
    """An officer without any post."""
    body = Post.objects.filter(kind="audit").first().office.body
    return organisation.enrol_officer(
        actor=PLATFORM,
        now=NOW,
        body=body,
        name="新来",
        number="9990",
        username="newcomer",
        secret=organisation_secret(),
    )


def organisation_secret():
    from yangguang.foundation.identity.api import HashedPassword

    return HashedPassword("!")


def post(kind: str) -> Post:
    return Post.objects.filter(kind=kind).order_by("pk").first()


def proposed(officer: Officer, kind: str = "audit", by: str = "system1") -> AdministratorProposal:
    return operations.propose_administrator(
        actor=given.actor(by, NOW), now=NOW, officer=officer, post=post(kind), reason="原管理员轮岗"
    )


def held_kinds(officer: Officer) -> list[str]:
    return [one.post.kind for one in Appointment.objects.filter(officer=officer).running_on(TODAY)]


def test_8_1_4_2_d__administrator__is_appointed_by_two_persons(newcomer) -> None:
    proposal = proposed(newcomer)
    assert held_kinds(newcomer) == []

    operations.approve_proposal(actor=given.actor("security1", NOW), now=NOW, proposal=proposal)

    assert held_kinds(newcomer) == ["audit"]
    assert AdministratorProposal.objects.get().state == State.EFFECTIVE


def test_administrator__proposer_or_candidate__cannot_approve(newcomer) -> None:
    own = proposed(newcomer, by="security1")
    with pytest.raises(SamePerson):
        operations.approve_proposal(actor=given.actor("security1", NOW), now=NOW, proposal=own)
    with pytest.raises(InvalidInput):
        proposed(Officer.objects.get(account__username="security1"), by="security1")
    with pytest.raises(NotPermitted):
        operations.approve_proposal(actor=given.actor("system1", NOW), now=NOW, proposal=own)


def test_administrator__ordinary_post_or_second_proposal__is_refused(newcomer) -> None:
    with pytest.raises(NotAnAdministratorPost):
        proposed(newcomer, "accept")
    proposed(newcomer)
    with pytest.raises(AlreadyProposed):
        proposed(newcomer, "system")


def test_8_1_4_2_d__one_person_in_two_of_the_three__is_refused_with_everything(newcomer) -> None:
    operations.approve_proposal(actor=given.actor("security1", NOW), now=NOW, proposal=proposed(newcomer))
    second = proposed(newcomer, "system")

    with pytest.raises(organisation.PostsIncompatible):
        operations.approve_proposal(actor=given.actor("security1", NOW), now=NOW, proposal=second)
    second.refresh_from_db()
    assert second.state == State.PROPOSED
    assert held_kinds(newcomer) == ["audit"]


@pytest.mark.parametrize("kind", ["system", "security", "accept"])
def test_8_1_4_2_d__two_posts_written_by_hand_in_the_database__are_refused_by_it(newcomer, kind) -> None:
    Appointment.objects.create(officer=newcomer, post=post("audit"), valid_from=TODAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(officer=newcomer, post=post(kind), valid_from=TODAY + timedelta(days=30))


def test_administrator__after_the_other_has_ended__is_let(newcomer) -> None:
    until = TODAY + timedelta(days=10)
    Appointment.objects.create(officer=newcomer, post=post("accept"), valid_from=TODAY, valid_until=until)

    Appointment.objects.create(officer=newcomer, post=post("audit"), valid_from=until)


def test_administrator__right_ended__leaves_the_post_the_same_day(newcomer) -> None:
    proposal = proposed(newcomer)
    operations.approve_proposal(actor=given.actor("security1", NOW), now=NOW, proposal=proposal)

    operations.end_right(
        actor=given.actor("security2", NOW), now=NOW, right=proposal, reason="轮岗期满，交接完毕"
    )

    assert held_kinds(newcomer) == []
