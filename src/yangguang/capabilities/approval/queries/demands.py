"""What a version demands of an application: answers that fit, materials that apply, the licence it is about."""

from collections.abc import Collection, Mapping
from typing import Any

from yangguang.capabilities.approval.models import Application
from yangguang.capabilities.approval.rules.refusals import TargetLicenceMissing
from yangguang.foundation.decisions.api import compile_expression
from yangguang.foundation.forms import api as forms
from yangguang.reference.licences import api as licences
from yangguang.reference.licences.models import Licence
from yangguang.reference.matters.models import MaterialSpec, MatterVersion

LICENCE_FIELD = "licence_number"
"""The form field by which change, renewal and cancellation name the licence they are about."""


def form_of(*, version: MatterVersion) -> forms.FormDefinition:
    """Give the parsed form of a version; a published version is parsed once."""
    return forms.definition_of(key=version.content_hash or f"draft-{version.pk}", document=version.form)


def problems_with(*, version: MatterVersion, fields: Mapping[str, Any]) -> dict[str, str]:
    """Tell what is wrong with the answers: field (or group.row.field) → what to do."""
    return forms.problems_of(definition=form_of(version=version), answers=fields)


def asked_answers(*, version: MatterVersion, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the answers to questions that stand; nothing else is part of the application."""
    return form_of(version=version).asked_answers(fields)


def holds_condition(condition: str, fields: Mapping[str, Any]) -> bool:
    """Tell whether an S-FEEL condition over the answers is true; an empty one always is."""
    return not condition or compile_expression(condition).holds(fields)


def read_back(*, application: Application) -> list[dict[str, Any]]:
    """Give the whole form as read back: groups with rows of label and answer in words."""
    pages = forms.read_back(definition=form_of(version=application.version), answers=application.fields)
    return [
        {"title": title, "rows": [(view.field.label, view.shown) for view in views]} for title, views in pages
    ]


def materials_asked(*, version: MatterVersion, fields: Mapping[str, Any]) -> list[MaterialSpec]:
    """List the materials that apply to these answers, in the order of the guide."""
    return [one for one in version.materials.all() if holds_condition(one.when, fields)]


def materials_missing(
    *, version: MatterVersion, fields: Mapping[str, Any], present: Collection[str]
) -> list[MaterialSpec]:
    """
    List the required uploads that are not there.

    What is filled in online or obtained by sharing is never asked for as a file (优化营商环境条例; handbook §3.2).
    """
    return [
        one
        for one in materials_asked(version=version, fields=fields)
        if one.form_kind == "upload" and one.necessity == "required" and one.code not in present
    ]


def materials_deferred(
    *, version: MatterVersion, fields: Mapping[str, Any], present: Collection[str]
) -> list[MaterialSpec]:
    """List the uploads that may come later (容缺后补) and are not there."""
    return [
        one
        for one in materials_asked(version=version, fields=fields)
        if one.form_kind == "upload" and one.necessity == "later" and one.code not in present
    ]


def target_licence_of(*, version: MatterVersion, fields: Mapping[str, Any], holder: str) -> Licence | None:
    """
    Find the licence that a change, renewal or cancellation is about, among those of the holder.

    Refuses with TargetLicenceMissing.
    """
    if not (version.change_of or version.renewal_of or version.cancel_of):
        return None
    number = str(fields.get(LICENCE_FIELD, "")).strip()
    found = Licence.objects.filter(
        number=number, holder_code=holder, status=licences.Status.VALID, next__isnull=True
    ).first()
    if found is None:
        raise TargetLicenceMissing(licence=number or "（未填）")
    return found
