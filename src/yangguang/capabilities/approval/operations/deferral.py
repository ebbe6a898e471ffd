"""
Materials promised for later (容缺后补): the promise at submission, the last day at acceptance, a reminder, and what happens then.

Nothing closes by itself: a promise not kept withholds the grant (handbook §4.3), and the office may refuse with reasons.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from yangguang.capabilities.approval import permissions, states
from yangguang.capabilities.approval.models import Application, DeferredMaterial, SubmittedFile
from yangguang.capabilities.approval.operations import clocks
from yangguang.capabilities.approval.operations.holding import case_event, hold, require_mandate
from yangguang.capabilities.approval.operations.told import tell
from yangguang.capabilities.approval.queries.coverage import materials_relied_on
from yangguang.capabilities.approval.queries.demands import materials_deferred
from yangguang.capabilities.approval.rules.deferral import deferral_days
from yangguang.capabilities.approval.rules.refusals import (
    DeferredMaterialMissing,
    NothingDeferred,
    NotPossibleNow,
    ReasonsNeeded,
    UnknownMaterial,
)
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.files import api as files
from yangguang.kernel.clock import today


def promise_materials(application: Application, *, now: datetime) -> None:
    """Write down which materials the applicant hands in later; part of handing in the application."""
    present = set(application.files.values_list("material_code", flat=True))
    owed = materials_deferred(version=application.version, fields=application.fields, present=present)
    if owed:  # what a licence of the applicant's proves is not owed
        relied = materials_relied_on(application=application)
        owed = [one for one in owed if one.code not in relied]
    DeferredMaterial.objects.bulk_create(
        DeferredMaterial(application=application, material_code=one.code, name=one.name, promised_at=now)
        for one in owed
    )
    if owed:
        note(deferred=[one.code for one in owed])


def set_due(application: Application, *, now: datetime) -> list[DeferredMaterial]:
    """Give the promises their last day, counted from the day the office accepts; part of accepting."""
    days = deferral_days(promise_days=application.version.promise_days)
    until = clocks.workdays_after(today(now), days)
    application.deferred_materials.filter(supplied_at__isnull=True).update(due_on=until)
    return list(application.deferred_materials.filter(supplied_at__isnull=True))


def settle_materials(application: Application, *, now: datetime) -> None:
    """Tick off the promises whose material has come, by whichever way it came."""
    present = application.files.values_list("material_code", flat=True)
    application.deferred_materials.filter(supplied_at__isnull=True, material_code__in=list(present)).update(
        supplied_at=now
    )


def require_nothing_owed(application: Application) -> None:
    """
    See that every promise is kept before anything is granted.

    Refuses with DeferredMaterialMissing.
    """
    owed = application.deferred_materials.filter(supplied_at__isnull=True)
    names = "、".join(owed.values_list("name", flat=True))
    if names:
        raise DeferredMaterialMissing(names=names)


@operation(
    "approval.supply_deferred_material",
    summary="补交容缺材料",
    permission=permissions.may_supply_deferred_material,
    subject="application",
    binding=True,
)
def supply_deferred_material(
    *, actor: Actor, application: Application, uploads: Sequence[tuple[str, UploadedFile]], now: datetime
) -> Application:
    """
    Hand in materials promised for later; also after their last day, as long as nothing is decided.

    Refuses with NothingDeferred, UnknownMaterial, ReasonsNeeded, NotPossibleNow, and what `files.store` refuses.
    """
    hold(application)
    if application.situation not in states.BEFORE_ACCEPTANCE | states.IN_HAND:
        raise NotPossibleNow(number=application.number, state=application.situation.label, deed="补交材料")
    require_mandate(actor, matter_code=application.version.matter.catalog_code, right="correct", now=now)
    owed = set(
        application.deferred_materials.filter(supplied_at__isnull=True).values_list(
            "material_code", flat=True
        )
    )
    if not owed:
        raise NothingDeferred(number=application.number)
    if not uploads:
        raise ReasonsNeeded(fields={"files": "请选择要补交的文件。"})
    if any(code not in owed for code, _ in uploads):
        raise UnknownMaterial
    for code, upload in uploads:
        stored = files.store(upload, actor=actor, now=now)
        SubmittedFile.objects.create(
            application=application, material_code=code, file=stored, is_correction=True, added_at=now
        )
        note(**{f"file_{code}": stored.digest})
    settle_materials(application, now=now)
    left = application.deferred_materials.filter(supplied_at__isnull=True).count()
    tell(application, "deferred_supplied", now=now)
    note(left=left)
    case_event(application, now)
    return application


@operation(
    "approval.remind_deferred_material",
    summary="提醒补交容缺材料",
    permission=permissions.may_remind_deferred_material,
    subject="application",
)
def remind_deferred_material(*, actor: Actor, application: Application, now: datetime) -> None:
    """
    Remind the applicant, in the site and on the phone, that a promised material is soon due; once.

    Refuses with NothingDeferred.
    """
    owed = _owed(application, reminded_at__isnull=True)
    tell(
        application,
        "deferred_soon",
        now=now,
        names="、".join(one.name for one in owed),
        until=owed[0].due_on,
    )
    DeferredMaterial.objects.filter(pk__in=[one.pk for one in owed]).update(reminded_at=now)
    note(materials=[one.material_code for one in owed])


@operation(
    "approval.lapse_deferred_material",
    summary="容缺材料逾期未补",
    permission=permissions.may_lapse_deferred_material,
    subject="application",
)
def lapse_deferred_material(*, actor: Actor, application: Application, now: datetime) -> None:
    """
    Write down that a promise was not kept: the applicant is told what it means, the officers see it, a grant stays withheld.

    Refuses with NothingDeferred.
    """
    owed = _owed(application, lapsed_at__isnull=True, due_on__lt=today(now))
    DeferredMaterial.objects.filter(pk__in=[one.pk for one in owed]).update(lapsed_at=now)
    tell(application, "deferred_lapsed", now=now, names="、".join(one.name for one in owed))
    note(materials=[one.material_code for one in owed])
    case_event(application, now)


def _owed(application: Application, **which: object) -> list[DeferredMaterial]:
    hold(application)
    owed = list(
        application.deferred_materials.filter(supplied_at__isnull=True, due_on__isnull=False, **which)
    )
    if not owed or application.situation not in states.IN_HAND:
        raise NothingDeferred(number=application.number)
    return owed
