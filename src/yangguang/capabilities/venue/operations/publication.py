"""
Open data: every step of a lot as an OCDS 1.1 release with the bid extension; records are compiled from the releases.

The identifier prefix is a placeholder of the demo (`ocds-000000`); a real publisher registers one.
"""

from datetime import datetime
from typing import Any

from django.conf import settings

from yangguang.capabilities.venue.models import Lot, Release
from yangguang.capabilities.venue.rules import ocid_of
from yangguang.foundation.acts.api import require_operation
from yangguang.kernel import clock

STATUS = {
    "planned": "planned",
    "announced": "active",
    "bidding": "active",
    "sold": "complete",
    "unsold": "unsuccessful",
    "confirmed": "complete",
    "published": "complete",
    "contracted": "complete",
    "closed": "complete",
    "terminated": "cancelled",
}


def publish_release(
    lot: Lot, *, tag: str, now: datetime, bids: list[dict[str, Any]] | None = None
) -> Release:
    """Publish what is known of a lot now, as one release that never changes."""
    require_operation()
    place = Release.objects.filter(lot=lot).count() + 1
    release_id = f"{lot.number}-{place:03d}-{tag}"
    body = _body(lot, release_id=release_id, tag=tag, now=now, bids=bids)
    return Release.objects.create(lot=lot, release_id=release_id, tag=tag, body=body, published_at=now)


def _body(
    lot: Lot, *, release_id: str, tag: str, now: datetime, bids: list[dict[str, Any]] | None
) -> dict[str, Any]:
    seller = {"id": _seller_code(lot), "name": lot.transferor_name}
    parties = [
        {
            **seller,
            "identifier": {"id": seller["id"], "legalName": seller["name"]},
            "roles": ["procuringEntity"],
        }
    ]
    body: dict[str, Any] = {
        "ocid": ocid_of(lot.number),
        "id": release_id,
        "date": _instant(now),
        "tag": [tag],
        "initiationType": "tender",
        "language": "zh",
        "parties": parties,
        "tender": _tender(lot, seller),
    }
    if bids is not None:
        body["bids"] = {"details": bids}
    deal = getattr(lot, "deal", None)
    if deal is not None and deal.confirmed_at:
        winner = {"id": str(deal.registration.party.number), "name": deal.registration.party.name}
        parties.append(
            {**winner, "identifier": {"id": winner["id"], "legalName": winner["name"]}, "roles": ["supplier"]}
        )
        body["awards"] = [
            {
                "id": f"{lot.number}-award",
                "title": lot.title,
                "status": "active",
                "date": _instant(deal.confirmed_at),
                "value": _value(deal.price),
                "suppliers": [winner],
            }
        ]
        if deal.contract:
            body["contracts"] = [
                {
                    "id": str(deal.contract.get("number", "")),
                    "awardID": f"{lot.number}-award",
                    "title": lot.title,
                    "status": "active",
                    "value": _value(int(deal.contract.get("price", deal.price))),
                    "dateSigned": _instant(datetime.fromisoformat(deal.contract["signed_at"])),
                }
            ]
    return body


def _tender(lot: Lot, seller: dict[str, str]) -> dict[str, Any]:
    tender: dict[str, Any] = {
        "id": lot.number,
        "title": lot.title,
        "description": lot.description,
        "status": STATUS[lot.state],
        "procuringEntity": seller,
        "mainProcurementCategory": "goods",
        "procurementMethod": "open",
        "procurementMethodDetails": f"{lot.get_market_display()} {lot.kind_name}",
        "awardCriteria": "priceOnly",
        "awardCriteriaDetails": "价高者得",
        "submissionMethod": ["electronicAuction"],
        "minValue": _value(lot.start_price),
        "items": [{"id": lot.number, "description": lot.title, "quantity": 1}],
        "documents": [
            {
                "id": one.number,
                "documentType": "tenderNotice",
                "title": one.title,
                "url": f"{settings.BASE_URL}/trading/lots/{lot.number}/",
                "datePublished": _instant(one.published_at),
                "language": "zh",
            }
            for one in lot.announcements.order_by("pk")
        ],
    }
    if lot.listing_from and lot.listing_until:
        tender["tenderPeriod"] = {
            "startDate": _instant(lot.listing_from),
            "endDate": _instant(lot.listing_until),
        }
    return tender


def _seller_code(lot: Lot) -> str:
    return lot.transferor_body.code if lot.transferor_body else f"seller-{lot.number}"


def _value(fen: int) -> dict[str, Any]:
    """OCDS amounts are decimal numbers of the currency; two decimals hold fen exactly."""
    return {"amount": fen / 100 if fen % 100 else fen // 100, "currency": "CNY"}


def _instant(at: datetime) -> str:
    return clock.local(at).replace(microsecond=0).isoformat()
