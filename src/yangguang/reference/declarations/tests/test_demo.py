"""The demo catalogue comes by the whole way and by no other."""

import pytest

from yangguang.foundation.acts.models import Act
from yangguang.reference.declarations.demo import build_catalogue, build_open_round
from yangguang.reference.declarations.models import Campaign, Declaration
from yangguang.reference.declarations.tests import given
from yangguang.reference.matters import api as matters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organised")]


def test_build_catalogue__twice__publishes_every_matter_once() -> None:
    first = given.catalogue()
    acts = Act.objects.count()
    second = build_catalogue(now=given.NOW)

    assert len(first) == len(matters.read_catalogue())
    assert [one.pk for one in first] == [one.pk for one in second]
    assert Act.objects.count() == acts


def test_build_catalogue__every_version__was_filed_coded_and_authorised() -> None:
    given.catalogue(given.FOOD, given.HOTEL)

    for declaration in Declaration.objects.select_related("matter"):
        assert declaration.state == "published"
        assert declaration.filing_number
        assert declaration.matter is not None
        assert declaration.matter.authorities.get().state == "approved"
    assert {one.actor_kind for one in Act.objects.filter(operation__startswith="declarations.")} == {
        "officer"
    }


def test_build_open_round__on_the_catalogue__leaves_work_for_every_office() -> None:
    given.catalogue()
    campaign = build_open_round(now=given.NOW)

    states = set(campaign.declarations.values_list("state", flat=True))
    assert states == {"submitted", "returned", "filed", "published", "draft"}
    assert Campaign.objects.count() == 2
