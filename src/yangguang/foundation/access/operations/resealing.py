"""Rights under a new secret: when the platform's secret key changes, the codes of all rights are made anew."""

from collections.abc import Callable
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import transaction

from yangguang.foundation.access import permissions
from yangguang.foundation.access.models import Sealed
from yangguang.foundation.access.snapshot import mark_changed
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.kernel.sealing import Resealed


class WholeRecord:
    """All rights together, as the object of one act."""

    act_object = ("rights", "all")


@operation(
    "access.reseal_rights",
    summary="更换平台密钥",
    permission=permissions.may_reseal_rights,
    subject="rights",
)
def reseal_rights(
    *, actor: Actor, now: datetime, rights: WholeRecord, old: str, progress: Callable[[int], None]
) -> Resealed:
    """
    Make the codes of all rights with the present secret where the old one made them (GB/T 22239-2019, 8.1.4.7 b).

    A row that neither fits was changed by hand and stays so. To be repeated after an interruption.
    """
    told = Resealed()
    models = [one for one in apps.get_models() if issubclass(one, Sealed)]
    with transaction.atomic():
        for model in models:
            for row in model._default_manager.select_for_update().order_by("pk").iterator(chunk_size=500):
                name = f"{model._meta.verbose_name} {row.pk}"
                if told.take(
                    name,
                    is_new=lambda row=row: row.is_sealed_by(settings.SECRET_KEY),
                    is_old=lambda row=row: row.is_sealed_by(old),
                ):
                    row.save(update_fields=[])
                progress(1)
        mark_changed()
    note(changed=told.changed, broken=told.broken)
    return told
