"""The status service of an outside authority, a real `openssl ocsp`: what it says and its silence, by the published rule."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from yangguang.foundation.access.api import actor_of
from yangguang.foundation.access.demo import build_people
from yangguang.foundation.access.operations import approve_proposal
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.acts.models import Act
from yangguang.foundation.certificates import operations, outside, responders
from yangguang.foundation.certificates.models import OutsideAnswer, OutsideAuthority
from yangguang.foundation.certificates.rules.refusals import OutsideAnswerUnfit
from yangguang.foundation.certificates.tests import foreign
from yangguang.foundation.identity.models import Account
from yangguang.foundation.signing import api as signing
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command"),
]


def actor(username: str) -> Actor:
    account = Account.objects.select_related("officer", "person").get(username=username)
    return actor_of(account=account, on=clock.today(clock.now()))


class Responder:
    """`openssl ocsp` over an index of issued certificates, on a port of its own."""

    def __init__(self, folder: Path, ca: foreign.Outside, signs_with: foreign.Outside | None = None) -> None:
        signer = signs_with or ca
        self.folder = folder
        self.process: subprocess.Popen[str] | None = None
        folder.mkdir(exist_ok=True)
        (folder / "ca.pem").write_text(ca.pem)
        (folder / "signer.pem").write_text(signer.pem)
        (folder / "signer.key").write_bytes(
            signer.key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        self.lines: dict[int, str] = {}
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def knows(self, encoded: bytes, *, revoked: str = "") -> None:
        serial = x509.load_der_x509_certificate(encoded).serial_number
        written = f"{serial:X}"
        written = written if len(written) % 2 == 0 else f"0{written}"
        state = f"R\t360101000000Z\t{revoked}" if revoked else "V\t360101000000Z\t"
        self.lines[serial] = f"{state}\t{written}\tunknown\t/C=CN/CN=x\n"

    def start(self, *more: str) -> None:
        (self.folder / "index.txt").write_text("".join(self.lines.values()))
        command = ["openssl", "ocsp", "-index", "index.txt", "-port", str(self.port), "-CA", "ca.pem"]
        command += ["-rsigner", "signer.pem", "-rkey", "signer.key", *more]
        self.process = subprocess.Popen(
            command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        # It says when it listens; a connection to try would keep it waiting for a question.
        assert self.process.stdout is not None
        while "waiting for OCSP client" not in (line := self.process.stdout.readline()):
            assert line, "openssl ocsp did not start"

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.communicate()
            self.process = None


class World:
    """A trusted authority with a status service, and a person with a certificate of it."""

    def __init__(self, folder: Path) -> None:
        self.now = clock.now()  # the responder has a clock of its own
        self.ca = foreign.Outside(start=self.now - timedelta(days=30))
        self.responder = Responder(folder / "responder", self.ca)
        proposed = operations.propose_outside_authority(
            actor=actor("security1"),
            now=self.now,
            bundle=self.ca.pem,
            list_address="",
            status_address=self.responder.address,
            reason="省内企业都在用",
        )
        approve_proposal(actor=actor("security2"), now=self.now, proposal=proposed)
        self.key = foreign.new_key("p256")
        self.encoded = self.ca.issue(Account.objects.get(username="ouyang").person.name, self.key)
        self.certificate = signing.Certificate.from_der(self.encoded)
        self.responder.knows(self.encoded)

    @property
    def row(self) -> OutsideAuthority:
        return OutsideAuthority.objects.get()

    def at(self, **later: int) -> datetime:
        return self.now + timedelta(**later)

    def learn(self, **later: int) -> None:
        responders.learn_standing(self.encoded, now=self.at(**later))

    def prove(self, **later: int) -> Any:
        return outside.prove_chain(self.certificate, now=self.at(**later))

    def take_list(self, *, made: datetime | None = None, **later: int) -> None:
        operations.take_outside_list(
            actor=actor("security1"),
            now=self.at(**later),
            authority=self.row,
            encoded=self.ca.revocation_list(at=made or self.now),
        )


@pytest.fixture
def world(settings, tmp_path) -> Iterator[World]:
    settings.VAR, settings.DEMO_MODE = tmp_path, True
    build_people(now=clock.now() - timedelta(days=1), only=frozenset({"service"}))
    made = World(tmp_path)
    yield made
    made.responder.stop()


def test_status_service__good__opens_without_a_list_and_is_asked_once(world) -> None:
    world.responder.start("-nmin", "30")
    world.learn()
    world.responder.stop()

    world.learn(minutes=10)  # nobody is there; nobody is asked

    assert world.prove(minutes=10)
    assert world.row.status_failed_at is None
    assert Act.objects.filter(operation="certificates.take_outside_answer").count() == 1
    with pytest.raises(signing.RevocationUnknown):
        world.prove(minutes=40)


def test_status_service__good_without_next_update__counts_for_minutes(world) -> None:
    world.responder.start()
    world.learn()

    assert world.prove()
    with pytest.raises(signing.RevocationUnknown):
        world.prove(minutes=10)


def test_status_service__revoked__opens_nothing_whatever_an_older_list_says(world) -> None:
    world.take_list(made=world.at(hours=-2))
    world.responder.knows(world.encoded, revoked=f"{world.at(hours=-1):%y%m%d%H%M%S}Z,keyCompromise")
    world.responder.start("-nmin", "30")
    world.learn()

    with pytest.raises(signing.CertificateRevoked):
        world.prove()


def test_status_service__newer_list_says_revoked__the_kept_answer_opens_nothing(world) -> None:
    world.responder.start("-nmin", "50")
    world.learn()
    world.ca.revoke(world.encoded)
    world.take_list(made=world.at(minutes=80), minutes=20)

    with pytest.raises(signing.CertificateRevoked):
        world.prove(minutes=20)


def test_status_service__silent__the_current_list_decides_and_the_silence_is_on_record(world) -> None:
    world.learn()

    assert world.row.status_failed_at == world.now
    assert "连接不上" in world.row.status_problem
    assert world.row.is_untouched
    with pytest.raises(signing.RevocationUnknown):
        world.prove()
    world.take_list()
    assert world.prove()
    world.learn(seconds=30)
    assert Act.objects.filter(operation="certificates.record_outside_silence").count() == 1, (
        "left alone a minute"
    )


def test_status_service__never_answers__is_given_up(world, monkeypatch) -> None:
    monkeypatch.setattr(responders, "_PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", world.responder.port)):  # takes the call and says nothing
        world.learn()

    assert "没有应答" in world.row.status_problem


@pytest.mark.parametrize("case", ["does not know it", "signed by another"])
def test_status_service__answer_that_proves_nothing__counts_as_silence(world, tmp_path, case) -> None:
    if case == "does not know it":
        world.responder.lines.clear()
    else:
        stranger = foreign.Outside(start=world.at(days=-30))  # of the very same name
        port, world.responder = world.responder.port, Responder(tmp_path / "other", world.ca, stranger)
        world.responder.port = port
        world.responder.knows(world.encoded)
    world.responder.start("-nmin", "30")

    world.learn()

    assert world.row.status_failed_at == world.now
    assert not OutsideAnswer.objects.exists()
    with pytest.raises(signing.RevocationUnknown):
        world.prove()


def test_status_service__answer_of_another_time_or_certificate__is_refused_by_name(world) -> None:
    world.responder.start("-nmin", "30")
    world.learn()
    kept = bytes(OutsideAnswer.objects.get().encoded)
    other = signing.Certificate.from_der(world.ca.issue("诸葛", world.key))

    for certificate, encoded, told in (
        (other, kept, "不是这一次|没有说到"),
        (world.certificate, kept, "不是这一次"),
        (world.certificate, signing.refuse_request(3), "没有回答"),
        (world.certificate, kept[:-1], "."),
        (world.certificate, b"", "."),
    ):
        with pytest.raises(OutsideAnswerUnfit, match=told):
            answer(world, certificate, encoded)


def answer(world: World, certificate: signing.Certificate, encoded: bytes) -> None:
    operations.take_outside_answer(
        actor=responders.system_actor("证书状态查询"),
        now=world.now,
        authority=world.row,
        certificate=certificate,
        issuer=world.row.anchor,
        encoded=encoded,
        nonce=b"n" * 16,
    )


def test_status_service__address_changed_in_the_database__nobody_is_asked_there(world) -> None:
    OutsideAuthority.objects.update(status_address="http://127.0.0.1:9/")

    world.learn()

    assert world.row.status_failed_at is None, "the row counts for nothing any more"
    with pytest.raises(signing.CertificateUntrusted):
        world.prove()


def test_status_service__address_of_another_kind__is_refused(world) -> None:
    with pytest.raises(InvalidInput):
        operations.propose_outside_authority(
            actor=actor("security1"),
            now=world.now,
            bundle=foreign.Outside("别的", start=world.at(days=-1)).pem,
            list_address="",
            status_address="file:///etc/passwd",
            reason="省内企业都在用",
        )
