"""Cases as people outside see them: one's own, one by number and phone, published results, the day's account."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from yangguang.foundation.acts.api import Actor
from yangguang.foundation.ui.api import Fact, Step, TimelineEntry


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case in a list: what, where it stands, and its clock."""

    number: str
    matter: str
    applicant: str
    sentence: str
    address: str
    level: str
    lamp_words: str
    received_at: datetime
    account: Any = None
    is_closed: bool = False
    to_do: str = ""


@dataclass(frozen=True, slots=True)
class ProgressView:
    """A case as somebody with number and phone may see it: masked, without documents."""

    number: str
    matter: str
    applicant: str
    sentence: str
    steps: list[Step]
    account: Any
    acts: list[TimelineEntry]
    body: str
    phone: str


@dataclass(frozen=True, slots=True)
class MySpace:
    """What somebody's own page shows."""

    drafts: list[Any] = field(default_factory=list)
    open_cases: list[CaseView] = field(default_factory=list)
    closed_cases: list[CaseView] = field(default_factory=list)
    licences: list[Any] = field(default_factory=list)
    messages: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ResultView:
    """One published result, masked."""

    number: str
    applicant: str
    matter: str
    result: str
    document_number: str
    body: str
    decided_on: Any
    address: str = ""


def today_figures(*, now: datetime) -> list[Fact]:
    """Give the day's account: in hand, done today, on time, overdue; empty while nobody knows."""
    return []


def find_progress(*, number: str, phone: str) -> bool:
    """Tell whether a case of this number was filed with this phone (or its last four digits)."""
    return False


def get_progress(*, number: str, now: datetime) -> ProgressView | None:
    """Give a case to somebody who has named number and phone."""
    return None


def list_my_cases(*, actor: Actor, now: datetime) -> MySpace:
    """Gather somebody's own drafts, cases, licences and messages."""
    return MySpace()


def list_results(*, words: str = "", matter: str = "", body: str = "") -> Any:
    """List the published results, newest first; the caller pages."""
    return []
