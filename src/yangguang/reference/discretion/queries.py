"""Reading standards: the list, the version that governed a day, and what it says of certain facts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from yangguang.reference.discretion.models import Standard, StandardVersion
from yangguang.reference.discretion.rules import Assessment, Choice, assess, choose_law
from yangguang.reference.discretion.rules.refusals import StandardNotFound
from yangguang.reference.discretion.states import OPEN, VersionStatus
from yangguang.reference.matters.models import Matter


@dataclass(frozen=True, slots=True)
class Judged:
    """A result, the version that governs, and why that one (行政处罚法第三十七条)."""

    version: StandardVersion
    assessment: Assessment
    reason: str
    other: Assessment | None = None


def list_standards(*, on: date, words: str = "") -> QuerySet[StandardVersion]:
    """List what is in force on a day, in the order of codes."""
    found = in_force(on=on).order_by("standard__code")
    if words:
        found = found.filter(
            Q(standard__act__icontains=words)
            | Q(standard__code__icontains=words)
            | Q(standard__matter__name__icontains=words)
        )
    return found


def list_all() -> QuerySet[Standard]:
    """List every registered standard for its keepers, with the number of its versions."""
    return Standard.objects.select_related("matter__body").annotate(version_count=Count("versions"))


def in_force(*, on: date) -> QuerySet[StandardVersion]:
    """Give the versions in force on a day."""
    return (
        StandardVersion.objects.exclude(status__in=OPEN)
        .filter(effective_from__lte=on)
        .filter(Q(effective_until__isnull=True) | Q(effective_until__gt=on))
        .select_related("standard__matter__body")
    )


def get_standard(*, code: str) -> Standard:
    """Get a standard by its code. Refuses with StandardNotFound."""
    found = Standard.objects.select_related("matter__body").filter(code=code).first()
    if found is None:
        raise StandardNotFound(code=code)
    return found


def get_standard_in_force(*, code: str, on: date) -> StandardVersion:
    """Get the version in force on a day. Refuses with StandardNotFound."""
    found = in_force(on=on).filter(standard__code=code).order_by("-number").first()
    if found is None:
        raise StandardNotFound(code=code)
    return found


def list_standard_versions(*, code: str) -> QuerySet[StandardVersion]:
    """List what was ever published of a standard, newest first."""
    return (
        StandardVersion.objects.exclude(status__in=OPEN)
        .filter(standard__code=code)
        .select_related("standard__matter__body")
        .order_by("-number")
    )


def list_published() -> QuerySet[StandardVersion]:
    """List everything that was ever published."""
    return StandardVersion.objects.exclude(status__in=OPEN).select_related("standard__matter__body")


def find_draft(*, standard: Standard) -> StandardVersion | None:
    """Find the version that is not published yet, wherever it stands."""
    return standard.versions.filter(status__in=OPEN).select_related("standard__matter__body").first()


def list_waiting() -> QuerySet[StandardVersion]:
    """List what the legal office has to review, first come first."""
    return (
        StandardVersion.objects.filter(status=VersionStatus.SUBMITTED)
        .select_related("standard__matter__body")
        .order_by("submitted_at")
    )


def list_in_hand(*, bodies: Collection[str]) -> QuerySet[StandardVersion]:
    """List what these bodies have to go on with: returned to them, or filed and not yet published."""
    return (
        StandardVersion.objects.filter(
            status__in=(VersionStatus.RETURNED, VersionStatus.FILED), standard__matter__body__code__in=bodies
        )
        .select_related("standard__matter__body")
        .order_by("decided_at")
    )


def version_before(version: StandardVersion) -> StandardVersion | None:
    """Give the version published before this one."""
    earlier = version.standard.versions.exclude(status__in=OPEN).filter(number__lt=version.number)
    return earlier.order_by("-number").first()


def list_of_matter(*, matter: Matter) -> list[StandardVersion]:
    """List the newest version of each standard of a matter, open or published."""
    found: dict[int, StandardVersion] = {}
    versions = StandardVersion.objects.filter(standard__matter=matter).select_related("standard")
    for one in versions.order_by("standard__code", "-number"):
        found.setdefault(one.standard_id, one)
    return list(found.values())


def judge(*, code: str, facts: Mapping[str, Any], act_on: date, on: date) -> Judged:
    """
    Say what a standard imposes for an act of a day when it is decided on another.

    The version of the day of the act governs, unless the one of the decision is lighter (行政处罚法第三十七条). For an act
    before there was any standard the first one is shown as guidance.

    Refuses with StandardNotFound, and with what the table refuses.
    """
    new = get_standard_in_force(code=code, on=on)
    now = assess(new.said, facts)
    old = in_force(on=act_on).filter(standard__code=code).order_by("-number").first()
    if old is None:
        reason = "行为发生时还没有公布这项基准，按现在施行的一版计算，供参照。"
        return Judged(new, now, reason)
    if old.pk == new.pk:
        return Judged(new, now, f"行为发生时和现在施行的都是第 {new.number} 版。")
    then = assess(old.said, {name: facts.get(name) for name in (one.name for one in old.said.factors)})
    choice: Choice = choose_law(
        old=then, new=now, old_number=old.number, new_number=new.number, act_on=act_on
    )
    if choice.is_new:
        return Judged(new, now, choice.reason, other=then)
    return Judged(old, then, choice.reason, other=now)
