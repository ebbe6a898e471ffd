"""
Cases whose form and files somebody else has put together: one application for several matters (联合办理) starts each here.

The rules are those of any application: the version in force, the whole form, every required material, number, receipt, clock.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yangguang.capabilities.approval import events, permissions
from yangguang.capabilities.approval.models import Application, SubmittedFile
from yangguang.capabilities.approval.operations.drafts import require_open, spec_of
from yangguang.capabilities.approval.operations.holding import case_event, hold
from yangguang.capabilities.approval.operations.intake import (
    Applicant,
    begin_case,
    checked_answers,
    open_case,
    require_materials,
)
from yangguang.capabilities.approval.rules.refusals import NotPossibleNow
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.files.models import StoredFile
from yangguang.foundation.organisation.models import Body
from yangguang.reference.matters.models import MatterVersion


@dataclass(frozen=True, slots=True)
class PreparedApplication:
    """One matter's share of a larger application; *key* makes starting it twice give the same case, *body* sends it elsewhere."""

    version: MatterVersion
    applicant: Applicant
    fields: dict[str, Any]
    files: tuple[tuple[str, StoredFile], ...]
    key: uuid.UUID
    account_id: int | None
    body: Body | None = None


@operation(
    "approval.submit_prepared_application",
    summary="提交申请（联合办理）",
    permission=permissions.may_submit_prepared_application,
    subject="result",
    binding=True,
)
def submit_prepared_application(*, actor: Actor, prepared: PreparedApplication, now: datetime) -> Application:
    """
    Start the case of one matter from a form and files that are ready; the same key gives the same case.

    Refuses with FormIncomplete, MaterialsMissing, UnknownMaterial, MatterNotOpen, TargetLicenceMissing.
    """
    known = Application.objects.filter(draft_uuid=prepared.key).first()
    if known is not None:
        return known
    version = prepared.version
    require_open(version, now)
    answers = checked_answers(version, prepared.fields)
    for code, _ in prepared.files:
        spec_of(version, code)
    require_materials(version, answers, {code for code, _ in prepared.files})
    application = open_case(
        version=version,
        key=prepared.key,
        applicant=prepared.applicant,
        answers=answers,
        channel="online",
        account_id=prepared.account_id,
        body=prepared.body,
        now=now,
    )
    SubmittedFile.objects.bulk_create(
        SubmittedFile(application=application, material_code=code, file=file, added_at=now)
        for code, file in prepared.files
    )
    begin_case(application, actor=actor, now=now, digests=[file.digest for _, file in prepared.files])
    return application


@operation(
    "approval.add_replacement_file",
    summary="更换材料",
    permission=permissions.may_add_replacement_file,
    subject="application",
)
def add_replacement_file(
    *,
    actor: Actor,
    application: Application,
    material_code: str,
    file: StoredFile,
    reason: str,
    now: datetime,
) -> SubmittedFile:
    """
    Put a newer file beside the one handed in; the earlier stays, because somebody may have relied on it.

    Refuses with UnknownMaterial, NotPossibleNow.
    """
    hold(application)
    if application.is_closed:
        raise NotPossibleNow(number=application.number, state=application.situation.label, deed="更换材料")
    spec_of(application.version, material_code)
    row = SubmittedFile.objects.create(
        application=application, material_code=material_code, file=file, added_at=now
    )
    note(material=material_code, digest=file.digest, reason=reason)
    emit(events.MaterialReplaced(**case_event(application, now), material=material_code))
    return row
