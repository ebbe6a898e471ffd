"""From the room's outcome to the archive: confirmation, publication, contract, comparison, certificate, volume."""

import io
import json
import uuid
import zipfile
from datetime import date, datetime
from typing import Any

from yangguang.capabilities.venue import permissions, rules
from yangguang.capabilities.venue.events import DealConfirmed
from yangguang.capabilities.venue.models import Deal, Deposit, Lot, Registration, Release, Volume
from yangguang.capabilities.venue.operations.deposits import move
from yangguang.capabilities.venue.operations.lots import announce, lock_lot
from yangguang.capabilities.venue.operations.publication import publish_release
from yangguang.capabilities.venue.states import DealState, DepositState, LotState
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.deadlines.api import current_calendar
from yangguang.foundation.documents import api as documents
from yangguang.foundation.files import api as files
from yangguang.foundation.numbering.api import issue_number
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput

KEPT_YEARS = 30  # DA/T 103-2024
PUBLISHED_WORKDAYS = 10  # land.publish; prop.publish asks for five
BARRED_YEARS = 2


@operation(
    "venue.record_outcome",
    summary="登记竞价结果",
    permission=permissions.may_record_outcome,
    subject="lot",
    binding=True,
)
def record_outcome(
    *,
    actor: Actor,
    now: datetime,
    lot: Lot,
    winner: uuid.UUID | None,
    price: int,
    term: int,
    log_head: str,
    bids: list[dict[str, Any]],
) -> Deal | None:
    """
    Take the outcome of the room, once: the winner's deal, and the losers' money on its way back.

    Refuses with NotInThisState.
    """
    row = lock_lot(lot)
    if row.state not in (LotState.ANNOUNCED, LotState.BIDDING):
        raise rules.NotInThisState(what="标的", state=row.get_state_display())
    row.state = LotState.SOLD if winner else LotState.UNSOLD
    row.save(update_fields=["state"])
    deal = None
    if winner:
        registration = Registration.objects.get(lot=row, uuid=winner)
        deal = Deal.objects.create(
            lot=row, registration=registration, price=price, term=term, log_head=log_head, won_at=now
        )
    held = Deposit.objects.select_for_update(of=("self",)).filter(
        registration__lot=row, state__in=[DepositState.FROZEN, DepositState.RECEIVED]
    )
    for deposit in held.exclude(registration__uuid=winner) if winner else held:
        if deposit.received_at:
            deposit.interest = rules.interest_on(amount=deposit.amount, days=(now - deposit.received_at).days)
        move(deposit, DepositState.REFUND_DUE, now=now, reason="未竞得")
    publish_release(row, tag="tenderUpdate", now=now, bids=bids)
    note(outcome=row.state, price=price, log_head=log_head)
    return deal


@operation(
    "venue.confirm_deal",
    summary="签发成交确认书",
    permission=permissions.may_confirm_deal,
    subject="deal",
    binding=True,
)
def confirm_deal(*, actor: Actor, now: datetime, deal: Deal) -> Deal:
    """
    Confirm the deal by its document, sealed, with the head of the room's log in it (成交确认书).

    Refuses with NotInThisState, LotHaltedNow.
    """
    lot, row = _both(deal)
    if row.state != DealState.WON:
        raise rules.NotInThisState(what="成交", state=row.get_state_display())
    if lot.is_halted:
        raise rules.LotHaltedNow
    body = lot.operator_body
    number = issue_number(
        body_code=body.code,
        kind="confirmation",
        year=clock.today(now).year,
        pattern="深交确〔{year}〕{number}号",
    )
    made = documents.make_document(
        kind="deal_confirmation",
        title="成交确认书",
        number=number,
        template="venue/documents/confirmation.html",
        context={"lot": lot, "deal": row, "party": row.registration.party, "bidder": row.registration},
        body_code=body.code,
        body_name=body.name,
        object_type="lot",
        object_number=lot.number,
        addressee=row.registration.party.name,
        seal_text=body.name,
        now=now,
    )
    row.state, row.confirmed_at, row.confirmation = DealState.CONFIRMED, now, made.uuid
    row.save(update_fields=["state", "confirmed_at", "confirmation"])
    lot.state = LotState.CONFIRMED
    lot.save(update_fields=["state"])
    publish_release(_fresh(lot), tag="award", now=now)
    emit(DealConfirmed(lot.number, str(made.uuid), now))
    return row


