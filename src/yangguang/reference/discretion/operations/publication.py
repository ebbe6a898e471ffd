"""Publish what was filed, take it out of force."""

from datetime import date, datetime

from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.kernel import clock
from yangguang.reference.discretion import permissions
from yangguang.reference.discretion.events import StandardPublished, StandardRetired
from yangguang.reference.discretion.models import Standard, StandardVersion
from yangguang.reference.discretion.operations.states import lock_version
from yangguang.reference.discretion.rules.refusals import EffectiveDateTaken, ReasonMissing
from yangguang.reference.discretion.states import VersionStatus


@operation(
    "discretion.publish_standard",
    summary="公布裁量基准",
    permission=permissions.may_publish_standard,
    subject="version",
    asks_factor=True,
)
def publish_standard(
    *, actor: Actor, now: datetime, version: StandardVersion, effective_from: date | None = None
) -> StandardVersion:
    """
    Publish what the legal office has filed, from a day on (行政处罚法第三十四条: 裁量基准应当向社会公布); it never changes again.

    The version in force until then ends on that day; acts before it are still judged by that one, unless the new one
    is lighter (第三十七条).

    Refuses with VersionNotOpen, EffectiveDateTaken.
    """
    version = lock_version(version, VersionStatus.PUBLISHED)
    standard = version.standard
    begins = effective_from or clock.today(now)
    _end_predecessor(standard, begins)
    version.status = VersionStatus.PUBLISHED
    version.effective_from = begins
    version.published_at = now
    version.save()
    standard.act = version.said.act
    standard.save(update_fields=["act"])
    note(number=version.number, effective_from=begins.isoformat(), content_hash=version.content_hash)
    emit(StandardPublished(standard.code, standard.act, version.number, begins, now))
    return version


@operation(
    "discretion.retire_standard",
    summary="停用裁量基准",
    permission=permissions.may_retire_standard,
    subject="version",
    asks_factor=True,
)
def retire_standard(*, actor: Actor, now: datetime, version: StandardVersion, reason: str) -> StandardVersion:
    """
    Take a published version out of force; acts before today are still judged by it.

    Refuses with VersionNotOpen, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    version = lock_version(version, VersionStatus.RETIRED)
    version.status = VersionStatus.RETIRED
    version.effective_until = clock.today(now)
    version.save(update_fields=["status", "effective_until"])
    note(number=version.number, reason=reason)
    emit(StandardRetired(version.standard.code, version.number, reason, now))
    return version


def _end_predecessor(standard: Standard, begins: date) -> None:
    last = standard.versions.filter(status=VersionStatus.PUBLISHED).order_by("-number").first()
    if last is None or (last.effective_until is not None and last.effective_until <= begins):
        return
    if last.effective_from is not None and last.effective_from >= begins:
        raise EffectiveDateTaken(number=last.number, day=last.effective_from.isoformat())
    last.effective_until = begins
    last.save(update_fields=["effective_until"])
