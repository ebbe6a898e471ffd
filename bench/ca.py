"""
Issuing certificates and lists beside the raw signatures they need, in one run.

`issue_vs_raw_sign` holds like against like: certificates by a signer that does not verify its own work against bare
signatures. The CA in service verifies each signature before it gives the certificate away, which doubles the
cryptography; `checked_issue_vs_checked_sign` holds that against signatures verified likewise, and both rates are told.
"""

import itertools
import statistics
import time
from datetime import UTC, datetime, timedelta

from bench.frame import Figures, progress
from bench.sm2 import rate
from yangguang.foundation.signing import api, oids
from yangguang.foundation.signing import extensions as ext
from yangguang.kernel import sm

NOW = datetime(2026, 3, 2, 1, 0, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
ENTRIES = 20_000
SLICE = 0.1
HOLDERS = 64
MESSAGE = b"x" * 500  # as long as what is signed in a certificate


def run(*, quick: bool) -> Figures:
    """Measure."""
    rounds, seconds = (5, 0.7) if quick else (9, 2)
    slices = 25 if quick else 100
    key = sm.PrivateKey.generate()
    plain, checked = api.Sm2Signer(key, checked=False), api.Sm2Signer(key)
    authority = _authority(key)
    holders = itertools.cycle([sm.PrivateKey.generate().public_key.to_der() for _ in range(HOLDERS)])
    work = {
        "raw_sign": lambda: key.sign(MESSAGE),
        "issue": lambda: _issue(plain, authority, next(holders)),
        "checked_sign": lambda: key.sign(MESSAGE, checked=True),
        "checked_issue": lambda: _issue(checked, authority, next(holders)),
    }
    rates: dict[str, list[float]] = {name: [] for name in work}
    progress("certificates")
    for _ in range(slices):  # many short slices in turn: a neighbour's load falls on all alike
        for name, one in work.items():
            rates[name].append(rate(one, SLICE))
    progress(f"lists of {ENTRIES:,} entries")
    lists = [_list_seconds(checked, authority, number) for number in range(rounds)]
    made = _issue(checked, authority, next(holders))
    reading = rate(lambda: api.Certificate.from_der(made.encoded), seconds)
    validating = rate(
        lambda: api.validate_certificate(certificate=made, anchors=[authority], at=NOW), seconds
    )
    figures = {
        "issue_vs_raw_sign": _ratio(rates["issue"], rates["raw_sign"]),
        "checked_issue_vs_checked_sign": _ratio(rates["checked_issue"], rates["checked_sign"]),
        "crl_20000_cpu_s": statistics.median(lists),
        **{f"{name}_per_s": statistics.median(values) for name, values in rates.items()},
        "read_per_s": reading,
        "validate_per_s": validating,
        "ocsp_answers_per_s": rate(lambda: _answer(checked, authority, made), seconds),
        "time_stamps_per_s": rate(lambda: _stamp(checked, authority), seconds),
    }
    return {name: round(value, 3) for name, value in figures.items()}


def _ratio(mine: list[float], theirs: list[float]) -> float:
    return statistics.median(one / other for one, other in zip(mine, theirs, strict=True))


def _authority(key: sm.PrivateKey) -> api.Certificate:
    public = key.public_key.to_der()
    name = api.Name.of(C="CN", O="深圳市示范机关", CN="示范签发 CA")
    return api.issue_certificate(
        signer=api.Sm2Signer(key),
        issuer=name,
        subject=name,
        public_key_info=public,
        serial=api.new_serial(),
        not_before=NOW - YEAR,
        not_after=NOW + 10 * YEAR,
        extensions=[
            ext.basic_constraints(is_ca=True),
            ext.key_usage(*ext.CA_USAGES),
            ext.subject_key_identifier(ext.key_identifier(public)),
        ],
    )


def _issue(signer: api.Signer, authority: api.Certificate, public: bytes) -> api.Certificate:
    serial = api.new_serial()
    return api.issue_certificate(
        signer=signer,
        issuer=authority.subject,
        subject=api.Name.of(C="CN", O="深圳市示范机关", OU="行政服务大厅", CN=f"受理岗 {serial:x}"),
        public_key_info=public,
        serial=serial,
        not_before=NOW,
        not_after=NOW + YEAR,
        extensions=[
            ext.basic_constraints(is_ca=False),
            ext.key_usage(*ext.SIGNING_USAGES),
            ext.extended_key_usage(oids.CLIENT_AUTHENTICATION),
            ext.subject_key_identifier(ext.key_identifier(public)),
            ext.authority_key_identifier(authority.subject_key_identifier or b""),
            ext.distribution_points("http://ca.gov.example/issuing.crl"),
            ext.information_access(ocsp="http://ca.gov.example/ocsp"),
        ],
    )


def _list_seconds(signer: api.Signer, authority: api.Certificate, number: int) -> float:
    serials = [api.new_serial() for _ in range(ENTRIES)]
    reasons = [reason for reason in api.REASONS if reason != "remove_from_crl"]
    entries = [
        api.RevokedEntry(serial, NOW - timedelta(seconds=37 * place), reasons[place % len(reasons)])
        for place, serial in enumerate(serials)
    ]
    began = time.process_time()
    made = api.issue_revocation_list(
        signer=signer,
        issuer=authority.subject,
        issuer_key_identifier=authority.subject_key_identifier or b"",
        number=number,
        this_update=NOW,
        next_update=NOW + timedelta(days=1),
        entries=entries,
    )
    spent = time.process_time() - began
    if len(made.encoded) < 30 * ENTRIES:
        raise RuntimeError("the list is too short to be whole")
    return spent


def _answer(signer: api.Signer, authority: api.Certificate, certificate: api.Certificate) -> bytes:
    question = api.CertificateId.of(issuer=authority, serial=certificate.serial)
    return api.answer_request(
        signer=signer,
        responder=authority,
        answers=[api.CertificateStatus(question, "good", NOW, NOW + timedelta(days=1))],
        produced_at=NOW,
    )


def _stamp(signer: api.Signer, authority: api.Certificate) -> bytes:
    return api.issue_time_stamp(
        request=api.TimeStampRequest(oids.SM3, sm.sm3(MESSAGE)),
        signer=signer,
        authority=authority,
        policy="1.2.156.10197.6.99.1",
        serial=1,
        now=NOW,
    )
