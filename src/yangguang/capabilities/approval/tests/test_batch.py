"""Accepting several cases at once: one page to read, one PIN, and each act under a signature of its own."""

import base64
import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.models import Application
from yangguang.capabilities.approval.tests.given import LONG_AGO, MONDAY, Office, office
from yangguang.capabilities.approval.tests.test_desk_pages import signed_in, text_of
from yangguang.foundation.acts.api import list_acts_of
from yangguang.foundation.certificates import operations
from yangguang.foundation.certificates.models import IssuedCertificate, Signature
from yangguang.foundation.certificates.tests import given as certified
from yangguang.foundation.certificates.verification import verify_mark
from yangguang.kernel import clock, sm

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Office:
    return office()


class Clerk:
    """The clerk in service, with a certificate and its key."""

    def __init__(self, city: Office) -> None:
        operations.ensure_authorities(now=LONG_AGO)
        operations.publish_stale_lists(now=MONDAY)
        self.key = sm.PrivateKey.generate()
        actor = city.clerk
        asked = operations.request_certificate(
            actor=actor, now=MONDAY, profile="officer", csr=certified.csr(actor, self.key, "officer")
        )
        first, second = certified.officer("41"), certified.officer("42")
        operations.propose_request(actor=first, now=MONDAY, request=asked, opinion="当面核对了证件")
        done = operations.approve_request(actor=second, now=MONDAY, request=asked)
        self.certificate = IssuedCertificate.objects.get(pk=done.certificate_id)

    def signed(self, page: str) -> dict[str, Any]:
        """Fill the form of the page as its script does: read the statements, sign each."""
        form = page.split('class="yg-confirm', 1)[-1]
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
        told: dict[str, Any] = {name: html.unescape(value) for name, value in hidden if name != "case"}
        told["case"] = [value for name, value in hidden if name == "case"]
        statements = json.loads(
            re.search(r'<script type="application/json">(.*?)</script>', form, re.DOTALL).group(1)
        )
        for one in statements:
            assert html.escape(one["statement"]) in page, "what is signed is shown"
            signature = self.key.sign(one["statement"].encode())
            told[f"signature-{one['of']}"] = base64.b64encode(signature).decode()
        return {**told, "signature_serial": self.certificate.serial, "has_read": "yes"}


@pytest.fixture
def clerk(city, settings, tmp_path) -> Clerk:
    settings.VAR = tmp_path
    settings.DEMO_MODE = False
    return Clerk(city)


def read_back(client: Client, *cases: Application) -> str:
    return text_of(client.post("/desk/accept/", {"case": [one.number for one in cases]}))


def states(*cases: Application) -> list[str]:
    for one in cases:
        one.refresh_from_db()
    return [one.state for one in cases]


def test_batch__one_case_incomplete__is_named_before_anything_is_signed(city) -> None:
    whole = city.submitted()
    with clock.fixed_at(MONDAY):
        bare = approval.register_paper_application(
            actor=city.clerk,
            version=whole.version,
            paper=approval.PaperApplication(
                applicant=approval.Applicant(
                    person_name="张伟", person_number=whole.person_number, phone="13800000308"
                ),
                fields=whole.fields,
            ),
            now=MONDAY,
        )
    with signed_in("clerk") as client:
        page = read_back(client, whole, bare)
        assert "受理 1 件申请" in page
        assert "材料不齐" in page
        assert f'value="{bare.number}"' not in page
        hidden = dict(re.findall(r'name="((?:digest|title)-[^"]+)" value="([^"]*)"', page))
        done = client.post(
            "/desk/accept/",
            {"case": [whole.number, bare.number], "signed": "yes", "has_read": "yes", **hidden},
            follow=True,
        )
    assert "已受理 1 件" in text_of(done)
    assert "材料不齐" in text_of(done)
    assert states(whole, bare) == ["accepted", "submitted"]


def test_batch__in_service__each_act_carries_its_own_signature(city, clerk) -> None:
    cases = [city.submitted() for _ in range(3)]
    with signed_in("clerk") as client:
        page = read_back(client, *cases)
        done = text_of(client.post("/desk/accept/", clerk.signed(page), follow=True))

    assert "已受理 3 件" in done
    kept = Signature.objects.filter(kind="act").order_by("pk")
    assert [one.object_number for one in kept] == [one.number for one in cases]
    for one in kept:
        act = list_acts_of(object_type="application", object_number=one.object_number).get(
            number=one.act_number
        )
        assert act.operation == "approval.accept_application"
        assert verify_mark(one).problem == ""


def test_batch__in_service__without_signatures__accepts_nothing(city, clerk) -> None:
    case = city.submitted()
    with signed_in("clerk") as client:
        told = clerk.signed(read_back(client, case))
        del told[f"signature-{case.number}"]
        done = text_of(client.post("/desk/accept/", told, follow=True))

    assert "没有受理" in done
    assert states(case) == ["submitted"]


def test_batch__signature_of_another_case__is_refused_and_the_rest_goes_on(city, clerk) -> None:
    first, second = city.submitted(), city.submitted()
    with signed_in("clerk") as client:
        told = clerk.signed(read_back(client, first, second))
        for name in ("signature", "signature_nonce"):
            told[f"{name}-{first.number}"] = told[f"{name}-{second.number}"]
        done = text_of(client.post("/desk/accept/", told, follow=True))

    assert "已受理 1 件" in done
    assert states(first, second) == ["submitted", "accepted"]
    assert Signature.objects.get(kind="act").object_number == second.number


def test_batch__sent_twice__signs_nothing_twice(city, clerk) -> None:
    case = city.submitted()
    with signed_in("clerk") as client:
        told = clerk.signed(read_back(client, case))
        client.post("/desk/accept/", told)
        again = text_of(client.post("/desk/accept/", told, follow=True))

    assert "没有受理" in again
    assert Signature.objects.filter(kind="act").count() == 1


def test_batch__notice_other_than_the_one_read__is_refused(city, clerk) -> None:
    case = city.submitted()
    with signed_in("clerk") as client:
        told = clerk.signed(read_back(client, case))
        told[f"digest-{case.number}"] = "0" * 64
        done = text_of(client.post("/desk/accept/", told, follow=True))

    assert "内容变了" in done
    assert states(case) == ["submitted"]


def test_batch__accepted_by_a_colleague_meanwhile__is_told(city, clerk) -> None:
    case, other = city.submitted(), city.submitted()
    with signed_in("clerk") as client:
        told = clerk.signed(read_back(client, case, other))
        approval.accept_application(actor=city.clerk2, application=case, now=MONDAY)
        done = text_of(client.post("/desk/accept/", told, follow=True))

    assert "已受理 1 件" in done
    assert f"{case.applicant_name} 没有受理" in done
