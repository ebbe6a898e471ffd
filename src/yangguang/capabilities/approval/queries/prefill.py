"""What the government already holds about an applicant and need not ask again (优化营商环境条例: 一次提供)."""

from yangguang.capabilities.approval.queries.demands import form_of
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.forms.api import Prefilled, prefilled_answers
from yangguang.foundation.identity.models import Enterprise, Person
from yangguang.reference.matters.models import MatterVersion

ACCOUNT = "您的账户"
REGISTER = "企业登记信息"


def profile_of(*, actor: Actor) -> dict[str, Prefilled]:
    """Give what is known of the applicant and of the enterprise they stand for, each with its source, in two queries."""
    known: dict[str, Prefilled] = {}
    person = Person.objects.filter(account_id=actor.account_id).first() if actor.account_id else None
    if person is not None:
        for name in ("name", "id_number", "phone", "email", "address"):
            _add(known, f"person.{name}", getattr(person, name), ACCOUNT)
    if actor.enterprise_code:
        enterprise = Enterprise.objects.filter(credit_code=actor.enterprise_code).first()
        for name in ("name", "credit_code", "legal_representative", "address", "business_scope", "phone"):
            _add(known, f"enterprise.{name}", getattr(enterprise, name, ""), REGISTER)
    return known


def prefilled_fields(*, actor: Actor, version: MatterVersion) -> dict[str, object]:
    """Give the answers a new draft of this version can start with."""
    return dict(prefilled_answers(definition=form_of(version=version), profile=profile_of(actor=actor)))


def _add(known: dict[str, Prefilled], key: str, value: str, source: str) -> None:
    if value:
        known[key] = Prefilled(value=value, source=source)
