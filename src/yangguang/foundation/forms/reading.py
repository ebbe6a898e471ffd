"""From what a browser posts to typed answers. What cannot be understood is kept as typed, so that nothing is lost."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from yangguang.foundation.forms.definition import FieldSpec, StepSpec


class Posted(Protocol):
    """What we need of a posted form (Django's QueryDict has it)."""

    def get(self, key: str, default: Any = None, /) -> Any:
        """The last value of a key."""

    def getlist(self, key: str, /) -> list[Any]:
        """All values of a key."""

    def __iter__(self) -> Iterator[Any]:
        """All keys."""


ROW = re.compile(r"^(?P<group>[^.]+)\.(?P<row>\d{1,4})\.(?P<column>.+)$")
MAX_ROWS = 200


def read_step(*, step: StepSpec, posted: Posted) -> dict[str, Any]:
    """Read the answers of one step; a question missing from the post counts as not answered."""
    return {field.id: read_field(field=field, posted=posted, name=field.id) for field in step.fields}


def read_field(*, field: FieldSpec, posted: Posted, name: str) -> Any:
    """Read one answer in its own type; repeat groups become lists of rows without the empty ones."""
    if field.widget == "repeat":
        return _rows(field, posted, name)
    if field.widget == "checkboxes":
        return [_typed(value, field.schema.get("items", {})) for value in posted.getlist(name) if value != ""]
    return _typed(posted.get(name, ""), field.schema)


def _rows(field: FieldSpec, posted: Posted, name: str) -> list[dict[str, Any]]:
    numbers = sorted(
        {int(match["row"]) for key in posted if (match := ROW.match(key)) and match["group"] == name}
    )[:MAX_ROWS]
    rows = [
        {
            column.id: read_field(field=column, posted=posted, name=f"{name}.{number}.{column.id}")
            for column in field.columns
        }
        for number in numbers
    ]
    return [
        {key: value for key, value in row.items() if value not in ("", None)}
        for row in rows
        if any(value not in ("", None, []) for value in row.values())
    ]


def _typed(value: Any, schema: Mapping[str, Any]) -> Any:
    text = str(value).strip()
    kind = schema.get("type")
    if text == "":
        return None
    if kind == "boolean":
        return {"true": True, "on": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    if kind == "integer":
        return int(text) if re.fullmatch(r"[+-]?\d{1,15}", text) else text
    if kind == "number":
        return float(text) if re.fullmatch(r"[+-]?\d{1,12}(\.\d{1,6})?", text) else text
    return text
