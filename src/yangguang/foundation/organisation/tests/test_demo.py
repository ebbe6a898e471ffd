"""The demo city's bodies and officers."""

import pytest

from yangguang.foundation.acts.models import Act
from yangguang.foundation.organisation import demo
from yangguang.foundation.organisation.models import Officer
from yangguang.foundation.organisation.queries import find_body, list_bodies, list_holders
from yangguang.foundation.organisation.tests.given import NOW, SECRET, TODAY
from yangguang.kernel.identifiers import check_credit_code


def test_bodies__every_synthetic_code__has_a_valid_check_character() -> None:
    lines = demo.read_bodies()

    assert all(check_credit_code(line.code).is_clean for line in lines.values())
    assert len({line.code for line in lines.values()}) == len(lines)
    assert lines["government"].code == "11440300MXDEM0015Q"
    assert lines["commerce2009"].successor == "market"


def test_cast__user_names_and_numbers__are_unique() -> None:
    cast = demo.cast()

    assert len({one.username for one in cast}) == len({one.number for one in cast}) == len(cast)


@pytest.mark.django_db
def test_build_organisation__twice__staffs_every_post_kind_once() -> None:
    demo.build_organisation(now=NOW, secret=SECRET)
    acts = Act.objects.count()
    demo.build_organisation(now=NOW, secret=SECRET)

    market = demo.body_code("market")
    staffed = {
        kind: len(list_holders(kind=kind, body_code=market, on=TODAY))
        for kind in ("accept", "examine", "inspect", "review", "decide", "deliver", "admin")
    }
    assert staffed == {
        "accept": 2,
        "examine": 3,
        "inspect": 3,
        "review": 1,
        "decide": 1,
        "deliver": 1,
        "admin": 1,
    }
    assert Act.objects.count() == acts
    assert len(list_holders(kind="inspect", body_code=demo.body_code("water"), on=TODAY)) == 2
    assert not Officer.objects.get(number="0655").is_certified_on(TODAY)


@pytest.mark.django_db
def test_build_organisation__of_today__lists_no_body_of_2009() -> None:
    demo.build_organisation(now=NOW, secret=SECRET)

    names = {body.short_name for body in list_bodies(on=TODAY)}

    assert "市市场监督管理局" in names
    assert "市工商局" not in names
    old = find_body(code=demo.body_code("commerce2009"))
    assert old is not None
    assert old.successor is not None
    assert old.successor.short_name == "市市场监督管理局"
