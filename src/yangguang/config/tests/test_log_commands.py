"""The commands around the log: audit and state by exit code, proofs offline, witnesses without our database."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from yangguang.config import command
from yangguang.config.commands import log as log_command
from yangguang.foundation.acts import api as acts
from yangguang.foundation.acts.models import Act
from yangguang.foundation.acts.tests.given import acts as some_acts
from yangguang.foundation.acts.tests.given import sequence
from yangguang.foundation.acts.tests.test_log import untriggered


@pytest.fixture(autouse=True)
def _here(settings, tmp_path: Path, monkeypatch) -> None:
    """Use the test database that is open already, and a folder of our own."""

    @contextmanager
    def ready() -> Iterator[None]:
        yield

    settings.VAR = tmp_path / "var"
    monkeypatch.setattr(log_command, "django_ready", ready)


@pytest.mark.django_db
def test_log_audit__clean_and_changed__answers_by_exit_code_and_names_the_act(capsys) -> None:
    number = some_acts(3)[1].number
    sequence()

    assert command.run(["log", "audit"]) == 0
    assert "相符  3 条" in capsys.readouterr().out
    untriggered("UPDATE acts_act SET summary = '别的' WHERE number = %s", number)

    assert command.run(["log", "audit"]) == 1
    told = capsys.readouterr().out
    assert f"第 {number} 条" in told
    assert "谁能这样做" in told
    assert command.run(["log", "audit", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["findings"][0]["act"] == number


@pytest.mark.django_db
def test_log__state_sequence_and_key__tell(capsys) -> None:
    some_acts(2)

    assert command.run(["log", "sequence"]) == 0
    assert command.run(["log", "state"]) == 0
    assert command.run(["log", "key"]) == 0
    assert acts.log_verifier().to_text() in capsys.readouterr().out


@pytest.mark.django_db
def test_verify_proof__right_wrong_and_nonsense__answers_by_exit_code(tmp_path: Path) -> None:
    number = some_acts(3)[1].number
    sequence()
    path = tmp_path / "proof.json"
    text = acts.prove_act(number=number, is_full=True).to_text()
    path.write_text(text, encoding="utf-8")

    assert command.run(["verify-proof", str(path)]) == 0
    assert command.run(["verify-proof", str(path), "--key", acts.log_verifier().to_text()]) == 0
    path.write_text(text.replace('"index": 1', '"index": 2'), encoding="utf-8")
    assert command.run(["verify-proof", str(path)]) == 1
    path.write_text("{}", encoding="utf-8")
    assert command.run(["verify-proof", str(path)]) == 1
    assert command.run(["verify-proof", str(tmp_path / "none.json")]) == 1


@pytest.mark.django_db(transaction=True)
def test_witness__looks_and_sends__and_tells_when_nobody_knows_it(
    live_server, tmp_path: Path, capsys
) -> None:
    some_acts(1)
    sequence()
    assert Act.objects.count() == 1
    key = acts.log_verifier().to_text()
    arguments = ["witness", "--log", f"{live_server.url}/log", "--key", key, "--name", "eye.example"]
    arguments += ["--state", str(tmp_path / "eye")]

    assert command.run([*arguments, "--no-send"]) == 0
    assert "1 条" in capsys.readouterr().out
    assert command.run(arguments) == 1
