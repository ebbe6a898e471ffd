"""
One application for six departments against six single ones: audited steps a second, and a thousand finishers at once.

Both sides do the same department steps on the same matters, accept, examine where the flow asks, decide, serve, with every
receipt, number and document. The joint side pays besides for what it adds: the parts kept in step, both kinds of clock, the
scenario's flow. The race lets the six departments of a case decide at one moment; what they decided must all arrive.
"""

import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bench.frame import Figures, django_ready, progress

KEYS = ("registration", "seal", "tax", "insurance", "fund", "signboard")
STEP_NAMES = (
    "approval.accept_application",
    "approval.give_opinion",
    "approval.decide",
    "approval.deliver_result",
)


def run(*, quick: bool) -> Figures:
    """Measure both sides in turns, then race."""
    with django_ready():
        from yangguang.capabilities.joint.tests import given

        progress("departments and matters")
        city = given.city()
        rounds, size, races = (3, 4, 60) if quick else (5, 12, 167)
        _play_joint(city, 1)
        _play_single(city, 1)
        spent = {"joint": [0, 0, 0.0], "single": [0, 0, 0.0]}
        for number in range(rounds):
            progress(f"round {number + 1} of {rounds}")
            for name, play in (("joint", _play_joint), ("single", _play_single)):
                for place, value in enumerate(_counted(lambda play=play: play(city, size))):
                    spent[name][place] += value
        lost, failures, finishers, rate = _race(city, races)
    acts = {name: acts / seconds for name, (acts, _, seconds) in spent.items()}
    steps = {name: steps / seconds for name, (_, steps, seconds) in spent.items()}
    return {
        "audited_steps_per_s": round(acts["joint"], 1),
        "single_audited_steps_per_s": round(acts["single"], 1),
        "vs_single": round(acts["joint"] / acts["single"], 2),
        "department_steps_per_s": round(steps["joint"], 1),
        "single_department_steps_per_s": round(steps["single"], 1),
        "department_steps_vs_single": round(steps["joint"] / steps["single"], 2),
        "lost": float(lost),
        "failures": float(failures),
        "finishers": float(finishers),
        "finishers_per_s": round(rate, 1),
    }


def _counted(play: Callable[[], None]) -> tuple[int, int, float]:
    """Give the acts written, the department steps among them, and the seconds it took."""
    from yangguang.foundation.acts.models import Act

    last = Act.objects.order_by("-number").values_list("number", flat=True).first() or 0
    began = time.perf_counter()
    play()
    seconds = time.perf_counter() - began
    acts = Act.objects.filter(number__gt=last)
    return acts.count(), acts.filter(operation__in=STEP_NAMES).count(), seconds


def _play_joint(city: Any, size: int) -> None:
    for _ in range(size):
        case = _handed_in(city)
        _work(city, [city.case_of(case, key) for key in KEYS])
        case.refresh_from_db()
        assert case.state == "concluded", case.state


def _play_single(city: Any, size: int) -> None:
    for _ in range(size):
        _work(city, _handed_in_singly(city))


def _handed_in(city: Any) -> Any:
    """Hand in one application; drafting is not what is measured, but it is part of both sides alike."""
    from yangguang.capabilities.joint import api as joint

    return joint.submit_joint_application(actor=city.founder, draft=city.draft(), now=_now())


def _handed_in_singly(city: Any) -> list[Any]:
    """Hand in the same six matters one by one, from the same form and files."""
    from yangguang.capabilities.approval import api as approval
    from yangguang.capabilities.joint import api as joint

    draft = city.draft()
    combined = joint.combine(version=draft.version, matters=draft.matters, keys=list(draft.matters))
    held: dict[str, list[Any]] = {}
    for one in draft.files.select_related("file"):
        held.setdefault(one.item, []).append(one.file)
    uses = [(part, code, item.key) for item in combined.pool(draft.fields, {}) for part, code in item.uses]
    founder = city.founder
    return [
        approval.submit_prepared_application(
            actor=founder,
            now=_now(),
            prepared=approval.PreparedApplication(
                version=combined.matters[key],
                applicant=approval.Applicant(founder.name, founder.id_number, founder.phone),
                fields=combined.share(key, draft.fields, {}),
                files=tuple(
                    (code, file) for part, code, item in uses if part == key for file in held.get(item, ())
                ),
                key=uuid.uuid4(),
                account_id=founder.account_id,
            ),
        )
        for key in KEYS
    ]


def _work(city: Any, cases: list[Any]) -> None:
    from yangguang.capabilities.approval import api as approval

    for own in cases:
        officer = city.by_code(own.body.code)
        approval.accept_application(actor=officer, application=own, now=_now())
        city.examine(own, officer, _now())
        approval.decide(actor=officer, application=own, ruling=approval.Ruling("granted", ""), now=_now())
        approval.deliver_result(actor=officer, application=own, handing=approval.Handing(), now=_now())


def _race(city: Any, races: int) -> tuple[int, int, int, float]:
    """Let six departments decide at one moment, case after case; count what did not arrive."""
    from yangguang.capabilities.approval import api as approval
    from yangguang.capabilities.joint import api as joint

    progress(f"{races} joint cases to be finished by {len(KEYS)} departments at once")
    joints = [_handed_in(city) for _ in range(races)]
    own = {key: [city.case_of(case, key) for case in joints] for key in KEYS}
    officers = {key: city.by_code(cases[0].body.code) for key, cases in own.items()}
    for key, cases in own.items():
        for one in cases:
            approval.accept_application(actor=officers[key], application=one, now=_now())
            city.examine(one, officers[key], _now())
    barrier = threading.Barrier(len(KEYS))
    failures: list[BaseException] = []

    def department(key: str) -> None:
        from django.db import connection

        for one in own[key]:
            barrier.wait()
            try:
                ruling = approval.Ruling("granted", "")
                approval.decide(actor=officers[key], application=one, ruling=ruling, now=_now())
            except Exception as failure:  # noqa: BLE001 - counted and shown, the race goes on
                failures.append(failure)
        connection.close()

    progress("all at once")
    threads = [threading.Thread(target=department, args=(key,)) for key in KEYS]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    for failure in failures[:3]:
        progress(f"failed: {failure!r}")
    parts = joint.Part.objects.filter(case__in=joints)
    unheard = parts.exclude(state="granted").count()
    open_flows = joint.JointCase.objects.filter(pk__in=[one.pk for one in joints]).exclude(
        instance__state="done"
    )
    count = races * len(KEYS)
    return unheard + open_flows.count(), len(failures), count, count / seconds


def _now() -> datetime:
    from yangguang.capabilities.joint.tests.given import MONDAY

    return MONDAY
