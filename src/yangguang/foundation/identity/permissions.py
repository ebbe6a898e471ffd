"""Who may do what with accounts, people and mandates: mostly each person for themselves."""

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.identity.models import (
    Account,
    Enterprise,
    Mandate,
    MandateKind,
    Passkey,
    Person,
    SignIn,
    Totp,
)


def _is_platform(actor: Actor) -> bool:
    return actor.kind is ActorKind.SYSTEM


def _is_account(actor: Actor, account_id: int) -> bool:
    return actor.account_id == account_id


def _represents_by_law(actor: Actor, enterprise: Enterprise) -> bool:
    if actor.account_id is None:
        return False
    return Mandate.objects.filter(
        person__account_id=actor.account_id,
        enterprise=enterprise,
        kind=MandateKind.LEGAL_REPRESENTATIVE,
        valid_until__isnull=True,
    ).exists()


def may_open_account(*, actor: Actor) -> bool:
    """The platform, or whoever holds an admin post and enrols an officer."""
    return _is_platform(actor) or actor.holds("admin") or actor.holds("system")


def may_sign_up(*, actor: Actor) -> bool:
    """Anybody who has not signed in."""
    return _is_platform(actor) or not actor.is_signed_in


def may_record_sign_in(*, actor: Actor, account: Account) -> bool:
    """The account that has just shown its password."""
    return _is_account(actor, account.pk)


def may_record_failed_sign_in() -> bool:
    """Failures are recorded whoever causes them."""
    return True


def may_end_sign_in(*, actor: Actor, sign_in: SignIn) -> bool:
    """The account itself; the platform when it has been idle; an account administrator in an emergency."""
    return (
        _is_account(actor, sign_in.account_id)
        or _is_platform(actor)
        or actor.holds("system")
        or actor.holds("admin")
    )


def may_enrol_totp(*, actor: Actor, account: Account) -> bool:
    """The account itself."""
    return _is_account(actor, account.pk)


may_enrol_passkey = may_enrol_totp
may_renew_recovery_codes = may_enrol_totp
may_confirm_second_factor = may_enrol_totp


def may_remove_factor(*, actor: Actor, factor: Totp | Passkey) -> bool:
    """The account itself."""
    return _is_account(actor, factor.account_id)


def may_reset_factors(*, actor: Actor, account: Account) -> bool:
    """The security administrator (安全管理员) or the platform's console, and never for themselves."""
    return _is_platform(actor) or (actor.holds("security") and not _is_account(actor, account.pk))


def may_give_temporary_password(*, actor: Actor, account: Account) -> bool:
    """The system administrator (系统管理员) or the platform's console, and never for themselves."""
    return _is_platform(actor) or (actor.holds("system") and not _is_account(actor, account.pk))


def may_close_account(*, actor: Actor) -> bool:
    """The platform, the system administrator, or whoever holds an admin post (管理岗)."""
    return _is_platform(actor) or actor.holds("system") or actor.holds("admin")


def may_change_password(*, actor: Actor, account: Account) -> bool:
    """The account itself."""
    return _is_account(actor, account.pk)


def may_update_contact(*, actor: Actor, person: Person) -> bool:
    """The person themselves."""
    return _is_account(actor, person.account_id)


def may_register_enterprise(*, actor: Actor) -> bool:
    """
    The register of market entities, through the platform or through the post that issues business licences.
    """
    return _is_platform(actor) or actor.holds("decide") or actor.holds("deliver")


def may_claim_enterprise(*, actor: Actor, person: Person) -> bool:
    """The person themselves; whether they are the legal representative is the operation's question."""
    return _is_account(actor, person.account_id)


def may_appoint_agent(*, actor: Actor, enterprise: Enterprise) -> bool:
    """The legal representative of the enterprise (民法典 第一百六十五条)."""
    return _represents_by_law(actor, enterprise)


def may_end_mandate(*, actor: Actor, mandate: Mandate) -> bool:
    """The legal representative may end any agency; an agent may give up their own (民法典 第一百七十三条)."""
    return _represents_by_law(actor, mandate.enterprise) or _is_account(actor, mandate.person.account_id)
