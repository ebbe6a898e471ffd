"""From the guide's answers to a combined form ready to hand in: open, save, discard, shared files on and off."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from yangguang.capabilities.joint import permissions
from yangguang.capabilities.joint.models import JointCase, JointDraft, PoolFile, ScenarioVersion
from yangguang.capabilities.joint.queries.combined import combine, first_keys
from yangguang.capabilities.joint.queries.scenarios import needed_matters
from yangguang.capabilities.joint.rules.composing import PoolItem
from yangguang.capabilities.joint.rules.refusals import (
    DraftChangedElsewhere,
    FileNotChosen,
    MaterialUnknown,
    NotNow,
    TooManyPoolFiles,
)
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.files import api as files
from yangguang.foundation.identity.models import Account
from yangguang.kernel.clock import local, today
from yangguang.kernel.refusals import NotFound


@operation(
    "joint.open_joint_draft",
    summary="开始联办申请",
    permission=permissions.may_open_joint_draft,
    subject="result",
    recorded=False,
)
def open_joint_draft(
    *,
    actor: Actor,
    version: ScenarioVersion,
    answers: dict[str, Any],
    now: datetime,
    fields: dict[str, Any] | None = None,
    key: uuid.UUID | None = None,
) -> JointDraft:
    """
    Begin the combined form for what the answers need, pinned to the matters' versions of today.

    Refuses with QuestionsUnanswered, MatterNotFound.
    """
    needed = needed_matters(version=version, answers=answers, on=today(now))
    return JointDraft.objects.create(
        uuid=key or uuid.uuid4(),
        account=Account.objects.get(username=actor.number),
        enterprise_code=actor.enterprise_code,
        enterprise_name=actor.enterprise_name,
        version=version,
        answers=answers,
        matters={one.key: one.version.pk for one in needed},
        fields=dict(fields or {}),
        created_at=now,
        saved_at=now,
    )


@operation(
    "joint.save_joint_draft",
    summary="保存联办草稿",
    permission=permissions.may_save_joint_draft,
    subject="draft",
    recorded=False,
)
def save_joint_draft(
    *, actor: Actor, draft: JointDraft, revision: int, fields: dict[str, Any], now: datetime
) -> JointDraft:
    """
    Keep what has been typed; *revision* is the one the page was read with.

    Refuses with DraftChangedElsewhere, NotNow.
    """
    current = locked(draft)
    if current.revision != revision:
        raise DraftChangedElsewhere(saved=f"{local(current.saved_at):%H:%M}")
    draft.fields, draft.saved_at, draft.revision = fields, now, revision + 1
    draft.save(update_fields=["fields", "saved_at", "revision"])
    return draft


@operation(
    "joint.discard_joint_draft",
    summary="删除联办草稿",
    permission=permissions.may_discard_joint_draft,
    subject="draft",
    recorded=False,
)
def discard_joint_draft(*, actor: Actor, draft: JointDraft, now: datetime) -> None:
    """Throw a draft away with its files; early advice asked about it stays on record."""
    JointDraft.objects.filter(uuid=draft.uuid).delete()


@operation(
    "joint.attach_pool_file",
    summary="上传共享材料",
    permission=permissions.may_attach_pool_file,
    subject="draft",
    recorded=False,
)
def attach_pool_file(
    *, actor: Actor, draft: JointDraft, item: str, upload: UploadedFile, now: datetime
) -> PoolFile:
    """
    Take a file for one shared material; every matter that asks for it will get it.

    Refuses with MaterialUnknown, TooManyPoolFiles, and what `files.store` refuses.
    """
    current = locked(draft)
    wanted = item_of(pool_of_draft(current), item)
    if current.files.filter(item=item).count() >= wanted.max_files:
        raise TooManyPoolFiles(material=wanted.name, limit=wanted.max_files)
    file = files.store(upload, actor=actor, now=now)
    note(material=item, digest=file.digest)
    return PoolFile.objects.create(draft=current, item=item, file=file, added_at=now)


@operation(
    "joint.remove_pool_file",
    summary="移除共享材料",
    permission=permissions.may_remove_pool_file,
    subject="draft",
    recorded=False,
)
def remove_pool_file(*, actor: Actor, draft: JointDraft, file: PoolFile, now: datetime) -> None:
    """
    Take a file off a draft.

    Refuses with NotFound.
    """
    locked(draft)
    removed, _ = PoolFile.objects.filter(pk=file.pk, draft=draft).delete()
    if not removed:
        raise NotFound(what="这个文件")


def locked(draft: JointDraft) -> JointDraft:
    """Lock a draft and read it anew; one that is a case already is told as such."""
    current = (
        JointDraft.objects.select_for_update(of=("self",))
        .select_related("version__scenario__lead", "version__definition")
        .filter(uuid=draft.uuid)
        .first()
    )
    if current is not None:
        return current
    if JointCase.objects.filter(uuid=draft.uuid).exists():
        raise NotNow(what="这份草稿", state="已提交", deed="再改")
    raise NotFound(what="这份草稿")


def pool_of_draft(draft: JointDraft) -> list[PoolItem]:
    """Give the shared materials the draft asks for at submission."""
    keys = first_keys(version=draft.version, keys=list(draft.matters))
    return combine(version=draft.version, matters=draft.matters, keys=keys).pool(draft.fields, {})


def item_of(pool: list[PoolItem], key: str) -> PoolItem:
    """Give one shared material. Refuses with MaterialUnknown."""
    found = next((one for one in pool if one.key == key), None)
    if found is None:
        raise MaterialUnknown
    return found


def require_file(sent: Sequence[UploadedFile]) -> None:
    """Refuse with FileNotChosen an upload without a file."""
    if not sent:
        raise FileNotChosen
