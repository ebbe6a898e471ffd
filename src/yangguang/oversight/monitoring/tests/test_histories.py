"""Going over a whole history at once finds what the watch finds one happening at a time: nothing more, nothing less."""

import random

import pytest

from yangguang.kernel.clock import state_council
from yangguang.oversight.monitoring.demo import build_year
from yangguang.oversight.monitoring.rules.days import table_of
from yangguang.oversight.monitoring.rules.histories import replay_history
from yangguang.oversight.monitoring.rules.plans import Happening
from yangguang.oversight.monitoring.rules.watching import Disordered, RuleSet, replay
from yangguang.reference.matters.api import read_catalogue

DAYS = table_of(state_council())
STRANGE = (
    {"kind": "pause", "facts": {"ground": "hearing"}},
    {"kind": "pause", "facts": {"ground": "领导出差"}},
    {"kind": "resume"},
    {"kind": "extend", "facts": {"days": 10}},
    {"kind": "charge", "facts": {"amount_fen": 7}},
    {"kind": "ask", "facts": {"items": ["不在清单上"]}},
    {"kind": "ask", "facts": {"items": []}},
    {"kind": "hear_ask"},
    {"kind": "hear_done"},
    {"kind": "refuse", "facts": {"reasons": "不属于本机关"}},
    {"kind": "refuse"},
    {"kind": "close"},
    {"kind": "open"},
    {"kind": "record", "facts": {"source": "licence", "result": "granted"}},
    {"kind": "step", "node": "没有的环节"},
    {"kind": "decide", "outcome": "decision=refused"},
    {"kind": "decide", "outcome": "decision=granted", "facts": {"tier": "从轻", "amount_fen": 1}},
)


@pytest.fixture(scope="module")
def year():
    return build_year([(one.entry.catalog_code, one.content) for one in read_catalogue()], cases=400)


def disturbed(rows: list[Happening], rng: random.Random) -> list[Happening]:
    """Bring anything that may happen into a year: steps lost, doubled, late, by others; deeds of every kind."""
    found = []
    for row in rows:
        luck = rng.random()
        if row.kind != "open" and luck < 0.04:
            continue
        found.append(row)
        at = row.at + rng.choice([0, 60, 86_400, 9 * 86_400])
        if luck > 0.97:
            found.append(row._replace(at=at))
        elif luck > 0.92:
            found.append(Happening(row.case, at=at, **{"facts": {}, **rng.choice(STRANGE)}))
        elif luck > 0.89 and row.node:
            found.append(Happening(row.case, "return", at, facts={"to": row.node}))
        elif luck > 0.86:
            found[-1] = row._replace(post="review", people=1)
        elif luck > 0.84 and row.kind == "accept":
            found[-1] = row._replace(facts={"since_at": row.at - 8 * 86_400})
    return sorted(found, key=lambda one: one.at)


@pytest.mark.parametrize("seed", range(6))
def test_history__disturbed_in_every_way__is_judged_as_one_happening_at_a_time(year, seed):
    rng = random.Random(seed)
    rows = year.happenings if seed == 0 else disturbed(year.happenings, rng)
    rules = RuleSet("2", {"card.step.due_soon": None, "card.promised.overdue": 5}) if seed == 1 else RuleSet()
    until = rng.choice([None, year.until, rows[len(rows) // 2].at, rows[-1].at])
    given = {"plans": year.plans, "days": DAYS, "rules": rules, "until": until}

    found = replay_history(rows, **given)

    assert found and found == replay(rows, **given)


def test_history__out_of_order__is_refused_as_the_watch_refuses_it(year):
    rows = [one for one in year.happenings if one.case == year.happenings[0].case]
    rows = [rows[0], *reversed(rows[1:])]

    with pytest.raises(Disordered):
        replay_history(rows, plans=year.plans, days=DAYS)


def test_history__of_a_case_that_never_opened__is_left_to_the_intake(year):
    rows = [one for one in year.happenings[:400] if one.kind != "open"]

    assert replay_history(rows, plans=year.plans, days=DAYS) == {}
