"""
Rights compiled for checking: one dictionary look-up per post, whatever the number of grants.

Each process holds one picture and looks whether the stamp in the database is still the one it was made at: one tiny query per
operation. A change is therefore seen by every process at its next operation, not some seconds later.
"""

import logging
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from yangguang.foundation.access.models import (
    ConflictRule,
    Delegation,
    Effect,
    EmergencyAccess,
    Grant,
    ObjectLabel,
    RightsStamp,
    State,
)
from yangguang.foundation.acts.api import HeldPost

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one grant says of one power of one post."""

    number: int
    gives: bool
    as_kind: str
    valid_from: date
    valid_until: date | None
    is_genuine: bool

    def runs_on(self, day: date) -> bool:
        """Tell whether it counts on a day; the last day is excluded."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class StandIn:
    """A post lent or taken: to whom, what it covers, how long."""

    reference: str  # "delegation 3" or "emergency 7", as HeldPost.by carries it
    post: HeldPost
    lender_id: int | None
    operations: frozenset[str]  # empty: everything the post may
    valid_from: date | datetime
    valid_until: date | datetime

    def runs_at(self, now: datetime, day: date) -> bool:
        """Tell whether it counts at an instant."""
        if isinstance(self.valid_until, datetime) and isinstance(self.valid_from, datetime):
            return self.valid_from <= now < self.valid_until
        return self.valid_from <= day < self.valid_until

    def covers(self, operation: str) -> bool:
        """Tell whether an operation is among what was lent."""
        return not self.operations or operation in self.operations


@dataclass(frozen=True, slots=True)
class Conflict:
    """Whoever did *first* on an object may not do the other."""

    number: int
    first: str
    reason: str


