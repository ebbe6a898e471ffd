"""Certificates of other authorities: who may come in with them, and what is refused by name."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from yangguang.foundation.access.api import actor_of, find_faults
from yangguang.foundation.access.demo import SMALL_CITY, build_people
from yangguang.foundation.access.operations import approve_proposal, end_right
from yangguang.foundation.access.rules import SamePerson
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.certificates import operations
from yangguang.foundation.certificates.models import OutsideAuthority, OutsideCertificate
from yangguang.foundation.certificates.rules import refusals
from yangguang.foundation.certificates.tasks import fetch_outside_lists
from yangguang.foundation.certificates.tests import foreign
from yangguang.foundation.certificates.tests.given import LATER, NOW
from yangguang.foundation.identity.models import Account
from yangguang.foundation.signing import api as signing
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput

pytestmark = pytest.mark.django_db
BROWSER = "b" * 32


def actor(username: str) -> Actor:
    account = Account.objects.select_related("officer", "person").get(username=username)
    return actor_of(account=account, on=clock.today(NOW))


@pytest.fixture
def city(settings, tmp_path) -> None:
    settings.VAR, settings.DEMO_MODE = tmp_path, True
    build_people(now=NOW, only=SMALL_CITY)
    operations.ensure_authorities(now=NOW - timedelta(days=1))


def proposed(ca: foreign.Outside, **more: Any) -> OutsideAuthority:
    told = {"bundle": ca.pem, "list_address": "", "reason": "省内企业都在用", **more}
    return operations.propose_outside_authority(actor=actor("security1"), now=NOW, **told)


def trusted(ca: foreign.Outside, *, with_list: bool = True) -> OutsideAuthority:
    row = approve_proposal(actor=actor("security2"), now=NOW, proposal=proposed(ca))
    if with_list:
        take(row, ca.revocation_list())
    return row


def take(row: OutsideAuthority, encoded: bytes, at: Any = NOW) -> None:
    operations.take_outside_list(actor=actor("security1"), now=at, authority=row, encoded=encoded)


def bind(username: str, key: Any, encoded: bytes, *, signs: Any = None) -> OutsideCertificate:
    account = Account.objects.select_related("officer", "person").get(username=username)
    posed = operations.pose_binding(account_id=account.pk, origin="https://test", now=NOW)
    return operations.bind_outside_certificate(
        actor=actor(username),
        now=NOW,
        account=account,
        nonce=posed.nonce,
        encoded=encoded,
        signature=foreign.sign(signs or key, posed.statement.encode()),
    )


def enter(key: Any, encoded: bytes, *, at: Any = LATER) -> Any:
    posed = operations.pose_sign_in(origin="https://test", browser=BROWSER, now=at)
    return operations.authenticate_by_certificate(
        nonce=posed.nonce,
        browser=BROWSER,
        encoded=encoded,
        signature=foreign.sign(key, posed.statement.encode()),
        address="127.0.0.1",
        now=at,
    )


class Holder:
    """Somebody with a certificate of an outside authority, bound to the account."""

    def __init__(self, kind: str = "p256") -> None:
        self.ca = foreign.Outside()
        self.row = trusted(self.ca)
        self.key = foreign.new_key(kind)
        self.name = Account.objects.get(username="ouyang").person.name
        self.encoded = self.ca.issue(self.name, self.key)
        self.bound = bind("ouyang", self.key, self.encoded)


@pytest.fixture
def holder(city) -> Holder:
    return Holder()


@pytest.mark.parametrize("kind", ["rsa", "p256", "p384"])
def test_outside_certificate__bound__opens_for_the_holder(city, kind) -> None:
    holder = Holder(kind)

    assert enter(holder.key, holder.encoded).holder.username == "ouyang"


def test_trust_list__proposer__cannot_approve_and_one_person_opens_nothing(city) -> None:
    ca = foreign.Outside()
    row = proposed(ca)
    with pytest.raises(SamePerson):
        approve_proposal(actor=actor("security1"), now=NOW, proposal=row)
    key = foreign.new_key("p256")

    with pytest.raises(signing.CertificateUntrusted):
        enter(key, ca.issue("欧阳", key))


def test_trust_list__approved_by_hand_in_the_database__is_refused_by_it(city) -> None:
    row = proposed(foreign.Outside())

    with pytest.raises(IntegrityError), transaction.atomic():
        OutsideAuthority.objects.filter(pk=row.pk).update(state="effective", decided_by=row.proposed_by)


def test_8_1_4_7_trust_list__changed_in_the_database__opens_nothing_and_is_named(holder) -> None:
    other = foreign.Outside("别的根")
    OutsideAuthority.objects.filter(pk=holder.row.pk).update(name="改过的名字")

    with pytest.raises(signing.CertificateUntrusted):
        enter(holder.key, holder.encoded)
    assert any("改过的名字" in one for one in find_faults())
    OutsideAuthority.objects.filter(pk=holder.row.pk).update(
        name=holder.row.name, encoded=signing.Certificate.from_pem(other.pem).encoded
    )
    with pytest.raises(signing.CertificateUntrusted):
        enter(holder.key, holder.encoded)


def test_trust_list__no_longer_trusted__opens_nothing(holder) -> None:
    end_right(actor=actor("security1"), now=NOW, right=holder.row, reason="机构被撤销许可")

    with pytest.raises(signing.CertificateUntrusted):
        enter(holder.key, holder.encoded)


def test_outside_certificate__without_a_current_list__is_refused(city) -> None:
    ca = foreign.Outside()
    row = trusted(ca, with_list=False)
    key = foreign.new_key("p256")
    encoded = ca.issue(Account.objects.get(username="ouyang").person.name, key)
    with pytest.raises(signing.RevocationUnknown):
        bind("ouyang", key, encoded)
    take(row, ca.revocation_list())
    bind("ouyang", key, encoded)

    with pytest.raises(signing.RevocationUnknown):
        enter(key, encoded, at=NOW + timedelta(days=8))


def test_outside_certificate__revoked__is_refused(holder) -> None:
    holder.ca.revoke(holder.encoded)
    take(holder.row, holder.ca.revocation_list(at=LATER), at=LATER)

    with pytest.raises(signing.CertificateRevoked):
        enter(holder.key, holder.encoded, at=LATER)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [({"days": 10}, signing.CertificateExpired), ({"usage": "server"}, signing.CertificateUsageWrong)],
)
def test_outside_certificate__expired_or_for_servers__is_refused(holder, more, refusal) -> None:
    with pytest.raises(refusal):
        enter(holder.key, holder.ca.issue(holder.name, holder.key, **more))


def test_outside_certificate__not_yet_valid__is_refused(holder) -> None:
    with pytest.raises((signing.CertificateNotYetValid, signing.RevocationUnknown)):
        enter(holder.key, holder.encoded, at=foreign.START - timedelta(days=1))


def test_outside_certificate__self_made_or_of_another_authority__is_untrusted(holder) -> None:
    key = foreign.new_key("p256")

    for ca in (foreign.Outside("自己做的"), foreign.Outside()):  # the second one has the very same name
        with pytest.raises(signing.CertificateUntrusted):
            enter(key, ca.issue(holder.name, key))


def test_outside_certificate__short_rsa_key__is_refused(holder) -> None:
    key = foreign.new_key("rsa1024")

    with pytest.raises(signing.AlgorithmNotAccepted):
        bind("ouyang", key, holder.ca.issue(holder.name, key))


def test_outside_certificate__one_bit_flipped__is_refused(holder) -> None:
    flipped = bytearray(holder.encoded)
    flipped[-1] ^= 1

    with pytest.raises(signing.SigningRefusal):
        enter(holder.key, bytes(flipped))


def test_outside_certificate__signed_by_another_key__is_refused(holder) -> None:
    with pytest.raises(signing.SignatureWrong):
        enter(foreign.new_key("p256"), holder.encoded)


def test_outside_certificate__never_bound__is_refused_by_name(holder) -> None:
    key = foreign.new_key("p256")

    with pytest.raises(refusals.CertificateNotBound, match="南方数字认证根"):
        enter(key, holder.ca.issue(holder.name, key))


def test_binding__ended__opens_nothing_any_more(holder) -> None:
    operations.end_outside_certificate(actor=actor("ouyang"), now=NOW, certificate=holder.bound)

    with pytest.raises(refusals.CertificateNotBound):
        enter(holder.key, holder.encoded)


def test_binding__key_not_shown__is_refused(holder) -> None:
    key = foreign.new_key("p256")

    with pytest.raises(signing.SignatureWrong):
        bind("ouyang", key, holder.ca.issue(holder.name, key), signs=foreign.new_key("p256"))


def test_binding__certificate_of_somebody_else__is_refused(holder) -> None:
    key = foreign.new_key("p256")

    with pytest.raises(refusals.HolderNameDiffers):
        bind("ouyang", key, holder.ca.issue("诸葛某", key))


def test_binding__to_two_accounts__is_refused(holder) -> None:
    other = Account.objects.get(username="zhangwei").person
    other.name = holder.name
    other.save()

    with pytest.raises(refusals.OutsideCertificateTaken):
        bind("zhangwei", holder.key, holder.encoded)


def test_binding__of_an_officer__waits_for_a_registrar(holder) -> None:
    key = foreign.new_key("rsa")
    encoded = holder.ca.issue(Account.objects.get(username="director").officer.name, key)
    bound = bind("director", key, encoded)
    with pytest.raises(refusals.BindingWaits):
        enter(key, encoded)

    operations.confirm_outside_certificate(actor=actor("security1"), now=NOW, certificate=bound)

    assert enter(key, encoded).holder.username == "director"
    with pytest.raises(refusals.BindingClosed):
        operations.confirm_outside_certificate(actor=actor("security2"), now=NOW, certificate=bound)


def test_8_1_4_7_binding__moved_to_another_account_in_the_database__opens_nothing(holder) -> None:
    OutsideCertificate.objects.filter(pk=holder.bound.pk).update(
        holder=Account.objects.get(username="director")
    )

    with pytest.raises(refusals.RecordTampered):
        enter(holder.key, holder.encoded)


def test_outside_certificate__as_second_factor__counts_for_its_holder_only(holder) -> None:
    def show(username: str) -> None:
        account = Account.objects.get(username=username)
        posed = operations.pose_step_up(account_id=account.pk, origin="https://t", browser=BROWSER, now=LATER)
        operations.show_certificate(
            actor=actor(username),
            now=LATER,
            account=account,
            address="127.0.0.1",
            nonce=posed.nonce,
            serial=holder.bound.serial,
            browser=BROWSER,
            signature=foreign.sign(holder.key, posed.statement.encode()),
        )

    show("ouyang")
    with pytest.raises(refusals.CertificateNotFound):
        show("zhangwei")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"bundle": "不是证书"}, refusals.OutsideAuthorityUnfit),
        (
            {"bundle": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"},
            refusals.OutsideAuthorityUnfit,
        ),
        ({"reason": "是"}, InvalidInput),
        ({"list_address": "ftp://x"}, InvalidInput),
    ],
)
def test_trust_list__unfit__is_refused(city, change, refusal) -> None:
    with pytest.raises(refusal):
        proposed(foreign.Outside(), **change)
    assert not OutsideAuthority.objects.exists()


def test_trust_list__certificate_of_a_person_or_expired_root__is_refused(city) -> None:
    ca, key = foreign.Outside(), foreign.new_key("p256")
    person = signing.Certificate.from_der(ca.issue("张三", key)).to_pem()
    for bundle in (person, foreign.Outside(start=NOW - timedelta(days=4000)).pem):
        with pytest.raises(refusals.OutsideAuthorityUnfit):
            proposed(ca, bundle=bundle)


def test_trust_list__same_root_twice__is_refused(city) -> None:
    ca = foreign.Outside()
    proposed(ca)

    with pytest.raises(refusals.OutsideAuthorityKnown):
        proposed(ca)


def test_outside_list__of_another_old_or_broken__is_refused(city) -> None:
    ca = foreign.Outside()
    row = trusted(ca)
    stranger = foreign.Outside()  # of the same name
    for encoded in (
        stranger.revocation_list(),
        ca.revocation_list(at=NOW - timedelta(days=20)),
        ca.revocation_list(at=NOW - timedelta(days=1)),
        b"",
        b"\xff\x00",
    ):
        with pytest.raises(refusals.OutsideListUnfit):
            take(row, encoded)


class Shelf(BaseHTTPRequestHandler):
    """The place where an outside authority publishes its list."""

    offered = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.offered)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def shelf() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Shelf)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/root.crl"
    server.shutdown()
    server.server_close()


def test_outside_list__fetched_by_the_clock__and_a_broken_one_leaves_the_last(city, shelf) -> None:
    ca = foreign.Outside()
    row = approve_proposal(actor=actor("security2"), now=NOW, proposal=proposed(ca, list_address=shelf))
    Shelf.offered = ca.revocation_list()
    with clock.fixed_at(NOW):
        assert fetch_outside_lists() == 1
        Shelf.offered = b"<html>404</html>"
        assert fetch_outside_lists() == 0

    assert row.lists.count() == 1
