"""What everybody may read: the power and responsibility list (权责清单), codes, and the map for machines."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from yangguang.kernel.identifiers import MATTER_TYPES, Part, explain_matter_code
from yangguang.reference.declarations.models import Authority, CodeEntry, CodeLink, Declaration
from yangguang.reference.declarations.queries.duties import duties_of
from yangguang.reference.declarations.rules.formats import PUBLIC_SERVICE
from yangguang.reference.declarations.states import AuthorityState, DeclarationState
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.rules import SERVICE_CLASSES

HEADINGS = (
    "序号", "事项编码", "2009 年编码", "职权名称", "类型", "实施主体", "具体处室", "职权依据", "办理对象", "法定时限", "承诺时限",
    "收费", "救济途径", "备案号", "网上行使身份", "版本", "施行日期", "状态", "内容指纹（SM3）", "流程指纹（SM3）",
)  # fmt: skip
DUTY_HEADINGS = (
    "事项编码", "职权名称", "环节编码", "环节", "责任岗位", "处室", "做什么", "期限", "依据", "核准的人员",
)  # fmt: skip
MOST_WITH_DUTIES = 2_000


@dataclass(frozen=True)
class PowerFilters:
    """What the reader asked for; empty means no limit."""

    body: str = ""
    kind: str = ""
    area: str = ""
    words: str = ""
    service: str = ""  # class of a public service


@dataclass(frozen=True)
class Power:
    """One line of the list."""

    version: matters.MatterVersion
    filing_number: str
    authority: Authority | None

    @property
    def matter(self) -> matters.Matter:
        """The matter."""
        return self.version.matter

    @property
    def service_class(self) -> str:
        """The class of a public service, in words."""
        return SERVICE_CLASSES.get(self.version.columns.get("service_class", ""), "")


def list_powers(*, filters: PowerFilters, on: date) -> QuerySet[matters.MatterVersion]:
    """List the versions in force that fit, by body, kind and code."""
    found = matters.list_matters(
        filters=matters.MatterFilters(body=filters.body, kind=filters.kind, words=filters.words), on=on
    )
    if filters.area:
        found = found.filter(
            Q(matter__body__area__code=filters.area) | Q(matter__districts__contains=[filters.area])
        )
    if filters.service:
        found = found.filter(matter__kind=PUBLIC_SERVICE, columns__service_class=filters.service)
    return found.order_by("matter__body__code", "matter__kind", "matter__catalog_code").defer(
        "form", "flow_xml"
    )


def with_papers(versions: Iterable[matters.MatterVersion]) -> list[Power]:
    """Put beside each version its filing number and its authority, in two queries."""
    versions = list(versions)
    ids = [one.matter_id for one in versions]
    filings = {
        (matter, number): filing
        for matter, number, filing in Declaration.objects.filter(
            matter__in=ids, state=DeclarationState.PUBLISHED
        ).values_list("matter", "version_number", "filing_number")
    }
    authorities = {
        one.matter_id: one
        for one in Authority.objects.filter(matter__in=ids).exclude(state=AuthorityState.WITHDRAWN)
    }
    return [
        Power(one, filings.get((one.matter_id, one.number), ""), authorities.get(one.matter_id))
        for one in versions
    ]


def record_of_power(power: Power) -> dict[str, Any]:
    """Give one line of the list to machines."""
    version, matter = power.version, power.matter
    return {
        "code": matter.code,
        "catalog_code": matter.catalog_code,
        "legacy_code": matter.legacy_code,
        "name": matter.name,
        "kind": matter.kind,
        "kind_name": matter.kind_name,
        "service_class": SERVICE_CLASSES.get(version.columns.get("service_class", ""), ""),
        "body_code": matter.body.code,
        "body": matter.body.name,
        "office": version.office_name,
        "by_law": [{"law": one["law"], "article": one["article"]} for one in version.by_law],
        "audience": matter.audience,
        "statutory_days": version.statutory_days,
        "statutory_unit": version.statutory_unit,
        "promise_days": version.promise_days,
        "promise_unit": version.promise_unit,
        "fee_fen": version.fee_fen,
        "filing_number": power.filing_number,
        "authority": power.authority.document_number if power.authority else "",
        "authority_state": power.authority.state if power.authority else "",
        "state": matter.state,
        "version": version.number,
        "effective_from": version.effective_from.isoformat() if version.effective_from else None,
        "content_sm3": version.content_hash,
        "flow_sm3": version.flow_hash,
        "guide": matter.get_absolute_url(),
        "duties": f"/powers/{matter.catalog_code}/",
        "flow": f"/matters/{matter.catalog_code}/flow.bpmn",
    }


def powers_workbook(powers: Sequence[Power]) -> bytes:
    """
    Write the list as a spreadsheet, duties on a second sheet; a text that looks like a formula stays a text.

    Duties are read out of the flows: of more powers than `MOST_WITH_DUTIES` the sheet says to ask body by body.
    """
    book = Workbook(write_only=True)
    _sheet(book, "权责清单", HEADINGS, (_line(place, power) for place, power in enumerate(powers, start=1)))
    if len(powers) > MOST_WITH_DUTIES:
        rows: Iterable[list[Any]] = [[f"超过 {MOST_WITH_DUTIES:,} 项，请按单位下载责任表"]]
    else:
        rows = (line for power in powers for line in _duty_lines(power))
    _sheet(book, "责任表", DUTY_HEADINGS, rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, title: str, headings: Iterable[str], rows: Iterable[list[Any]]) -> None:
    sheet = book.create_sheet(title)
    heads = []
    for heading in headings:
        cell = WriteOnlyCell(sheet, value=heading)
        cell.font = Font(bold=True)
        heads.append(cell)
    sheet.append(heads)
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)


def _duty_lines(power: Power) -> Iterable[list[Any]]:
    for one in duties_of(power.version, power.authority):
        yield [
            power.matter.code,
            power.matter.name,
            one.step.code,
            one.step.name,
            one.step.post_name,
            "、".join(one.offices),
            one.step.note,
            one.limit,
            one.step.basis,
            "、".join(one.holders),
        ]


def _line(place: int, power: Power) -> list[Any]:
    version, matter = power.version, power.matter
    return [
        place,
        matter.code,
        matter.legacy_code,
        matter.name,
        matter.kind_name,
        matter.body.name,
        version.office_name,
        "\n".join(f"《{one['law']}》{one['article']}" for one in version.by_law),
        version.for_whom,
        f"{version.statutory_days}{version.get_statutory_unit_display()}",
        "当场" if not version.promise_days else f"{version.promise_days}{version.get_promise_unit_display()}",
        f"{version.fee_fen / 100:.2f} 元" if version.fee_fen else "不收费",
        "\n".join(f"{one.get('title', '')}：{one.get('text', '')}" for one in version.remedies),
        power.filing_number,
        power.authority.document_number if power.authority else "",
        version.number,
        version.effective_from.isoformat() if version.effective_from else "",
        matter.get_state_display(),
        version.content_hash,
        version.flow_hash,
    ]


@dataclass(frozen=True)
class FoundCode:
    """What a code means: its parts, what it names, what came before and after."""

    code: str
    parts: tuple[Part, ...]
    entry: CodeEntry | None
    earlier: list[CodeLink]
    later: list[CodeLink]
    siblings: list[CodeEntry]


def look_up_code(text: str) -> FoundCode:
    """Look a code up, of any structure, with or without check character or version; retired ones still answer."""
    value = "".join(text.upper().split())
    entry = CodeEntry.objects.select_related("matter__body").filter(code=value).first()
    if entry is None:  # as people write it: with a check character, or the twelve of the guide
        stem, _, _check = value.rpartition("-")
        known = [one for one in (stem,) if one]
        entry = (
            CodeEntry.objects.select_related("matter__body")
            .filter(Q(code__in=known) | Q(matter__catalog_code=value, thing="matter"))
            .first()
        )
    if entry is None and value:  # a step without its version: the newest
        entry = (
            CodeEntry.objects.select_related("matter__body")
            .filter(code__startswith=f"{value}-V", thing="step")
            .order_by("-since_version")
            .first()
        )
    code = entry.code if entry else value
    return FoundCode(
        code=code,
        parts=explain_matter_code(code),
        entry=entry,
        earlier=list(CodeLink.objects.filter(new=code)),
        later=list(CodeLink.objects.filter(old=code)),
        siblings=list(
            CodeEntry.objects.filter(matter=entry.matter, retired_at__isnull=True).order_by("thing", "code")
        )
        if entry
        else [],
    )


def code_record(found: FoundCode) -> dict[str, Any]:
    """Give a code to machines."""
    entry = found.entry
    return {
        "code": found.code,
        "found": entry is not None,
        "parts": [{"name": one.name, "text": one.text, "meaning": one.meaning} for one in found.parts],
        "checked_code": entry.checked_code if entry else "",
        "thing": entry.thing if entry else "",
        "name": entry.name if entry else "",
        "matter": entry.matter.code if entry else "",
        "matter_name": entry.matter.name if entry else "",
        "body": entry.matter.body.name if entry else "",
        "is_retired": bool(entry and entry.retired_at),
        "earlier": [one.old for one in found.earlier],
        "later": [one.new for one in found.later],
    }


def list_codes(*, thing: str = "", words: str = "") -> QuerySet[CodeEntry]:
    """List the registry of codes."""
    found = CodeEntry.objects.select_related("matter__body")
    if thing:
        found = found.filter(thing=thing)
    if words:
        found = found.filter(
            Q(code__istartswith=words) | Q(name__contains=words) | Q(matter__name__contains=words)
        )
    return found


def kinds_in(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """Give the kinds with how many powers each has."""
    return [(code, name, counts.get(code, 0)) for code, name in MATTER_TYPES.items()]
