"""A new secret key: everything sealed by the old one is sealed anew, an interruption is repaired, nothing starts in between."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from yangguang.config import command, secret_key
from yangguang.config.commands import rekey
from yangguang.config.secret_key import RekeyingUnfinished, SecretKeyChanged, expect_settled_key
from yangguang.foundation.access.models import ObjectLabel
from yangguang.foundation.acts.api import log_store
from yangguang.foundation.acts.tests.given import sequence
from yangguang.foundation.certificates import operations, queries, stores
from yangguang.foundation.certificates.models import IssuedCertificate, KeyShare
from yangguang.foundation.certificates.tests import given
from yangguang.foundation.identity import api as identity
from yangguang.foundation.organisation.api import Officer
from yangguang.foundation.sign_on.keys import make_key, sign_token
from yangguang.foundation.sign_on.models import SigningKey

OLD, NEW = "old-secret-" * 6, "new-secret-" * 6
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the test database that is open already, and a folder of our own."""

    @contextmanager
    def ready(_progress: Any = None) -> Iterator[None]:
        yield

    settings.VAR, settings.SECRET_KEY = tmp_path, OLD
    monkeypatch.setattr(rekey, "django_ready", ready)
    monkeypatch.setenv("YANGGUANG_VAR", str(tmp_path))
    monkeypatch.setenv("YANGGUANG_SECRET_KEY", OLD)
    stores._file_store.cache_clear()


