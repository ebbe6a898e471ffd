"""From a form to a case: handed in online or over the counter, with receipt, number, flow and the first clock."""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from yangguang.capabilities.approval import events, permissions
from yangguang.capabilities.approval.models import Application, Draft, SubmittedFile
from yangguang.capabilities.approval.models.outcome import DocumentKind
from yangguang.capabilities.approval.operations import clocks, flow, papers
from yangguang.capabilities.approval.operations.comparing import rely_on_licences
from yangguang.capabilities.approval.operations.deferral import promise_materials
from yangguang.capabilities.approval.operations.drafts import locked, require_open, spec_of
from yangguang.capabilities.approval.operations.holding import case_event, require_mandate
from yangguang.capabilities.approval.operations.told import tell
from yangguang.capabilities.approval.queries.coverage import covered_materials
from yangguang.capabilities.approval.queries.demands import (
    asked_answers,
    materials_missing,
    problems_with,
    read_back,
    target_licence_of,
)
from yangguang.capabilities.approval.queries.routing import body_for
from yangguang.capabilities.approval.rules.applicants import problem_with_credit_code, problem_with_id_number
from yangguang.capabilities.approval.rules.refusals import (
    AlreadySubmitted,
    FormIncomplete,
    MaterialsMissing,
    StaleFormVersion,
)
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.files import api as files
from yangguang.foundation.organisation.models import Body
from yangguang.kernel.clock import today
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.models import MatterVersion


@dataclass(frozen=True, slots=True)
class Applicant:
    """For whom an application is made: a person, or an enterprise with the person who acts for it."""

    person_name: str
    person_number: str
    phone: str
    enterprise_code: str = ""
    enterprise_name: str = ""

    @property
    def kind(self) -> str:
        """Person or enterprise."""
        return "enterprise" if self.enterprise_code else "person"

    @property
    def name(self) -> str:
        """The name the case runs under."""
        return self.enterprise_name or self.person_name

    @property
    def problems(self) -> dict[str, str]:
        """What a clerk still has to fill in."""
        found = {
            key: "这一项还没有填。"
            for key in ("person_name", "person_number", "phone")
            if not getattr(self, key)
        }
        wrong = problem_with_id_number(value=self.person_number) if self.person_number else ""
        if wrong:
            found["person_number"] = wrong
        wrong = problem_with_credit_code(value=self.enterprise_code) if self.enterprise_code else ""
        if wrong:
            found["enterprise_code"] = wrong
        if self.enterprise_code and not self.enterprise_name:
            found["enterprise_name"] = "这一项还没有填。"
        return found


@dataclass(frozen=True, slots=True)
class PaperApplication:
    """What a clerk takes over the counter: whose it is, the answers, the scanned materials."""

    applicant: Applicant
    fields: dict[str, Any]
    files: tuple[tuple[str, UploadedFile], ...] = ()
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    """Made by the page that shows the form, so that a double click registers one case."""


def submit_application(*, actor: Actor, draft: Draft, now: datetime) -> Application:
    """
    Hand in a draft; doing it twice gives the same case and the same receipt.

    Refuses with FormIncomplete, MaterialsMissing, StaleFormVersion, MatterNotOpen, TargetLicenceMissing.
    """
    try:
        return lodge_application(actor=actor, draft=draft, now=now)
    except AlreadySubmitted as known:
        application: Application = known.application
        return application


@operation(
    "approval.submit_application",
    summary="提交申请",
    permission=permissions.may_submit_application,
    subject="result",
    binding=True,
)
def lodge_application(*, actor: Actor, draft: Draft, now: datetime) -> Application:
    """
    Turn a draft into a case: number, receipt, flow, and the clock of five working days (Licensing Law art. 32).

    Refuses with AlreadySubmitted, FormIncomplete, MaterialsMissing, StaleFormVersion, MatterNotOpen,
    TargetLicenceMissing, BeyondMandate.
    """
    current = locked(draft)
    _require_newest(current, now)
    require_mandate(actor, matter_code=current.version.matter.catalog_code, right="apply", now=now)
    answers = checked_answers(current.version, current.fields)
    attached = list(current.files.select_related("file"))
    holder = current.enterprise_code or actor.id_number
    covered = covered_materials(version=current.version, fields=answers, holder=holder, on=today(now))
    require_materials(current.version, answers, {file.material_code for file in attached} | set(covered))
    applicant = Applicant(
        person_name=actor.name,
        person_number=actor.id_number,
        phone=actor.phone or str(answers.get("phone", "")),
        enterprise_code=current.enterprise_code,
        enterprise_name=current.enterprise_name,
    )
    application = open_case(
        version=current.version,
        key=current.uuid,
        applicant=applicant,
        answers=answers,
        channel="online",
        account_id=current.account_id,
        now=now,
    )
    SubmittedFile.objects.filter(draft=current).update(application=application, draft=None)
    Draft.objects.filter(pk=current.pk).delete()
    begin_case(application, actor=actor, now=now, digests=[one.file.digest for one in attached])
    return application


