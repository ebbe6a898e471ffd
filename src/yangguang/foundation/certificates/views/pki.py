"""What is published for machines: CA certificates, revocation lists, OCSP (RFC 6960), time stamps (RFC 3161)."""

import base64
import binascii
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.foundation.access.api import public
from yangguang.foundation.certificates import queries
from yangguang.foundation.certificates.models import Authority, IssuedCertificate, Standing
from yangguang.foundation.certificates.operations.signatures import answer_time_stamp
from yangguang.foundation.certificates.rules.refusals import KeyStoreUnavailable
from yangguang.foundation.certificates.stores import key_store
from yangguang.foundation.signing import api as signing
from yangguang.foundation.signing.ocsp import MALFORMED_REQUEST, TRY_LATER, UNAUTHORIZED
from yangguang.kernel import clock
from yangguang.kernel.der import MalformedDer
from yangguang.kernel.refusals import NotFound, Refusal

LARGEST_QUESTION = 100_000


@public
@require_GET
def authority_certificate(request: HttpRequest, zone: str, which: str) -> HttpResponse:
    """Give the certificate of a CA."""
    return _file(bytes(_authority(zone, which).encoded), "application/pkix-cert")


@public
@require_GET
def revocation_list(request: HttpRequest, zone: str, which: str, delta: str = "") -> HttpResponse:
    """Give the newest list; where nothing changed since the full one, the full one is the delta."""
    authority, now = _authority(zone, which), clock.now()
    full = queries.find_list(authority=authority, is_delta=False, at=now)
    newest = queries.find_list(authority=authority, is_delta=True, at=now) if delta else None
    if full is None:
        raise NotFound(what="吊销列表")
    if newest is None or newest.number < full.number:
        newest = full
    return _file(bytes(newest.encoded), "application/pkix-crl")


@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def ocsp(request: HttpRequest, zone: str, question: str = "") -> HttpResponse:
    """Say how certificates stand; a failure is said in the protocol's own words."""
    try:
        content = base64.b64decode(question, validate=True) if question else request.body
        asked = signing.OcspRequest.from_der(content[:LARGEST_QUESTION])
        answer = _answer(asked, queries.get_issuing(zone=zone), clock.now())
    except KeyStoreUnavailable:
        answer = signing.refuse_request(TRY_LATER)
    except (Refusal, MalformedDer, binascii.Error):
        answer = signing.refuse_request(MALFORMED_REQUEST)
    response = HttpResponse(answer, content_type="application/ocsp-response")
    response.headers["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@public
@require_POST
def time_stamp(request: HttpRequest) -> HttpResponse:
    """Stamp a digest: that it existed now."""
    now = clock.now()
    row = (
        IssuedCertificate.objects.filter(profile="time_stamp", standing=Standing.VALID, not_after__gte=now)
        .order_by("-pk")
        .first()
    )
    try:
        asked = signing.TimeStampRequest.from_der(request.body[:LARGEST_QUESTION])
        answer = (
            signing.refuse_time_stamp("time_not_available")
            if row is None
            else answer_time_stamp(asked, row, now=now)
        )
    except signing.AlgorithmNotAccepted:
        answer = signing.refuse_time_stamp("bad_algorithm")
    except signing.TimeStampWrong:
        answer = signing.refuse_time_stamp("unaccepted_policy")
    except KeyStoreUnavailable:
        answer = signing.refuse_time_stamp("system_failure")
    except (Refusal, MalformedDer):
        answer = signing.refuse_time_stamp("bad_format")
    return HttpResponse(answer, content_type="application/timestamp-reply")


def _answer(asked: signing.OcspRequest, authority: Authority, now: datetime) -> bytes:
    issuer = queries.read_certificate(bytes(authority.encoded))
    if not all(question.is_of(issuer) for question in asked.questions):
        return signing.refuse_request(UNAUTHORIZED)
    serials = {f"{question.serial:X}": question for question in asked.questions}
    rows = {
        one.serial: one
        for one in IssuedCertificate.objects.filter(authority=authority, serial__in=list(serials))
    }
    return signing.answer_request(
        signer=key_store().signer(authority.key_name),
        responder=issuer,
        answers=[
            queries.status_for(question, rows.get(serial), now=now) for serial, question in serials.items()
        ],
        produced_at=now,
        nonce=asked.nonce,
    )


def _authority(zone: str, which: str) -> Authority:
    found = Authority.objects.filter(zone=zone, parent__isnull=which == "root").order_by("-pk").first()
    if found is None:
        raise NotFound(what="这个发证机构")
    return found


def _file(content: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
