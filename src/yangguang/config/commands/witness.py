"""`yangguang witness`: watch a log from outside. Another body runs it, on its own machine, without our database."""

import argparse
import time
from pathlib import Path

from yangguang.config.environment import ENV
from yangguang.config.terminal import complain, say
from yangguang.kernel import clock
from yangguang.kernel.merkle import NoteVerifier


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the log and the folder."""
    parser.add_argument("--log", required=True, help="address of the log, as https://host/log")
    parser.add_argument(
        "--key", required=True, help="the log's public key (name+id+base64), or a file that holds it"
    )
    parser.add_argument(
        "--name", required=True, help="name of the witnessing body, without spaces, as audit.sz.gov.cn"
    )
    parser.add_argument("--state", type=Path, required=True, help="folder for key and state")
    parser.add_argument(
        "--compare", type=Path, action="append", default=[], help="the `seen` file of another witness"
    )
    parser.add_argument(
        "--every", type=int, default=0, metavar="SECONDS", help="look again and again; once unless told"
    )
    parser.add_argument("--no-send", action="store_true", help="do not give the cosignature back to the log")


def run(options: argparse.Namespace) -> int:
    """Look once or for ever; the answer is 2 when the log misbehaves."""
    from yangguang.foundation.acts.log.witness import Witness, WitnessAlarm, WitnessRefused  # noqa: PLC0415

    written = Path(options.key).read_text(encoding="utf-8") if Path(options.key).is_file() else options.key
    witness = Witness(
        folder=options.state,
        name=options.name,
        log=NoteVerifier.from_text(written.strip().split("\n")[0]),
        address=options.log,
        password=ENV.witness_password.encode(),
    )
    say("见证", f"公钥 {witness.signer.cosignature_verifier.to_text()}")
    while True:
        try:
            _look(witness, options)
        except WitnessAlarm as alarm:
            complain(f"{alarm.message}\n{alarm.remedy_text}\n[{alarm.code}]")
            return 2
        except WitnessRefused as refusal:
            complain(f"{refusal.message} [{refusal.code}]")
            if not options.every:
                return 1
        if not options.every:
            return 0
        time.sleep(options.every)


def _look(witness, options: argparse.Namespace) -> None:  # type: ignore[no-untyped-def]
    passed = witness.look(now=clock.now())
    for path in options.compare:
        witness.compare(path.read_text(encoding="utf-8"))
    say(
        "见证",
        f"{passed.checkpoint.size} 条，{'延续上次的 ' + str(passed.before) + ' 条' if passed.is_new else '没有变化'}",
    )
    if not options.no_send:
        witness.send(passed.note)
