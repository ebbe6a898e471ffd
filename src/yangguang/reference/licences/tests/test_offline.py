"""Signed data and the status list: what anybody checks without us, and what is refused as forged."""

import base64
import json
from datetime import UTC, date, datetime, timedelta

import pytest

from yangguang.foundation.acts.api import log_verifier, system_actor
from yangguang.foundation.acts.log.keys import log_signer
from yangguang.foundation.certificates import api as certificates
from yangguang.kernel.merkle import SignedNote
from yangguang.reference.licences import api as licences
from yangguang.reference.licences.rules.refusals import DataForged, StatusListStale
from yangguang.reference.licences.rules.signed_data import require_in_force
from yangguang.reference.licences.rules.status_bits import (
    ENDED,
    EXPIRED,
    HELD_BACK,
    StatusBits,
    pack,
    write_list,
)
from yangguang.reference.licences.tests import given
from yangguang.reference.licences.tests.given import NOW

MACHINE = system_actor("证照状态清单")
MADE = datetime(2026, 9, 21, 2, tzinfo=UTC)


def listed(size: int, *standings: tuple[int, int], made_at: datetime = MADE) -> str:
    return write_list(
        number=1,
        size=size,
        made_at=made_at,
        next_at=made_at + timedelta(days=1),
        packed=pack(size, standings),
    )


def test_status_list__every_place__is_read_back() -> None:
    said = {3: ENDED, 4: HELD_BACK, 1000: EXPIRED}

    bits = StatusBits.read(listed(1000, *said.items()), now=MADE)

    assert [bits.of(place) for place in (1, 3, 4, 5, 1000)] == [0, ENDED, HELD_BACK, 0, EXPIRED]


def test_status_list__a_city_of_licences__stays_a_small_file() -> None:
    ended = [(place, ENDED) for place in range(1, 1_000_000, 97)]

    assert len(listed(1_000_000, *ended)) < 60_000


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (listed(10), "更新时间"),
        ("hello", "读不出来"),
        (listed(10).replace("size=10", "size=999999999999"), "不是证照状态清单"),
        (listed(10).replace("bits=", "bits=!!"), "读不出来"),
    ],
)
def test_status_list__stale_or_unreadable__is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(StatusListStale, match=named):
        StatusBits.read(text, now=MADE + timedelta(days=2) if named == "更新时间" else MADE)


def test_status_list__younger_licence__is_refused() -> None:
    with pytest.raises(StatusListStale, match="还早"):
        StatusBits.read(listed(10), now=MADE).of(11)


@pytest.fixture
def seals(tmp_path, settings, db):
    settings.VAR = tmp_path
    log_signer(may_make=True)  # in service the log has signed before anybody asks for a list
    certificates.ensure_authorities(now=NOW - timedelta(days=30))
    given.body()
    certificates.ensure_seals(now=NOW - timedelta(days=29))


@pytest.mark.django_db
def test_data_file__of_a_licence_in_force__proves_itself(seals) -> None:
    licence = given.licence()
    licences.publish_status_list(actor=MACHINE, now=NOW)

    checked = licences.check_file(text=licences.data_file(licence), now=NOW)

    assert checked.is_in_force
    assert checked.data["number"] == licence.number


@pytest.mark.django_db
def test_data_file__revoked_since__says_so_by_the_list_alone(seals) -> None:
    licence = given.licence()
    file = licences.data_file(licence)
    licences.revoke_licence(actor=given.officer(), now=NOW, licence=licence, reason="以欺骗手段取得")
    licences.publish_status_list(actor=MACHINE, now=NOW)

    checked = licences.check_file(text=file, now=NOW)

    assert (checked.status, checked.is_in_force) == ("已失效", False)
    with pytest.raises(licences.LicenceLapsed):
        require_in_force(checked)


@pytest.mark.django_db
def test_data_file__expired_yesterday__is_no_longer_in_force(seals) -> None:
    licence = given.licence(valid_until=date(2026, 9, 22))
    file = licences.data_file(licence)
    later = NOW + timedelta(days=2)
    licences.publish_status_list(actor=MACHINE, now=later)

    assert licences.check_file(text=file, now=later).status == "已过期"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("forge", "named"),
    [
        (lambda file: file["licence"].update(valid_until="2099-01-01"), "印章"),
        (lambda file: file["licence"].update(holder_name="别人"), "印章"),
        (lambda file: file.update(sealing=base64.b64encode(b"0" * 70).decode()), "印章"),
        (lambda file: file.pop("sealing"), "不完整"),
    ],
)
def test_data_file__forged__is_refused_by_name(seals, forge, named: str) -> None:
    licence = given.licence()
    licences.publish_status_list(actor=MACHINE, now=NOW)
    file = json.loads(licences.data_file(licence))
    forge(file)

    with pytest.raises(DataForged, match=named):
        licences.check_file(text=json.dumps(file, ensure_ascii=False), now=NOW)


@pytest.mark.django_db
def test_status_list__as_published__carries_the_logs_signature(seals) -> None:
    given.licence()
    made = licences.publish_status_list(actor=MACHINE, now=NOW)

    note = SignedNote.from_text(made.note)
    assert log_verifier().verify(note)
    assert StatusBits.read(note.text, now=NOW).number == 1
