"""What an agent may do for an enterprise: matters, rights and dates, set by the legal representative."""

from collections.abc import Sequence
from datetime import date, datetime

from yangguang.capabilities.hall import permissions
from yangguang.capabilities.hall.models import AgentScope
from yangguang.capabilities.hall.rules.refusals import ScopeIncomplete
from yangguang.capabilities.hall.states import Right
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.identity.models import Mandate
from yangguang.kernel.clock import today
from yangguang.reference.matters.models import Matter


@operation(
    "hall.set_scope",
    summary="设定经办人权限",
    permission=permissions.may_set_scope,
    subject="result",
    asks_factor=True,
)
def set_scope(
    *,
    actor: Actor,
    mandate: Mandate,
    matter_codes: Sequence[str],
    rights: Sequence[str],
    until_on: date | None,
    now: datetime,
) -> AgentScope:
    """
    Limit what an agent may do, from now on; the scope before it ends. No right at all takes the pen away.

    Refuses with ScopeIncomplete.
    """
    unknown = [one for one in rights if one not in Right.values]
    codes = sorted({one.strip() for one in matter_codes if one.strip()})
    missing = set(codes) - set(
        Matter.objects.filter(catalog_code__in=codes).values_list("catalog_code", flat=True)
    )
    if unknown or missing:
        raise ScopeIncomplete(reason=f"没有这些事项或者权限：{'、'.join(sorted({*unknown, *missing}))}")
    if until_on is not None and until_on <= today(now):
        raise ScopeIncomplete(reason="截止日期要在今天以后", fields={"until": "要在今天以后。"})
    Mandate.objects.select_for_update().get(pk=mandate.pk)
    AgentScope.objects.filter(mandate=mandate, ended_at__isnull=True).update(ended_at=now)
    note(matters=codes, rights=list(rights), until=until_on.isoformat() if until_on else None)
    return AgentScope.objects.create(
        mandate=mandate,
        matter_codes=codes,
        rights=list(rights),
        from_on=today(now),
        until_on=until_on,
        set_at=now,
    )
