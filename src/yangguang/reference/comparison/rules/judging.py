"""Weighing a claim against candidates: exact by code first, by weight where no code fits, with every reason kept."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from yangguang.reference.comparison.rules.forms import FORMS
from yangguang.reference.comparison.rules.measures import SPOKEN, Measure, measure_of
from yangguang.reference.comparison.rules.outcomes import Outcome
from yangguang.reference.comparison.rules.rule_set import FieldRule, RuleSet
from yangguang.reference.comparison.rules.values import Claim, Difference, Reason, Record

Prepared = tuple[str, ...]
"""The values of one subject in their forms, in the order of the rules; empty where nothing was said."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one comparison came to."""

    outcome: Outcome
    score: float
    record: Record | None
    differences: tuple[Difference, ...] = ()
    reasons: tuple[Reason, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: FieldRule
    levels: tuple[tuple[Measure, float, bool, str], ...]
    best: float
    agrees_best: bool


class Judge:
    """The rules made ready for many comparisons."""

    def __init__(self, rules: RuleSet) -> None:
        """Compile the measures."""
        self.rules = rules
        self._forms: tuple[tuple[str, Callable[[str], str]], ...] = tuple(
            (one.name, FORMS[one.form]) for one in rules.fields
        )
        self._fields = tuple(_compile(one) for one in rules.fields)
        self._exact = tuple(place for place, one in enumerate(rules.fields) if one.is_exact)

    def prepare(self, fields: Mapping[str, str]) -> Prepared:
        """Bring the values to their forms."""
        get = fields.get
        return tuple([form(value) if (value := get(name)) else "" for name, form in self._forms])

    def weigh(self, said: Prepared, known: Prepared) -> float:
        """Add up how much speaks for the same subject."""
        total = 0.0
        for field, one, other in zip(self._fields, said, known, strict=True):
            if not one or not other:
                continue
            if one == other:
                total += field.best
                continue
            for measure, weight, _, _ in field.levels:
                if measure(one, other):
                    total += weight
                    break
            else:
                total += field.rule.differs
        return total

    def is_exact(self, said: Prepared, known: Prepared) -> bool:
        """Tell whether a code by which subjects are found is the same."""
        return any(said[place] and said[place] == known[place] for place in self._exact)

    def disagreeing(self, said: Prepared, known: Prepared) -> list[int]:
        """Give the places of the told fields that do not agree; what one side does not say is no difference."""
        if said == known:
            return []
        return [
            place
            for place, (field, one, other) in enumerate(zip(self._fields, said, known, strict=True))
            if one and other and one != other and field.rule.is_told and not self._agrees(field, one, other)
        ]

    def choose(self, said: Prepared, known: Iterable[tuple[int, Prepared]]) -> tuple[int, float, bool] | None:
        """
        Choose the record the claim is about: (place, score, found by code), or none that comes near.

        A code decides unless everything else speaks against it and another record matches by weight: then the code was
        mistyped into somebody else's.
        """
        best: tuple[float, int] | None = None
        coded: tuple[float, int] | None = None
        for place, values in known:
            score = self.weigh(said, values)
            if best is None or score > best[0]:
                best = (score, place)
            if self.is_exact(said, values) and (coded is None or score > coded[0]):
                coded = (score, place)
        if best is None:
            return None
        if coded is not None and (coded[0] >= self.rules.possible or best[0] < self.rules.match):
            return coded[1], coded[0], True
        if best[0] >= self.rules.possible:
            return best[1], best[0], False
        return None

    def judge(self, claim: Claim, records: list[Record]) -> Finding:
        """Say what a claim comes to among the records a source gave, with the reason of every field."""
        said = self.prepare(claim.fields)
        known = [self.prepare(one.fields) for one in records]
        chosen = self.choose(said, enumerate(known))
        if chosen is None:
            return Finding(Outcome.NONE, 0.0, None)
        place, score, by_code = chosen
        record = records[place]
        differences = tuple(
            Difference(
                rule.name, rule.label, str(claim.fields.get(rule.name, "")), record.fields.get(rule.name, "")
            )
            for rule in (self.rules.fields[at] for at in self.disagreeing(said, known[place]))
        )
        reasons = tuple(self._reasons(claim, record, said, known[place]))
        return Finding(
            outcome_of(by_code, bool(record.lapsed), bool(differences)), score, record, differences, reasons
        )

    def _agrees(self, field: _Compiled, one: str, other: str) -> bool:
        return any(agrees and measure(one, other) for measure, _, agrees, _ in field.levels)

    def _reasons(self, claim: Claim, record: Record, said: Prepared, known: Prepared) -> Iterable[Reason]:
        for field, one, other in zip(self._fields, said, known, strict=True):
            if not one or not other:
                continue
            measure, weight, agrees = self._degree(field, one, other)
            name = field.rule.name
            yield Reason(
                name,
                field.rule.label,
                str(claim.fields.get(name, "")),
                record.fields.get(name, ""),
                measure,
                weight,
                agrees,
            )

    def _degree(self, field: _Compiled, one: str, other: str) -> tuple[str, float, bool]:
        if one == other:
            return SPOKEN["equal"], field.best, field.agrees_best
        for measure, weight, agrees, word in field.levels:
            if measure(one, other):
                return word, weight, agrees
        return "不同", field.rule.differs, False


def _compile(rule: FieldRule) -> _Compiled:
    levels = tuple(
        (measure_of(one.measure, one.limit), one.weight, one.agrees, SPOKEN[one.measure])
        for one in rule.levels
        if one.measure != "equal"
    )
    best = next((one.weight for one in rule.levels if one.measure == "equal"), 0.0)
    return _Compiled(rule, levels, best, True)


def outcome_of(by_code: bool, is_lapsed: bool, has_differences: bool) -> Outcome:
    """Name what was found; a record found by weight alone is only ever a suspicion."""
    if not by_code:
        return Outcome.POSSIBLE
    if is_lapsed:
        return Outcome.LAPSED
    return Outcome.DIFFERS if has_differences else Outcome.AGREES


@lru_cache(maxsize=32)
def judge_of(rules: RuleSet) -> Judge:
    """Give the compiled rules; a published version never changes."""
    return Judge(rules)