@operation(
    "venue.publish_result",
    summary="公示成交结果",
    permission=permissions.may_publish_result,
    subject="deal",
    binding=True,
)
def publish_result(*, actor: Actor, now: datetime, deal: Deal) -> Deal:
    """Publish who bought for how much, for the legal time (`land.publish`, `prop.publish`). Refuses with NotInThisState."""
    lot, row = _both(deal)
    if row.state != DealState.CONFIRMED:
        raise rules.NotInThisState(what="成交", state=row.get_state_display())
    row.state, row.published_at = DealState.PUBLISHED, now
    row.save(update_fields=["state", "published_at"])
    lot.state = LotState.PUBLISHED
    lot.save(update_fields=["state"])
    until = current_calendar().add_workdays(clock.today(now), PUBLISHED_WORKDAYS)
    text = f"竞得人：{row.registration.party.name}。成交价：{documents.capital_amount(row.price)}。"
    announce(lot, kind="result", title=f"{lot.title}成交公示", text=text, now=now, until_on=until)
    publish_release(_fresh(lot), tag="awardUpdate", now=now)
    return row


@operation(
    "venue.record_contract",
    summary="登记合同",
    permission=permissions.may_record_contract,
    subject="deal",
    binding=True,
)
def record_contract(
    *,
    actor: Actor,
    now: datetime,
    deal: Deal,
    number: str,
    seller: str,
    buyer: str,
    price: int,
    paid: int,
    signed_at: datetime,
) -> Deal:
    """
    Take the contract as it was signed, and what has been paid; the deposit becomes part of the price.

    Refuses with NotInThisState, InvalidInput.
    """
    lot, row = _both(deal)
    if row.state not in (DealState.PUBLISHED, DealState.CONTRACTED):
        raise rules.NotInThisState(what="成交", state=row.get_state_display())
    if not number.strip() or not seller.strip() or not buyer.strip() or price <= 0:
        raise InvalidInput(fields={"number": "请填写合同编号、转让方、受让方和合同价。"})
    row.contract = {
        "number": number.strip(),
        "seller": seller.strip(),
        "buyer": buyer.strip(),
        "price": price,
        "paid": paid,
        "signed_at": signed_at.isoformat(),
    }
    if row.state == DealState.PUBLISHED:
        held = Deposit.objects.select_for_update(of=("self",)).get(registration=row.registration)
        if held.state == DepositState.FROZEN:
            move(held, DepositState.OFFSET, now=now, contract=number)
    row.state = DealState.CONTRACTED
    row.save(update_fields=["state", "contract"])
    lot.state = LotState.CONTRACTED
    lot.save(update_fields=["state"])
    publish_release(_fresh(lot), tag="contract", now=now)
    note(contract=number, price=price)
    return row


@operation(
    "venue.certify_deal",
    summary="出具交易鉴证书",
    permission=permissions.may_certify_deal,
    subject="deal",
    binding=True,
)
def certify_deal(*, actor: Actor, now: datetime, deal: Deal) -> Deal:
    """
    Compare disclosure, bids, payments and contract field by field; only if all agree the certificate is issued (鉴证比对).

    Refuses with NotInThisState, ComparisonDiffers.
    """
    lot, row = _both(deal)
    if row.state != DealState.CONTRACTED:
        raise rules.NotInThisState(what="成交", state=row.get_state_display())
    compared = compare_deal(row)
    different = [one.name for one in compared if not one.agrees]
    if different:
        raise rules.ComparisonDiffers(count=len(different), names="、".join(different))
    row.comparison = [{"name": one.name, "sources": dict(one.sources)} for one in compared]
    body = lot.operator_body
    number = issue_number(
        body_code=body.code,
        kind="certificate",
        year=clock.today(now).year,
        pattern="深交鉴〔{year}〕{number}号",
    )
    made = documents.make_document(
        kind="deal_certificate",
        title="交易鉴证书",
        number=number,
        template="venue/documents/certificate.html",
        context={"lot": lot, "deal": row, "party": row.registration.party, "compared": compared},
        body_code=body.code,
        body_name=body.name,
        object_type="lot",
        object_number=lot.number,
        addressee=row.registration.party.name,
        seal_text=body.name,
        now=now,
    )
    row.state, row.certificate, row.certified_at = DealState.CERTIFIED, made.uuid, now
    row.save(update_fields=["state", "certificate", "certified_at", "comparison"])
    lot.state = LotState.CLOSED
    lot.save(update_fields=["state"])
    return row


