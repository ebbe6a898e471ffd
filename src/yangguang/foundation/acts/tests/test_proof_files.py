"""What a person takes home: it proves what was done, and nothing in it can be changed unnoticed."""

import base64
import json
from pathlib import Path

import pytest

from yangguang.foundation.acts.api import (
    BadProofFile,
    NoSuchAct,
    NotInLogYet,
    ProofFile,
    log_verifier,
    prove_act,
    prove_object,
    seal_states,
    verify,
)
from yangguang.foundation.acts.models import Act
from yangguang.foundation.acts.tests.given import acts, sequence
from yangguang.kernel.merkle import NoteSigner
from yangguang.kernel.sm import PrivateKey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _var(settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path


@pytest.fixture
def act() -> Act:
    """One act among others in the log."""
    done = acts(300)
    sequence()
    return done[137]


def test_proof__of_an_act__is_right_and_tells_the_act(act: Act) -> None:
    text = prove_act(number=act.number, is_full=True).to_text()

    verdict = verify(ProofFile.from_text(text), trusted=log_verifier())

    assert verdict.problems == ()
    assert verdict.acts[0].facts["facts"] == {"step": 137, "word": "同意"}
    assert verdict.acts[0].facts["digest"] == act.digest


def test_proof__for_the_public__proves_without_telling(act: Act) -> None:
    text = prove_act(number=act.number, is_full=False).to_text()

    verdict = verify(ProofFile.from_text(text), trusted=log_verifier())

    assert verdict.problems == ()
    assert set(verdict.acts[0].facts) == {"commitment", "object_type", "operation", "version"}


def test_proof__of_an_object__holds_all_its_acts(act: Act) -> None:
    file = prove_object(object_type="application", object_number="SZ137")

    assert [one.facts["number"] for one in file.acts] == [act.number]
    assert verify(file).is_right


def _changed(text: str, field: str, where: int = 10) -> str:
    given = json.loads(text)
    holder = given if field in ("checkpoint", "log") else given["acts"][0]
    if field == "index":
        holder["index"] += 1
    elif field == "proof":
        holder["proof"][0], holder["proof"][1] = holder["proof"][1], holder["proof"][0]
    else:
        octets = bytearray(base64.b64decode(holder[field]))
        octets[where] ^= 1
        holder[field] = base64.b64encode(octets).decode()
    return json.dumps(given)


@pytest.mark.parametrize("field", ["index", "entry", "salt", "content", "proof"])
def test_proof__one_bit_changed__is_wrong(act: Act, field: str) -> None:
    text = _changed(prove_act(number=act.number, is_full=True).to_text(), field)

    assert not verify(ProofFile.from_text(text)).is_right


def test_proof__other_content_with_a_new_commitment__is_wrong(act: Act) -> None:
    from yangguang.foundation.acts.log.envelope import commit, entry_of

    given = json.loads(prove_act(number=act.number, is_full=True).to_text())
    one = given["acts"][0]
    content = base64.b64decode(one["content"]).replace("同意".encode(), "驳回".encode())
    entry = entry_of(
        operation="acts.tests_act",
        object_type="application",
        commitment=commit(content, base64.b64decode(one["salt"])),
    )
    one["content"], one["entry"] = base64.b64encode(content).decode(), base64.b64encode(entry).decode()

    verdict = verify(ProofFile.from_text(json.dumps(given)))

    assert verdict.problems == ("序号 137：不在签署的日志里，序号、条目或路径被改过",)


def test_proof__by_a_log_of_somebody_else__is_not_trusted(act: Act) -> None:
    from yangguang.kernel.merkle import sign_note

    file = prove_act(number=act.number, is_full=True)
    other = NoteSigner(file.log.name, PrivateKey.generate())
    forged = ProofFile(other.verifier, sign_note(file.note.text, other), file.acts)

    assert verify(forged).is_right  # it agrees with itself; that is why the key must come from elsewhere
    assert verify(forged, trusted=log_verifier()).problems == ("签署用的不是您给出的公钥",)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"format": "yangguang-proof/1"}', "x" * 100, "[" * 100_000],
)
def test_proof_file__nonsense__is_refused_by_name(text: str) -> None:
    with pytest.raises(BadProofFile):
        ProofFile.from_text(text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("index", -1),
        ("index", "1"),
        ("index", True),
        ("proof", ["AA=="]),
        ("proof", "x"),
        ("salt", None),
        ("entry", "%"),
    ],
)
def test_proof_file__a_field_of_another_shape__is_refused_by_name(
    act: Act, field: str, value: object
) -> None:
    given = json.loads(prove_act(number=act.number, is_full=True).to_text())
    given["acts"][0][field] = value

    with pytest.raises(BadProofFile):
        ProofFile.from_text(json.dumps(given))


def test_prove__before_the_next_signing__asks_for_patience() -> None:
    done = acts(1)

    with pytest.raises(NotInLogYet):
        prove_act(number=done[0].number, is_full=True)
    with pytest.raises(NoSuchAct):
        prove_act(number=999_999, is_full=True)


def test_seal_states__signed_and_waiting__are_solid_and_open(django_assert_num_queries) -> None:
    first = acts(1)
    sequence()
    second = acts(1)

    with django_assert_num_queries(1):
        states = seal_states([first[0].number, second[0].number, 0])

    assert states == {first[0].number: "solid", second[0].number: "open"}
