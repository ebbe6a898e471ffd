"""A demo year: every planted breach is found, and nothing else."""

from yangguang.kernel.clock import state_council
from yangguang.oversight.monitoring.demo import build_year
from yangguang.oversight.monitoring.rules.days import table_of
from yangguang.oversight.monitoring.rules.histories import replay_history
from yangguang.reference.matters.api import read_catalogue


def test_year__replayed__finds_every_planted_breach_and_invents_none():
    contents = [(one.entry.catalog_code, one.content) for one in read_catalogue()]
    year = build_year(contents, cases=2500)

    found = replay_history(
        year.happenings, plans=year.plans, days=table_of(state_council()), until=year.until
    )

    breaches = {(one.case, one.rule_id) for one in found.values() if one.level >= 2}
    planted = {(one.case, one.rule_id) for one in year.planted}
    assert len({rule for _, rule in planted}) >= 20
    assert breaches == planted


def test_year__of_one_seed__is_the_same_to_the_second():
    contents = [(one.entry.catalog_code, one.content) for one in read_catalogue()]
    assert build_year(contents, cases=60).happenings == build_year(contents, cases=60).happenings
