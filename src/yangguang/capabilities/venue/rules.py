"""
The venue's pure rules: legal periods of announcements, interest of deposits, the electronic comparison (鉴证比对), refusals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yangguang.kernel.clock import WorkCalendar
from yangguang.kernel.refusals import Refusal

DAY_BASIS = 360  # banks count a year of current deposits so
DEMAND_RATE_PPM = 1000  # 0.10 % a year, the demand rate of the demo bank, in millionths
OCDS_PREFIX = "ocds-000000"
OCDS_VERSION = "1.1"
OCDS_EXTENSIONS = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/v1.1.5/extension.json",
)


@dataclass(frozen=True, slots=True)
class Periods:
    """The least lengths of announcement and listing, with their unit: cd calendar days, wd working days."""

    announce: int
    listing: int
    unit: str


def ocid_of(number: str) -> str:
    """Give the identifier of a lot's contracting process (OCDS)."""
    return f"{OCDS_PREFIX}-{number}"


def earliest_listing(*, announced_on: date, periods: Periods, calendar: WorkCalendar) -> date:
    """Give the first day on which the listing may begin (39号令: 挂牌开始之日前 20 日公告)."""
    if periods.unit == "wd":
        return calendar.add_workdays(announced_on, periods.announce)
    return calendar.add_calendar_days(announced_on, periods.announce, roll=False)


def earliest_end(*, begins_on: date, periods: Periods, calendar: WorkCalendar) -> date:
    """Give the first day on which the listing may end (39号令: 挂牌时间不得少于 10 日)."""
    if periods.unit == "wd":
        return calendar.add_workdays(begins_on, periods.listing)
    return calendar.add_calendar_days(begins_on, periods.listing, roll=False)


def interest_on(*, amount: int, days: int, rate_ppm: int = DEMAND_RATE_PPM) -> int:
    """Give the interest of a deposit held so many days, in whole fen, rounded down."""
    return amount * rate_ppm * max(0, days) // (1_000_000 * DAY_BASIS)


def needs_approval(*, price: int, appraisal: int) -> bool:
    """Tell whether a price needs written approval: below 90 % of the approved appraisal (32号令)."""
    return bool(appraisal) and price * 10 < appraisal * 9


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of the comparison: what each source says, and whether they agree."""

    name: str
    sources: Mapping[str, str]

    @property
    def agrees(self) -> bool:
        """Tell whether all sources say the same."""
        return len(set(self.sources.values())) == 1


def compare(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Compared]:
    """Compare disclosure, bids, payments and contract field by field (鉴证比对)."""
    return [Compared(name, {source: str(value) for source, value in said.items()}) for name, said in rows]


class VenueRefusal(Refusal):
    """Something the venue does not do."""

    code = "venue.refused"


class PeriodTooShort(VenueRefusal):
    """An announcement or listing shorter than the law wants."""

    code = "venue.period_too_short"
    status = 422
    text = "{what}不足法定期限，最早是{earliest}。"
    remedy = "请把日期改到{earliest}或以后。"


class NotInThisState(VenueRefusal):
    """The thing is at another place of its life."""

    code = "venue.not_in_this_state"
    text = "{what}现在是“{state}”，不能办这一步。"
    remedy = "请看标的页面上的进度。"


class LotHaltedNow(VenueRefusal):
    """An objection or complaint keeps the lot standing."""

    code = "venue.lot_halted"
    text = "这个标的因异议或者投诉暂停，现在不能办这一步。"
    remedy = "答复或者处理决定作出以后自动恢复。"


class RegistrationClosed(VenueRefusal):
    """Too late, or not open yet."""

    code = "venue.registration_closed"
    text = "现在不在报名时间内（报名截止 {until}）。"
    remedy = "请看公告里的报名时间；错过的可以关注后续公告。"


class AlreadyRegistered(VenueRefusal):
    """The same party or person again."""

    code = "venue.already_registered"
    text = "您已经为这个标的报过名。"
    remedy = "在“我的交易”里看进度。"


class DefaulterBarred(VenueRefusal):
    """The party defaulted before."""

    code = "venue.defaulter_barred"
    status = 403
    text = "{name}因“{reason}”，在{until}以前不能参加竞买。"
    remedy = "对限制有异议的，可以向监督部门申诉。"


class WatcherMayNotBid(VenueRefusal):
    """Transferor, supervisor, notary and operator do not bid."""

    code = "venue.watcher_may_not_bid"
    status = 403
    text = "转让方、监督、公证和交易机构的人员不能参加竞买。"
    remedy = "请由没有利害关系的人报名（回避）。"


class WrongPayer(VenueRefusal):
    """The deposit came from another account than the party's own."""

    code = "venue.wrong_payer"
    text = "这笔款不是从报名单位自己的账户付的，不能作为保证金；款已按原路退回。"
    remedy = "请从登记的账户 {account} 付款。"


class WrongAmount(VenueRefusal):
    """Another amount than due."""

    code = "venue.wrong_amount"
    text = "应交 {due} 元，收到 {paid} 元，不能作为保证金；款已按原路退回。"
    remedy = "请一次足额付款，附言写保证金编号。"


class PaymentUnavailable(VenueRefusal):
    """The payment provider does not answer."""

    code = "venue.payment_unavailable"
    status = 503
    text = "银行支付通道暂时不通（{problem}）。没有扣款，报名和资格都在。"
    remedy = "系统会自动重试，也可以稍后再付。"


class NeedsApproval(VenueRefusal):
    """A price below 90 % of the appraisal."""

    code = "venue.price_needs_approval"
    status = 422
    text = "转让底价低于评估结果的 90%，须先取得书面批准。"
    remedy = "请填写批准文号后再公告（企业国有资产交易监督管理办法）。"


class SamePersonTwice(VenueRefusal):
    """Two persons are needed."""

    code = "venue.same_person_twice"
    status = 403
    text = "起草和审核发布不能是同一个人。"
    remedy = "请由另一位工作人员审核发布。"


class ComparisonDiffers(VenueRefusal):
    """Disclosure, bids, payments and contract do not agree."""

    code = "venue.comparison_differs"
    text = "电子比对有 {count} 项不一致（{names}），不能出具交易鉴证书。"
    remedy = "请核对合同和付款，改正以后重新比对。"


class QuestionsClosed(VenueRefusal):
    """Too late for questions."""

    code = "venue.questions_closed"
    text = "提问已经截止。"
    remedy = "对公告内容有异议的，可以提出异议。"


class NoDeposit(VenueRefusal):
    """No such deposit reference."""

    code = "venue.no_such_deposit"
    status = 404
    text = "没有编号为 {reference} 的保证金。"
    remedy = "请核对付款附言；查不到的款按原路退回。"