@operation(
    "approval.register_paper_application",
    summary="窗口收件",
    permission=permissions.may_register_paper_application,
    subject="result",
    binding=True,
)
def register_paper_application(
    *, actor: Actor, version: MatterVersion, paper: PaperApplication, now: datetime
) -> Application:
    """
    Take a paper application into the same flow (Licensing Law art. 29: letters and paper are as good as data).

    The clerk may take in what is incomplete: the correction notice is for that. Who applies must be clear.

    Refuses with FormIncomplete, MatterNotOpen, AlreadySubmitted, UnknownMaterial, TargetLicenceMissing.
    """
    known = Application.objects.filter(draft_uuid=paper.key).first()
    if known is not None:
        raise AlreadySubmitted(application=known)
    require_open(version, now)
    if paper.applicant.problems:
        raise FormIncomplete(fields=paper.applicant.problems)
    answers = asked_answers(version=version, fields=paper.fields)
    for code, _ in paper.files:
        spec_of(version, code)
    application = open_case(
        version=version,
        key=paper.key,
        applicant=paper.applicant,
        answers=answers,
        channel="window",
        account_id=None,
        now=now,
    )
    scans = [(code, files.store(upload, actor=actor, now=now)) for code, upload in paper.files]
    SubmittedFile.objects.bulk_create(
        SubmittedFile(application=application, material_code=code, file=scan, added_at=now)
        for code, scan in scans
    )
    begin_case(application, actor=actor, now=now, digests=[scan.digest for _, scan in scans])
    return application


def _require_newest(draft: Draft, now: datetime) -> None:
    require_open(draft.version, now)
    newest = matters.get_edition(code=draft.version.matter.code, on=today(now))
    if newest.pk != draft.version_id:
        raise StaleFormVersion(matter=newest.plain_name, newer=newest.number)


def checked_answers(version: MatterVersion, fields: dict[str, Any]) -> dict[str, Any]:
    """Give the answers that count, or refuse with FormIncomplete."""
    problems = problems_with(version=version, fields=fields)
    if problems:
        raise FormIncomplete(fields=problems)
    return asked_answers(version=version, fields=fields)


def require_materials(version: MatterVersion, answers: dict[str, Any], present: set[str]) -> None:
    """Refuse with MaterialsMissing when a required upload is not there."""
    missing = materials_missing(version=version, fields=answers, present=present)
    if missing:
        raise MaterialsMissing(fields={one.code: f"还没有上传“{one.name}”。" for one in missing})


def _issue_receipt(application: Application, *, now: datetime) -> None:
    names = {one.code: one.name for one in application.version.materials.all()}
    counts = Counter(application.files.values_list("material_code", flat=True))
    materials = [
        {"name": names.get(code, code), "form": "电子件", "copies": count, "source": "申请人提交"}
        for code, count in sorted(counts.items())
    ]
    papers.issue(
        application=application,
        kind=DocumentKind.APPLICATION_FORM,
        now=now,
        context={"groups": read_back(application=application), "materials": materials},
    )
    papers.issue(
        application=application,
        kind=DocumentKind.RECEIPT,
        now=now,
        context={"materials": materials, "answer_by": clocks.acceptance_due(application=application)},
    )


def open_case(
    *,
    version: MatterVersion,
    key: uuid.UUID,
    applicant: Applicant,
    answers: dict[str, Any],
    channel: str,
    account_id: int | None,
    now: datetime,
    body: Body | None = None,
) -> Application:
    """Draw the number, start the flow and keep the case."""
    number = papers.next_case_number(now=now)
    body = body or body_for(version=version, fields=answers, now=now)
    return Application.objects.create(
        number=number,
        instance=flow.start(number=number, version=version, body=body, fields=answers, now=now),
        draft_uuid=key,
        version=version,
        body=body,
        account_id=account_id,
        channel=channel,
        applicant_kind=applicant.kind,
        applicant_name=applicant.name,
        person_name=applicant.person_name,
        person_number=applicant.person_number,
        phone=applicant.phone,
        enterprise_code=applicant.enterprise_code,
        fields=answers,
        received_at=now,
        target_licence=target_licence_of(
            version=version, fields=answers, holder=applicant.enterprise_code or applicant.person_number
        ),
    )


def begin_case(application: Application, *, actor: Actor, now: datetime, digests: list[str]) -> None:
    """Start the clock of acceptance, give the receipts, tell the applicant."""
    clocks.start_acceptance(application=application)
    rely_on_licences(actor=actor, application=application, now=now)
    promise_materials(application, now=now)
    _issue_receipt(application, now=now)
    note(
        matter=application.version.matter.code,
        version=application.version.number,
        channel=application.channel,
        files=digests,
    )
    tell(application, "received", now=now)
    emit(events.ApplicationSubmitted(**case_event(application, now)))