@dataclass(frozen=True)
class Snapshot:
    """All rights at one stamp."""

    stamp: str
    entries: dict[tuple[str, str], Entry] = field(
        default_factory=dict
    )  # (post code, power): the latest that runs
    later: dict[tuple[str, str], tuple[Entry, ...]] = field(
        default_factory=dict
    )  # where several periods follow
    extra_kinds: dict[str, frozenset[str]] = field(default_factory=dict)  # post code: kinds it stands in for
    stand_ins: dict[int, tuple[StandIn, ...]] = field(default_factory=dict)  # by account
    lent: dict[str, StandIn] = field(default_factory=dict)  # by reference
    conflicts: dict[str, tuple[Conflict, ...]] = field(default_factory=dict)  # by the second operation
    labelled: frozenset[str] = frozenset()  # types of objects some of which carry a label
    tampered: tuple[str, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether no data say anything, so that the rules of the operations stand alone."""
        return not (self.entries or self.later or self.lent or self.conflicts or self.labelled)

    def entry(self, post_code: str, operation: str, day: date) -> Entry | None:
        """Give the grant that speaks about a power of a post on a day, or none."""
        found = self.entries.get((post_code, operation))
        if found is None or found.runs_on(day):
            return found
        for other in self.later.get((post_code, operation), ()):
            if other.runs_on(day):
                return other
        return None

    def counts(self, post: HeldPost, operation: str, day: date) -> bool:
        """Tell whether a post, however held, may lend its weight to an operation on a day."""
        if post.by:
            if post.by.startswith("grant"):
                found = self.entry(post.code, operation, day)
                return found is not None and found.gives and found.is_genuine and found.as_kind == post.kind
            lent = self.lent.get(post.by)
            if lent is None or not lent.covers(operation):
                return False
        found = self.entry(post.code, operation, day)
        return found is None or (found.gives and found.is_genuine)


_current = Snapshot("never")


def current() -> Snapshot:
    """Give the picture of now, compiled anew if rights have changed since."""
    global _current
    with connection.cursor() as cursor:
        cursor.execute("SELECT stamp FROM access_rightsstamp WHERE id = 1")
        row = cursor.fetchone()
    stamp = row[0] if row else ""
    if _current.stamp != stamp:
        _current = compile_snapshot(stamp)
    return _current


def mark_changed() -> None:
    """Write a new stamp, in the transaction that changes rights."""
    RightsStamp.objects.update_or_create(pk=1, defaults={"stamp": str(uuid.uuid4())})


def compile_snapshot(stamp: str) -> Snapshot:
    """Read all rights that may count now or later, and check each against its code."""
    tampered: list[str] = []
    entries: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    extra: dict[str, set[str]] = defaultdict(set)
    # Withheld comes first: where one grant gives what another withholds, the stricter one counts.
    for one in Grant.objects.filter(state=State.EFFECTIVE).select_related("post").order_by("-effect", "-pk"):
        genuine = _genuine(one, tampered)
        entry = Entry(
            one.pk, one.effect == Effect.GIVE, one.as_kind, one.valid_from, one.valid_until, genuine
        )
        entries[one.post.code, one.operation].append(entry)
        if entry.gives and genuine and one.as_kind and one.as_kind != one.post.kind:
            extra[one.post.code].add(one.as_kind)
    stand_ins = [*_delegations(tampered), *_emergencies(tampered)]
    by_account: dict[int, list[StandIn]] = defaultdict(list)
    for account_id, stand_in in stand_ins:
        by_account[account_id].append(stand_in)
    conflicts: dict[str, list[Conflict]] = defaultdict(list)
    for rule in ConflictRule.objects.filter(state=State.EFFECTIVE).order_by("pk"):
        _genuine(rule, tampered)  # a rule somebody changed still restricts: losing it would open a door
        conflicts[rule.second_operation].append(Conflict(rule.pk, rule.first_operation, rule.reason))
    if tampered:
        _log.error("rights changed outside the platform: %s", ", ".join(tampered))
    return Snapshot(
        stamp=stamp,
        entries={key: found[0] for key, found in entries.items()},
        later={key: tuple(found[1:]) for key, found in entries.items() if len(found) > 1},
        extra_kinds={code: frozenset(kinds) for code, kinds in extra.items()},
        stand_ins={account: tuple(found) for account, found in by_account.items()},
        lent={one.reference: one for _, one in stand_ins},
        conflicts={name: tuple(found) for name, found in conflicts.items()},
        labelled=frozenset(ObjectLabel.objects.values_list("object_type", flat=True).distinct()),
        tampered=tuple(tampered),
    )


def _genuine(row: Any, tampered: list[str]) -> bool:
    if row.is_genuine:
        return True
    tampered.append(str(row))
    return False


def _delegations(tampered: list[str]) -> list[tuple[int, StandIn]]:
    rows = Delegation.objects.filter(state=State.EFFECTIVE).select_related(
        "post__office__body__area", "delegate"
    )
    found = []
    for one in rows:
        if not _genuine(one, tampered):
            continue
        reference = f"delegation {one.pk}"
        stand_in = StandIn(
            reference,
            _held(one.post, one.delegate.number, reference),
            one.proposed_by_id,
            frozenset(one.operations),
            one.valid_from,
            one.valid_until,
        )
        found.append((one.delegate.account_id, stand_in))
    return found


def _emergencies(tampered: list[str]) -> list[tuple[int, StandIn]]:
    rows = EmergencyAccess.objects.filter(reviewed_by__isnull=True).select_related(
        "post__office__body__area", "officer"
    )
    found = []
    for one in rows:
        if not _genuine(one, tampered):
            continue
        reference = f"emergency {one.pk}"
        post = _held(one.post, one.officer.number, reference)
        stand_in = StandIn(reference, post, None, frozenset(), one.begun_at, one.expires_at)
        found.append((one.officer.account_id, stand_in))
    return found


def _held(post: Any, number: str, by: str) -> HeldPost:
    body = post.body
    return HeldPost(
        post.code, post.kind, number, post.name, body.code, body.name, post.office.name, body.area.code, by
    )
