"""Second factors: authenticator apps, passkeys and recovery codes; showing one, adding one, losing one."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from yangguang.foundation.acts.api import ANONYMOUS, Actor, note, operation
from yangguang.foundation.identity import factors, passkeys, permissions
from yangguang.foundation.identity.models import Account, Passkey, RecoveryCode, Totp
from yangguang.foundation.identity.operations.signing_in import (
    Attempt,
    forgive,
    record_failed_sign_in,
    refuse_locked_out,
)
from yangguang.foundation.identity.rules import (
    LastFactor,
    PasskeyRejected,
    SecondFactorFailed,
    WrongFirstCode,
)
from yangguang.kernel import sealing
from yangguang.kernel.refusals import InvalidInput, NotFound, Refusal

_TOTP = "identity.totp"
_RECOVERY = "identity.recovery_code"


def show_code(*, actor: Actor, now: datetime, attempt: Attempt, account: Account, code: str) -> str:
    """
    Check a typed second factor, a one-time password or a recovery code, and count failures as `authenticate` does.

    Gives the kind that fitted: totp or recovery. A code counts once.

    Refuses with SecondFactorFailed, SignInLocked; the failure is on record either way.
    """
    with transaction.atomic():
        refuse_locked_out(attempt, now)
        kind = _matching_totp(account, code, now) or _matching_recovery_code(account, code, now)
        _settle(actor, attempt, account, kind, now)
    if not kind:
        raise SecondFactorFailed
    return kind


def show_passkey(
    *,
    actor: Actor,
    now: datetime,
    attempt: Attempt,
    account: Account,
    site: passkeys.Site,
    state: passkeys.State,
    answer: str,
) -> str:
    """
    Check a passkey's answer to the challenge in *state*, which the edge has taken out of the session.

    Refuses with PasskeyRejected (also when the authenticator's count of uses went back, as a copied one's does),
    SignInLocked.
    """
    refusal: Refusal | None = None
    with transaction.atomic():
        refuse_locked_out(attempt, now)
        try:
            _use_passkey(account, site, state, answer, now)
        except PasskeyRejected as rejected:
            refusal = rejected
        _settle(actor, attempt, account, "" if refusal else "passkey", now)
    if refusal is not None:
        raise refusal
    return "passkey"


@operation(
    "identity.confirm_second_factor",
    summary="通过第二因素核验",
    permission=permissions.may_confirm_second_factor,
    subject="account",
)
def confirm_second_factor(*, actor: Actor, now: datetime, account: Account, kind: str) -> None:
    """Put on record that a second factor was shown (GB/T 22239-2019, 8.1.4.1 d)."""
    note(kind=kind)


@operation(
    "identity.enrol_totp", summary="绑定动态口令", permission=permissions.may_enrol_totp, subject="account"
)
def enrol_totp(*, actor: Actor, now: datetime, account: Account, name: str, secret: bytes, code: str) -> Totp:
    """
    Bind an authenticator app once it has shown a right code; the code is used up by that.

    Refuses with InvalidInput, WrongFirstCode.
    """
    step = factors.matching_step(secret=secret, code=code, now=now, after=0)
    if step is None:
        raise WrongFirstCode(fields={"code": WrongFirstCode.text})
    totp = Totp.objects.create(
        account=account, name=_named(name), sealed_secret=b"", last_step=step, created_at=now, used_at=now
    )
    totp.sealed_secret = sealing.seal(
        secret=settings.SECRET_KEY, purpose=_TOTP, plain=secret, bound_to=f"{account.pk}/{totp.pk}"
    )
    totp.save(update_fields=["sealed_secret"])
    note(kind="totp", name=totp.name)
    return totp


@operation(
    "identity.enrol_passkey",
    summary="添加通行密钥",
    permission=permissions.may_enrol_passkey,
    subject="account",
)
def enrol_passkey(
    *, actor: Actor, now: datetime, account: Account, name: str, new: passkeys.NewPasskey
) -> Passkey:
    """
    Keep a passkey the browser has just made.

    Refuses with InvalidInput, and with PasskeyRejected for a key somebody has registered before.
    """
    try:
        with transaction.atomic():
            passkey = Passkey.objects.create(
                account=account,
                name=_named(name),
                credential_id=new.credential_id,
                credential=new.credential,
                uses=new.uses,
                created_at=now,
            )
    except IntegrityError as known:
        raise PasskeyRejected from known
    note(kind="passkey", name=passkey.name)
    return passkey


@operation(
    "identity.renew_recovery_codes",
    summary="生成恢复码",
    permission=permissions.may_renew_recovery_codes,
    subject="account",
)
def renew_recovery_codes(*, actor: Actor, now: datetime, account: Account) -> list[str]:
    """Make ten new recovery codes and void the old ones; they are told once and kept as keyed digests."""
    RecoveryCode.objects.filter(account=account).delete()
    codes = factors.new_recovery_codes()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, digest=_recovery_digest(account, code)) for code in codes
    )
    note(codes=len(codes))
    return codes


@operation(
    "identity.remove_factor",
    summary="删除第二因素",
    permission=permissions.may_remove_factor,
    subject="factor",
)
def remove_factor(*, actor: Actor, now: datetime, factor: Totp | Passkey, must_keep_one: bool) -> None:
    """
    Remove an authenticator app or a passkey; with the last one the recovery codes go, too.

    Refuses with LastFactor.
    """
    account = Account.objects.select_for_update().get(pk=factor.account_id)
    left = account.totps.count() + account.passkeys.count() - 1
    if left < 1 and must_keep_one:
        raise LastFactor
    note(kind="totp" if isinstance(factor, Totp) else "passkey", name=factor.name)
    factor.delete()
    if left < 1:
        RecoveryCode.objects.filter(account=account).delete()


@operation(
    "identity.reset_factors",
    summary="解除第二因素",
    permission=permissions.may_reset_factors,
    subject="account",
    asks_factor=True,
)
def reset_factors(*, actor: Actor, now: datetime, account: Account, reason: str) -> None:
    """
    Unbind all factors of somebody who lost them and showed who they are; at the next sign-in they bind a new one.

    Refuses with InvalidInput without a reason.
    """
    if len(reason.strip()) < 5:
        raise InvalidInput(fields={"reason": "请写明原因和核实身份的办法，至少 5 个字。"})
    removed = account.totps.count() + account.passkeys.count()
    for rows in (account.totps, account.passkeys, account.recovery_codes):
        rows.all().delete()
    note(reason=reason.strip(), removed=removed)


def reseal_totps(*, old: str) -> sealing.Resealed:
    """Seal the secrets of authenticator apps anew after the platform's secret key has changed from *old*. No act of a person."""
    told = sealing.Resealed()
    with transaction.atomic():
        for totp in Totp.objects.select_for_update().order_by("pk"):
            sealed = told.take_sealed(
                f"动态口令 {totp.pk}",
                old=old,
                new=settings.SECRET_KEY,
                purpose=_TOTP,
                sealed=totp.sealed_secret,
                bound_to=f"{totp.account_id}/{totp.pk}",
            )
            if sealed is not None:
                totp.sealed_secret = sealed
                totp.save(update_fields=["sealed_secret"])
    return told


