"""What the parts of a page are made of; pages fill these and hand them to the tags."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of a facts strip. A figure without *href* must be explained by its meaning."""

    term: str
    figure: str | int
    unit: str = ""
    meaning: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a line of steps: state is done, now or next."""

    name: str
    state: str = "next"
    href: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """
    One act, or one step still to come, in a timeline.

    *when* is an instant (past), a day (future: 9月23日前) or words; *state* is past, now or next; *seal* is "",
    "solid" or "open". *links* are (word, address).
    """

    title: str
    when: datetime | date | str = ""
    text: str = ""
    state: str = "past"
    act_number: int | None = None
    seal: str = ""
    seal_text: str = ""
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """
    One field of a form, ready to print: label above, hint under it, problem under the field.

    *kind* is text, number, decimal, date, datetime, tel, email, search, password, area, select, radio, check,
    checks or file. *source* says where a prefilled value comes from; *dispute_address* is where the person can say
    that it is wrong.
    """

    name: str
    label: str
    kind: str = "text"
    value: Any = ""
    hint: str = ""
    problem: str = ""
    required: bool = True
    choices: Sequence[tuple[str, str] | tuple[str, str, str]] = ()
    unit: str = ""
    source: str = ""
    dispute_address: str = ""
    readonly: bool = False
    autocomplete: str = ""
    maxlength: int | None = None
    rows: int = 3
    when: str = ""
    accept: str = ""
    multiple: bool = False
    id: str = ""

    @property
    def element_id(self) -> str:
        """The id of the control."""
        return self.id or f"f-{self.name}"

    @property
    def is_group(self) -> bool:
        """Whether the field is several controls under one legend."""
        return self.kind in ("radio", "checks")

    @property
    def described_by(self) -> str:
        """The ids of the texts that explain the control."""
        texts = ((self.hint, "hint"), (self.source, "source"), (self.problem, "problem"))
        return " ".join(f"{self.element_id}-{part}" for text, part in texts if text)

    @property
    def input_type(self) -> str:
        """The type attribute; decimals are typed as text with a numeric keyboard."""
        kinds = {"date", "tel", "email", "search", "password", "file", "time"}
        if self.kind == "datetime":
            return "datetime-local"
        return self.kind if self.kind in kinds else "text"

    @property
    def input_mode(self) -> str:
        """Which keyboard a phone shows."""
        return {"number": "numeric", "decimal": "decimal", "tel": "tel", "email": "email"}.get(self.kind, "")

    @property
    def options(self) -> list[tuple[str, str, str, bool]]:
        """The choices with their hint and whether they are chosen."""
        chosen = self.value if isinstance(self.value, (list, tuple, set)) else [self.value]
        taken = {str(one) for one in chosen if one is not None}
        return [
            (str(one[0]), one[1], one[2] if len(one) > 2 else "", str(one[0]) in taken)
            for one in self.choices
        ]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """
    What is read back before an act with legal force: 做什么, 对谁, 文书, 指纹, 签署人, what follows.

    *effects* are sentences; *hidden* are the form's own fields; *read_first* is the sentence to be ticked.
    """

    what: str
    whom: str
    signer: str
    button: str
    action: str = ""
    document: str = ""
    digest: str = ""
    effects: Sequence[str] = ()
    back_address: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    read_first: str = ""
    signing: object | None = None  # what `certificates/sign_part.html` draws


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file in a list: name, size, what became of it, where it opens and where it is taken out."""

    name: str
    size: int | None = None
    href: str = ""
    digest: str = ""
    state: str = ""  # words, as in 已核验
    lamp: str = ""
    remove_address: str = ""
    note: str = ""
