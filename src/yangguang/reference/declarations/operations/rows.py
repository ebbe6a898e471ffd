"""One desk that checks the rows of a body's spreadsheet against its matters, the clean-up's scope, and each other."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from yangguang.kernel.identifiers import MATTER_TYPES, check_catalog_code, check_legacy_code
from yangguang.reference.declarations.models import Action, Declaration, SheetImport, SheetRow
from yangguang.reference.declarations.operations.declaring import blank_content
from yangguang.reference.declarations.queries.contents import current_versions
from yangguang.reference.declarations.queries.sheets import targets_of
from yangguang.reference.declarations.rules.cells import CellUnreadable, filled, read_value
from yangguang.reference.declarations.rules.mapping import CATALOG_CODE, INDISPENSABLE, KIND, LEGACY_CODE
from yangguang.reference.declarations.rules.sheets import OwnRow
from yangguang.reference.matters import api as matters

ENDED = ("published", "withdrawn")


class RowDesk:
    """Checks rows; what it knows of the body is read once for all of them."""

    def __init__(self, sheet: SheetImport) -> None:
        self.sheet = sheet
        self.fields = targets_of(sheet.campaign)
        self.headings = {one["column"]: one["heading"] for one in sheet.heads}
        self.mapping = {int(place): name for place, name in sheet.mapping.items()}
        self.constants = {
            name: value
            for one, text in sheet.constants.items()
            for name, value in read_value(self.fields[one], text).items()
        }
        self.own = {
            one.catalog_code: one
            for one in matters.Matter.objects.filter(body=sheet.body).select_related("body")
        }
        self.by_legacy = {one.legacy_code: one for one in self.own.values() if one.legacy_code}
        self.by_name = {(one.name, one.kind): one for one in self.own.values()}
        self.taken = set(
            Declaration.objects.filter(matter__body=sheet.body)
            .exclude(state__in=ENDED)
            .values_list("matter", flat=True)
        )

    def take(self, rows: Sequence[OwnRow]) -> list[SheetRow]:
        """Check rows that follow one another in the spreadsheet."""
        self.found: list[tuple[OwnRow, dict[str, Any], list[dict[str, str]]]] = [
            (row, *self._read(row)) for row in rows
        ]
        self._look_up()
        return [self._finish(*one) for one in self.found]

    def _read(self, row: OwnRow) -> tuple[dict[str, Any], list[dict[str, str]]]:
        values = dict(self.constants)
        problems = [
            _problem(self.headings.get(column, ""), reason)
            for column, reason in row.wrong.items()
            if column in self.mapping or column not in self.headings
        ]
        for column, name in self.mapping.items():
            text = row.texts.get(column, "")
            if not text:
                continue
            heading = self.headings[column]
            try:
                values |= read_value(self.fields[name], text, heading=heading)
            except CellUnreadable as wrong:
                problems.append(_problem(heading, str(wrong)))
        refused = {self.mapping.get(column) for column in row.wrong}
        for name in INDISPENSABLE:
            said = any(one["heading"] == self._heading(name) for one in problems)
            if not values.get(name) and name not in refused and not said:
                problems.append(_problem(self._heading(name), "必填，不能空着"))
        return values, problems

    def _heading(self, name: str) -> str:
        column = next((place for place, one in self.mapping.items() if one == name), 0)
        return self.headings.get(column) or self.fields[name].label

    def _look_up(self) -> None:
        """Read at once what these rows ask of the database: others' codes, earlier rows, versions in force."""
        codes = {values.get(CATALOG_CODE, "") for _, values, _ in self.found} - {""}
        names = {values.get("name", "") for _, values, _ in self.found} - {""}
        self.foreign = dict(
            matters.Matter.objects.filter(catalog_code__in=codes)
            .exclude(body=self.sheet.body)
            .values_list("catalog_code", "body__short_name")
        )
        earlier = SheetRow.objects.filter(sheet=self.sheet)
        self.seen: dict[tuple[str, ...], int] = {
            (name, kind): row
            for name, kind, row in earlier.filter(name__in=names).values_list("name", "kind", "row")
        }
        self.seen |= {
            (code,): row
            for code, row in earlier.filter(catalog_code__in=codes).values_list("catalog_code", "row")
        }
        known = [one for _, values, _ in self.found if (one := self._matter(values)) is not None]
        self.current = current_versions(known)

    def _matter(self, values: Mapping[str, Any]) -> matters.Matter | None:
        code, legacy = values.get(CATALOG_CODE, ""), values.get(LEGACY_CODE, "")
        if code:
            return self.own.get(code)
        return self.by_legacy.get(legacy) or self.by_name.get((values.get("name", ""), values.get(KIND, "")))

    def _finish(self, row: OwnRow, values: dict[str, Any], problems: list[dict[str, str]]) -> SheetRow:
        matter = self._matter(values)
        if not problems:
            problems += self._check(row, values, matter)
        name, kind = values.get("name", "")[:200], values.get(KIND, "")
        found = SheetRow(
            sheet=self.sheet,
            row=row.row,
            name=name,
            kind=kind,
            catalog_code=values.get(CATALOG_CODE, "")[:12],
            problems=problems,
            is_good=not problems,
        )
        if problems:
            return found
        version = self.current.get(matter.pk) if matter else None
        found.matter = matter
        found.action = Action.CHANGE if version else Action.NEW
        entry, content = self._content(values, matter, version)
        found.entry, found.content = asdict(entry), asdict(content)
        return found

    def _content(
        self, values: dict[str, Any], matter: matters.Matter | None, version: matters.MatterVersion | None
    ) -> tuple[matters.MatterEntry, matters.VersionContent]:
        if matter is not None and version is not None:
            _, content = filled(matters.entry_of(matter), matters.content_of(version), values, self.fields)
            return matters.entry_of(matter), content  # what finds a matter stays
        base = matters.MatterEntry(name="", kind=values[KIND], catalog_code="")
        entry, content = filled(base, blank_content(), values, self.fields)
        return replace(entry, kind=values[KIND]), content

    def _check(
        self, row: OwnRow, values: dict[str, Any], matter: matters.Matter | None
    ) -> list[dict[str, str]]:
        problems = []
        kind, code, legacy = values[KIND], values.get(CATALOG_CODE, ""), values.get(LEGACY_CODE, "")
        kinds = self.sheet.campaign.kinds
        if kinds and kind not in kinds:
            problems.append(_problem(self._heading(KIND), f"这次清理不报{MATTER_TYPES[kind]}"))
        if code:
            problems += [_problem(self._heading(CATALOG_CODE), one) for one in self._code_faults(code, kind)]
        if legacy and check_legacy_code(legacy).errors:
            problems.append(_problem(self._heading(LEGACY_CODE), check_legacy_code(legacy).errors[0]))
        if matter is not None and matter.pk in self.taken:
            problems.append(_problem(self._heading("name"), "已经有一份没有走完的申报，请接着办那一份"))
        problems += self._twice(row, (values["name"], kind), "name")
        if code:
            problems += self._twice(row, (code,), CATALOG_CODE)
        return problems

    def _code_faults(self, code: str, kind: str) -> list[str]:
        faults = list(check_catalog_code(code).errors)
        if not faults and code[2:4] != kind:
            faults = [f"第 3、4 位应为事项类型 {kind}，现在是 {code[2:4]}"]
        if code in self.foreign:
            faults.append(f"这个编码是{self.foreign[code]}的，不能再给本单位")
        return faults

    def _twice(self, row: OwnRow, mark: tuple[str, ...], name: str) -> list[dict[str, str]]:
        if mark in self.seen:
            return [_problem(self._heading(name), f"与第 {self.seen[mark]} 行重复")]
        self.seen[mark] = row.row
        return []


def _problem(heading: str, reason: str) -> dict[str, str]:
    return {"heading": heading, "reason": reason}
