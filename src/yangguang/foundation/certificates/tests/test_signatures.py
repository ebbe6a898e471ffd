"""Signatures under acts and seals under documents: what is stored proves itself, what does not fit is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from yangguang.foundation.certificates import operations
from yangguang.foundation.certificates.models import Signature
from yangguang.foundation.certificates.operations.signatures import GivenSignature, ToSign, pose_act, sign_act
from yangguang.foundation.certificates.rules import refusals
from yangguang.foundation.certificates.tests import given
from yangguang.foundation.certificates.verification import verify_mark
from yangguang.foundation.signing import api as signing
from yangguang.kernel import sm

pytestmark = pytest.mark.django_db
PAPER = ToSign("准予许可", "approval.grant", "application", "SZ1", "《决定书》", "ab" * 32, "张伟")


@pytest.fixture
def registry(settings, tmp_path) -> given.Registry:
    settings.VAR = tmp_path
    return given.Registry()


def signed(registry, issued, *, shown=PAPER, done=PAPER, key=None, actor=None, at=given.LATER):
    posed = pose_act(to_sign=shown, account_id=registry.citizen.account_id, now=given.LATER)
    signature = (key or registry.key).sign(posed.statement.encode())
    return sign_act(
        actor=actor or registry.citizen,
        now=at,
        to_sign=done,
        given=GivenSignature(posed.nonce, issued.serial, signature),
        act_number=7,
    )


def test_signature__over_what_was_shown__is_kept_with_proof_and_survives_revocation(registry) -> None:
    issued = registry.issue()
    kept = signed(registry, issued)
    operations.revoke_certificate(
        actor=registry.citizen,
        now=given.LATER + timedelta(days=1),
        certificate=issued,
        reason="cessation_of_operation",
    )

    mark = verify_mark(Signature.objects.get(pk=kept.pk))

    assert mark.problem == ""
    assert mark.stamped_at == kept.signed_at
    assert "《决定书》" in kept.statement


def test_signature__of_an_applicant__stays_off_public_pages(registry) -> None:
    from django.template.loader import render_to_string

    mark = verify_mark(signed(registry, registry.issue()))

    page = render_to_string("certificates/mark.html", {"mark": mark})

    assert "张伟" not in page
    assert mark.serial not in page
    assert "申请人" in page


@pytest.mark.parametrize(
    "change",
    [
        {"digest": "cd" * 32},
        {"operation": "approval.refuse"},
        {"object_number": "SZ2"},
        {"title": "《旧版》"},
    ],
)
def test_signature__over_another_document_act_object_or_version__is_refused(registry, change) -> None:
    issued = registry.issue()

    with pytest.raises(refusals.SignatureForOther):
        signed(registry, issued, done=replace(PAPER, **change))


def test_signature__by_another_key__is_refused(registry) -> None:
    with pytest.raises(signing.SignatureWrong):
        signed(registry, registry.issue(), key=sm.PrivateKey.generate())


def test_signature__with_the_certificate_of_another_person__is_refused(registry) -> None:
    other = given.citizen("lina", 2)
    theirs = registry.issue(other, sm.PrivateKey.generate())

    with pytest.raises(refusals.SignerNotHolder):
        signed(registry, theirs)


def test_signature__too_late__is_refused(registry) -> None:
    with pytest.raises(refusals.ChallengeExpired):
        signed(registry, registry.issue(), at=given.LATER + timedelta(minutes=31))


def test_signature__changed_in_the_database__is_refused_by_it(registry) -> None:
    kept = signed(registry, registry.issue())

    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.filter(pk=kept.pk).update(statement="别的")


def test_signature__changed_statement__is_named(registry) -> None:
    kept = signed(registry, registry.issue())
    kept.statement = kept.statement.replace("准予", "不予")

    assert verify_mark(kept).problem
