"""Reading what agents may do, and saying no where an agent's mandate does not reach."""

from datetime import date

from yangguang.capabilities.hall.models import AgentScope
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.identity.api import Mandate
from yangguang.foundation.identity.models import MandateKind


def scope_of(*, mandate: Mandate) -> AgentScope | None:
    """Find the scope in force of a mandate; none is everything."""
    return AgentScope.objects.filter(mandate=mandate, ended_at__isnull=True).first()


def list_scopes_of(*, actor: Actor, on: date) -> list[tuple[Mandate, AgentScope | None]]:
    """List the agents of the enterprise the actor stands for, each with its scope."""
    if not actor.enterprise_code or actor.is_officer:
        return []
    mandates = Mandate.objects.select_related("person", "enterprise").filter(
        enterprise__credit_code=actor.enterprise_code, kind=MandateKind.AGENT
    )
    return [(one, scope_of(mandate=one)) for one in mandates.running_on(on)]


def limit_of(actor: Actor, matter_code: str, right: str, on: date) -> str:
    """Say why an agent may not do this for the enterprise, or nothing: who is not limited, or is no agent."""
    if not actor.enterprise_code or actor.account_id is None:
        return ""
    scopes = AgentScope.objects.select_related("mandate").filter(
        ended_at__isnull=True,
        mandate__person__account_id=actor.account_id,
        mandate__enterprise__credit_code=actor.enterprise_code,
        mandate__kind=MandateKind.AGENT,
    )
    scope = scopes.order_by("-set_at").first()
    if scope is None:
        return ""
    if scope.until_on is not None and scope.until_on <= on:
        return f"授权到 {scope.until_on} 为止"
    if right not in scope.rights:
        return "授权里没有这一项"
    if scope.matter_codes and matter_code not in scope.matter_codes:
        return "授权不包括这个事项"
    return ""
