"""The register of enterprises this platform holds (市场主体登记信息)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q

from yangguang.foundation.identity.models import Enterprise
from yangguang.reference.comparison.rules import Claim, Record, RuleSet
from yangguang.reference.comparison.rules.forms import FORMS, company_name, day, person_name

MOST = 50


class EnterpriseRegister:
    """Enterprises by their code, their name, or their representative and day of registration."""

    code = "enterprises"
    name = "市场主体登记信息"
    owner = "市市场监督管理局"

    def find(self, claim: Claim, rules: RuleSet, on: date) -> list[Record]:
        """Find by what is indexed: the code, the name as written or in its one form, the representative."""
        said = claim.fields
        code = FORMS["credit_code"](said.get("code", ""))
        name = said.get("name", "").strip()
        found = Q(credit_code=code) if code else Q()
        if name:
            found |= Q(name__in=_ways_to_write(name))
        if (
            person_name(said.get("representative", ""))
            and (since := day(said.get("registered_on", ""))).isdigit()
        ):
            found |= Q(
                legal_representative=said["representative"].strip(),
                registered_on=f"{since[:4]}-{since[4:6]}-{since[6:]}",
            )
        if not found:
            return []
        return [_record(one) for one in Enterprise.objects.filter(found)[:MOST]]

    def records(self, kind: str, on: date) -> Iterator[Record]:
        """Walk the register."""
        if kind == "subject":
            yield from map(_record, Enterprise.objects.order_by("pk").iterator(chunk_size=2000))


def _ways_to_write(name: str) -> set[str]:
    one = company_name(name)
    full = one.replace("(", "（").replace(")", "）")
    bare = full.removeprefix("深圳市")
    return {name, one, full, bare, f"深圳市{bare}", full.replace("有限公司", "有限责任公司")}


def _record(one: Any) -> Record:
    return Record(
        one.credit_code,
        {
            "code": one.credit_code,
            "name": one.name,
            "representative": one.legal_representative,
            "address": one.address,
            "registered_on": one.registered_on.isoformat() if one.registered_on else "",
            "phone": one.phone,
        },
    )