def change_key(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do what the operator does: set the new key, have the old one at hand."""
    settings.SECRET_KEY = NEW
    monkeypatch.setenv("YANGGUANG_SECRET_KEY", NEW)
    monkeypatch.setenv("YANGGUANG_OLD_SECRET_KEY", OLD)
    stores._file_store.cache_clear()


def something_of_each_kind() -> tuple[given.Registry, IssuedCertificate]:
    """A certificate in escrow with a share given, a second factor, a token key, a right, a signed log."""
    registry = given.Registry()
    for officer in (registry.first, registry.second, given.officer("43")):
        operations.appoint_custodian(actor=officer, now=given.NOW, passphrase="ten-letters-long")
    issued = registry.issue()
    asked = operations.request_change(
        actor=registry.citizen, now=given.NOW, certificate=issued, kind="recover", explanation="换了电脑"
    )
    operations.release_share(
        actor=registry.first, now=given.NOW, request=asked, passphrase="ten-letters-long"
    )
    account = identity.Account.objects.get(pk=registry.citizen.account_id)
    secret = b"12345678901234567890"
    code = identity_code(secret)
    identity.enrol_totp(
        actor=registry.citizen, now=given.NOW, account=account, name="手机", secret=secret, code=code
    )
    kid, public, sealed = make_key("ES256")
    SigningKey.objects.create(
        kid=kid, algorithm="ES256", public=public, sealed_private=sealed, created_at=given.NOW
    )
    setter = Officer.objects.create(account_id=registry.first.account_id, name="官41", number="41")
    ObjectLabel.objects.create(
        object_type="application",
        object_number="SZ1",
        level="sensitive",
        reason="涉及未成年人",
        set_by=setter,
        set_at=given.NOW,
    )
    sequence(600)
    return registry, issued


def identity_code(secret: bytes) -> str:
    from yangguang.foundation.identity import factors

    return factors.totp_code(secret=secret, step=factors.totp_step(given.NOW))


def everything_works(registry: given.Registry, issued: IssuedCertificate) -> None:
    """Use each thing once, as the service would."""
    row = IssuedCertificate.objects.get(pk=issued.pk)
    queries.expect_untouched(row)
    assert queries.list_tampered() == []
    assert queries.answer_for(row, now=given.LATER)
    token_key = SigningKey.objects.get()
    assert sign_token({"sub": "x"}, token_key, kind="JWT").count(".") == 2
    assert all(one.is_genuine for one in ObjectLabel.objects.all())
    totp = identity.Totp.objects.get()
    assert bytes(totp.sealed_secret)
    asked = queries.get_request(number=KeyShare.objects.exclude(released=b"").get().released_for_id)
    operations.release_share(
        actor=registry.second, now=given.NOW, request=asked, passphrase="ten-letters-long"
    )
    operations.propose_request(
        actor=given.officer("44"), now=given.NOW, request=asked, opinion="核对了身份证"
    )
    assert operations.approve_request(actor=given.officer("45"), now=given.NOW, request=asked).state == "done"
    assert sequence(700).taken > 0
    assert log_store().read_checkpoint() is not None


def test_rekey__everything_of_the_old_key__works_with_the_new_one(settings, monkeypatch, capsys) -> None:
    expect_settled_key()
    registry, issued = something_of_each_kind()
    change_key(settings, monkeypatch)
    with pytest.raises(SecretKeyChanged):
        expect_settled_key()

    assert command.run(["rekey"]) == 0

    told = capsys.readouterr().out
    assert "证书登记" in told
    assert "都核对不上 0" in told
    expect_settled_key()
    everything_works(registry, issued)


def test_rekey__interrupted__nothing_starts_and_a_second_run_finishes(settings, monkeypatch) -> None:
    expect_settled_key()
    registry, issued = something_of_each_kind()
    change_key(settings, monkeypatch)
    parts = rekey._parts

    def cut_off(old: str) -> Any:
        return [*parts(old)[:3], ("断电", lambda: 1 / 0)]

    monkeypatch.setattr(rekey, "_parts", cut_off)
    with pytest.raises(ZeroDivisionError):
        command.run(["rekey"])

    with pytest.raises(RekeyingUnfinished):
        expect_settled_key()
    monkeypatch.setattr(rekey, "_parts", parts)
    assert command.run(["rekey"]) == 0
    expect_settled_key()
    everything_works(registry, issued)


def test_rekey__a_row_changed_by_hand_before__stays_wrong_and_is_named(settings, monkeypatch, capsys) -> None:
    expect_settled_key()
    _, issued = something_of_each_kind()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE certificates_issuedcertificate SET holder_id = NULL WHERE id = %s", [issued.pk]
        )
    change_key(settings, monkeypatch)

    assert command.run(["rekey"]) == 1

    assert issued.serial in capsys.readouterr().err
    assert queries.list_tampered() == [issued.serial]
    expect_settled_key()


def test_rekey__wrong_old_key__changes_nothing(settings, monkeypatch, capsys) -> None:
    expect_settled_key()
    something_of_each_kind()
    before = {path: path.read_bytes() for path in Path(settings.VAR).rglob("keys/*")}
    change_key(settings, monkeypatch)
    monkeypatch.setenv("YANGGUANG_OLD_SECRET_KEY", "wrong-secret-" * 5)

    assert command.run(["rekey"]) == 1

    assert "原密钥不对" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in Path(settings.VAR).rglob("keys/*")} == before


def test_rekey__platform_still_running__is_refused(settings, monkeypatch, capsys) -> None:
    expect_settled_key()
    change_key(settings, monkeypatch)
    import psycopg

    address = {key: str(value) for key, value in connection.get_connection_params().items()
               if key in ("dbname", "user", "password", "host", "port")}  # fmt: skip
    with psycopg.connect(**address):
        assert command.run(["rekey"]) == 1

    assert "平台还在运行" in capsys.readouterr().err
    with pytest.raises(SecretKeyChanged):
        expect_settled_key()


def test_fallbacks__what_cannot_be_made_anew__still_counts(settings) -> None:
    from yangguang.foundation.sign_on.keys import digest_of, is_secret_of, subject_of
    from yangguang.foundation.sign_on.models import Client

    client = Client(client_id="c", secret_digest=digest_of("s3cret"))
    subject = subject_of(client, 7)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]

    assert is_secret_of(client, "s3cret")
    assert not is_secret_of(client, "other")
    assert subject_of(client, 7) == subject
    settings.SECRET_KEY_FALLBACKS = []
    assert not is_secret_of(client, "s3cret")


def test_state_file__tells_nothing_of_the_key(tmp_path: Path) -> None:
    secret_key.write_state(secret_key.SETTLED, OLD)

    written = (tmp_path / "keys" / "secret-key.json").read_text(encoding="ascii")
    assert OLD not in written
    assert set(json.loads(written)) == {"state", "code"}
    assert (tmp_path / "keys" / "secret-key.json").stat().st_mode & 0o077 == 0
