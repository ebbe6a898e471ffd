"""From a blank form to a case: drafts, files, handing in online or over the counter, receipt, number, first clock."""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from yangguang.capabilities.approval import events, permissions
from yangguang.capabilities.approval.models import Application, Draft, SubmittedFile
from yangguang.capabilities.approval.models.outcome import DocumentKind
from yangguang.capabilities.approval.operations import clocks, flow, papers
from yangguang.capabilities.approval.operations.holding import case_event
from yangguang.capabilities.approval.operations.told import tell
from yangguang.capabilities.approval.queries.demands import (
    asked_answers,
    materials_missing,
    problems_with,
    read_back,
    target_licence_of,
)
from yangguang.capabilities.approval.rules.applicants import problem_with_credit_code, problem_with_id_number
from yangguang.capabilities.approval.rules.refusals import (
    AlreadySubmitted,
    DraftChangedElsewhere,
    FormIncomplete,
    MaterialsMissing,
    MatterNotOpen,
    StaleFormVersion,
    TooManyFiles,
    UnknownMaterial,
)
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.files import api as files
from yangguang.foundation.identity.models import Account
from yangguang.kernel.clock import local, today
from yangguang.kernel.refusals import NotFound
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.models import MaterialSpec, MatterVersion

STALE_AFTER = timedelta(days=90)


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


@operation(
    "approval.open_draft",
    summary="开始填写",
    permission=permissions.may_open_draft,
    subject="result",
    recorded=False,
)
def open_draft(
    *, actor: Actor, version: MatterVersion, now: datetime, fields: dict[str, Any] | None = None
) -> Draft:
    """
    Begin a form for the matter's version in force; *fields* are the prefilled answers.

    Refuses with MatterNotOpen.
    """
    _require_open(version, now)
    return Draft.objects.create(
        account=Account.objects.get(username=actor.number),
        enterprise_code=actor.enterprise_code,
        enterprise_name=actor.enterprise_name,
        version=version,
        fields=dict(fields or {}),
        created_at=now,
        saved_at=now,
    )


@operation(
    "approval.save_draft",
    summary="保存草稿",
    permission=permissions.may_save_draft,
    subject="draft",
    recorded=False,
)
def save_draft(
    *, actor: Actor, draft: Draft, revision: int, fields: dict[str, Any], page: int, now: datetime
) -> Draft:
    """
    Keep what has been typed; *revision* is the one the page was read with.

    Refuses with DraftChangedElsewhere, AlreadySubmitted.
    """
    current = _locked(draft)
    if current.revision != revision:
        saved = local(current.saved_at)
        raise DraftChangedElsewhere(saved=f"{saved:%H:%M}")
    draft.fields, draft.page, draft.saved_at = fields, page, now
    draft.revision = revision + 1
    draft.save(update_fields=["fields", "page", "saved_at", "revision"])
    return draft


@operation(
    "approval.renew_draft",
    summary="换用新版申请表",
    permission=permissions.may_renew_draft,
    subject="draft",
    recorded=False,
)
def renew_draft(*, actor: Actor, draft: Draft, now: datetime) -> Draft:
    """
    Carry a draft over to the version in force: answers stay, files of materials that no longer exist go.

    Refuses with MatterNotOpen.
    """
    _locked(draft)
    newest = matters.get_published(code=draft.version.matter.code, on=today(now))
    note(before=draft.version.number, after=newest.number)
    draft.version, draft.saved_at, draft.revision = newest, now, draft.revision + 1
    draft.save(update_fields=["version", "saved_at", "revision"])
    by_name = {_suffix(one.code): one.code for one in newest.materials.all()}
    for file in draft.files.all():
        code = by_name.get(_suffix(file.material_code))
        if code is None:
            file.delete()
        elif code != file.material_code:
            SubmittedFile.objects.filter(pk=file.pk).update(material_code=code)
    return draft


@operation(
    "approval.discard_draft",
    summary="删除草稿",
    permission=permissions.may_discard_draft,
    subject="draft",
    recorded=False,
)
def discard_draft(*, actor: Actor, draft: Draft, now: datetime) -> None:
    """Throw a draft away with its files."""
    Draft.objects.filter(uuid=draft.uuid).delete()


@operation(
    "approval.discard_stale_draft",
    summary="清理过期草稿",
    permission=permissions.may_discard_stale_draft,
    subject="draft",
    recorded=False,
)
def discard_stale_draft(*, actor: Actor, draft: Draft, now: datetime) -> bool:
    """Throw away a draft nobody has touched for ninety days (PIPL art. 19: no longer than needed)."""
    deleted, _ = Draft.objects.filter(uuid=draft.uuid, saved_at__lt=now - STALE_AFTER).delete()
    return bool(deleted)


