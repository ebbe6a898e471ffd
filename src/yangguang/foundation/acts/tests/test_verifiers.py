"""Two stand-alone verifiers that share no code with us say the same as we do, about right and about wrong files."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from yangguang.foundation.acts.api import ProofFile, log_verifier, prove_act, prove_object, verify
from yangguang.foundation.acts.tests.given import acts, sequence
from yangguang.foundation.acts.tests.test_proof_files import _changed

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).resolve().parents[5] / "verifiers"


def openssl_signs() -> bool:
    """Tell whether there is an openssl 3 with SM2 and SM3."""
    if not shutil.which("openssl"):
        return False
    told = subprocess.run(["openssl", "ecparam", "-list_curves"], capture_output=True, text=True, check=False)
    return "SM2" in told.stdout


VERIFIERS = {
    "python": [sys.executable, str(FOLDER / "verify_proof.py")],
    "openssl": ["sh", str(FOLDER / "verify_proof.sh")],
}


@pytest.fixture(params=list(VERIFIERS))
def ask(request, settings, tmp_path: Path):
    """Give a function that hands a text to a verifier and tells its answer and what it said."""
    if request.param == "openssl" and not openssl_signs():
        pytest.skip("no openssl with SM2 here")
    settings.VAR = tmp_path

    def asked(text: str, *, key: str = "") -> tuple[int, str]:
        path = tmp_path / "proof.json"
        path.write_text(text, encoding="utf-8")
        named = [key] if key and request.param == "openssl" else ["--key", key] if key else []
        done = subprocess.run(
            [*VERIFIERS[request.param], str(path), *named], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    return asked


@pytest.fixture
def number(ask) -> int:
    """The number of one act among others in the log."""
    done = acts(300)
    sequence()
    return done[137].number


def test_verifier__a_right_file__says_right(ask, number: int) -> None:
    text = prove_act(number=number, is_full=True).to_text()

    answer, told = ask(text, key=log_verifier().to_text())

    assert answer == 0, told
    assert told.endswith("RIGHT\n")
    assert "acts.tests_act" in told or "试验" in told


def test_verifier__every_place_in_small_trees__says_right(ask) -> None:
    for size in (1, 2, 3, 7):
        acts(size)
        sequence(60 + size)
        for number in range(size):
            answer, told = ask(prove_object(object_type="application", object_number=f"SZ{number}").to_text())
            assert answer == 0, told


def test_verifier__a_public_file__says_right_without_content(ask, number: int) -> None:
    answer, told = ask(prove_act(number=number, is_full=False).to_text())

    assert answer == 0, told
    assert "content not in the file" in told


@pytest.mark.parametrize("field", ["index", "entry", "salt", "content", "proof"])
def test_verifier__one_bit_changed__says_wrong_as_we_do(ask, number: int, field: str) -> None:
    given = json.loads(_changed(prove_act(number=number, is_full=True).to_text(), field))
    text = json.dumps(given, indent=1, ensure_ascii=False)

    answer, told = ask(text)

    assert answer == 1, told
    assert "WRONG" in told
    assert not verify(ProofFile.from_text(text)).is_right


def test_verifier__checkpoint_changed__says_wrong(ask, number: int) -> None:
    given = json.loads(_changed(prove_act(number=number, is_full=True).to_text(), "checkpoint", 50))
    text = json.dumps(given, indent=1, ensure_ascii=False)

    answer, _ = ask(text)

    assert answer in (1, 2)


def test_verifier__another_key_than_trusted__says_wrong(ask, number: int) -> None:
    from yangguang.kernel.merkle import NoteSigner
    from yangguang.kernel.sm import PrivateKey

    other = NoteSigner(log_verifier().name, PrivateKey.generate()).verifier.to_text()

    answer, told = ask(prove_act(number=number, is_full=True).to_text(), key=other)

    assert answer == 1, told


@pytest.mark.parametrize("text", ["", "{}", "x"])
def test_verifier__nonsense__is_unreadable(ask, text: str) -> None:
    assert ask(text)[0] == 2
