"""
Lists that page, sort and filter on the server, with their whole state in the address.

Two ways to page: numbered (`Page.of`, for lists people count in) and by key (`Page.by_key`, for lists that may
hold millions: no count, no offset, one index range).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

PAGE_SIZE = 20
NUMBERED_LIMIT = 500  # pages; deeper offsets cost the database too much, the filters are there to narrow down


def with_parameters(query: QueryDict, **changes: str | int | None) -> str:
    """Give the query string with parameters changed or, when None, taken out; paging starts over unless named."""
    changed = query.copy()
    if "page" not in changes:
        changed.pop("page", None)
        changed.pop("after", None)
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = str(value)
    return f"?{changed.urlencode()}" if changed else "?"


@dataclass(frozen=True, slots=True)
class Tab:
    """One filter above a list: its word, how many rows it leaves, where it leads."""

    word: str
    address: str
    count: int | None = None
    is_current: bool = False


def build_tabs(query: QueryDict, name: str, choices: Iterable[tuple[str, str, int | None]]) -> list[Tab]:
    """Build the filters of one parameter from (value, word, count); the empty value takes the filter off."""
    chosen = query.get(name, "")
    return [
        Tab(word, with_parameters(query, **{name: value or None}), count, value == chosen)
        for value, word, count in choices
    ]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list with what the pager needs to say."""

    rows: Sequence[Any]
    total: int | None
    number: int = 1
    size: int = PAGE_SIZE
    previous_address: str = ""
    next_address: str = ""

    @classmethod
    def of(cls, rows: QuerySet[Any] | Sequence[Any], query: QueryDict, *, size: int = PAGE_SIZE) -> "Page":
        """Cut the page the address asks for; a number out of range gives the nearest page there is."""
        total = rows.count() if isinstance(rows, QuerySet) else len(rows)
        return cls.reading(lambda offset, limit: rows[offset : offset + limit], total, query, size=size)

    @classmethod
    def reading(
        cls,
        read: Callable[[int, int], Iterable[Any]],
        total: int,
        query: QueryDict,
        *,
        size: int = PAGE_SIZE,
    ) -> "Page":
        """Cut the page by a function of (offset, limit), for doors that page by themselves."""
        last = max(1, min(-(-total // size), NUMBERED_LIMIT))
        number = min(max(_whole(query.get("page", "")), 1), last)
        start = (number - 1) * size
        return cls(
            rows=list(read(start, size)),
            total=total,
            number=number,
            size=size,
            previous_address=with_parameters(query, page=number - 1) if number > 1 else "",
            next_address=with_parameters(query, page=number + 1) if number < last else "",
        )

    @classmethod
    def by_key(
        cls,
        rows: QuerySet[Any],
        query: QueryDict,
        *,
        key: str,
        size: int = PAGE_SIZE,
        total: int | None = None,
        parse: Callable[[str], Any] = int,
    ) -> "Page":
        """
        Cut a page after the key named by `after` in the address, in falling order of a unique key.

        Costs the same at the millionth row as at the first; people go forward, and back with their browser.
        """
        after = query.get("after", "")
        try:
            cut = rows.filter(**{f"{key}__lt": parse(after)}) if after else rows
        except ValueError:
            cut = rows
        found = list(cut.order_by(f"-{key}")[: size + 1])
        shown = found[:size]
        more = len(found) > size
        return cls(
            rows=shown,
            total=total,
            size=size,
            previous_address=with_parameters(query, after=None) if after else "",
            next_address=with_parameters(query, after=getattr(shown[-1], key)) if more else "",
        )

    def __iter__(self) -> Any:
        """Walk the rows of this page."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Count the rows of this page."""
        return len(self.rows)

    @property
    def account(self) -> str:
        """Say how many are shown of how many."""
        if self.total is None:
            return f"显示 {len(self.rows)} 件"
        return f"显示 {len(self.rows)} 件，共 {self.total:,} 件"


def _whole(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 8 else 1


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column: its heading, how to read a cell, and what it is.

    *cell* is the name of an attribute (or key), or a function of the row; a function may give safe HTML. *sort* is
    the ordering the heading offers, if any. *kind* is "", "num" or "link"; a link column makes its cell the row's
    heading.
    """

    heading: str
    cell: str | Callable[[Any], Any]
    kind: str = ""
    sort: str = ""
    second: str | Callable[[Any], Any] | None = None
    on_phone: str = "meta"  # name | lamp | meta | action | hidden

    def read(self, row: Any) -> Any:
        """Read the cell."""
        return _read(row, self.cell)

    def read_second(self, row: Any) -> Any:
        """Read the small second line."""
        return _read(row, self.second) if self.second is not None else ""


def _read(row: Any, cell: str | Callable[[Any], Any]) -> Any:
    if callable(cell):
        return cell(row)
    return row[cell] if isinstance(row, dict) else getattr(row, cell)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the head of a column shows: the word, and where a click on it leads."""

    word: str
    kind: str = ""
    address: str = ""
    order: str = ""  # "", ascending, descending
    on_phone: str = "meta"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the template prints it."""

    value: Any
    second: Any
    kind: str
    on_phone: str
    heading: str
    href: str = ""


@dataclass(frozen=True)
class Table:
    """A table over one page of rows. `caption` is read aloud; `href` gives a row's own page."""

    caption: str
    columns: Sequence[Column]
    page: Page
    query: QueryDict = field(default_factory=QueryDict)
    href: Callable[[Any], str] | None = None

    @property
    def headings(self) -> list[Heading]:
        """Give the heads with their sorting addresses."""
        chosen = self.query.get("sort", "")
        return [self._heading(column, chosen) for column in self.columns]

    def _heading(self, column: Column, chosen: str) -> Heading:
        if not column.sort:
            return Heading(column.heading, column.kind, on_phone=column.on_phone)
        order = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(chosen, "")
        wanted = f"-{column.sort}" if order == "ascending" else column.sort
        return Heading(
            column.heading, column.kind, with_parameters(self.query, sort=wanted), order, column.on_phone
        )

    @property
    def body(self) -> list[list[Cell]]:
        """Give the rows as cells."""
        return [[self._cell(column, row) for column in self.columns] for row in self.page.rows]

    def _cell(self, column: Column, row: Any) -> Cell:
        href = self.href(row) if self.href is not None and column.kind == "link" else ""
        value = column.read(row)
        return Cell(value, column.read_second(row), column.kind, column.on_phone, column.heading, href)


def chosen_order(query: QueryDict, allowed: Sequence[str], default: str) -> str:
    """Give the ordering the address asks for, if it is an allowed field (either direction), else the default."""
    chosen = query.get("sort", "")
    return chosen if chosen.removeprefix("-") in allowed else default
