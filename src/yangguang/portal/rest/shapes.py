"""What a row of the interface is made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Shape = dict[str, Any]
Answer = Callable[..., dict[str, Any]]

TEXT: Shape = {"type": "string"}
WHOLE: Shape = {"type": "integer"}
DAY: Shape = {"type": ["string", "null"], "format": "date"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing an endpoint is told: in the path, behind the question mark, or in the JSON body."""

    name: str
    place: str
    what: str
    shape: Shape = field(default_factory=lambda: TEXT)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One row of the interface."""

    name: str
    method: str
    route: str
    summary: str
    answer: Answer
    shape: Shape
    parameters: tuple[Parameter, ...] = ()
    is_own: bool = False

    @property
    def address(self) -> str:
        """The path as OpenAPI writes it."""
        return "/" + self.route.replace("<str:", "{").replace(">", "}")

    def inputs(self, place: str) -> list[Parameter]:
        """List the parameters that stand in one place."""
        return [one for one in self.parameters if one.place == place]


def object_of(**properties: Shape) -> Shape:
    """Describe an object that has all these properties."""
    return {"type": "object", "required": list(properties), "properties": properties}


def list_of(items: Shape) -> Shape:
    """Describe a list."""
    return {"type": "array", "items": items}
