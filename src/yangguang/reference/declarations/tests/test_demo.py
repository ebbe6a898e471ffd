"""The demo catalogue comes by the whole way and by no other."""

import pytest

from yangguang.foundation.access.demo import demo_accounts
from yangguang.foundation.acts.models import Act
from yangguang.reference.declarations.demo import build_catalogue, build_open_round
from yangguang.reference.declarations.models import Campaign, CodeEntry, Declaration
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


def test_build_catalogue__every_matter_of_the_demo_city__has_its_filed_declaration_and_no_other_origin() -> (
    None
):
    """The demo city's own catalogue is produced by the route of this app and by no other."""
    given.catalogue()
    build_open_round(now=given.NOW)

    for version in matters.MatterVersion.objects.select_related("matter"):
        declaration = Declaration.objects.get(version=version)
        assert declaration.filing_number, version
        assert declaration.round >= 1
        assert declaration.signed_by
        assert declaration.content["flow_xml"] == version.flow_xml
        if version.status == "published":
            assert declaration.state == "published"
            assert version.matter.authorities.get(state="approved")
        assert CodeEntry.objects.filter(code=version.matter.code).exists()
    others = Act.objects.filter(operation__in=("matters.register_matter", "matters.publish_version"))
    assert others.exists()
    assert set(others.values_list("actor_kind", flat=True)) == {"officer"}
    assert {one.actor_kind for one in Act.objects.filter(operation__startswith="declarations.")} == {
        "officer"
    }


def test_build_open_round__on_the_catalogue__leaves_work_for_every_office() -> None:
    given.catalogue()
    campaign = build_open_round(now=given.NOW)

    states = set(campaign.declarations.values_list("state", flat=True))
    assert states == {"submitted", "returned", "filed", "published", "draft"}
    assert Campaign.objects.count() == 2
    listed = {one.username for one in demo_accounts()}
    assert {"futian-admin", "futian-hall", "nanshan-monitor", "nanshan-information"} <= listed
