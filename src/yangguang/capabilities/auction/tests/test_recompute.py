"""The stand-alone script and the platform come to the same result, and the script notices what was changed."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from bench.recompute import SCRIPT, generate


def run_script(folder: Path, lines: list[object]) -> subprocess.CompletedProcess[str]:
    file = folder / "log.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(SCRIPT), str(file)], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("seed", [1, 2, 3, 5, 8])
def test_script__on_a_published_log__comes_to_the_same_result(seed: int, tmp_path: Path) -> None:
    lines, told = generate(random.Random(seed))

    done = run_script(tmp_path, lines)

    assert done.returncode == 0, done.stdout + done.stderr
    assert str(told["result"]["price"]) in done.stdout
    assert told["head"] in done.stdout


def test_script__on_a_changed_amount__says_where_the_chain_breaks(tmp_path: Path) -> None:
    played = (generate(random.Random(seed)) for seed in range(99))
    lines, _ = next(
        one for one in played if one[0][0]["parameters"]["strategy"] == "listing" and one[1]["order"]
    )
    seq = next(place for place, line in enumerate(lines) if place and line["body"]["kind"] == "bid")
    lines[seq]["body"]["amount"] += 1

    done = run_script(tmp_path, lines)

    assert done.returncode == 1
    assert "chain is broken" in done.stdout


def test_script__on_garbage__says_that_it_cannot_read(tmp_path: Path) -> None:
    assert run_script(tmp_path, [{"nothing": 1}, {"else": 2}]).returncode == 2
