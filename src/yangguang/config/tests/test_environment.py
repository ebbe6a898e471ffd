"""What an operator may set: read by type, refused by name."""

from pathlib import Path

import pytest

from yangguang.config import environment
from yangguang.config.environment import ENV, SettingRefused


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "８０００"),
        ("DATABASE_URL", "mysql://somewhere/x"),
        ("YANGGUANG_MODE", "production"),
        ("YANGGUANG_VAR", "var"),
        ("YANGGUANG_BASE_URL", "www.example.cn"),
        ("YANGGUANG_MAX_UPLOAD_MB", "-1"),
        ("YANGGUANG_SMTP_URL", "http://mail"),
        ("YANGGUANG_LOG_LEVEL", "loud"),
        ("YANGGUANG_SECRET_KEY", "short"),
    ],
)
def test_validate__bad_value__is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingRefused, match=name):
        environment.validate()


def test_database_url__bad_value__password_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://root:s3cret@host/x")

    with pytest.raises(SettingRefused) as refused:
        _ = ENV.database_url

    assert "s3cret" not in refused.value.message


def test_secret_key__service_mode_without_one__is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YANGGUANG_MODE", "service")
    monkeypatch.delenv("YANGGUANG_SECRET_KEY", raising=False)

    with pytest.raises(SettingRefused, match="YANGGUANG_SECRET_KEY"):
        _ = ENV.secret_key


def test_secret_key__demo_mode__is_made_once_and_kept_closed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("YANGGUANG_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("YANGGUANG_SECRET_KEY", raising=False)

    first = ENV.secret_key

    assert len(first) >= 50
    assert ENV.secret_key == first
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret-key"]


def test_database__address_with_options__becomes_djangos_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p%40ss@db.example:6543/city?sslmode=verify-full")

    assert ENV.database == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "city",
        "USER": "u",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6543",
        "OPTIONS": {"sslmode": "verify-full"},
    }


def test_database__no_address__is_the_embedded_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("YANGGUANG_VAR", str(tmp_path))

    assert ENV.database["NAME"] == "yangguang"
    assert ENV.database["HOST"].startswith("/")


def test_reference__names_every_variable_with_its_meaning() -> None:
    table = environment.reference()

    for _, variable in environment.variables():
        assert f"| `{variable.name}` |" in table
        assert variable.meaning
