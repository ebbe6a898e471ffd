"""From a blank form to one ready to hand in: open, save, renew, discard, attach and remove files."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from yangguang.capabilities.approval import permissions
from yangguang.capabilities.approval.models import Application, Draft, SubmittedFile
from yangguang.capabilities.approval.operations.holding import require_mandate
from yangguang.capabilities.approval.rules.refusals import (
    AlreadySubmitted,
    DraftChangedElsewhere,
    MatterNotOpen,
    TooManyFiles,
    UnknownMaterial,
)
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.files import api as files
from yangguang.foundation.identity.models import Account
from yangguang.kernel.clock import local, today
from yangguang.kernel.refusals import NotFound
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.models import MaterialSpec, MatterVersion

STALE_AFTER = timedelta(days=90)


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

    Refuses with MatterNotOpen, BeyondMandate.
    """
    require_open(version, now)
    require_mandate(actor, matter_code=version.matter.catalog_code, right="apply", now=now)
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
    current = locked(draft)
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
    locked(draft)
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
    locked(draft)
    spec = spec_of(draft.version, material_code)
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
    locked(draft)
    removed, _ = SubmittedFile.objects.filter(pk=file.pk, draft=draft).delete()
    if not removed:
        raise NotFound(what="这个文件")
    note(material=file.material_code)


def locked(draft: Draft) -> Draft:
    """Lock a draft and read it anew; one that is a case already is told as such."""
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


def require_open(version: MatterVersion, now: datetime) -> None:
    """Refuse a version that is not in force today."""
    day = today(now)
    starts = version.effective_from
    if version.status != "published" or starts is None or starts > day or version.matter.state != "active":
        raise MatterNotOpen(matter=version.plain_name)


def spec_of(version: MatterVersion, material_code: str) -> MaterialSpec:
    """Give the material of this code, if the version asks for it."""
    spec = version.materials.filter(code=material_code).first()
    if spec is None:
        raise UnknownMaterial
    return spec


def _suffix(code: str) -> str:
    return code.rsplit("-", 1)[-1]
