"""The parts of a net: nodes, ways between them, what runs over a step, what doing a step means."""

from dataclasses import dataclass

from yangguang.oversight.monitoring.rules.clocks import Term

TASK, PASS, CHOICE, SPLIT, ANY, END = "task", "pass", "choice", "split", "any", "end"


@dataclass(frozen=True, slots=True)
class Way:
    """One way on from a node; *condition* is S-FEEL text, empty when there is none."""

    flow: str
    target: str
    condition: str = ""
    is_default: bool = False


@dataclass(slots=True)
class NetNode:
    """One node: a step people do, or something silent between steps."""

    node_id: str
    kind: str
    name: str = ""
    post: str = ""
    letter: str = ""
    limit: tuple[int, str] | None = None
    people: int = 1
    may_repeat: bool = False
    ways: tuple[Way, ...] = ()
    incoming: tuple[str, ...] = ()
    exits: tuple[
        tuple[str, bool, tuple[str, ...]], ...
    ] = ()  # (boundary node, interrupts, what it takes away)


@dataclass(frozen=True, slots=True)
class Watch:
    """What the clock of a step runs over: one step, or the steps one of which has to be done next."""

    key: str
    term: Term
    is_intake: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """What doing a step means: *verdict* is empty when it was its turn; *skipped* are the steps passed over."""

    state: int
    verdict: str = ""
    skipped: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    started: tuple[Watch, ...] = ()


def rough_length(limit: tuple[int, str] | None) -> float:
    """Bring limits of different units into one order."""
    length, unit = limit or (0, "wd")
    return length * {"wd": 1.5, "cd": 1.0, "h": 1 / 24, "mo": 30.5, "yr": 366.0}.get(unit, 1.0)


def values_of(outcome: str) -> dict[str, object]:
    """Read `decision=granted;visit=passed` back."""
    return {name: value for name, _, value in (one.partition("=") for one in outcome.split(";")) if name}
