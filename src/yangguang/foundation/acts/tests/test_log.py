"""The sequencer: gap-free, one signed state per size, restartable from anywhere, and never against what was published."""

from pathlib import Path

import pytest
from django.db import connection

from yangguang.foundation.acts.log import publishing, sequencer, store
from yangguang.foundation.acts.log.inspection import inspect_log
from yangguang.foundation.acts.log.keys import log_signer, log_verifier
from yangguang.foundation.acts.log.refusals import (
    LogClockSetBack,
    LogKeyMissing,
    LogRolledBack,
    LogStoreFailed,
)
from yangguang.foundation.acts.log.store import LogStore, log_store
from yangguang.foundation.acts.models import Act, LogCheckpoint, LogEntry, PendingAct
from yangguang.foundation.acts.tests.given import acts, sequence
from yangguang.kernel.merkle import SM3, Checkpoint, decode_entries, naive_root

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _var(settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path


def untriggered(statement: str, *values: object) -> None:
    """Do what only somebody with full power over the database can: write past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")


def test_sequence__acts_wait__each_has_the_next_place_and_the_root_is_signed() -> None:
    done = acts(5)

    passed = sequence()

    entries = list(LogEntry.objects.order_by("index"))
    assert (passed.taken, passed.size) == (5, 5)
    assert [one.index for one in entries] == [0, 1, 2, 3, 4]
    assert [one.act_id for one in entries] == [one.number for one in done]
    assert not PendingAct.objects.exists()
    note = log_store().read_note()
    assert note is not None
    assert log_verifier().verify(note)
    stated = Checkpoint.from_text(note.text)
    assert (stated.size, stated.root) == (5, naive_root([bytes(one.leaf) for one in entries]))


def test_sequence__in_small_batches__leads_to_the_same_files() -> None:
    acts(300)

    sequence(most=7)

    leaves = [bytes(one.leaf) for one in LogEntry.objects.order_by("index")]
    store = log_store()
    assert store.tree(300).root() == naive_root(leaves)
    bundle = decode_entries((store.folder / "tile/entries/001.p/44").read_bytes(), width=44)
    assert [SM3.leaf(one) for one in bundle] == leaves[256:]
    assert not (store.folder / "tile/0/000.p").exists()


@pytest.mark.django_db(transaction=True)
def test_sequence__read_ahead_misses_a_late_act__it_is_taken_all_the_same(monkeypatch) -> None:
    done = acts(30)
    late = done[12].number
    # An act drawn before its neighbours and committed after them: the look ahead has passed its number already.
    blind = sequencer._LOOK.replace("ORDER BY", f"AND pending.act_id <> {late} ORDER BY")
    monkeypatch.setattr(sequencer, "_LOOK", blind)

    passed = sequence(most=7)

    entries = list(LogEntry.objects.order_by("index"))
    assert (passed.taken, passed.size) == (30, 30)
    assert [one.index for one in entries] == list(range(30))
    assert sorted(one.act_id for one in entries) == [one.number for one in done]
    assert entries[-1].act_id == late
    assert not PendingAct.objects.exists()
    assert log_store().tree(30).root() == naive_root([bytes(one.leaf) for one in entries])


def test_sequence__nothing_waits__signs_nothing_new() -> None:
    acts(1)
    sequence()

    assert sequence().taken == 0
    assert LogCheckpoint.objects.count() == 1


def test_entry__holds_nothing_of_the_content() -> None:
    acts(1)
    sequence()

    entry = decode_entries((log_store().folder / "tile/entries/000.p/1").read_bytes(), width=1)[0].decode()
    assert "acts.tests_act" in entry
    assert "同意" not in entry
    assert "SZ0" not in entry


def test_publish__cut_off_after_the_commit__is_finished_by_the_next_pass(monkeypatch) -> None:
    acts(3)
    sequence()
    acts(3)
    monkeypatch.setattr(
        publishing.Publisher,
        "publish",
        lambda *_, **__: (_ for _ in ()).throw(LogStoreFailed(problem="断电")),
    )
    with pytest.raises(LogStoreFailed):
        sequence(61)
    monkeypatch.undo()
    signed = LogCheckpoint.objects.get(size=6)

    sequence(62)

    assert LogCheckpoint.objects.count() == 2
    note = log_store().read_note()
    assert note is not None
    assert note.to_text() == signed.note


def test_publish__a_state_fails_while_the_next_is_being_written__no_later_one_is_published(
    monkeypatch,
) -> None:
    acts(1300)
    flush, calls = publishing._flush_folders, []

    def failing(*given: object) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise LogStoreFailed(problem="disk gone")
        flush(*given)

    monkeypatch.setattr(publishing, "_flush_folders", failing)
    with pytest.raises(LogStoreFailed):
        sequence(most=256)

    assert log_store().read_checkpoint().size == 256, (
        "the second failed; whatever was prepared behind it stays away"
    )
    assert not list(log_store().folder.rglob(".*")), "nothing is left beside its place"
    monkeypatch.undo()
    assert sequence().size == 1300
    assert log_store().read_checkpoint().size == 1300
    assert inspect_log().is_clean


def test_publish__disk_full_in_the_middle__keeps_the_old_state_and_goes_on_later(monkeypatch) -> None:
    acts(3)
    sequence()
    acts(300)
    written = store._write_whole
    room = iter(range(2))

    def write(handle: int, content: bytes) -> None:
        if next(room, None) is None:
            raise OSError(28, "No space left on device")
        written(handle, content)

    monkeypatch.setattr(store, "_write_whole", write)
    with pytest.raises(LogStoreFailed, match="No space"):
        sequence(61)
    stated = log_store().read_checkpoint()
    assert stated is not None
    assert stated.size == 3
    monkeypatch.undo()

    sequence(62)

    stated = log_store().read_checkpoint()
    assert stated is not None
    assert stated.size == 303
    assert LogCheckpoint.objects.count() == 2


def test_sign__committed_nowhere__the_next_signature_is_the_only_published_one(monkeypatch) -> None:
    acts(2)
    monkeypatch.setattr(sequencer, "_write_entries", lambda *_: (_ for _ in ()).throw(ZeroDivisionError))
    with pytest.raises(ZeroDivisionError):
        sequence()
    monkeypatch.undo()

    assert sequence().size == 2
    assert LogCheckpoint.objects.count() == 1


def test_tiles__truncated_or_lost__are_made_again_from_the_database() -> None:
    acts(3)
    sequence()
    tile = log_store().folder / "tile/0/000.p/3"
    tile.write_bytes(tile.read_bytes()[:40])
    acts(2)
    sequence(61)
    for path in sorted((log_store().folder / "tile").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    acts(2)

    assert sequence(62).size == 7
    leaves = [bytes(one.leaf) for one in LogEntry.objects.order_by("index")]
    assert log_store().tree(7).root() == naive_root(leaves)


def test_clock__set_back__nothing_is_signed() -> None:
    acts(1)
    sequence(60)
    acts(1)

    with pytest.raises(LogClockSetBack) as refused:
        sequence(59)

    assert refused.value.code == "acts.log_clock_set_back"
    assert LogCheckpoint.objects.count() == 1
    assert PendingAct.objects.count() == 1
    assert sequence(61).size == 2


def test_database__restored_from_an_old_backup__is_refused() -> None:
    acts(3)
    sequence()
    acts(3)
    sequence(61)
    untriggered("DELETE FROM acts_logentry WHERE index >= 3")
    untriggered("DELETE FROM acts_logcheckpoint WHERE size > 3")
    acts(1)

    with pytest.raises(LogRolledBack, match="第 6 条的签署不在数据库里"):
        sequence(62)


def test_database__emptied_in_service__is_refused(settings) -> None:
    settings.DEMO_MODE = False
    acts(3)
    sequence()
    untriggered("DELETE FROM acts_logentry")
    untriggered("DELETE FROM acts_logcheckpoint")

    with pytest.raises(LogRolledBack):
        sequence(61)


def test_database__a_new_demo_city__begins_another_log_with_another_key() -> None:
    acts(3)
    sequence()
    before = log_verifier()
    untriggered("DELETE FROM acts_logentry")
    untriggered("DELETE FROM acts_logcheckpoint")
    acts(1)

    sequence(61)

    assert log_verifier().key != before.key
    assert (log_store().folder.with_name("extranet.1") / "checkpoint").exists()


def test_checkpoint__signed_by_another_key__is_refused() -> None:
    acts(1)
    sequence()
    path = log_store().checkpoint_path
    path.write_text(
        path.read_text(encoding="utf-8").replace("signed-at 2026", "signed-at 2025"), encoding="utf-8"
    )

    with pytest.raises(LogRolledBack, match="不是用本系统的密钥签的"):
        sequence(61)


def test_key__lost_after_signing__is_not_silently_replaced() -> None:
    acts(1)
    sequence()
    for path in (Path(log_store().folder).parents[1] / "keys").iterdir():
        path.unlink()
    acts(1)

    with pytest.raises(LogKeyMissing):
        sequence(61)


def test_key__at_rest__is_encrypted_and_private(tmp_path: Path) -> None:
    acts(1)
    sequence()

    path = tmp_path / "keys" / "log-extranet.pem"
    assert "ENCRYPTED" in path.read_text(encoding="ascii")
    assert path.stat().st_mode & 0o077 == 0
    assert log_signer(may_make=False).verifier == log_verifier()


def test_act__deleted_before_the_log_took_it__is_told() -> None:
    done = acts(3)
    untriggered("DELETE FROM acts_act WHERE number = %s", done[1].number)

    passed = sequence()

    assert passed.vanished == (done[1].number,)
    assert passed.taken == 2


def test_entries__changed_by_hand__are_refused_by_the_database() -> None:
    from django.db import IntegrityError, transaction

    acts(1)
    sequence()

    for rows in (LogEntry.objects.all(), LogCheckpoint.objects.all()):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.delete()


def test_republish__from_nothing__gives_the_same_bytes() -> None:
    acts(300)
    sequence(most=50)
    store = log_store()
    before = {
        path: path.read_bytes()
        for path in store.folder.rglob("*")
        if path.is_file() and ".p" not in str(path)
    }
    last = LogCheckpoint.objects.order_by("-size").first()
    assert last is not None
    other = LogStore(store.folder.with_name("again"))

    publishing.publish(store=other, checkpoint=last, since=0)

    assert {path: (other.folder / path.relative_to(store.folder)).read_bytes() for path in before} == before
    assert Act.objects.count() == 300


@pytest.mark.parametrize(
    "facts", ["{}", '{"b": 1.5, "a": [null, true, "引\\"号\\n"], "ä": {"z": 1, "y": 2}}']
)
@pytest.mark.parametrize("actor", [None, 7])
def test_content__whatever_stands_in_it__is_canonical_json(facts: str, actor: int | None) -> None:
    import json

    from yangguang.foundation.acts.log.envelope import COLUMNS, content_of, seal_all

    at = "2026-09-21T02:00:00.000000Z"
    row = (5, "a.b", '做"了', "officer", actor, "岗\\位", "", "", "case", "甲\u2028乙\x7f", facts, at, '"')
    expected = dict(zip(COLUMNS, (*row[:10], json.loads(facts), at, '"'), strict=True))

    canonical = json.dumps(expected, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    assert content_of(row) == canonical
    assert content_of((*row[:10], json.loads(facts), *row[11:])) == canonical
    assert [one.content for one in seal_all([(*row, "00")] * 2)] == [canonical] * 2
