"""What every benchmark shares: a durable database of its own, the claims, and the way figures are printed."""

import contextlib
import csv
import json
import operator
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from yangguang.config import postgres

CLAIMS = Path(__file__).with_name("claims.csv")
RELATIONS: dict[str, Callable[[float, float], bool]] = {"<=": operator.le, ">=": operator.ge}
Figures = Mapping[str, float]


def progress(told: str) -> None:
    """Tell on the error stream what is being measured, so that the output stays machine-readable."""
    sys.stderr.write(f"  … {told}\n")
    sys.stderr.flush()


@contextlib.contextmanager
def database() -> Iterator[str]:
    """
    Give the address of an empty database nobody else uses, on a server that writes to disk as in service.

    With DATABASE_URL set the database is made on that server, else on a throwaway one of our own.
    """
    given = os.environ.get("DATABASE_URL", "")
    if not given:
        with postgres.throwaway(durable=True) as url:
            yield url
        return
    name = f"yangguang_bench_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"create database {name} template template0 encoding 'UTF8' locale 'C.UTF-8'")
    try:
        yield urlsplit(given)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(f"drop database {name} with (force)")


@contextlib.contextmanager
def django_ready() -> Iterator[str]:
    """Load the apps on a fresh migrated database and give its address; for benchmarks that work in process."""
    with database() as url:
        before = os.environ.get("DATABASE_URL")
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangguang.config.settings")
        os.environ.setdefault(
            "YANGGUANG_LOG_PATIENCE_MINUTES", "1440"
        )  # no worker takes acts into the log here
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        progress("migrations")
        call_command("migrate", interactive=False, verbosity=0)
        try:
            yield url
        finally:
            connections.close_all()
            if before is None:
                del os.environ["DATABASE_URL"]
            else:
                os.environ["DATABASE_URL"] = before


def load_note() -> dict[str, float]:
    """Tell how busy the machine already was, so that a wall time can be judged: waiting tasks and cores."""
    return {"load_before": round(os.getloadavg()[0], 1), "cores": float(os.cpu_count() or 1)}


@contextlib.contextmanager
def stopwatch() -> Iterator[Callable[[], tuple[float, float]]]:
    """Give a function that tells wall and processor seconds of this process since the block began."""
    wall, processor = time.perf_counter(), time.process_time()
    yield lambda: (time.perf_counter() - wall, time.process_time() - processor)


def percentile(values: list[float], share: float) -> float:
    """Give the value below which *share* (0–1) of the values lie, by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def hold_against_claims(name: str, figures: Figures) -> list[dict[str, object]]:
    """Hold the figures against the claims of one benchmark; a claim without its figure does not hold."""
    with CLAIMS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["bench"] == name]
    return [
        {
            "claim": row["claim"],
            "value": figures.get(row["claim"]),
            "relation": row["relation"],
            "bound": float(row["bound"]),
            "holds": row["claim"] in figures
            and RELATIONS[row["relation"]](figures[row["claim"]], float(row["bound"])),
        }
        for row in rows
    ]


def report(name: str, figures: Figures, *, as_json: bool) -> int:
    """Print figures and claims; the answer is 1 if a claim does not hold."""
    claims = hold_against_claims(name, figures)
    width = max((len(each) for each in figures), default=0)
    for figure, value in figures.items():
        print(f"{figure:<{width}}  {value:>12,.3f}")
    for claim in claims:
        mark = "holds" if claim["holds"] else "DOES NOT HOLD"
        print(f"{claim['claim']} {claim['relation']} {claim['bound']:g}: {mark} ({claim['value']})")
    if as_json:
        print(json.dumps({"bench": name, "figures": dict(figures), "claims": claims}, ensure_ascii=False))
    return 0 if all(claim["holds"] for claim in claims) else 1
