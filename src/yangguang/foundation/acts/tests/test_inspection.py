"""The audit finds whatever was done to the record, names it, and says whose hands it took (GB/T 22239 8.1.4.3, 8.1.4.7)."""

from pathlib import Path

import pytest

from yangguang.foundation.acts.log.inspection import inspect_log
from yangguang.foundation.acts.log.keys import log_signer, log_verifier
from yangguang.foundation.acts.log.store import log_store
from yangguang.foundation.acts.models import Act, LogCheckpoint, LogEntry
from yangguang.foundation.acts.tests.given import acts, sequence
from yangguang.foundation.acts.tests.test_log import untriggered
from yangguang.kernel.merkle import Checkpoint, naive_root

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def done(settings, tmp_path: Path) -> list[Act]:
    """Three hundred acts in the log."""
    settings.VAR = tmp_path
    given = acts(300)
    sequence(most=100)
    return given


def kinds() -> set[str]:
    return {one.kind for one in inspect_log().findings}


def test_audit__nothing_done__finds_nothing() -> None:
    found = inspect_log()

    assert found.findings == []
    assert (found.size, found.checkpoints) == (300, 3)


@pytest.mark.parametrize(
    "change",
    [
        'facts = \'{"step": 137, "word": "驳回"}\'',
        "happened_at = happened_at - interval '1 day'",
        "actor_label = '别人'",
        "body_code = '1'",
        "salt = repeat('0', 64)",
        "digest = repeat('0', 64)",
        "summary = '没有的事'",
    ],
)
def test_audit__an_act_changed__names_it_and_who_could(done: list[Act], change: str) -> None:
    untriggered(f"UPDATE acts_act SET {change} WHERE number = %s", done[137].number)

    found = inspect_log()

    assert [(one.kind, one.index, one.act) for one in found.findings] == [
        ("act_changed", 137, done[137].number)
    ]
    assert "超级用户" in found.who(found.findings[0])
    assert str(done[137].number) in found.findings[0].told


def test_audit__an_act_deleted__names_it(done: list[Act]) -> None:
    untriggered("DELETE FROM acts_act WHERE number = %s", done[5].number)

    assert [(one.kind, one.index, one.act) for one in inspect_log().findings] == [
        ("act_deleted", 5, done[5].number)
    ]


def test_audit__two_acts_swapped__names_both(done: list[Act]) -> None:
    untriggered("UPDATE acts_logentry SET act_id = -1 WHERE index = 7")
    untriggered("UPDATE acts_logentry SET act_id = %s WHERE index = 8", done[7].number)
    untriggered("UPDATE acts_logentry SET act_id = %s WHERE index = 7", done[8].number)

    assert {(one.kind, one.index) for one in inspect_log().findings} == {
        ("act_changed", 7),
        ("act_changed", 8),
    }


def test_audit__the_end_cut_off__says_how_much(done: list[Act]) -> None:
    untriggered("DELETE FROM acts_logentry WHERE index >= 290")

    found = inspect_log()

    cut = next(one for one in found.findings if one.kind == "log_truncated")
    assert "末尾 10 条" in cut.told
    assert sum(one.kind == "act_unlogged" for one in found.findings) == 10


def test_audit__end_and_checkpoints_and_acts_cut_off__is_still_known_from_the_published_state(
    done: list[Act],
) -> None:
    untriggered("DELETE FROM acts_logentry WHERE index >= 200")
    untriggered("DELETE FROM acts_logcheckpoint WHERE size > 200")
    untriggered("DELETE FROM acts_act WHERE number >= %s", done[200].number)

    assert {"log_truncated", "checkpoint_missing"} <= kinds()


def test_audit__an_entry_in_the_middle_deleted__names_its_place() -> None:
    untriggered("DELETE FROM acts_logentry WHERE index = 42")

    assert {("entry_missing", 42)} <= {(one.kind, one.index) for one in inspect_log().findings}


def test_audit__act_and_leaf_changed_together__is_found_by_tile_and_root(done: list[Act]) -> None:
    from yangguang.foundation.acts.log.publishing import read_sealed

    untriggered("UPDATE acts_act SET actor_label = '别人' WHERE number = %s", done[9].number)
    untriggered("UPDATE acts_logentry SET leaf = %s WHERE index = 9", read_sealed(9, 10)[0].leaf)

    found = {(one.kind, one.index) for one in inspect_log().findings}
    assert ("entry_changed", 9) in found
    assert ("root_mismatch", 0) in found


def test_audit__act_written_past_the_queue__is_named(done: list[Act]) -> None:
    extra = acts(1)[0]
    untriggered("DELETE FROM acts_pendingact")

    assert [(one.kind, one.act) for one in inspect_log().findings] == [("act_unlogged", extra.number)]


def test_audit__checkpoint_changed__is_named() -> None:
    untriggered("UPDATE acts_logcheckpoint SET note = replace(note, '200', '199') WHERE size = 200")
    untriggered("UPDATE acts_logcheckpoint SET root = decode(repeat('00', 32), 'hex') WHERE size = 100")

    found = {(one.kind, one.index) for one in inspect_log().findings}
    assert {("checkpoint_forged", 200), ("checkpoint_changed", 100)} <= found


def test_audit__files_truncated_changed_or_lost__are_named() -> None:
    folder = log_store().folder / "tile/0"
    whole = (folder / "000").read_bytes()
    (folder / "000").write_bytes(whole[:100])
    (folder / "001.p/44").unlink()

    assert {"tile_truncated", "tile_missing"} <= kinds()

    (folder / "000").write_bytes(whole[:32] + bytes(32) + whole[64:])
    assert ("entry_changed", 1) in {(one.kind, one.index) for one in inspect_log().findings}


def test_audit__published_checkpoint_changed__is_named() -> None:
    path = log_store().checkpoint_path
    path.write_text(path.read_text(encoding="utf-8").replace("300", "301"), encoding="utf-8")

    assert "published_forged" in kinds()


def test_audit__everything_rewritten_and_signed_anew__is_known_from_the_witness(done: list[Act]) -> None:
    """The holder of database, files and key can rewrite all of it; only what others kept tells."""
    from yangguang.foundation.acts.log import publishing

    kept = log_store().checkpoint_path.read_text(encoding="utf-8")
    untriggered("UPDATE acts_act SET actor_label = '别人' WHERE number = %s", done[9].number)
    untriggered("UPDATE acts_logentry SET leaf = %s WHERE index = 9", publishing.read_sealed(9, 10)[0].leaf)
    leaves = [bytes(one) for one in LogEntry.objects.order_by("index").values_list("leaf", flat=True)]
    untriggered("DELETE FROM acts_logcheckpoint WHERE size < 300")
    stated = Checkpoint(log_verifier().name, 300, naive_root(leaves))
    note = log_signer(may_make=False).sign(stated.to_text()).to_text()
    untriggered("UPDATE acts_logcheckpoint SET root = %s, note = %s", stated.root, note)
    last = LogCheckpoint.objects.get()
    publishing.publish(store=log_store(), checkpoint=last, since=0)

    assert inspect_log().is_clean
    found = inspect_log(witnessed=[kept])
    assert [one.kind for one in found.findings] == ["log_forked"]
    assert "密钥" in found.who(found.findings[0])


def test_gbt22239_8_1_4_7__integrity_of_audit_records_at_rest__a_row_changed_by_hand_is_found(
    done: list[Act],
) -> None:
    untriggered("UPDATE acts_act SET object_number = 'SZ0' WHERE number = %s", done[1].number)

    assert kinds() == {"act_changed"}
