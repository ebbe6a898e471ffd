"""Where a case meets the registers: what it rests on is written down at submission and compared before it is relied on."""

from collections.abc import Callable
from datetime import datetime

from yangguang.capabilities.approval.models import Application
from yangguang.capabilities.approval.queries.coverage import (
    Claims,
    claims_of,
    covered_materials,
    find_unjudged_reliance,
    relied_claims,
    subject_of,
)
from yangguang.capabilities.approval.rules.refusals import RelianceUnjudged
from yangguang.capabilities.approval.states import OPEN
from yangguang.foundation.acts.api import Actor, system_actor
from yangguang.kernel.clock import today
from yangguang.reference.comparison import api as comparison
from yangguang.reference.licences import api as licences

MACHINE = system_actor("自动比对")


def rely_on_licences(*, actor: Actor, application: Application, now: datetime) -> None:
    """Write down, at submission, which licences take the place of materials that were not handed in."""
    covered = covered_materials(
        version=application.version,
        fields=application.fields,
        holder=application.enterprise_code or application.person_number,
        on=today(now),
    )
    handed_in = set(application.files.values_list("material_code", flat=True)) if covered else set()
    for code, licence in covered.items():
        if code not in handed_in:
            licences.rely_on_licence(
                actor=actor,
                now=now,
                licence=licence,
                body=application.body,
                case_number=application.number,
                material_code=code,
                purpose=f"办理{application.version.plain_name}",
            )


def compare_case(*, number: str, occasion: str, now: datetime) -> list[comparison.Check]:
    """Compare what a live case presents and keep the results; a closed case stays as it was decided."""
    return _compare(claims_of, number=number, occasion=occasion, now=now)


def compare_reliances(*, number: str, now: datetime) -> list[comparison.Check]:
    """
    Compare only the licences a live case rests on; a case that rests on none costs two short queries.

    For each step that relies on a licence: what was in force at submission may have run out since.
    """
    return _compare(relied_claims, number=number, occasion="step", now=now)


def _compare(
    claims_in: Callable[..., Claims], *, number: str, occasion: str, now: datetime
) -> list[comparison.Check]:
    application = (
        Application.objects.select_related("body", "version", "target_licence")
        .filter(number=number, state__in=[state.value for state in OPEN])
        .first()
    )
    claims = claims_in(application=application) if application is not None else []
    if application is None or not claims:
        return []
    return comparison.compare_claims(
        actor=MACHINE,
        now=now,
        subject=subject_of(application),
        body_code=application.body.code,
        claims=claims,
        occasion=occasion,
    )


def require_reliances_judged(*, application: Application, now: datetime) -> None:
    """
    Let a grant rest on a licence only while it agrees with the register, or once a person has decided about it.

    Refuses with RelianceUnjudged: the machine flags, a person decides; the application itself is never refused by it.
    """
    found = find_unjudged_reliance(application=application, now=now)
    if found is not None:
        raise RelianceUnjudged(item=found[0], why=found[1])
