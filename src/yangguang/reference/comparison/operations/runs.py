"""
Runs over many claims: a source's records are indexed once in memory, claims stream past, results go in by COPY.

Two uses: a batch somebody hands in, and every night all live cases and licences that apps have registered.
"""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.db import connection

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.kernel.clock import today
from yangguang.reference.comparison import permissions
from yangguang.reference.comparison.models import Run, RunLine
from yangguang.reference.comparison.operations.checking import MACHINE, Subject, compare_claims
from yangguang.reference.comparison.providers import source_provider
from yangguang.reference.comparison.queries.keeping import rules_in_force
from yangguang.reference.comparison.rules import Claim, Index, Outcome, Record
from yangguang.reference.comparison.rules.judging import outcome_of
from yangguang.reference.comparison.states import Occasion

SubjectClaims = tuple[Subject, list[tuple[str, Claim]]]
Supply = Callable[[datetime], Iterable[SubjectClaims]]
_supplies: dict[str, Supply] = {}
_COPY = "COPY comparison_runline (run_id, claim_key, outcome, score, record_key, differences) FROM STDIN"
PIECE = 1000
KEEP_LINES = timedelta(days=365)


def register_subjects(name: str, supply: Supply) -> None:
    """Let an app's live cases or licences be compared every night; *supply* gives subjects with their claims."""
    _supplies[name] = supply


def list_supplies() -> dict[str, Supply]:
    """Give what is compared by night, by name."""
    return dict(_supplies)


@operation(
    "comparison.compare_batch",
    summary="批量比对",
    permission=permissions.may_compare_batch,
    subject="result",
)
def compare_batch(
    *, actor: Actor, now: datetime, title: str, source: str, kind: str, claims: Iterable[Claim]
) -> Run:
    """
    Compare many claims with one source and store each result with its differences.

    The source's records are read once; one claim costs some microseconds.

    Refuses with RulesMissing, SourceUnknown, SourceUnavailable.
    """
    version, rules = rules_in_force(kind=kind)
    provider = source_provider(source)
    index = Index(rules)
    records: list[Record] = []
    for record in provider.records(kind, today(now)):
        index.add(record.fields)
        records.append(record)
    run = Run.objects.create(title=title, kind=kind, source=source, rules=version, started_at=now)
    counts: Counter[str] = Counter()
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for piece in _pieces(_lines(index, records, claims), PIECE):
            text = []
            for claim_key, outcome, score, record_key, differences in piece:
                counts[outcome] += 1
                text.append(f"{run.pk}\t{claim_key}\t{outcome}\t{score}\t{record_key}\t{differences}\n")
            copy.write("".join(text))
    run.counts, run.done, run.finished_at = dict(counts), counts.total(), now
    run.save(update_fields=["counts", "done", "finished_at"])
    note(title=title, source=source, records=len(records), rules=version.number, **run.counts)
    return run


def compare_subjects(*, now: datetime, name: str) -> int:
    """Compare all live subjects an app supplies, each in an operation of its own; gives how many."""
    count = 0
    for subject, claims in _supplies[name](now):
        if claims:
            compare_claims(
                actor=MACHINE,
                now=now,
                subject=subject,
                body_code=subject.body_code,
                claims=claims,
                occasion=Occasion.NIGHTLY.value,
            )
            count += 1
    return count


def forget_old_lines(*, now: datetime) -> int:
    """Delete the lines of runs older than a year, which hold differing values of subjects. Technical, so no act."""
    return RunLine.objects.filter(run__started_at__lt=now - KEEP_LINES).delete()[0]


Line = tuple[str, str, float, str, str]


def _lines(index: Index, records: list[Record], claims: Iterable[Claim]) -> Iterator[Line]:
    judge = index.judge
    for claim in claims:
        said = judge.prepare(claim.fields)
        chosen = index.choose(said)
        if chosen is None:
            yield _copied(claim.key), Outcome.NONE.value, 0.0, "", "\\N"
            continue
        place, score, by_code = chosen
        record = records[place]
        places = judge.disagreeing(said, index.values[place])
        outcome = outcome_of(by_code, bool(record.lapsed), bool(places))
        told = _differences(index, claim, record, places) if places else "\\N"
        yield _copied(claim.key), outcome.value, round(score, 2), _copied(record.key), told


def _differences(index: Index, claim: Claim, record: Record, places: list[int]) -> str:
    rules = index.judge.rules.fields
    told = [
        {
            "field": rules[place].name,
            "label": rules[place].label,
            "said": claim.fields.get(rules[place].name, ""),
            "known": record.fields.get(rules[place].name, ""),
        }
        for place in places
    ]
    return json.dumps(told, ensure_ascii=False).replace("\\", "\\\\").replace("\t", " ")


def _copied(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ")


def _pieces(lines: Iterator[Line], size: int) -> Iterator[list[Line]]:
    while piece := list(itertools.islice(lines, size)):
        yield piece
