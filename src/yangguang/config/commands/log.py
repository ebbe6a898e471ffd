"""`yangguang log`: audit the log of acts, tell its state, or take what waits."""

import argparse
import json
import sys
from pathlib import Path

from yangguang.config.django_process import django_ready
from yangguang.config.terminal import say
from yangguang.kernel import clock


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do."""
    parser.add_argument("what", choices=("audit", "state", "sequence", "key"), help="what to do")
    parser.add_argument(
        "--witnessed",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a checkpoint a witness kept",
    )
    parser.add_argument("--json", action="store_true", help="print the findings for machines")


def run(options: argparse.Namespace) -> int:
    """Do it; an audit that finds anything, and a log that takes no acts, answer 1."""
    with django_ready():
        return {"audit": _audit, "state": _state, "sequence": _sequence, "key": _key}[options.what](options)


def _audit(options: argparse.Namespace) -> int:
    from yangguang.foundation.acts.api import inspect_log  # noqa: PLC0415 - after the apps are loaded

    kept = [path.read_text(encoding="utf-8") for path in options.witnessed]
    found = inspect_log(witnessed=kept, progress=_progress)
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    if options.json:
        findings = [
            {"kind": one.kind, "index": one.index, "act": one.act, "told": one.told, "who": found.who(one)}
            for one in found.findings
        ]
        print(json.dumps({"size": found.size, "findings": findings}, ensure_ascii=False))
        return 0 if found.is_clean else 1
    for one in found.findings:
        print(f"问题  {one.told}")
        if one.needs:
            print(f"      谁能这样做：{found.who(one)}")
    if found.is_clean:
        print(f"相符  {found.size} 条记录、{found.checkpoints} 次签署与公布的文件全部一致")
        if not kept:
            print(
                "      没有用见证人保存的签署核对：同时掌握数据库、文件和密钥的人可以整体改写，只有见证人看得出来"
            )
    else:
        print(f"共 {len(found.findings)} 处问题")
    return 0 if found.is_clean else 1


def _progress(done: int, size: int) -> None:
    if sys.stderr.isatty():
        filled = 30 * done // max(1, size)
        sys.stderr.write(f"\r  [{'#' * filled:<30}] {done:,} / {size:,}")
        sys.stderr.flush()


def _state(options: argparse.Namespace) -> int:
    from yangguang.foundation.acts.api import log_state  # noqa: PLC0415 - after the apps are loaded

    state = log_state()
    say("日志", f"签署 {state.size} 条，公布 {state.published} 条，等待 {state.waiting} 条")
    for alarm in state.alarms:
        if alarm.cleared_at is None:
            say("告警", f"{alarm.problem} [{alarm.code}]")
    return 0 if state.is_available else 1


def _sequence(options: argparse.Namespace) -> int:
    from yangguang.foundation.acts.log.sequencer import sequence_waiting  # noqa: PLC0415 - after the apps are loaded

    passed = sequence_waiting(now=clock.now())
    say("日志", "另一个进程正在入账" if passed is None else f"入账 {passed.taken} 条，共 {passed.size} 条")
    return 0


def _key(options: argparse.Namespace) -> int:
    from yangguang.foundation.acts.api import fingerprint, log_verifier  # noqa: PLC0415 - after the apps are loaded

    print(log_verifier().to_text())
    print(fingerprint(log_verifier()))
    return 0
