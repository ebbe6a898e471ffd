"""Rules of the market, lots, announcements: reviewed by two, held against the legal periods, published and then kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from yangguang.capabilities.venue import permissions, rules
from yangguang.capabilities.venue.events import LotAnnounced
from yangguang.capabilities.venue.models import Agency, Announcement, Lot, ParameterSet
from yangguang.capabilities.venue.operations.publication import publish_release
from yangguang.capabilities.venue.states import LOT_STEPS, LotState, SetState
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.deadlines.api import RuleNotInForce, current_calendar, rule_on
from yangguang.foundation.documents.api import chinese_date
from yangguang.foundation.identity.api import Account
from yangguang.foundation.numbering.api import issue_number
from yangguang.foundation.organisation.models import Body
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput

LEGAL = {"land": ("land.announce", "land.list_span"), "mining": ("land.announce", "land.list_span")}
"""Which rules of the table of deadlines bind a market; elsewhere the reviewed set names its periods with their basis."""
LEAST_PROPERTY_WORKDAYS = 20  # 企业国有资产交易监督管理办法：信息披露不少于 20 个工作日


@operation(
    "venue.register_agency",
    summary="登记代理机构",
    permission=permissions.may_register_agency,
    subject="result",
)
def register_agency(
    *, actor: Actor, now: datetime, operator_body: Body, code: str, name: str, scope: str
) -> Agency:
    """Register an agency that prepares sales."""
    return Agency.objects.get_or_create(code=code, defaults={"name": name, "scope": scope})[0]


@operation(
    "venue.draft_parameters",
    summary="起草竞价参数",
    permission=permissions.may_draft_parameters,
    subject="result",
)
def draft_parameters(
    *,
    actor: Actor,
    now: datetime,
    operator_body: Body,
    code: str,
    market: str,
    title: str,
    basis: str,
    content: Mapping[str, Any],
    periods: Mapping[str, Any],
) -> ParameterSet:
    """Draft the next version of a place's rules for a market; it binds nobody until another has published it."""
    last = ParameterSet.objects.filter(code=code).order_by("-version").first()
    return ParameterSet.objects.create(
        code=code,
        version=last.version + 1 if last else 1,
        market=market,
        title=title,
        basis=basis,
        content=dict(content),
        periods=dict(periods),
        operator_body=operator_body,
        drafted_by_id=actor.account_id,
    )


@operation(
    "venue.publish_parameters",
    summary="审核发布竞价参数",
    permission=permissions.may_publish_parameters,
    subject="parameter_set",
    binding=True,
)
def publish_parameters(*, actor: Actor, now: datetime, parameter_set: ParameterSet) -> ParameterSet:
    """Publish a reviewed version; it never changes again. Refuses with SamePersonTwice, NotInThisState."""
    row = ParameterSet.objects.select_for_update(of=("self",)).get(pk=parameter_set.pk)
    if row.state != SetState.DRAFT:
        raise rules.NotInThisState(what="参数", state=row.get_state_display())
    if actor.account_id is not None and row.drafted_by_id == actor.account_id:
        raise rules.SamePersonTwice
    row.state, row.reviewed_by_id, row.published_at = SetState.PUBLISHED, actor.account_id, now
    row.save(update_fields=["state", "reviewed_by", "published_at"])
    note(content=row.content, periods=row.periods, basis=row.basis)
    return row


@dataclass(frozen=True, slots=True)
class LotDetails:
    """What is offered, by whom, under whose eyes, and the lot's own prices."""

    title: str
    kind_name: str
    start_price: int
    step: int
    deposit_amount: int
    operator_body: Body
    supervisor_body: Body
    transferor_name: str
    transferor_body: Body | None = None
    transferor_account: Account | None = None
    notary_body: Body | None = None
    agency: Agency | None = None
    place: str = ""
    description: str = ""
    facts: Sequence[tuple[str, str]] = ()
    conditions: Sequence[str] = ()
    holders: Sequence[Mapping[str, Any]] = ()
    own: Mapping[str, Any] = field(default_factory=dict)
    appraisal: int = 0
    floor_approval: str = ""
    number: str = ""


