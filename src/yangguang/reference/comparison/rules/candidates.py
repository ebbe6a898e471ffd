"""Which records are worth comparing: blocking keys, so that nobody weighs everything against everything."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from yangguang.reference.comparison.rules.forms import core_name
from yangguang.reference.comparison.rules.judging import Judge, Prepared, judge_of
from yangguang.reference.comparison.rules.rule_set import RuleSet

HEAD = 3
LONGEST = 60

_CUTS: dict[str, Callable[[str], str]] = {
    "": lambda value: value,
    "core": core_name,
    "head": lambda value: core_name(value)[:HEAD],
    "tail": lambda value: core_name(value)[-HEAD:],
}


class Blocks:
    """The blocks of a rule set made ready: which values, cut how, make a key."""

    def __init__(self, rules: RuleSet) -> None:
        """Find the places of the values."""
        places = {one.name: place for place, one in enumerate(rules.fields)}
        self._blocks = tuple(
            (f"{number}:", tuple((places[name], _CUTS[cut]) for name, _, cut in map(_parted, block)))
            for number, block in enumerate(rules.blocks)
        )

    def keys(self, values: Prepared) -> list[str]:
        """Give the keys under which a subject can be found; a block with an empty part gives none."""
        keys = []
        for prefix, parts in self._blocks:
            said = [cut(values[place]) for place, cut in parts]
            if all(said):
                keys.append((prefix + "|".join(said))[:LONGEST])
        return keys


def _parted(written: str) -> tuple[str, str, str]:
    return written.partition(":")


@lru_cache(maxsize=32)
def _blocks_of(rules: RuleSet) -> tuple[Judge, Blocks]:
    return judge_of(rules), Blocks(rules)


def keys_of(fields: Mapping[str, str], rules: RuleSet) -> list[str]:
    """Give the keys of written values; sources keep them beside their records."""
    judge, blocks = _blocks_of(rules)
    return blocks.keys(judge.prepare(fields))


class Index:
    """Prepared subjects in memory by their keys, for runs over everything."""

    def __init__(self, rules: RuleSet) -> None:
        """Start empty."""
        self.judge = judge_of(rules)
        self.values: list[Prepared] = []
        self._blocks = Blocks(rules)
        self._largest = rules.largest_block
        self._codes = [
            (f"{number}:", place)
            for number, block in enumerate(rules.blocks)
            for place, field in enumerate(rules.fields)
            if block == (field.name,) and field.is_exact
        ]
        self._places: dict[str, list[int]] = {}

    def add(self, fields: Mapping[str, str]) -> None:
        """Put the next record under its keys; it is known by its place from then on."""
        values = self.judge.prepare(fields)
        for key in self._blocks.keys(values):
            self._places.setdefault(key, []).append(len(self.values))
        self.values.append(values)

    def find(self, values: Prepared) -> set[int]:
        """Give the places of all records that share a key; a block too large to say anything is left out."""
        found: set[int] = set()
        for key in self._blocks.keys(values):
            places = self._places.get(key)
            if places is not None and len(places) <= self._largest:
                found.update(places)
        return found

    def choose(self, values: Prepared) -> tuple[int, float, bool] | None:
        """Choose the record a claim is about, as `Judge.choose` does."""
        coded = self._by_code(values)
        if coded is not None:
            return coded
        return self.judge.choose(values, ((place, self.values[place]) for place in self.find(values)))

    def _by_code(self, values: Prepared) -> tuple[int, float, bool] | None:
        """Take the short way `Judge.choose` would end on anyhow: the code is there and nothing speaks against it."""
        best: tuple[int, float, bool] | None = None
        for prefix, place in self._codes:
            for known in self._places.get((prefix + values[place])[:LONGEST], ()) if values[place] else ():
                score = self.judge.weigh(values, self.values[known])
                if best is None or score > best[1]:
                    best = (known, score, True)
        return best if best is not None and best[1] >= self.judge.rules.possible else None
