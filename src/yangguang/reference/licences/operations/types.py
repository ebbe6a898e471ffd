"""Types of licences: registered, drafted by one person, reviewed and put in force by another; each version stays as it was."""

from datetime import datetime

from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.organisation.models import Body
from yangguang.kernel.refusals import InvalidInput
from yangguang.reference.licences import permissions
from yangguang.reference.licences.events import LicenceTypePublished
from yangguang.reference.licences.models import LicenceType, LicenceTypeVersion
from yangguang.reference.licences.rules.refusals import TypeNotOpen, TypeSamePerson, TypeTaken
from yangguang.reference.licences.rules.type_content import TypeContent, require_complete
from yangguang.reference.licences.states import TYPE_LIFE, TypeStatus

LARGEST_SERIAL = 999


@operation(
    "licences.register_type",
    summary="登记证照类型",
    permission=permissions.may_register_type,
    subject="result",
)
def register_type(*, actor: Actor, now: datetime, owner: Body, name: str, kind: str) -> LicenceType:
    """
    Register a type under the next code of the body in charge (GB/T 36904: 18 characters and three digits).

    Refuses with TypeTaken, InvalidInput.
    """
    if not name.strip():
        raise InvalidInput(fields={"name": "请写证照名称，例如“食品经营许可证”。"})
    taken = LicenceType.objects.filter(name=name.strip()).first()
    if taken is not None:
        raise TypeTaken(name=taken.name, code=taken.code)
    Body.objects.select_for_update().get(pk=owner.pk)  # two registrations at once must not draw one serial
    count = LicenceType.objects.filter(owner=owner).count()
    if count >= LARGEST_SERIAL:
        raise InvalidInput(fields={"name": "这个机关的三位类型代码已经用完。"})
    created = LicenceType.objects.create(
        code=f"{owner.code}{count + 1:03d}", name=name.strip(), kind=kind, owner=owner, registered_at=now
    )
    note(code=created.code, name=created.name)
    return created


@operation(
    "licences.draft_type",
    summary="起草证照类型",
    permission=permissions.may_draft_type,
    subject="result",
)
def draft_type(
    *, actor: Actor, now: datetime, licence_type: LicenceType, content: TypeContent, why: str
) -> LicenceTypeVersion:
    """
    Write the open draft of a type as a whole, or begin the next version; faults are told when it is handed over.

    Refuses with TypeNotOpen while a version waits for its review, InvalidInput.
    """
    if not why.strip():
        raise InvalidInput(fields={"why": "请写明为什么改。"})
    LicenceType.objects.select_for_update().get(pk=licence_type.pk)
    open_one = licence_type.versions.filter(status__in=[TypeStatus.DRAFT, TypeStatus.PROPOSED]).first()
    if open_one is not None and open_one.status == TypeStatus.PROPOSED:
        raise _not_open(open_one, "修改，请先退回")
    version = open_one or LicenceTypeVersion(
        type=licence_type, number=licence_type.versions.count() + 1, drafted_at=now
    )
    version.content, version.digest = content.as_record(), content.digest
    version.why, version.drafted_at = why.strip()[:300], now
    version.drafted_by, version.drafted_label = actor.account_id, actor.label
    version.save()
    note(number=version.number, digest=version.digest, why=version.why)
    return version


@operation(
    "licences.propose_type",
    summary="提交证照类型审核",
    permission=permissions.may_propose_type,
    subject="version",
)
def propose_type(*, actor: Actor, now: datetime, version: LicenceTypeVersion) -> LicenceTypeVersion:
    """
    Put a draft before a second person.

    Refuses with TypeNotOpen, TypeIncomplete.
    """
    held = _hold(version, TypeStatus.PROPOSED, "提交审核")
    require_complete(held.said)
    held.status, held.returned_why = TypeStatus.PROPOSED, ""
    held.save(update_fields=["status", "returned_why"])
    note(number=held.number, digest=held.digest)
    return held


@operation(
    "licences.return_type",
    summary="退回证照类型",
    permission=permissions.may_return_type,
    subject="version",
)
def return_type(
    *, actor: Actor, now: datetime, version: LicenceTypeVersion, reason: str
) -> LicenceTypeVersion:
    """
    Give a version back to its author, saying what to change.

    Refuses with TypeNotOpen, InvalidInput.
    """
    if not reason.strip():
        raise InvalidInput(fields={"reason": "请写明哪里要改。"})
    held = _hold(version, TypeStatus.DRAFT, "退回")
    held.status, held.returned_why = TypeStatus.DRAFT, reason.strip()[:300]
    held.save(update_fields=["status", "returned_why"])
    note(number=held.number, reason=reason.strip())
    return held


@operation(
    "licences.publish_type",
    summary="审核公布证照类型",
    permission=permissions.may_publish_type,
    subject="version",
    binding=True,
)
def publish_type(*, actor: Actor, now: datetime, version: LicenceTypeVersion) -> LicenceTypeVersion:
    """
    Put a version in force as another person than its author; the one before retires, its licences stay as they are.

    Refuses with TypeNotOpen, TypeSamePerson, TypeIncomplete.
    """
    held = _hold(version, TypeStatus.PUBLISHED, "公布")
    if held.drafted_by is not None and held.drafted_by == actor.account_id:
        raise TypeSamePerson
    require_complete(held.said)
    held.type.versions.filter(status=TypeStatus.PUBLISHED).update(status=TypeStatus.RETIRED)
    held.status, held.published_at = TypeStatus.PUBLISHED, now
    held.reviewed_by, held.reviewed_label = actor.account_id, actor.label
    held.save()
    note(number=held.number, digest=held.digest)
    emit(LicenceTypePublished(held.type.code, held.type.name, held.number, now))
    return held


def _hold(version: LicenceTypeVersion, target: TypeStatus, act: str) -> LicenceTypeVersion:
    held = (
        LicenceTypeVersion.objects.select_for_update(of=("self",))
        .select_related("type__owner")
        .get(pk=version.pk)
    )
    if (TypeStatus(held.status), target) not in TYPE_LIFE:
        raise _not_open(held, act)
    return held


def _not_open(version: LicenceTypeVersion, act: str) -> TypeNotOpen:
    return TypeNotOpen(
        name=version.type.name, number=version.number, state=version.get_status_display(), act=act
    )
