"""Parties, their qualifications, and their registrations for lots."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime

from yangguang.capabilities.venue import permissions, rules
from yangguang.capabilities.venue.events import BidderReady
from yangguang.capabilities.venue.models import Deposit, Lot, Party, Qualification, Registration
from yangguang.capabilities.venue.operations.deposits import move
from yangguang.capabilities.venue.operations.voices import note_coincidences
from yangguang.capabilities.venue.states import DepositState, LotState, RegistrationState
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.documents.api import chinese_moment
from yangguang.foundation.files.api import StoredFile
from yangguang.foundation.identity.api import Account
from yangguang.foundation.numbering.api import issue_number
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput

NUMBERS = range(1, 100)


@dataclass(frozen=True, slots=True)
class PartyDetails:
    """What a party says of itself."""

    kind: str
    name: str
    code: str
    bank_account: str
    email: str = ""
    phone: str = ""
    members: list[dict[str, str]] = field(default_factory=list)


@operation(
    "venue.register_party",
    summary="登记交易主体",
    permission=permissions.may_register_party,
    subject="result",
)
def register_party(*, actor: Actor, now: datetime, account: Account, details: PartyDetails) -> Party:
    """Register an enterprise, a person or a consortium as a trading party. Refuses with InvalidInput."""
    problems = {
        name: "请填写。"
        for name in ("name", "code", "bank_account")
        if not str(getattr(details, name)).strip()
    }
    if details.kind == "consortium" and len(details.members) < 2:
        problems["members"] = "联合体至少有两个成员，并附联合竞买协议。"
    if problems:
        raise InvalidInput(fields=problems)
    found = Party.objects.filter(account=account, code=details.code).first()
    if found is not None:
        return found
    number = issue_number(
        body_code="venue", kind="party", year=clock.today(now).year, pattern="JY{year}{number:06d}"
    )
    note(kind=details.kind)
    return Party.objects.create(
        number=number,
        account=account,
        registered_at=now,
        kind=details.kind,
        name=details.name,
        code=details.code,
        bank_account=details.bank_account,
        email=details.email,
        phone=details.phone,
        members=details.members,
    )


@operation(
    "venue.file_qualification",
    summary="提交资质材料",
    permission=permissions.may_file_qualification,
    subject="party",
)
def file_qualification(
    *,
    actor: Actor,
    now: datetime,
    party: Party,
    title: str,
    file: StoredFile,
    valid_until: date | None = None,
) -> Qualification:
    """File one proof of qualification, with the day until which it holds."""
    note(title=title, file=file.digest)
    return Qualification.objects.create(
        party=party, title=title, file=file, valid_until=valid_until, filed_at=now
    )


@operation(
    "venue.register_for_lot",
    summary="申请竞买",
    permission=permissions.may_register_for_lot,
    subject="result",
    binding=True,
)
def register_for_lot(
    *, actor: Actor, now: datetime, lot: Lot, party: Party, address: str = "", device: str = ""
) -> Registration:
    """
    Apply to take part in a lot; a deposit falls due with a reference of its own.

    Refuses with NotInThisState, LotHaltedNow, RegistrationClosed, DefaulterBarred, WatcherMayNotBid, AlreadyRegistered.
    """
    lot = Lot.objects.select_for_update(of=("self",)).select_related("operator_body").get(pk=lot.pk)
    _expect_open(lot, now)
    today = clock.today(now)
    if party.barred_until and today < party.barred_until:
        raise rules.DefaulterBarred(
            name=party.name, reason=party.barred_reason, until=f"{party.barred_until:%Y-%m-%d}"
        )
    if actor.is_officer or lot.transferor_account_id == actor.account_id or party.name == lot.transferor_name:
        raise rules.WatcherMayNotBid
    if Registration.objects.filter(lot=lot, account_id=actor.account_id).exists():
        raise rules.AlreadyRegistered
    rank = next((int(one["rank"]) for one in lot.holders if one["code"] == party.code), 0)
    made = Registration.objects.create(
        lot=lot,
        party=party,
        account_id=actor.account_id,
        rank=rank,
        applied_at=now,
        address=address or None,
        device=device,
    )
    reference = issue_number(
        body_code=lot.operator_body.code, kind="deposit", year=today.year, pattern="BZJ{year}{number:06d}"
    )
    Deposit.objects.create(registration=made, reference=reference, amount=lot.deposit_amount)
    note_coincidences(lot, now=now)
    note(lot=lot.number, deposit=reference, rank=rank)
    return made


def _expect_open(lot: Lot, now: datetime) -> None:
    if lot.state not in (LotState.ANNOUNCED, LotState.BIDDING):
        raise rules.NotInThisState(what="标的", state=lot.get_state_display())
    if lot.is_halted:
        raise rules.LotHaltedNow
    if lot.registration_until is None or now > lot.registration_until:
        until = chinese_moment(lot.registration_until) if lot.registration_until else "未定"
        raise rules.RegistrationClosed(until=until)


@operation(
    "venue.withdraw_registration",
    summary="撤回竞买申请",
    permission=permissions.may_withdraw_registration,
    subject="registration",
)
def withdraw_registration(*, actor: Actor, now: datetime, registration: Registration) -> Registration:
    """Take back an application that has not been decided; money already paid goes back."""
    row = _locked(registration)
    if row.state != RegistrationState.APPLIED:
        raise rules.NotInThisState(what="竞买申请", state=row.get_state_display())
    row.state, row.decided_at = RegistrationState.WITHDRAWN, now
    row.save(update_fields=["state", "decided_at"])
    if row.deposit.state == DepositState.RECEIVED:
        move(row.deposit, DepositState.REFUND_DUE, now=now)
    return row


@operation(
    "venue.qualify",
    summary="确认竞买资格",
    permission=permissions.may_qualify,
    subject="registration",
    binding=True,
)
def qualify(*, actor: Actor, now: datetime, registration: Registration) -> Registration:
    """
    Confirm the qualification and give an anonymous number, drawn at random so that it says nothing of the order.

    Refuses with NotInThisState, WrongAmount.
    """
    row = _locked(registration)
    if row.state != RegistrationState.APPLIED:
        raise rules.NotInThisState(what="竞买申请", state=row.get_state_display())
    given = Registration.objects.filter(lot=row.lot).values_list("bidder_number", flat=True)
    taken = {number for number in given if number is not None}
    free = [one for one in NUMBERS if one not in taken] or [max(taken) + 1]
    row.state, row.decided_at, row.bidder_number = RegistrationState.QUALIFIED, now, secrets.choice(free)
    row.save(update_fields=["state", "decided_at", "bidder_number"])
    freeze_if_ready(row, now=now)
    note(lot=row.lot.number)
    return row


@operation(
    "venue.refuse_registration",
    summary="竞买资格不予确认",
    permission=permissions.may_refuse_registration,
    subject="registration",
    binding=True,
)
def refuse_registration(
    *, actor: Actor, now: datetime, registration: Registration, reason: str
) -> Registration:
    """Refuse an application with its reason; money already paid goes back. Refuses with NotInThisState, InvalidInput."""
    if not reason.strip():
        raise InvalidInput(fields={"reason": "请写明理由，申请人看得到。"})
    row = _locked(registration)
    if row.state != RegistrationState.APPLIED:
        raise rules.NotInThisState(what="竞买申请", state=row.get_state_display())
    row.state, row.decided_at, row.reason = RegistrationState.REFUSED, now, reason
    row.save(update_fields=["state", "decided_at", "reason"])
    if row.deposit.state == DepositState.RECEIVED:
        move(row.deposit, DepositState.REFUND_DUE, now=now)
    note(lot=row.lot.number, reason=reason)
    return row


def freeze_if_ready(row: Registration, *, now: datetime) -> None:
    """Freeze a received deposit once the bidder is qualified, and tell the room."""
    if row.state == RegistrationState.QUALIFIED and row.deposit.state == DepositState.RECEIVED:
        move(row.deposit, DepositState.FROZEN, now=now)
        emit(BidderReady(row.lot.number, str(row.uuid), now))


def _locked(registration: Registration) -> Registration:
    return (
        Registration.objects.select_for_update(of=("self",))
        .select_related("lot__operator_body", "party", "deposit")
        .get(pk=registration.pk)
    )
