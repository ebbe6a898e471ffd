"""Reading the venue: what is open to all, what is one's own, what belongs to a body."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from yangguang.capabilities.venue.models import (
    Deal,
    Deposit,
    Lot,
    Objection,
    ParameterSet,
    Party,
    Question,
    RedFlag,
    Registration,
    Release,
)
from yangguang.capabilities.venue.rules import OCDS_EXTENSIONS, OCDS_VERSION, ocid_of
from yangguang.capabilities.venue.states import DepositState, LotState, RegistrationState
from yangguang.foundation.access.api import about_sensitive, hide_from_public, hide_sensitive
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel.refusals import NotFound

_BODIES = ("operator_body", "supervisor_body", "transferor_body", "notary_body", "parameter_set")


def list_lots(*, market: str = "", state: str = "") -> QuerySet[Lot]:
    """List announced lots for everybody, newest first; what was labelled 敏感 is left out."""
    announced = Lot.objects.exclude(state=LotState.PLANNED).order_by("-id")
    found = hide_from_public(announced, object_type="lot", number="number")
    if market:
        found = found.filter(market=market)
    return found.filter(state=state) if state else found


def list_lots_of(*, actor: Actor) -> QuerySet[Lot]:
    """List the lots an officer's body runs, sells, supervises or attests, or an account sells; newest first."""
    codes = {post.body_code for post in actor.posts}
    lots = Lot.objects.select_related(*_BODIES).order_by("-id")
    found = hide_sensitive(lots, actor=actor, object_type="lot", number="number")
    own = found.filter(transferor_account_id=actor.account_id) if actor.account_id else found.none()
    for name in ("operator_body", "supervisor_body", "transferor_body", "notary_body"):
        own = own | found.filter(**{f"{name}__code__in": codes})
    return own.distinct()


def get_lot(*, number: str) -> Lot:
    """Give an announced or planned lot by its number. Refuses with NotFound."""
    return _lot(Lot.objects.filter(number=number))


def get_lot_for(*, actor: Actor, number: str) -> Lot:
    """
    Give a lot to somebody who asks on a page: what is 敏感 to cleared officers, its seller and its bidders only.

    Refuses with NotFound.
    """
    lots = Lot.objects.filter(number=number)
    if actor.is_officer:
        return _lot(hide_sensitive(lots, actor=actor, object_type="lot", number="number"))
    concerned = Q(transferor_account=actor.account_id) | Q(registrations__account=actor.account_id)
    shown = ~Q(about_sensitive(object_type="lot", number="number"))
    return _lot(lots.filter(shown | concerned if actor.account_id else shown))


def _lot(lots: QuerySet[Lot]) -> Lot:
    found = lots.select_related(*_BODIES, "agency").first()
    if found is None:
        raise NotFound(what="这个标的")
    return found


@dataclass(frozen=True, slots=True)
class RoleIn:
    """What somebody is in a lot."""

    operates: bool
    sells: bool
    supervises: bool
    attests: bool
    bids: bool

    @property
    def watches(self) -> bool:
        """Tell whether this is somebody who must not bid."""
        return self.operates or self.sells or self.supervises or self.attests


def role_in(*, actor: Actor, lot: Lot) -> RoleIn:
    """Tell what somebody is in a lot: by post in the named bodies, by account, by registration."""
    codes = {post.body_code for post in actor.posts}

    def of(body: Any) -> bool:
        return body is not None and body.code in codes

    sells = of(lot.transferor_body) or (
        actor.account_id is not None and lot.transferor_account_id == actor.account_id
    )
    bids = (
        bool(actor.account_id) and Registration.objects.filter(lot=lot, account_id=actor.account_id).exists()
    )
    return RoleIn(
        operates=of(lot.operator_body),
        sells=sells,
        supervises=actor.holds(PostKind.MONITOR, lot.supervisor_body.code),
        attests=of(lot.notary_body),
        bids=bids,
    )


def get_registration(*, reference: UUID) -> Registration:
    """Give a registration; the caller asks who may see it. Refuses with NotFound."""
    found = _registrations().filter(uuid=reference).first()
    if found is None:
        raise NotFound(what="这份竞买申请")
    return found


def find_own_registration(*, lot: Lot, account_id: int | None) -> Registration | None:
    """Find somebody's own registration for a lot."""
    return _registrations().filter(lot=lot, account_id=account_id).first() if account_id else None


def list_registrations(*, lot: Lot) -> QuerySet[Registration]:
    """List all registrations of a lot; for its operator and supervisor."""
    return _registrations().filter(lot=lot).order_by("pk")


def list_own_registrations(*, account_id: int) -> QuerySet[Registration]:
    """List somebody's own registrations, newest first."""
    return _registrations().filter(account_id=account_id).order_by("-pk")