def compare_deal(deal: Deal) -> list[rules.Compared]:
    """Give the comparison of a deal as it stands."""
    contract, party, deposit = deal.contract, deal.registration.party, deal.registration.deposit
    last = Release.objects.filter(lot=deal.lot, body__has_key="bids").order_by("-pk").first()
    details = last.body["bids"]["details"] if last else []
    winning = max((one["value"]["amount"] for one in details), default=0)
    return rules.compare(
        [
            (
                "受让方",
                {"报名": party.name, "合同": contract.get("buyer"), "保证金付款人": deposit.payer_name},
            ),
            (
                "成交价（分）",
                {"竞价记录": round(winning * 100), "确认书": deal.price, "合同": contract.get("price")},
            ),
            ("价款（分）", {"合同": contract.get("price"), "已付": contract.get("paid")}),
            ("转让方", {"披露": deal.lot.transferor_name, "合同": contract.get("seller")}),
        ]
    )


@operation(
    "venue.record_default",
    summary="认定竞得人违约",
    permission=permissions.may_record_default,
    subject="deal",
    binding=True,
)
def record_default(*, actor: Actor, now: datetime, deal: Deal, reason: str) -> Deal:
    """
    A winner who does not sign loses the deposit and may not bid for two years. Refuses with InvalidInput, NotInThisState.
    """
    if not reason.strip():
        raise InvalidInput(fields={"reason": "请写明违约的事实。"})
    lot, row = _both(deal)
    if row.state not in (DealState.WON, DealState.CONFIRMED, DealState.PUBLISHED):
        raise rules.NotInThisState(what="成交", state=row.get_state_display())
    held = Deposit.objects.select_for_update(of=("self",)).get(registration=row.registration)
    move(held, DepositState.FORFEITED, now=now, reason=reason)
    party = row.registration.party
    today = clock.today(now)
    party.barred_until, party.barred_reason = (
        date(today.year + BARRED_YEARS, today.month, min(today.day, 28)),
        reason[:200],
    )
    party.save(update_fields=["barred_until", "barred_reason"])
    row.state = DealState.DEFAULTED
    row.save(update_fields=["state"])
    lot.state = LotState.UNSOLD
    lot.save(update_fields=["state"])
    publish_release(_fresh(lot), tag="awardCancellation", now=now)
    note(reason=reason)
    return row


@operation(
    "venue.close_archive",
    summary="立卷归档",
    permission=permissions.may_close_archive,
    subject="deal",
    binding=True,
)
def close_archive(*, actor: Actor, now: datetime, deal: Deal, log: str) -> Volume:
    """
    Bind everything of a lot into one volume with a list of digests, kept thirty years (DA/T 103-2024).

    *log* is the room's published log. Refuses with NotInThisState.
    """
    lot, _ = _both(deal)
    if lot.state not in (LotState.CLOSED, LotState.UNSOLD):
        raise rules.NotInThisState(what="标的", state=lot.get_state_display())
    parts = dict(_parts(lot, log))
    index = {name: files.digest_of(content) for name, content in parts.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as volume:
        for name, content in parts.items():
            volume.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
        volume.writestr(
            zipfile.ZipInfo("index.json", (1980, 1, 1, 0, 0, 0)),
            json.dumps(index, ensure_ascii=False, indent=1),
        )
    stored = files.store_made(
        packed.getvalue(), name=f"{lot.number}.zip", media_type="application/zip", now=now
    )
    today = clock.today(now)
    note(items=len(parts), sm3=stored.digest)
    return Volume.objects.update_or_create(
        lot=lot,
        defaults={
            "file": stored,
            "digest": stored.digest,
            "item_count": len(parts),
            "kept_until": date(today.year + KEPT_YEARS, 12, 31),
            "made_at": now,
        },
    )[0]


def _parts(lot: Lot, log: str) -> list[tuple[str, bytes]]:
    parts = [("log.jsonl", log.encode())]
    for said in lot.announcements.order_by("pk"):
        parts.append((f"announcements/{said.pk}.txt", f"{said.number}\n{said.title}\n{said.text}".encode()))
    for one in documents.list_documents_of(object_type="lot", object_number=lot.number):
        parts.append((f"documents/{one.uuid}.html", documents.get_document(reference=one.uuid).html.encode()))
    for release in Release.objects.filter(lot=lot).order_by("pk"):
        content = json.dumps(release.body, ensure_ascii=False).encode()
        parts.append((f"releases/{release.release_id}.json", content))
    return parts


def _both(deal: Deal) -> tuple[Lot, Deal]:
    lot = lock_lot(deal.lot)
    row = Deal.objects.select_for_update(of=("self",)).select_related("registration__party").get(pk=deal.pk)
    row.lot = lot
    return lot, row


def _fresh(lot: Lot) -> Lot:
    return Lot.objects.select_related("deal__registration__party", "transferor_body").get(pk=lot.pk)
