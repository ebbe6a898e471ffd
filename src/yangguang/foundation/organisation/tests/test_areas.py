"""The official areas of Shenzhen."""

import pytest

from yangguang.foundation.acts.models import Act
from yangguang.foundation.organisation import queries
from yangguang.foundation.organisation.models import Area, AreaLevel
from yangguang.foundation.organisation.tests import given

pytestmark = pytest.mark.django_db


def test_load_areas__on_an_empty_city__brings_the_official_counts() -> None:
    given.city()

    counts = {level: Area.objects.filter(level=level).count() for level in AreaLevel}

    assert counts == {"city": 1, "district": 9, "street": 79, "community": 788, "functional": 5}


def test_load_areas__twice__changes_nothing_and_records_nothing_new() -> None:
    given.city()
    before = Act.objects.count()

    given.city()

    assert Act.objects.count() == before


def test_load_areas__after_a_name_was_spoilt__corrects_that_one() -> None:
    given.city()
    Area.objects.filter(code="440305").update(name="错")

    given.city()

    assert Area.objects.get(code="440305").name == "南山区"
    assert Act.objects.filter(operation="organisation.update_areas").latest("number").facts == {"areas": 1}


def test_areas__of_a_community__lead_up_to_the_city() -> None:
    given.city()
    community = Area.objects.filter(level=AreaLevel.COMMUNITY, code__startswith="440311").first()
    assert community is not None

    path = [area.level for area in queries.area_path(area=community)]

    assert path == ["city", "district", "street", "community"]


def test_areas__approved_later__carry_the_day_and_functional_areas_our_own_suffix() -> None:
    given.city()

    assert str(Area.objects.get(code="440311").valid_from) == "2018-05-25"
    dapeng = Area.objects.get(name="大鹏新区")
    assert (dapeng.code, dapeng.level, dapeng.parent.code) == ("4403F1", "functional", "440307")


def test_list_areas__within_a_district__lists_its_streets() -> None:
    given.city()

    assert queries.list_areas(level=AreaLevel.STREET, within="440308").count() == 5