@operation("venue.plan_lot", summary="登记标的", permission=permissions.may_plan_lot, subject="result")
def plan_lot(*, actor: Actor, now: datetime, parameter_set: ParameterSet, details: LotDetails) -> Lot:
    """Take a lot in, with the published rules and its own prices. Refuses with InvalidInput, NotInThisState."""
    if parameter_set.state != SetState.PUBLISHED:
        raise rules.NotInThisState(what="参数", state=parameter_set.get_state_display())
    problems = {}
    if details.start_price <= 0:
        problems["start_price"] = "起始价须大于零。"
    if details.deposit_amount <= 0:
        problems["deposit_amount"] = "保证金须大于零。"
    if parameter_set.market in ("land", "mining") and details.deposit_amount * 5 < details.start_price:
        problems["deposit_amount"] = "保证金不得低于起始价的 20%（国土资发〔2010〕34号）。"
    if parameter_set.market == "property" and details.deposit_amount * 10 > details.start_price * 3:
        problems["deposit_amount"] = "保证金不得高于转让底价的 30%（32号令）。"
    if problems:
        raise InvalidInput(fields=problems)
    number = details.number or issue_number(
        body_code=details.operator_body.code,
        kind=parameter_set.market,
        year=clock.today(now).year,
        pattern=f"{parameter_set.market[0].upper()}{{year}}-{{number:04d}}",
    )
    return Lot.objects.create(
        number=number,
        market=parameter_set.market,
        title=details.title,
        kind_name=details.kind_name,
        place=details.place,
        description=details.description,
        facts=[list(pair) for pair in details.facts],
        operator_body=details.operator_body,
        transferor_body=details.transferor_body,
        transferor_account=details.transferor_account,
        transferor_name=details.transferor_name,
        supervisor_body=details.supervisor_body,
        notary_body=details.notary_body,
        agency=details.agency,
        parameter_set=parameter_set,
        parameters={
            **parameter_set.content,
            **details.own,
            "start_price": details.start_price,
            "step": details.step,
        },
        start_price=details.start_price,
        appraisal=details.appraisal,
        floor_approval=details.floor_approval,
        deposit_amount=details.deposit_amount,
        holders=[dict(one) for one in details.holders],
        conditions=list(details.conditions),
        created_at=now,
    )


@operation(
    "venue.announce_lot",
    summary="发布交易公告",
    permission=permissions.may_announce_lot,
    subject="lot",
    binding=True,
)
def announce_lot(
    *,
    actor: Actor,
    now: datetime,
    lot: Lot,
    listing_from: datetime,
    listing_until: datetime,
    registration_until: datetime | None = None,
    text: str = "",
) -> Announcement:
    """
    Announce a lot with its periods; the room is prepared from what is announced here.

    Refuses with PeriodTooShort, NeedsApproval, NotInThisState.
    """
    row = lock_lot(lot)
    _expect_step(row, LotState.ANNOUNCED)
    _expect_periods(row, announced_on=clock.today(now), begins=listing_from, ends=listing_until)
    if rules.needs_approval(price=row.start_price, appraisal=row.appraisal) and not row.floor_approval:
        raise rules.NeedsApproval
    row.state, row.announced_at = LotState.ANNOUNCED, now
    row.listing_from, row.listing_until = listing_from, listing_until
    row.registration_until = registration_until or listing_until
    row.save()
    made = announce(row, kind="listing", title=f"{row.title}交易公告", text=text or row.description, now=now)
    publish_release(row, tag="tender", now=now)
    note(
        listing_from=listing_from.isoformat(),
        listing_until=listing_until.isoformat(),
        parameters=row.parameters,
    )
    emit(LotAnnounced(row.number, now))
    return made


@operation(
    "venue.extend_announcement",
    summary="延长信息披露",
    permission=permissions.may_extend_announcement,
    subject="lot",
    binding=True,
)
def extend_announcement(
    *, actor: Actor, now: datetime, lot: Lot, until: datetime, reason: str
) -> Announcement:
    """
    Extend the disclosure of a lot nobody has registered for, by five working days at least (`prop.extend`).

    Refuses with PeriodTooShort, NotInThisState, InvalidInput.
    """
    row = lock_lot(lot)
    if row.state != LotState.ANNOUNCED or row.listing_until is None:
        raise rules.NotInThisState(what="标的", state=row.get_state_display())
    if not reason.strip():
        raise InvalidInput(fields={"reason": "请写明延长的理由，公告里会写。"})
    earliest = current_calendar().add_workdays(clock.today(row.listing_until), 5)
    if clock.today(until) < earliest:
        raise rules.PeriodTooShort(what="延长", earliest=chinese_date(earliest))
    row.registration_until = max(row.registration_until or until, until)
    row.listing_until = until
    row.save(update_fields=["listing_until", "registration_until"])
    made = announce(row, kind="extension", title=f"{row.title}延期公告", text=reason, now=now)
    publish_release(row, tag="tenderUpdate", now=now)
    emit(LotAnnounced(row.number, now))
    return made


