"""Reading people, enterprises and mandates; what a form may be prefilled with."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, QuerySet

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.identity.models import (
    Account,
    Enterprise,
    Mandate,
    MandateKind,
    Passkey,
    Person,
    RecoveryCode,
    SignIn,
    Totp,
)
from yangguang.foundation.identity.rules import ABSOLUTE_LIMIT, IDLE_LIMIT
from yangguang.kernel.identifiers import DOCUMENT_KINDS, mask_citizen_number, mask_permit, normalise
from yangguang.kernel.refusals import NotFound

FROM_ACCOUNT = "来自您的账户"
FROM_REGISTER = "来自市场主体登记"


@dataclass(frozen=True, slots=True)
class ProfileValue:
    """One value a form may take over, and where it comes from, as the applicant reads it."""

    value: str
    source: str


def find_person(*, account_id: int) -> Person | None:
    """Find the natural person behind an account."""
    return Person.objects.select_related("account").filter(account_id=account_id).first()


def find_enterprise(*, credit_code: str) -> Enterprise | None:
    """Find an enterprise by its unified social credit code."""
    return Enterprise.objects.filter(credit_code=normalise(credit_code)).first()


def get_enterprise(*, credit_code: str) -> Enterprise:
    """
    Get an enterprise by its unified social credit code.

    Refuses with NotFound.
    """
    enterprise = find_enterprise(credit_code=credit_code)
    if enterprise is None:
        raise NotFound(what=f"统一社会信用代码为 {credit_code} 的单位")
    return enterprise


def list_mandates_of(*, account_id: int, on: date) -> list[Mandate]:
    """
    List for whom the person behind an account may act on a day; the own right of a representative comes
    first.
    """
    running = Mandate.objects.filter(person__account_id=account_id).running_on(on)
    return list(running.select_related("enterprise").order_by("-kind", "enterprise__name"))


def find_mandate(*, account_id: int, credit_code: str, on: date) -> Mandate | None:
    """Find the right under which a person acts for an enterprise on a day."""
    running = Mandate.objects.filter(
        person__account_id=account_id, enterprise__credit_code=credit_code
    ).running_on(on)
    return running.select_related("enterprise").order_by("-kind").first()


def list_agents_of(*, account_id: int, on: date) -> list[Mandate]:
    """List the agents of all enterprises whose legal representative the account is."""
    own = Mandate.objects.filter(
        person__account_id=account_id, kind=MandateKind.LEGAL_REPRESENTATIVE
    ).running_on(on)
    agents = Mandate.objects.filter(
        kind=MandateKind.AGENT, enterprise__in=own.values("enterprise")
    ).running_on(on)
    return list(agents.select_related("enterprise", "person").order_by("enterprise__name", "person__name"))


def list_sign_ins(*, account_id: int, now: datetime) -> QuerySet[SignIn]:
    """List where an account is signed in at an instant, newest first."""
    return SignIn.objects.filter(
        account_id=account_id,
        ended_at__isnull=True,
        seen_at__gt=now - IDLE_LIMIT,
        started_at__gt=now - ABSOLUTE_LIMIT,
    ).order_by("-seen_at")


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of an account."""

    totps: tuple[Totp, ...]
    passkeys: tuple[Passkey, ...]
    recovery_codes_left: int

    def __bool__(self) -> bool:
        """Whether there is one to ask for; recovery codes alone are none."""
        return bool(self.totps or self.passkeys)


def factors_of(*, account_id: int) -> Factors:
    """Give what an account can show besides its password."""
    return Factors(
        tuple(Totp.objects.filter(account_id=account_id).select_related("account").order_by("pk")),
        tuple(Passkey.objects.filter(account_id=account_id).select_related("account").order_by("pk")),
        RecoveryCode.objects.filter(account_id=account_id, used_at__isnull=True).count(),
    )


def has_second_factor(*, account_id: int) -> bool:
    """Tell whether an account has an authenticator app or a passkey, in one query."""
    totp = Totp.objects.filter(account_id=account_id)
    passkey = Passkey.objects.filter(account_id=account_id)
    return Account.objects.filter(pk=account_id).filter(Exists(totp) | Exists(passkey)).exists()


def find_replaced_sign_in(*, session_key: str) -> SignIn | None:
    """Find the sign-in of a browser that a newer one elsewhere has ended, to tell its owner."""
    return SignIn.objects.filter(session_key=session_key, ending="replaced").first() if session_key else None


def masked_document(person: Person) -> str:
    """Show an identity number the way even its owner sees it on a screen."""
    if len(person.id_number) == 18:
        return mask_citizen_number(person.id_number)
    return mask_permit(person.id_number)


def profile_of(*, actor: Actor) -> dict[str, ProfileValue]:
    """
    Give what the platform already holds about the applicant, by dotted name, each with its source.

    `person.*` from the account; `enterprise.*` from the register when the person stands for an enterprise.
    Materials and facts obtainable by sharing must not be asked for again (国务院关于在线政务服务的若干规定
    第七条).
    """
    if actor.account_id is None:
        return {}
    values: dict[str, ProfileValue] = {}
    person = find_person(account_id=actor.account_id)
    if person is not None:
        values.update(_values("person", _person_facts(person), FROM_ACCOUNT))
    enterprise = find_enterprise(credit_code=actor.enterprise_code) if actor.enterprise_code else None
    if enterprise is not None:
        values.update(_values("enterprise", _enterprise_facts(enterprise), FROM_REGISTER))
    return values


def _person_facts(person: Person) -> dict[str, str]:
    return {
        "name": person.name,
        "id_kind": person.id_kind,
        "id_kind_name": DOCUMENT_KINDS.get(person.id_kind, ""),
        "id_number": person.id_number,
        "phone": person.phone,
        "email": person.email,
        "address": person.address,
    }


def _enterprise_facts(enterprise: Enterprise) -> dict[str, str]:
    return {
        "name": enterprise.name,
        "credit_code": enterprise.credit_code,
        "legal_representative": enterprise.legal_representative,
        "address": enterprise.address,
        "registered_on": enterprise.registered_on.isoformat() if enterprise.registered_on else "",
        "business_scope": enterprise.business_scope,
        "phone": enterprise.phone,
    }


def _values(prefix: str, facts: dict[str, str], source: str) -> dict[str, ProfileValue]:
    return {f"{prefix}.{name}": ProfileValue(value, source) for name, value in facts.items() if value}
