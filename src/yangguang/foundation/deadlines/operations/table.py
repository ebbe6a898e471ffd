"""Loading the table of deadlines that comes with the platform."""

import csv
from datetime import date
from importlib.resources import files

from yangguang.foundation.deadlines.models import DeadlineRule


def load_rules() -> int:
    """
    Bring the deadline rules up to the table in the package; run by set-up, as often as one likes.

    Rules are versions: a row with a new effective_from is added beside the old one, and none is ever deleted.
    """
    text = files("yangguang.foundation.deadlines").joinpath("deadlines.csv").read_text("utf-8")
    rows = [_rule(row) for row in csv.DictReader(text.splitlines())]
    changing = [
        field.name
        for field in DeadlineRule._meta.fields
        if field.name not in {"id", "rule_id", "effective_from"}
    ]
    DeadlineRule.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["rule_id", "effective_from"], update_fields=changing
    )
    return len(rows)


def _rule(row: dict[str, str]) -> DeadlineRule:
    return DeadlineRule(
        rule_id=row["id"],
        direction=row["direction"],
        event=row["event"],
        length=int(row["length"]),
        unit=row["unit"],
        ext_length=int(row["ext_length"]) if row["ext_length"] else None,
        ext_unit=row["ext_unit"],
        ext_approver=row["ext_approver"],
        on_miss=row["on_miss"],
        basis=row["basis"],
        effective_from=date.fromisoformat(row["effective_from"]),
        effective_until=date.fromisoformat(row["effective_until"]) if row["effective_until"] else None,
        mark=row["mark"],
    )
