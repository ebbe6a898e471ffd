"""The log over HTTP: files for verifiers, proofs for whom they concern, witnesses from outside, the audit officers' desk."""

import io
import json
import re
import shutil
import threading
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from yangguang.foundation.acts import api as acts
from yangguang.foundation.acts.log.sequencer import sequence_waiting
from yangguang.foundation.acts.log.witness import Witness, WitnessAlarm, WitnessRefused
from yangguang.foundation.acts.models import Act, LogAlarm, LogCosignature
from yangguang.foundation.acts.tests.given import CITIZEN, act_upon, bind_upon, sequence
from yangguang.foundation.acts.tests.given import Case as SomeCase
from yangguang.foundation.acts.tests.given import acts as some_acts
from yangguang.foundation.acts.tests.test_log import untriggered
from yangguang.foundation.identity.models import Account
from yangguang.foundation.messaging.models import Message
from yangguang.kernel.merkle import NoteVerifier, SignedNote
from yangguang.portal.queries.record import OBJECT_WORDS
from yangguang.portal.tests import given

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
SOURCES = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _var(settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"


def entered(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


@pytest.fixture
def case(db) -> str:
    """A case in a small city, all of it in the log."""
    given.city(now=NOW)
    number = given.application(now=NOW + timedelta(hours=1)).number
    sequence_waiting(now=NOW + timedelta(hours=2))
    return number


def test_checkpoint_and_tiles__are_served_as_witnesses_want_them(client: Client, db) -> None:
    some_acts(3)
    sequence()

    told = client.get("/log/checkpoint")
    tile = client.get("/log/tile/0/000.p/3")

    assert told.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert told.headers["Cache-Control"] == "public, max-age=2"
    assert acts.log_verifier().verify(SignedNote.from_text(told.content.decode()))
    assert len(tile.content) == 96
    assert "immutable" in tile.headers["Cache-Control"]
    assert client.get("/log/key").content.decode().strip() == acts.log_verifier().to_text()


@pytest.mark.parametrize(
    "place",
    [
        "0/999",
        "0/000.p/256",
        "../checkpoint",
        "..%2f..%2fkeys/log-extranet.pem",
        "64",
        "0/000.p/3/x",
        "00/000",
    ],
)
def test_tile__another_place__is_not_there(client: Client, db, place: str) -> None:
    some_acts(3)
    sequence()

    assert client.get(f"/log/tile/{place}").status_code == 404


def test_proof__of_a_case__goes_to_applicant_and_officers_and_nobody_else(case: str) -> None:
    address = f"/log/cases/{case}/proof.json"

    for username in ("zhangwei", "window", "audit1"):
        answer = entered(username).get(address)
        assert answer.status_code == 200, username
        verdict = acts.verify(acts.ProofFile.from_text(answer.content.decode()), trusted=acts.log_verifier())
        assert verdict.is_right
        assert {one.facts["object_number"] for one in verdict.acts} == {case}
    assert entered("liuyang").get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_proof__of_an_act__is_whole_for_whom_it_concerns_and_bare_for_others(case: str) -> None:
    act = Act.objects.get(operation="approval.submit_application")

    own = acts.ProofFile.from_text(entered("zhangwei").get(f"/log/{act.number}/proof.json").content.decode())
    public = acts.ProofFile.from_text(Client().get(f"/log/{act.number}/proof.json").content.decode())

    assert own.acts[0].facts["object_number"] == case
    assert public.acts[0].content is None
    assert acts.verify(own).is_right
    assert acts.verify(public).is_right


def test_proof__of_a_private_act__is_not_there_for_others(case: str) -> None:
    act_upon(actor=CITIZEN, now=NOW, case=SomeCase())
    sequence_waiting(now=NOW + timedelta(hours=3))
    act = Act.objects.get(operation="acts.tests_act")

    assert Client().get(f"/log/{act.number}/proof.json").status_code == 404
    assert entered("liuyang").get(f"/log/{act.number}/proof.json").status_code == 404
    assert entered("audit1").get(f"/log/{act.number}/proof.json").status_code == 200


def test_pages__show_the_seal_solid_and_lead_to_the_proof(client: Client, case: str) -> None:
    act = Act.objects.get(operation="approval.submit_application")

    page = client.get(f"/log/{act.number}/").content.decode()

    assert "已入账，可查验" in page
    assert f"/log/{act.number}/proof.json" in page
    assert "已入账，可查验" in client.get("/log/").content.decode()
    assert "data-verify" in client.get("/log/verify/").content.decode()


# ---------------------------------------------------------------- witnesses


def witness(folder: Path, url: str) -> Witness:
    return Witness(
        folder=folder, name=f"{folder.name}.example", log=acts.log_verifier(), address=f"{url}/log"
    )


def fork(settings, tmp_path: Path) -> None:
    """Let the keeper of database, files and key write another history of the same length into another folder."""
    (tmp_path / "other").mkdir()
    shutil.copytree(tmp_path / "var" / "keys", tmp_path / "other" / "keys")
    for table in ("acts_logentry", "acts_logcheckpoint", "acts_logpublication"):
        untriggered(f"DELETE FROM {table}")
    untriggered("UPDATE acts_act SET actor_label = '别人' WHERE number = (SELECT min(number) FROM acts_act)")
    untriggered("DELETE FROM acts_pendingact")
    untriggered("INSERT INTO acts_pendingact SELECT number, now() FROM acts_act")
    settings.VAR = tmp_path / "other"
    settings.DEMO_MODE = False
    key = settings.VAR / "keys" / "log-extranet.pem"
    assert key.exists()
    sequence(90)


@pytest.mark.django_db(transaction=True)
def test_witness__a_log_that_grows__is_cosigned_and_the_log_shows_it(
    live_server, settings, tmp_path: Path
) -> None:
    some_acts(300)
    sequence()
    eye = witness(tmp_path / "eye", live_server.url)
    settings.LOG_WITNESSES = (eye.signer.cosignature_verifier.to_text(),)

    first = eye.look(now=NOW)
    some_acts(300)
    sequence(61)
    second = eye.look(now=NOW + timedelta(minutes=1))
    eye.send(second.note)

    assert (first.before, second.before, second.checkpoint.size) == (0, 300, 600)
    assert LogCosignature.objects.get().witness == "eye.example"
    published = acts.log_store().read_note()
    assert published is not None
    assert eye.signer.cosignature_verifier.verify(published)
    proof = acts.prove_act(number=Act.objects.order_by("number")[0].number, is_full=True)
    assert [name for name, _ in acts.verify(proof).witnesses] == ["eye.example"]
    assert not eye.look(now=NOW + timedelta(minutes=2)).is_new


@pytest.mark.django_db(transaction=True)
def test_witness__two_shown_two_histories__each_is_content_and_together_they_know(
    live_server, settings, tmp_path: Path
) -> None:
    some_acts(5)
    sequence()
    one, other = (witness(tmp_path / name, live_server.url) for name in ("one", "other-eye"))
    one.look(now=NOW)
    fork(settings, tmp_path)
    other.look(now=NOW)

    with pytest.raises(WitnessAlarm, match="分叉") as alarm:
        one.compare((tmp_path / "other-eye" / "seen").read_text(encoding="utf-8"))

    evidence = json.loads(Path(alarm.value.values["evidence"]).read_text(encoding="utf-8"))
    key = NoteVerifier.from_text(evidence["log"])
    assert all(key.verify(SignedNote.from_text(evidence[name])) for name in ("seen", "shown"))
    assert evidence["seen"] != evidence["shown"]


@pytest.mark.django_db(transaction=True)
def test_witness__a_forked_or_shrunk_log__is_never_cosigned(live_server, settings, tmp_path: Path) -> None:
    some_acts(5)
    sequence()
    eye = witness(tmp_path / "eye", live_server.url)
    eye.look(now=NOW)
    before = eye.seen_path.read_text(encoding="utf-8")
    fork(settings, tmp_path)

    with pytest.raises(WitnessAlarm, match="两个不同的内容"):
        eye.look(now=NOW)
    some_acts(2)
    sequence(91)
    with pytest.raises(WitnessAlarm, match="不是 5 条的延续"):
        eye.look(now=NOW)

    assert eye.seen_path.read_text(encoding="utf-8") == before


@pytest.mark.django_db(transaction=True)
def test_witness__clock_set_back_or_state_changed__refuses(live_server, tmp_path: Path) -> None:
    some_acts(1)
    sequence()
    eye = witness(tmp_path / "eye", live_server.url)
    eye.look(now=NOW)

    with pytest.raises(WitnessRefused, match="时钟被拨回"):
        eye.look(now=NOW - timedelta(seconds=1))
    eye.seen_path.write_text("x", encoding="utf-8")
    with pytest.raises(WitnessRefused):
        eye.look(now=NOW)


def test_cosignature__by_nobody_we_know__is_refused(client: Client, db) -> None:
    some_acts(1)
    sequence()
    text = acts.log_store().checkpoint_path.read_text(encoding="utf-8")

    for sent in (text, "x", text.replace("1\n", "2\n", 1)):
        answer = client.post(
            "/log/cosignatures/", sent, content_type="text/plain", HTTP_ACCEPT="application/json"
        )
        assert answer.status_code == 422
        assert answer.json()["code"] == "acts.cosignature_refused"


# ---------------------------------------------------------------- fail closed (GB/T 22239-2019, 8.1.4.3 d)


def test_gbt22239_8_1_4_3__audit_interrupted__binding_acts_refuse_and_an_alarm_goes_out(case: str) -> None:
    act_upon(actor=CITIZEN, now=NOW, case=SomeCase())
    untriggered("UPDATE acts_pendingact SET waiting_since = now() - interval '6 minutes'")
    untriggered("UPDATE acts_logpublication SET moved_at = now() - interval '6 minutes'")

    with pytest.raises(acts.LogUnavailable) as refused:
        bind_upon(actor=CITIZEN, now=NOW, case=SomeCase())

    assert refused.value.code == "acts.log_unavailable"
    assert not Act.objects.filter(operation="acts.tests_bind_all").exists()
    assert LogAlarm.objects.get(cleared_at=None).code == "acts.log_stalled"
    act_upon(actor=CITIZEN, now=NOW, case=SomeCase())  # what binds nobody goes on
    page = entered("audit1").get("/admin-desk/log/state/").content.decode()
    assert "日志停止入账" in page
    assert entered("zhangwei").get("/admin-desk/log/state/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_fail_closed__the_store_is_not_writable__refuses_at_once_and_recovers_by_itself(monkeypatch) -> None:
    from yangguang.foundation.acts.log import store

    given.city(now=NOW)
    written = store._write_whole

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "_write_whole", full)
    some_acts(1)
    assert acts.attend() is False

    with pytest.raises(acts.LogUnavailable, match="No space"):
        bind_upon(actor=CITIZEN, now=NOW, case=SomeCase())
    told = Message.objects.filter(title="存证日志停止入账")
    assert told.filter(account__username="audit1").exists() or told.exists()

    monkeypatch.setattr(store, "_write_whole", written)
    assert acts.attend() is True
    bind_upon(actor=CITIZEN, now=NOW, case=SomeCase())
    assert LogAlarm.objects.filter(cleared_at=None).count() == 0
    assert Message.objects.filter(title="存证日志已经恢复").exists()


@pytest.mark.django_db(transaction=True)
def test_sequencer__woken_by_the_database__takes_the_act_by_itself() -> None:
    with acts.sequencing():
        some_acts(1)
        number = Act.objects.get().number
        waiting = threading.Event()
        for _ in range(100):
            if acts.seal_states([number])[number] == "solid":
                break
            waiting.wait(0.1)

    assert acts.seal_states([number]) == {number: "solid"}


# ---------------------------------------------------------------- audit officers


def test_query__by_object_and_person__answers_and_is_itself_on_record(case: str) -> None:
    desk = entered("audit1")

    by_object = desk.post("/admin-desk/log/", {"object_number": case, "purpose": "复议 2026-12 号"})
    by_person = desk.post("/admin-desk/log/", {"person": "zhangwei", "purpose": "复议 2026-12 号"})

    assert "提交申请" in by_object.content.decode() or case in by_object.content.decode()
    assert "查到" in by_person.content.decode()
    asked = Act.objects.filter(operation="portal.query_log").order_by("number")
    assert [one.facts["purpose"] for one in asked] == ["复议 2026-12 号"] * 2
    assert asked[1].facts["person"] == "zhangwei"


def test_query__without_purpose_or_question__is_refused_by_field(case: str) -> None:
    desk = entered("audit1")

    assert desk.post("/admin-desk/log/", {"object_number": case}).status_code == 422
    answer = desk.post(
        "/admin-desk/log/", {"purpose": "随便看看而已", "since": "2026-09-02", "until": "2026-09-01"}
    )
    assert answer.status_code == 422
    assert "结束日期" in answer.content.decode()
    assert not Act.objects.filter(operation="portal.query_log").exists()


def test_query__by_an_examiner__is_not_permitted(case: str) -> None:
    assert entered("examiner").get("/admin-desk/log/").status_code == 403


def test_evidence__of_a_case__is_whole_signed_and_on_record(case: str) -> None:
    from yangguang.kernel.sm import sm3

    answer = entered("audit1").post(
        f"/admin-desk/log/evidence/application/{case}/", {"purpose": "行政诉讼 1 号"}
    )

    assert answer.headers["Content-Type"] == "application/zip"
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    assert {"proof.json", "manifest.txt", "README.txt", "verify_proof.py"} <= set(packed.namelist())
    assert {"evidence.pdf", "evidence.html"} & set(packed.namelist())
    manifest = SignedNote.from_text(packed.read("manifest.txt").decode())
    assert acts.log_verifier().verify(manifest)
    for line in manifest.text.splitlines()[1:]:
        digest, name = line.split("  ")
        assert sm3(packed.read(name)).hex() == digest
    assert Act.objects.filter(operation="portal.export_evidence", object_number=case).exists()
    proof = acts.ProofFile.from_text(packed.read("proof.json").decode())
    assert acts.verify(proof, trusted=acts.log_verifier()).is_right


def test_record__every_kind_of_thing_acts_are_about__has_a_word_people_know() -> None:
    sources = (
        path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py") if "tests" not in path.parts
    )
    named = re.compile(
        r'def act_object\(self\)[^\n]*\n(?:\s+"""[^\n]*\n)?(?:[^\n]*\n){0,3}?\s+return \("([a-z_]+)"'
    )
    kinds = {kind for text in sources for kind in named.findall(text)}

    assert len(kinds) > 50
    assert kinds - OBJECT_WORDS.keys() == set()