@operation(
    "venue.reannounce_lot",
    summary="降价重新披露",
    permission=permissions.may_reannounce_lot,
    subject="lot",
    binding=True,
)
def reannounce_lot(
    *,
    actor: Actor,
    now: datetime,
    lot: Lot,
    start_price: int,
    approval: str,
    listing_from: datetime,
    listing_until: datetime,
) -> Announcement:
    """
    Disclose an unsold lot once more, perhaps at a lower price; below 90 % of the appraisal only with approval (32号令).

    Refuses with NeedsApproval, PeriodTooShort, NotInThisState.
    """
    row = lock_lot(lot)
    if row.state != LotState.UNSOLD:
        raise rules.NotInThisState(what="标的", state=row.get_state_display())
    row.start_price, row.floor_approval = start_price, approval
    row.parameters = {**row.parameters, "start_price": start_price}
    row.round += 1
    row.save()
    with transaction.atomic():
        return announce_lot(
            actor=actor, now=now, lot=row, listing_from=listing_from, listing_until=listing_until
        )


@operation("venue.begin_bidding", summary="进入竞价", permission=permissions.may_begin_bidding, subject="lot")
def begin_bidding(*, actor: Actor, now: datetime, lot: Lot) -> Lot:
    """Mark a lot as being bid for, when its room opens."""
    row = lock_lot(lot)
    if row.state == LotState.ANNOUNCED:
        row.state = LotState.BIDDING
        row.save(update_fields=["state"])
    return row


@operation(
    "venue.terminate_lot",
    summary="终止交易",
    permission=permissions.may_terminate_lot,
    subject="lot",
    binding=True,
)
def terminate_lot(*, actor: Actor, now: datetime, lot: Lot, reason: str) -> Lot:
    """End a lot without a sale, for a reason that is published. Refuses with InvalidInput, NotInThisState."""
    if not reason.strip():
        raise InvalidInput(fields={"reason": "请写明终止的理由，公告里会写。"})
    row = lock_lot(lot)
    _expect_step(row, LotState.TERMINATED)
    row.state = LotState.TERMINATED
    row.save(update_fields=["state"])
    announce(row, kind="termination", title=f"{row.title}终止公告", text=reason, now=now)
    publish_release(row, tag="tenderCancellation", now=now)
    note(reason=reason)
    return row


def lock_lot(lot: Lot) -> Lot:
    """Lock a lot's row and read it."""
    return (
        Lot.objects.select_for_update(of=("self",))
        .select_related("operator_body", "supervisor_body", "transferor_body", "notary_body", "parameter_set")
        .get(pk=lot.pk)
    )


def announce(
    lot: Lot, *, kind: str, title: str, text: str, now: datetime, until_on: date | None = None
) -> Announcement:
    """Write one announcement with its number."""
    number = issue_number(
        body_code=lot.operator_body.code,
        kind="announcement",
        year=clock.today(now).year,
        pattern="深交告〔{year}〕{number}号",
    )
    return Announcement.objects.create(
        lot=lot, number=number, kind=kind, title=title, text=text, published_at=now, until_on=until_on
    )


def _expect_step(lot: Lot, after: LotState) -> None:
    if after not in LOT_STEPS[LotState(lot.state)]:
        raise rules.NotInThisState(what="标的", state=lot.get_state_display())


def _expect_periods(lot: Lot, *, announced_on: date, begins: datetime, ends: datetime) -> None:
    periods = _periods_of(lot, announced_on)
    calendar = current_calendar()
    earliest = rules.earliest_listing(announced_on=announced_on, periods=periods, calendar=calendar)
    if clock.today(begins) < earliest:
        raise rules.PeriodTooShort(what="公告", earliest=chinese_date(earliest))
    last = rules.earliest_end(begins_on=clock.today(begins), periods=periods, calendar=calendar)
    if clock.today(ends) < last or ends - begins < timedelta(minutes=1):
        raise rules.PeriodTooShort(what="挂牌或者披露", earliest=chinese_date(last))


def _periods_of(lot: Lot, on: date) -> rules.Periods:
    """The set's periods, never shorter than the law's."""
    given = lot.parameter_set.periods
    announce_days, listing_days = int(given["announce"]), int(given["listing"])
    unit = str(given["unit"])
    if lot.market in LEGAL:
        try:
            legal = [rule_on(name, on).length for name in LEGAL[lot.market]]
            announce_days, listing_days = max(announce_days, legal[0]), max(listing_days, legal[1])
        except RuleNotInForce:
            announce_days, listing_days = max(announce_days, 20), max(listing_days, 10)
    if lot.market == "property":
        unit = "wd"
        announce_days = max(announce_days, LEAST_PROPERTY_WORKDAYS)
    return rules.Periods(announce_days, listing_days, unit)