@operation(
    "approval.attach_file",
    summary="上传材料",
    permission=permissions.may_attach_file,
    subject="draft",
    recorded=False,
)
def attach_file(
    *, actor: Actor, draft: Draft, material_code: str, upload: UploadedFile, now: datetime
) -> SubmittedFile:
    """
    Take an uploaded file for one material of a draft.

    Refuses with UnknownMaterial, TooManyFiles, and what `files.store` refuses (type, size, content).
    """
    _locked(draft)
    spec = _spec(draft.version, material_code)
    if draft.files.filter(material_code=material_code).count() >= spec.max_files:
        raise TooManyFiles(material=spec.name, limit=spec.max_files)
    file = files.store(upload, actor=actor, now=now)
    note(material=material_code, digest=file.digest)
    return SubmittedFile.objects.create(draft=draft, material_code=material_code, file=file, added_at=now)


@operation(
    "approval.remove_file",
    summary="移除材料",
    permission=permissions.may_remove_file,
    subject="draft",
    recorded=False,
)
def remove_file(*, actor: Actor, draft: Draft, file: SubmittedFile, now: datetime) -> None:
    """
    Take a file off a draft; what has been handed in stays.

    Refuses with NotFound.
    """
    _locked(draft)
    removed, _ = SubmittedFile.objects.filter(pk=file.pk, draft=draft).delete()
    if not removed:
        raise NotFound(what="这个文件")
    note(material=file.material_code)


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
    TargetLicenceMissing.
    """
    current = _locked(draft)
    _require_newest(current, now)
    answers = _checked(current.version, current.fields)
    attached = list(current.files.select_related("file"))
    _require_materials(current.version, answers, {file.material_code for file in attached})
    applicant = Applicant(
        person_name=actor.name,
        person_number=actor.id_number,
        phone=actor.phone or str(answers.get("phone", "")),
        enterprise_code=current.enterprise_code,
        enterprise_name=current.enterprise_name,
    )
    application = _open_case(
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
    _begin(application, actor=actor, now=now, digests=[one.file.digest for one in attached])
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
    _require_open(version, now)
    if paper.applicant.problems:
        raise FormIncomplete(fields=paper.applicant.problems)
    answers = asked_answers(version=version, fields=paper.fields)
    for code, _ in paper.files:
        _spec(version, code)
    application = _open_case(
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
    _begin(application, actor=actor, now=now, digests=[scan.digest for _, scan in scans])
    return application


def _locked(draft: Draft) -> Draft:
    current = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("version__matter__body")
        .filter(uuid=draft.uuid)
        .first()
    )
    if current is not None:
        return current
    known = Application.objects.filter(draft_uuid=draft.uuid).first()
    if known is not None:
        raise AlreadySubmitted(application=known)
    raise NotFound(what="这份草稿")


def _require_open(version: MatterVersion, now: datetime) -> None:
    day = today(now)
    starts = version.effective_from
    if version.status != "published" or starts is None or starts > day or version.matter.state != "active":
        raise MatterNotOpen(matter=version.plain_name)


def _require_newest(draft: Draft, now: datetime) -> None:
    _require_open(draft.version, now)
    newest = matters.get_published(code=draft.version.matter.code, on=today(now))
    if newest.pk != draft.version_id:
        raise StaleFormVersion(matter=newest.plain_name, newer=newest.number)


def _checked(version: MatterVersion, fields: dict[str, Any]) -> dict[str, Any]:
    problems = problems_with(version=version, fields=fields)
    if problems:
        raise FormIncomplete(fields=problems)
    return asked_answers(version=version, fields=fields)


def _require_materials(version: MatterVersion, answers: dict[str, Any], present: set[str]) -> None:
    missing = materials_missing(version=version, fields=answers, present=present)
    if missing:
        raise MaterialsMissing(fields={one.code: f"还没有上传“{one.name}”。" for one in missing})


def _spec(version: MatterVersion, material_code: str) -> MaterialSpec:
    spec = version.materials.filter(code=material_code).first()
    if spec is None:
        raise UnknownMaterial
    return spec


def _suffix(code: str) -> str:
    return code.rsplit("-", 1)[-1]


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


def _open_case(
    *,
    version: MatterVersion,
    key: uuid.UUID,
    applicant: Applicant,
    answers: dict[str, Any],
    channel: str,
    account_id: int | None,
    now: datetime,
) -> Application:
    number = papers.next_case_number(now=now)
    return Application.objects.create(
        number=number,
        instance=flow.start(number=number, version=version, fields=answers, now=now),
        draft_uuid=key,
        version=version,
        body=version.matter.body,
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


def _begin(application: Application, *, actor: Actor, now: datetime, digests: list[str]) -> None:
    clocks.start_acceptance(application=application)
    _issue_receipt(application, now=now)
    note(
        matter=application.version.matter.code,
        version=application.version.number,
        channel=application.channel,
        files=digests,
    )
    tell(application, "received", now=now)
    emit(events.ApplicationSubmitted(**case_event(application, now)))
