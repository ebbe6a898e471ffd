"""Licences as a source of comparison: by number, by holder and title, by what the blocking keys find."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from yangguang.reference.comparison import api as comparison
from yangguang.reference.licences.models import Licence

SOURCE = "licences"
MOST = 50


def fields_of(licence: Licence) -> dict[str, str]:
    """Give a licence's values under the names of the rules."""
    return {
        "number": licence.number,
        "title": licence.title,
        "holder_name": licence.holder_name,
        "holder_code": licence.holder_code,
        "representative": licence.legal_representative,
        "valid_until": licence.valid_until.isoformat() if licence.valid_until else "",
        "issuer": licence.issuer.name,
    }


def match_keys(licence: Licence) -> list[str]:
    """Give the keys a licence is found by, as the rules in force make them."""
    try:
        _, rules = comparison.rules_in_force(kind="licence")
    except comparison.RulesMissing:
        return []
    return comparison.keys_of(fields_of(licence), rules)


def claim_of(licence: Licence, *, item: str = "", key: str = "") -> comparison.Claim:
    """Present a licence as somebody shows it: to be held against the register."""
    return comparison.Claim("licence", fields_of(licence), item=item or licence.title, key=key)


class LicenceRegister:
    """The licences on this platform, newest version of each number."""

    code = SOURCE
    name = "电子证照库"
    owner = "本平台"

    def find(self, claim: comparison.Claim, rules: comparison.RuleSet, on: date) -> list[comparison.Record]:
        """Find by the keys of the claim; a number people mistyped is found by holder and title."""
        keys = comparison.keys_of(claim.fields, rules)
        found = Q(match_keys__overlap=keys) if keys else Q()
        number = claim.fields.get("number", "").strip()
        if number:
            found |= Q(number=number)
        if not found:
            return []
        rows = Licence.objects.filter(found, next__isnull=True).select_related("issuer")[:MOST]
        return [_record(one, on) for one in rows]

    def records(self, kind: str, on: date) -> Iterator[comparison.Record]:
        """Walk the newest versions."""
        if kind == "licence":
            rows = Licence.objects.filter(next__isnull=True).select_related("issuer").order_by("pk")
            for one in rows.iterator(chunk_size=2000):
                yield _record(one, on)


def _record(licence: Any, on: date) -> comparison.Record:
    return comparison.Record(
        f"{licence.number}-{licence.version}", fields_of(licence), lapsed_of(licence, on)
    )


def lapsed_of(licence: Licence, on: date) -> str:
    """Say how a licence lapsed and when, or nothing while it is in force."""
    standing = licence.standing(on)
    if standing.is_in_force:
        return ""
    if licence.ended_on and standing.code != "E":
        return f"{standing.word}，自{_day(licence.ended_on)}起"
    if standing.code == "S" and licence.suspended_until:
        return f"{standing.word}，到{_day(licence.suspended_until)}"
    if licence.valid_until and licence.valid_until < on:
        return f"{standing.word}，有效期到{_day(licence.valid_until)}"
    return standing.word


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def live_licences(now: datetime) -> Iterator[tuple[comparison.Subject, list[tuple[str, comparison.Claim]]]]:
    """Give every licence of an enterprise in force, to be held against the register of enterprises by night."""
    rows = Licence.objects.filter(status="V", holder_kind="enterprise", next__isnull=True)
    for one in rows.select_related("issuer").order_by("pk").iterator(chunk_size=1000):
        claim = comparison.Claim(
            "subject",
            {
                "code": one.holder_code,
                "name": one.holder_name,
                "representative": one.legal_representative,
                "address": one.address,
            },
            item="持证人登记信息",
            key=one.number,
        )
        subject = comparison.Subject("licence", f"{one.number}-{one.version}", one.issuer.code)
        yield subject, [("enterprises", claim)]
