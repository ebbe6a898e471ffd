"""
What of a case licences prove: materials nobody has to bring (免提交), and the claims that are held against the registers.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from yangguang.capabilities.approval.models import Application
from yangguang.capabilities.approval.queries.demands import form_of, materials_asked
from yangguang.capabilities.approval.states import OPEN
from yangguang.reference.comparison import api as comparison
from yangguang.reference.licences import api as licences
from yangguang.reference.licences.models import Licence
from yangguang.reference.matters.models import MatterVersion

ENTERPRISES = "enterprises"
BUSINESS_LICENCE, TARGET = "营业执照", "原证照"
_NAMES = {"legal_representative": "representative", "address": "address", "registered_on": "registered_on"}

Claims = list[tuple[str, comparison.Claim]]


def covered_materials(
    *, version: MatterVersion, fields: Mapping[str, Any], holder: str, on: date
) -> dict[str, Licence]:
    """Give the licences in force that take the place of materials, by the material's code (优化营商环境条例; handbook §3.2)."""
    asked = [one for one in materials_asked(version=version, fields=fields) if one.form_kind != "online_form"]
    found = licences.find_covering(holder=holder, materials=[one.name for one in asked], on=on)
    return {one.code: found[one.name] for one in asked if one.name in found}


def materials_relied_on(*, application: Application) -> dict[str, Licence]:
    """Give the licences the case was handed in on, by the material's code."""
    found = licences.list_reliances(case_number=application.number)
    return {one.material_code: one.licence for one in found if one.licence is not None}


def claims_of(*, application: Application) -> Claims:
    """Say what the case presents and where it can be compared: the enterprise, the licence it is about, those it rests on."""
    claims: Claims = []
    if application.enterprise_code:
        claims.append((ENTERPRISES, _enterprise_claim(application)))
    return claims + relied_claims(application=application)


def relied_claims(*, application: Application) -> Claims:
    """Give only what rests on a licence."""
    target, holder = application.target_licence, application.enterprise_code or application.person_number
    claims: Claims = []
    if target is not None:
        said = {"number": target.number, "title": target.title, "holder_code": holder}
        claims.append(
            (licences.SOURCE, comparison.Claim("licence", said, item=TARGET, key=application.number))
        )
    relied = materials_relied_on(application=application)
    names = {one.code: one.name for one in application.version.materials.all()} if relied else {}
    for code, licence in relied.items():
        said = {**licences.claim_of(licence).fields, "holder_code": holder}
        item = f"{licence.title}（代替{names.get(code, code)}）"
        claims.append(
            (licences.SOURCE, comparison.Claim("licence", said, item=item[:80], key=application.number))
        )
    return claims


def find_unjudged_reliance(*, application: Application, now: datetime) -> tuple[str, str] | None:
    """
    Find a licence the grant would rest on that no longer agrees with the register, and about which nobody has decided.

    A renewal or cancellation of the licence itself is not resting on it: an expired one may be renewed (行政许可法 第五十条).
    """
    for source, claim in relied_claims(application=application):
        if claim.item == TARGET and not application.version.change_of:
            continue
        asked = comparison.compare_now(source=source, claim=claim, now=now, body_code=application.body.code)
        if asked.finding.outcome.needs_person and asked.decided is None:
            record = asked.finding.record
            told = "；".join(f"{one.label}不同" for one in asked.finding.differences)
            why = record.lapsed if record is not None and record.lapsed else told
            return claim.item, why or asked.finding.problem or asked.finding.outcome.word
    return None


def live_cases(now: datetime) -> Iterator[tuple[comparison.Subject, Claims]]:
    """Give every case that is not closed, for the comparison of the night."""
    rows = Application.objects.filter(state__in=[state.value for state in OPEN])
    for one in (
        rows.select_related("body", "version", "target_licence").order_by("pk").iterator(chunk_size=500)
    ):
        yield subject_of(one), claims_of(application=one)


def subject_of(application: Application) -> comparison.Subject:
    """Name the case for comparison, with the body in charge."""
    return comparison.Subject("application", application.number, application.body.code)


def _enterprise_claim(application: Application) -> comparison.Claim:
    said = {"code": application.enterprise_code, "name": application.applicant_name}
    for field in form_of(version=application.version).fields():
        name = _NAMES.get(field.prefill.removeprefix("enterprise."), "")
        if field.prefill.startswith("enterprise.") and name and application.fields.get(field.id):
            said[name] = str(application.fields[field.id])
    return comparison.Claim("subject", said, item=BUSINESS_LICENCE, key=application.number)
