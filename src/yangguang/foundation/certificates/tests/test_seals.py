"""Electronic seals of bodies: made by two persons, put on documents, stopped, brought back, cancelled, verified afterwards."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.certificates import operations, queries
from yangguang.foundation.certificates.models import BodySeal, IssuedCertificate, SealState, Signature
from yangguang.foundation.certificates.rules import refusals
from yangguang.foundation.certificates.tests import given
from yangguang.foundation.certificates.verification import verify_mark
from yangguang.foundation.organisation.tests import given as city
from yangguang.foundation.signing import api as signing
from yangguang.foundation.signing.api import Sealing
from yangguang.kernel import sm
from yangguang.kernel.refusals import InvalidInput, NotPermitted

pytestmark = pytest.mark.django_db
NOW, LATER = given.NOW, given.LATER
DIGEST = sm.sm3("准予行政许可决定书".encode()).hex()


@pytest.fixture
def desk(settings, tmp_path):
    settings.VAR = tmp_path
    return given.Registry()


@pytest.fixture
def body(desk):
    return city.body(area=city.city())


def made(desk, body) -> BodySeal:
    asked = operations.propose_seal(actor=desk.first, now=NOW, body=body, reason="深府办〔2026〕1号")
    return operations.approve_seal(actor=desk.second, now=NOW, seal=asked)


def put(body, *, at=LATER, digest=DIGEST) -> Signature | None:
    """Seal inside an operation, as issuing a document does."""
    from yangguang.foundation.acts.tests.given import Case
    from yangguang.foundation.certificates.tests.given import seal_within

    return seal_within(
        actor=system_actor("试验"), now=at, case=Case("SZ1"), body_code=body.code, digest=digest
    )


def test_seal__proposed_and_approved_by_two__is_made_as_the_standard_says(desk, body) -> None:
    seal = made(desk, body)

    assert seal.state == SealState.VALID
    read = seal.seal
    assert read is not None
    read.verify()
    assert (read.info.name, read.info.number) == (body.name, seal.number)
    assert seal.certificate is not None
    assert read.info.lists(seal.certificate.certificate)
    assert queries.prove_maker(read)
    assert b"<svg" in read.info.picture


def test_seal__approved_by_who_proposed__is_refused_by_operation_and_database(desk, body) -> None:
    asked = operations.propose_seal(actor=desk.first, now=NOW, body=body, reason="依据")

    with pytest.raises(refusals.SamePerson):
        operations.approve_seal(actor=desk.first, now=NOW, seal=asked)
    with pytest.raises(IntegrityError, match="seal_needs_two_persons"), transaction.atomic():
        BodySeal.objects.filter(pk=asked.pk).update(decided_by=asked.proposed_by)


def test_seal__a_second_one_or_without_reason_or_by_a_citizen__is_refused(desk, body) -> None:
    made(desk, body)

    with pytest.raises(refusals.SealExists):
        operations.propose_seal(actor=desk.first, now=NOW, body=body, reason="再来一枚")
    with pytest.raises(InvalidInput):
        operations.propose_seal(actor=desk.first, now=NOW, body=body, reason=" ")
    with pytest.raises(NotPermitted):
        operations.propose_seal(actor=desk.citizen, now=NOW, body=body, reason="想要")


def test_document__sealed__verifies_offline_and_on_the_page(desk, body) -> None:
    made(desk, body)

    mark = put(body)

    assert mark is not None
    sealing = Sealing.from_der(bytes(mark.sealing))
    stamp = sealing.verify(digest=bytes.fromhex(DIGEST))
    assert stamp is not None
    assert stamp.stamped_at == LATER.replace(microsecond=0)
    told = verify_mark(mark)
    assert (told.is_good, told.problem, told.signer) == (True, "", body.name)
    assert f"SM3 {DIGEST}" in mark.statement


def test_seal__suspended__seals_nothing_until_another_person_brings_it_back(desk, body) -> None:
    seal = made(desk, body)
    before = put(body)
    stopped = operations.suspend_seal(actor=desk.first, now=LATER, seal=seal, reason="印章保管人调岗")

    assert put(body, at=LATER + timedelta(minutes=1)) is None
    with pytest.raises(refusals.SamePerson):
        operations.resume_seal(actor=desk.first, now=LATER, seal=stopped, reason="回来了")
    operations.resume_seal(actor=desk.second, now=LATER + timedelta(hours=1), seal=stopped, reason="已交接")
    assert put(body, at=LATER + timedelta(hours=2)) is not None
    assert before is not None
    assert verify_mark(before).is_good


def test_seal__cancelled__ends_for_good_and_what_it_sealed_stays_good(desk, body) -> None:
    seal = made(desk, body)
    mark = put(body)
    with pytest.raises(refusals.SealStateWrong):
        operations.cancel_seal(actor=desk.second, now=LATER, seal=seal, reason="机构撤销")
    stopped = operations.suspend_seal(actor=desk.first, now=LATER, seal=seal, reason="机构撤销")
    with pytest.raises(refusals.SamePerson):
        operations.cancel_seal(actor=desk.first, now=LATER, seal=stopped, reason="机构撤销")

    ended = operations.cancel_seal(actor=desk.second, now=LATER, seal=stopped, reason="机构撤销")

    assert ended.state == SealState.CANCELLED
    assert IssuedCertificate.objects.get(pk=ended.certificate_id).standing == "revoked"
    assert put(body, at=LATER + timedelta(days=1)) is None
    with pytest.raises(refusals.SealStateWrong):
        operations.resume_seal(actor=desk.second, now=LATER, seal=ended, reason="反悔")
    assert mark is not None
    assert verify_mark(mark).is_good
    assert made(desk, body).number.endswith("-002")


def test_seal__row_turned_back_to_valid_by_hand__still_seals_nothing(desk, body) -> None:
    stopped = operations.suspend_seal(actor=desk.first, now=LATER, seal=made(desk, body), reason="停")
    BodySeal.objects.filter(pk=stopped.pk).update(state="valid")

    assert put(body, at=LATER + timedelta(days=1)) is None


@pytest.mark.parametrize(
    "change", ["state = 'valid'", "body_code = 'X'", "name = '别的局'", "number = 'X-001'"]
)
def test_8_1_4_7_seal__row_changed_by_hand__is_named_and_seals_nothing(desk, body, change) -> None:
    seal = made(desk, body)
    if "state" in change:
        operations.suspend_seal(actor=desk.first, now=LATER, seal=seal, reason="停")
    assert queries.list_tampered_seals() == []
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE certificates_bodyseal SET {change} WHERE id = %s", [seal.pk])

    assert queries.list_tampered_seals() == [BodySeal.objects.get(pk=seal.pk).number]
    if "name" in change or "number" in change:
        with pytest.raises(refusals.RecordTampered):
            put(body, at=LATER + timedelta(days=1))
    else:
        assert put(body, at=LATER + timedelta(days=1)) is None


def test_seal__certificate_row_changed_by_hand__is_named(desk, body) -> None:
    seal = made(desk, body)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE certificates_issuedcertificate SET body_code = 'X' WHERE id = %s", [seal.certificate_id]
        )

    with pytest.raises(refusals.RecordTampered):
        put(body)


@pytest.mark.parametrize("field", ["digest", "statement", "sealing", "signed_at"])
def test_mark__changed_in_the_row__is_named(desk, body, field) -> None:
    made(desk, body)
    mark, other = put(body), put(body, digest=sm.sm3(b"other").hex())
    assert mark is not None
    assert other is not None
    setattr(
        mark, field, mark.signed_at + timedelta(hours=1) if field == "signed_at" else getattr(other, field)
    )

    assert verify_mark(mark).problem


def test_mark__seal_of_a_self_made_maker__is_refused(desk, body) -> None:
    made(desk, body)
    mark = put(body)
    assert mark is not None
    key = sm.PrivateKey.generate()
    real = Sealing.from_der(bytes(mark.sealing))
    fake = signing.issue_certificate(
        signer=signing.Sm2Signer(key), issuer=real.seal.maker.issuer, subject=real.seal.maker.subject,
        public_key_info=key.public_key.to_der(), serial=real.seal.maker.serial, not_before=real.seal.maker.not_before,
        not_after=real.seal.maker.not_after, extensions=[signing.extensions.basic_constraints(is_ca=False)],
    )  # fmt: skip
    forged = signing.make_seal(info=real.seal.info, signer=signing.Sm2Signer(key), maker=fake)

    with pytest.raises(signing.CertificateUntrusted):
        queries.prove_maker(forged)


def test_ensure_seals__from_the_console__gives_every_body_one_and_nothing_twice(desk, body) -> None:
    assert operations.ensure_seals(now=NOW) >= 1
    assert operations.ensure_seals(now=NOW) == 0
    assert BodySeal.objects.get(body_code=body.code).seal is not None
