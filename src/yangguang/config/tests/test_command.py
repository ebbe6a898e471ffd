"""The command line: every command can be asked for help; refusals come without traceback."""

import pytest

from yangguang.config import command
from yangguang.config.environment import CHECKOUT, reference


@pytest.mark.parametrize("name", [name for name in command.COMMANDS if name != "django"])
def test_help__every_command__can_be_asked(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.run([name, "--help"])

    assert ended.value.code == 0
    assert f"yangguang {name}" in capsys.readouterr().out


def test_environment__prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(["environment"]) == 0
    assert "| `DATABASE_URL` |" in capsys.readouterr().out


def test_environment__operators_page__holds_the_table_of_today() -> None:
    page = CHECKOUT / "docs" / "how-to" / "run-in-production.md"

    assert reference() in page.read_text(encoding="utf-8"), f"run: yangguang environment --into {page.name}"


def test_run__bad_setting__is_told_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YANGGUANG_WORKERS", "many")

    assert command.run(["serve"]) == 1
    assert "YANGGUANG_WORKERS" in capsys.readouterr().err