def find_factor(*, account_id: int, kind: str, factor_id: int) -> Totp | Passkey:
    """
    Find an own factor by kind and id.

    Refuses with NotFound.
    """
    model: type[Totp] | type[Passkey] = Totp if kind == "totp" else Passkey
    found = model.objects.select_related("account").filter(account_id=account_id, pk=factor_id).first()
    if found is None:
        raise NotFound(what="这个第二因素")
    return found


def _matching_totp(account: Account, code: str, now: datetime) -> str:
    for totp in Totp.objects.select_for_update().filter(account=account):
        secret = sealing.unseal(
            secret=settings.SECRET_KEY,
            purpose=_TOTP,
            sealed=totp.sealed_secret,
            bound_to=f"{account.pk}/{totp.pk}",
        )
        step = factors.matching_step(secret=secret, code=code, now=now, after=totp.last_step)
        if step is not None:
            totp.last_step, totp.used_at = step, now
            totp.save(update_fields=["last_step", "used_at"])
            return "totp"
    return ""


def _matching_recovery_code(account: Account, code: str, now: datetime) -> str:
    typed = factors.normalised_recovery_code(code)
    if not typed:
        return ""
    unused = RecoveryCode.objects.filter(
        account=account, digest__in=_recovery_digests(account, typed), used_at__isnull=True
    )
    return "recovery" if unused.update(used_at=now) else ""


def _use_passkey(
    account: Account, site: passkeys.Site, state: passkeys.State, answer: str, now: datetime
) -> None:
    own = list(Passkey.objects.select_for_update().filter(account=account))
    used, uses = passkeys.check_sign_in(
        site=site, state=state, known=[bytes(one.credential) for one in own], answer=answer
    )
    passkey = next(one for one in own if one.credential_id == used)
    if (uses or passkey.uses) and uses <= passkey.uses:
        raise PasskeyRejected
    passkey.uses, passkey.used_at = uses, now
    passkey.save(update_fields=["uses", "used_at"])


def _settle(actor: Actor, attempt: Attempt, account: Account, kind: str, now: datetime) -> None:
    if not kind:
        record_failed_sign_in(actor=ANONYMOUS, now=now, attempt=attempt)
        return
    forgive(attempt)
    confirm_second_factor(actor=actor, now=now, account=account, kind=kind)


def _recovery_digests(account: Account, code: str) -> list[str]:
    """Give the digests under the present secret and those before it: a code is not kept, so it cannot be made anew."""
    content = f"{account.pk}/{code}".encode()
    secrets_known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [
        sealing.authentication_code(secret=one, purpose=_RECOVERY, content=content) for one in secrets_known
    ]


def _recovery_digest(account: Account, code: str) -> str:
    content = f"{account.pk}/{code}".encode()
    return sealing.authentication_code(secret=settings.SECRET_KEY, purpose=_RECOVERY, content=content)


def _named(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= 40:
        raise InvalidInput(fields={"name": "请起一个认得出的名字，最多 40 个字，如“我的手机”。"})
    return name
