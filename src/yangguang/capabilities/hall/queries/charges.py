"""Reading fees: of a case, waiting for their receipt, and what law lets a licence wait."""

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.hall.models import Charge, HoldRule
from yangguang.foundation.payments.api import OrderState
from yangguang.kernel import money
from yangguang.kernel.refusals import NotFound


def find_charge(*, case_number: str) -> Charge | None:
    """Find the fee of a case the caller has fetched for its actor, or none."""
    return Charge.objects.select_related("order", "notice", "bill").filter(case_number=case_number).first()


def list_unbilled() -> list[Charge]:
    """List paid fees whose receipt is not made yet."""
    paid = Charge.objects.filter(order__state=OrderState.PAID, bill__isnull=True, waived_at__isnull=True)
    return list(paid[:500])


def hold_rule_of(*, matter_code: str) -> HoldRule | None:
    """Find the rule in force or proposed for a matter."""
    return HoldRule.objects.filter(matter_code=matter_code, ended_at__isnull=True).first()


def list_hold_rules() -> list[HoldRule]:
    """List the rules in force or proposed."""
    rules = HoldRule.objects.filter(ended_at__isnull=True)
    return list(rules.select_related("proposed_by", "confirmed_by").order_by("matter_code"))


def get_hold_rule(*, pk: int) -> HoldRule:
    """Get a rule in force or proposed. Refuses with NotFound."""
    found = HoldRule.objects.filter(pk=pk, ended_at__isnull=True).first()
    if found is None:
        raise NotFound(what="这条规则")
    return found


def reason_to_hold(application: approval.Application) -> str:
    """Say why the licence of a case waits for its fee: only while it is owed, and only where a confirmed rule of law says so."""
    charge = find_charge(case_number=application.number)
    if charge is None or charge.waived_at is not None or charge.order.state != OrderState.DUE:
        return ""
    rule = hold_rule_of(matter_code=application.version.matter.code)
    if rule is None or rule.confirmed_at is None:
        return ""
    return f"依{rule.basis}，缴费 {money.yuan_text(charge.order.amount)} 元以后发证"