def list_ready(*, lot_number: str) -> QuerySet[Registration]:
    """List who is qualified with a frozen deposit: these get a seat."""
    return _registrations().filter(
        lot__number=lot_number, state=RegistrationState.QUALIFIED, deposit__state=DepositState.FROZEN
    )


def _registrations() -> QuerySet[Registration]:
    return Registration.objects.select_related("lot__operator_body", "party", "deposit", "lot__parameter_set")


def deposit_states(*, registrations: Iterable[UUID]) -> dict[UUID, str]:
    """Tell the state of the deposits of registrations, one query: no bid counts without a frozen one."""
    found = Deposit.objects.filter(registration__uuid__in=list(registrations))
    return dict(found.values_list("registration__uuid", "state"))


def find_party(*, account_id: int, code: str = "") -> Party | None:
    """Find a party of an account."""
    found = Party.objects.filter(account_id=account_id)
    return (found.filter(code=code) if code else found).order_by("-pk").first()


def get_deposit(*, reference: str) -> Deposit:
    """Give a deposit by its reference. Refuses with NotFound."""
    found = (
        Deposit.objects.select_related("registration__lot", "registration__party")
        .filter(reference=reference)
        .first()
    )
    if found is None:
        raise NotFound(what="这笔保证金")
    return found


def list_refunds_due() -> QuerySet[Deposit]:
    """List deposits that wait to be paid back, the longest first."""
    return Deposit.objects.filter(state=DepositState.REFUND_DUE).order_by("refund_due_on", "pk")


def find_deal(*, lot: Lot) -> Deal | None:
    """Find how a lot was sold."""
    return (
        Deal.objects.select_related("registration__party", "registration__deposit", "lot")
        .filter(lot=lot)
        .first()
    )


def list_answered(*, lot: Lot) -> QuerySet[Question]:
    """List answered questions, for everybody."""
    return Question.objects.filter(lot=lot, answered_at__isnull=False).order_by("answered_at")


def list_open_questions(*, lot: Lot) -> QuerySet[Question]:
    """List questions that wait for an answer."""
    return Question.objects.filter(lot=lot, answered_at__isnull=True).order_by("asked_at")


def list_objections(*, lot: Lot) -> QuerySet[Objection]:
    """List objections and complaints of a lot, newest first."""
    return Objection.objects.select_related("lot").filter(lot=lot).order_by("-pk")


def list_flags(*, lot: Lot) -> QuerySet[RedFlag]:
    """List recorded facts; for the supervisor."""
    return RedFlag.objects.filter(lot=lot).order_by("pk")


def find_set(*, code: str) -> ParameterSet | None:
    """Find the newest published version of a set."""
    return ParameterSet.objects.filter(code=code, published_at__isnull=False).order_by("-version").first()


def release_package(*, after: int, limit: int, uri: str) -> tuple[dict[str, Any], int]:
    """Give one page of releases as an OCDS package, and the number to go on from (0 at the end)."""
    rows = list(Release.objects.filter(pk__gt=after).order_by("pk")[: limit + 1])
    shown = rows[:limit]
    return _package(uri, {"releases": [one.body for one in shown]}, shown), shown[-1].pk if len(
        rows
    ) > limit else 0


def record_package(*, after: int, limit: int, uri: str) -> tuple[dict[str, Any], int]:
    """Give one page of records, each with its releases and the compiled one, and the number to go on from."""
    lots = list(
        Lot.objects.filter(pk__gt=after, releases__isnull=False).distinct().order_by("pk")[: limit + 1]
    )
    shown = lots[:limit]
    rows = list(Release.objects.filter(lot__in=shown).order_by("pk"))
    records = []
    for lot in shown:
        own = [one.body for one in rows if one.lot_id == lot.pk]
        compiled: dict[str, Any] = {}
        for body in own:
            compiled.update(body)
        compiled["tag"] = ["compiled"]
        compiled["id"] = f"{ocid_of(lot.number)}-{own[-1]['date']}"
        records.append({"ocid": ocid_of(lot.number), "releases": own, "compiledRelease": compiled})
    return _package(uri, {"records": records}, rows), shown[-1].pk if len(lots) > limit else 0


def _package(uri: str, content: dict[str, Any], rows: list[Release]) -> dict[str, Any]:
    published = max((one.body["date"] for one in rows), default="2026-01-01T00:00:00+08:00")
    return {
        "uri": uri,
        "version": OCDS_VERSION,
        "publishedDate": published,
        "publisher": {"name": "阳光政务公共资源交易"},
        "license": "https://opendatacommons.org/licenses/pddl/1-0/",
        "extensions": list(OCDS_EXTENSIONS),
        **content,
    }
