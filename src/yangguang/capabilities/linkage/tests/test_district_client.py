"""The example of a district's own system, run as the separate program it is, against a running server."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from yangguang.capabilities.linkage import api as linkage
from yangguang.capabilities.linkage.tests import given

pytestmark = pytest.mark.django_db(transaction=True)
CLIENT = Path(__file__).resolve().parents[5] / "docs" / "examples" / "district_hall.py"


def test_district_client__plays_a_day_pulls_and_reconciles__as_a_process_of_its_own(
    live_server: Any, tmp_path: Path
) -> None:
    city = given.city()
    given.system()
    told = linkage.tell_district(
        actor=given.PLATFORM,
        system=linkage.get_system(code="luohu"),
        kind="submitted",
        application=city.applied(district="罗湖区", area_m2=86),
        now=given.MONDAY,
    )
    common = ["--server", live_server.url, "--code", "luohu", "--secret", "secret"]
    common += ["--store", str(tmp_path / "district.json")]

    def district(*words: str) -> str:
        run = subprocess.run(
            [sys.executable, str(CLIENT), *common, *words],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    played = district("play")
    pulled = district("pull")
    reconciled = district("reconcile")

    assert (played.count("  refused  "), played.count("  repeated  ")) == (4, 1)
    assert played.count("  held  ") == 2  # the step before acceptance, acceptance before submission
    assert told.serial in pulled
    assert '"agrees": true' in reconciled
    assert json.loads((tmp_path / "district.json").read_text(encoding="utf-8"))["taken"] >= told.sequence
    batch = district("batch", str(tmp_path / "day.jsonl"), "--send")
    assert "'taken': 0" in batch  # a lost day sent again changes nothing
