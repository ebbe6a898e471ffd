"""The table of claims in `docs/figures.md`, written from what the last run of each benchmark gave."""

import csv
import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path

from bench import frame
from yangguang.kernel import clock

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "bench"
TABLE = ROOT / "docs" / "figures.md"
WORDS = {"<=": "≤", ">=": "≥"}
PEERS = {  # what a ratio was taken against: ours and the peer's figure of the same run
    "step.vs_spiffworkflow": ("audited_steps_per_cpu_s", "spiffworkflow_steps_per_cpu_s"),
    "step.vs_viewflow": ("audited_steps_per_cpu_s", "viewflow_steps_per_cpu_s"),
    "page.vs_bare_orm_view": ("guide_per_s", "bare_per_s"),
    "dmn.vs_spiff_12_rows": ("per_cpu_s_12_rows", "spiff_per_cpu_s_12_rows"),
    "dmn.vs_spiff_300_rows": ("per_cpu_s_300_rows", "spiff_per_cpu_s_300_rows"),
    "monitoring.vs_pm4py_streaming": ("replay_events_per_s", "pm4py_events_per_s"),
    "monitoring.vs_bytewax": ("replay_events_per_s", "bytewax_events_per_s"),
    "log.vs_row_chain": ("acts_per_s", "row_chain_per_s"),
}
HEAD = """# Figures

Every claim of speed and size with what its last run gave. `script/bench NAME` measures one again, `script/bench all` all of
them, `script/bench figures` writes this table from the last runs. Each makes its own PostgreSQL, which writes to disk as in
service, and takes its peer in the same run where there is one. The load is the number of tasks that already wanted the
processors when the run began: with more of them than cores, waits come out too long and rates too low.
“Ahead of it” says that the run had a higher priority than that load (`nice -n -15 script/bench …`).

| claim | figure | bound | holds | ours beside the peer | how | command | load | day |
|---|---|---|---|---|---|---|---|---|
"""


def keep(name: str, measured: Mapping[str, float], *, quick: bool, load: float) -> None:
    """Keep what a run gave; *load* is how busy the machine already was."""
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = {
        "figures": dict(measured),
        "quick": quick,
        "load": round(load, 1),
        "niceness": os.nice(0),
        "day": clock.today(clock.now()).isoformat(),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
    }
    (KEPT / f"{name}.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")


def write() -> int:
    """Write the table; a claim nobody has measured here stays in it, without a figure."""
    with frame.CLAIMS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    runs = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in KEPT.glob("*.json")}
    lines = [_line(row, runs.get(row["bench"])) for row in rows]
    machines = sorted({run["machine"] for run in runs.values()})
    TABLE.write_text(HEAD + "\n".join(lines) + f"\n\nMeasured on: {'; '.join(machines)}.\n", encoding="utf-8")
    return 0


def _line(row: dict[str, str], run: dict[str, object] | None) -> str:
    bound = f"{WORDS[row['relation']]} {row['bound']} {row['unit']}"
    name = f"`{row['bench']}.{row['claim']}`"
    if run is None:
        return f"| {name} | not measured yet | {bound} | | | {row['measured_how']} | | | |"
    figures: dict[str, float] = run["figures"]  # type: ignore[assignment]
    value = figures.get(row["claim"])
    holds = value is not None and frame.RELATIONS[row["relation"]](value, float(row["bound"]))
    command = f"`script/bench {row['bench']}{' --quick' if run['quick'] else ''}`"
    shown = "missing" if value is None else f"{value:g}"
    cells = (
        name,
        shown,
        bound,
        "yes" if holds else "no",
        " / ".join(f"{figures[one]:,.0f}" for one in PEERS.get(name.strip("`"), ()) if one in figures),
        row["measured_how"],
        command,
        f"{run['load']}{', ahead of it' if run.get('niceness', 0) < 0 else ''}",  # type: ignore[operator]
        run["day"],
    )
    return f"| {' | '.join(map(str, cells))} |"
