"""
What an officer can do with a case at its present step: one declaration per deed, with its fields, its words and its operation.

The workbench draws the deeds that are open, plays the chosen one through as a draft, and signs it; it knows none of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.ui.api import Field

Done = Callable[[Any], object]
SEEN = "申请人看得到，随决定公开。"
INSIDE = "只在机关内部看得到，写入记录。"


@dataclass(frozen=True)
class CaseInHand:
    """A case as it lies before an officer: who, which case, which step is theirs, when, and who their colleagues are."""

    actor: Actor
    application: Any
    task: Any
    now: datetime
    colleagues: Sequence[Any] = ()
    inspectors: Sequence[Any] = ()
    earlier: Sequence[tuple[str, str]] = ()

    @property
    def letter(self) -> str:
        """The kind of the step that is theirs, if one is."""
        return self.task.step if self.task is not None and self.is_workable else ""

    @property
    def is_workable(self) -> bool:
        """Whether the step is theirs to do now: open, or claimed by themselves."""
        return self.task.state == "open" or (
            self.task.state == "claimed" and self.task.assignee_account_id == self.actor.account_id
        )

    @property
    def hearing(self) -> Any:
        """The hearing of the case, if there is one."""
        return getattr(self.application, "hearing", None)


@dataclass(frozen=True)
class Said:
    """What the officer has filled in for one deed; its fields carry the deed's name, so that deeds share a form."""

    key: str
    data: QueryDict
    files: Mapping[str, Sequence[UploadedFile]] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """Read one answer."""
        return str(self.data.get(f"{self.key}-{name}", default)).strip()

    def many(self, name: str) -> list[str]:
        """Read several answers."""
        return [one for one in self.data.getlist(f"{self.key}-{name}") if one.strip()]

    def number(self, name: str) -> int:
        """Read a whole number; what is none counts as zero, which the operation refuses in its own words."""
        typed = self.text(name)
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0

    def day(self, name: str, default: date) -> date:
        """Read a day."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            return default


@dataclass(frozen=True)
class Control:
    """A field with the phrases at hand for it."""

    field: Field
    phrases: Sequence[str] = ()


@dataclass(frozen=True)
class Deed:
    """
    One thing to do: how it is called, what it asks, what follows, and the operation.

    *is_direct* deeds are done at once: nothing goes to the applicant, or files come with it that a second page would lose.
    """

    key: str
    word: str
    hint: str
    button: str
    is_open: Callable[[CaseInHand], bool]
    perform: Callable[[CaseInHand, Said], Done]
    controls: Callable[[CaseInHand, Said], list[Control]] = lambda case, said: []
    effects: Sequence[str] = ()
    is_direct: bool = False
    is_binding: bool = True
    lists_items: bool = False
    done: str = ""


def control(
    said: Said, name: str, label: str, *, phrases: Sequence[str] = (), default: Any = "", **how: Any
) -> Control:
    """Give a control of a deed, with what was typed before."""
    value: Any = said.many(name) if how.get("kind") == "checks" else said.text(name, default)
    how.setdefault("kind", "area")
    return Control(Field(name=f"{said.key}-{name}", label=label, value=value, **how), phrases)


def at_step(*letters: str) -> Callable[[CaseInHand], bool]:
    """Open a deed at the officer's own step of these kinds."""
    return lambda case: case.letter in letters


def find_deed(deeds: Sequence[Deed], key: str) -> Deed | None:
    """Find a deed by its key."""
    return next((one for one in deeds if one.key == key), None)
