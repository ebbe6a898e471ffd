"""One small city with one case in it, built through operations only."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from yangguang.capabilities.approval import api as approval
from yangguang.foundation.access.api import actor_of
from yangguang.foundation.access.demo import build_people
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.identity.models import Account
from yangguang.kernel import clock
from yangguang.reference.declarations.demo import build_catalogue
from yangguang.reference.matters import api as matters

CODE = "440131016000"
PHONE = "13800000308"
CANTEEN = "91440300MXDEMA012F"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\n"
    b"startxref\n160\n%%EOF\n"
)


def city(*, now: datetime) -> None:
    """Build people, bodies and the one matter in force that is applied for here."""
    build_people(now=now)
    build_catalogue(now=now, codes=lambda code: code == CODE)


def actor(username: str, *, now: datetime, acting_for: str = "") -> Actor:
    """Give somebody of the demo city."""
    account = Account.objects.get(username=username)
    return actor_of(account=account, on=clock.today(now), acting_for=acting_for)


def application(*, now: datetime) -> approval.Application:
    """Hand in a food licence for the canteen."""
    applicant = actor("zhangwei", now=now, acting_for=CANTEEN)
    version = matters.get_published(code=CODE, on=clock.today(now))
    draft = approval.open_draft(
        actor=applicant, version=version, now=now, fields=_answers(version.form, applicant)
    )
    for material in approval.materials_missing(version=version, fields=draft.fields, present=[]):
        upload = SimpleUploadedFile("材料.pdf", PDF, "application/pdf")
        approval.attach_file(
            actor=applicant, draft=draft, material_code=material.code, upload=upload, now=now
        )
    return approval.submit_application(actor=applicant, draft=draft, now=now)


def _answers(form: dict[str, Any], applicant: Actor) -> dict[str, Any]:
    known = {
        "enterprise_name": applicant.enterprise_name,
        "credit_code": applicant.enterprise_code,
        "contact_phone": PHONE,
        "safety_officer_id": applicant.id_number,
    }
    properties = form["schema"]["properties"]
    return {name: known.get(name, _value(schema)) for name, schema in properties.items()}


def _value(schema: dict[str, Any]) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "date":
        return "2026-12-01"
    if schema.get("type") == "array":
        return [_value(schema["items"])]
    if schema.get("type") == "object":
        return {name: _value(one) for name, one in schema.get("properties", {}).items()}
    return {"boolean": True, "integer": 5, "number": 5}.get(schema.get("type", ""), "演示内容")
