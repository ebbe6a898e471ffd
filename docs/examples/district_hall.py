"""
A district's own hall system, small and independent: it speaks the exchange (wire version 1) and knows nothing else of us.

Only Python's standard library. It keeps its cases and what it has been told in one JSON file.

    python district_hall.py --server http://127.0.0.1:8118 --code luohu --secret … play     # a day of the district's hall
    python district_hall.py … pull          # take the platform's events and acknowledge them
    python district_hall.py … reconcile     # compare today, event by event
    python district_hall.py … batch day.jsonl [--send]
"""

import argparse
import hashlib
import json
import sys
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

SHENZHEN = timezone(timedelta(hours=8))
MATTER = "440123011000"  # 公共场所卫生许可


def _now() -> datetime:
    """Read this system's own clock: it is another system, with a clock of its own."""
    return datetime.now(SHENZHEN)  # noqa: TID251 - see the docstring


def say(*words: object) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(" ".join(str(one) for one in words) + "\n")


class Hall:
    """The district's side: its own file of events, and the calls to the platform."""

    def __init__(self, server: str, code: str, secret: str, store: Path) -> None:
        """Remember where the platform is and what was sent before."""
        self.server, self.code, self.secret, self.store = server.rstrip("/"), code, secret, store
        known = json.loads(store.read_text(encoding="utf-8")) if store.exists() else {}
        self.sent: list[dict[str, Any]] = known.get("sent", [])
        self.taken: int = known.get("taken", 0)
        self.cases: dict[str, str] = known.get("cases", {})

    def save(self) -> None:
        """Keep the file."""
        state = {"sent": self.sent, "taken": self.taken, "cases": self.cases}
        self.store.write_text(json.dumps(state, ensure_ascii=False, indent=1), encoding="utf-8")

    def call(self, path: str, body: Any = None) -> dict[str, Any]:
        """Ask the platform; a refusal comes back as what it says."""
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - the address is given on the command line
            self.server + path,
            data=data,
            headers={
                "Authorization": f"Bearer {self.code}:{self.secret}",
                "Content-Type": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
                return json.load(answer)
        except urllib.error.HTTPError as error:
            said = json.loads(error.read() or b"{}")
            raise SystemExit(f"refused {error.code}: {said.get('code')} {said.get('message')}") from None
        except urllib.error.URLError as error:
            raise SystemExit(f"not reached, nothing sent, send again later: {error.reason}") from None

    def event(self, kind: str, serial: str, at: datetime, step: int = 0, **payload: Any) -> dict[str, Any]:
        """Write one event; a changed one gets the next version, an equal one keeps its own."""
        earlier = [
            one for one in self.sent if (one["kind"], one["serial"], one["step"]) == (kind, serial, step)
        ]
        return {
            "kind": kind,
            "serial": serial,
            "version": len(earlier) + 1,
            "step": step,
            "matter": MATTER,
            "matter_version": 1,
            "at": at.isoformat(timespec="seconds"),
            "payload": payload,
        }

    def send(self, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Send events and keep those the platform has taken."""
        receipts = self.call("/exchange/v1/events/", {"wire": 1, "events": events})["receipts"]
        for one, receipt in zip(events, receipts, strict=True):
            if receipt["verdict"] in ("taken", "held"):
                self.sent.append(one)
            say(f"{one['kind']:22}{one['serial']}  {receipt['verdict']}  {receipt['reason']}")
        self.save()
        return receipts

    def play(self) -> None:
        """Play a day: one case through all eight events, one out of order, one sent twice, four that must be refused."""
        now = _now() - timedelta(hours=2)
        first, second = (f"{self.code.upper()}{now:%Y%m%d%H%M%S}{number}" for number in (1, 2))

        def at(minutes: int) -> datetime:
            return now + timedelta(minutes=minutes)

        submitted = self.event("submitted", first, at(0), applicant="李*", channel=0)
        self.send(
            [
                submitted,
                self.event("pre_accepted", first, at(5)),
                self.event("correction_requested", first, at(10), items=["平面图不清楚"]),
                self.event("correction_answered", first, at(30)),
                self.event("accepted", first, at(35), code=1),
                self.event("special", first, at(40), category="B", reason="专家评审"),
                self.event("step", first, at(60), step=1, name="审查", post="审查岗", supervision=0),
                self.event("closed", first, at(90), result=0, granted=0),
            ]
        )
        say("-- out of order: the step waits for acceptance, which waits for submission")
        self.send([self.event("step", second, at(20), step=1, name="审查")])
        self.send([self.event("accepted", second, at(10), code=1)])
        self.send([self.event("submitted", second, at(0), applicant="王*")])
        say("-- the same event once more, and four that cannot be taken")
        ahead = self.event("submitted", first + "9", _now() + timedelta(days=1))
        self.send(
            [
                submitted,
                self.event("submitted", first + "7", at(0)) | {"matter": "440199999000"},
                self.event("submitted", first + "8", at(0)) | {"matter_version": 999},
                ahead,
                submitted | {"payload": {"applicant": "赵*"}},
            ]
        )

    def pull(self) -> None:
        """Take the platform's events in order and acknowledge them; what was taken before is not taken again."""
        while True:
            page = self.call(f"/exchange/v1/outgoing/?after={self.taken}")
            if not page["events"]:
                break
            for one in page["events"]:
                self.cases[one["serial"]] = one["kind"]
                self.taken = one["sequence"]
                say(f"{one['sequence']:5}  {one['kind']:22}{one['serial']}  {one['payload'].get('body', '')}")
            self.save()
        say(self.call("/exchange/v1/receipts/", {"until": self.taken, "refused": {}}))

    def reconcile(self) -> bool:
        """Compare today with the platform, event by event."""
        today = _now().date().isoformat()
        ours: dict[str, list[str]] = {}
        for one in self.sent:
            if one["at"].startswith(today):
                ours.setdefault(one["kind"], []).append(f"{one['serial']}/{one['step']}/{one['version']}")
        report = self.call(f"/exchange/v1/reconciliation/?day={today}", {"events": ours})
        say(json.dumps(report, ensure_ascii=False, indent=1))
        return bool(report["agrees"])

    def batch(self, target: Path, *, is_sent: bool) -> None:
        """Write what was sent as a batch file; sending it again changes nothing, which is how a lost day is made good."""
        body = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in self.sent).encode()
        digest = hashlib.new("sm3", body).hexdigest()
        number = f"{self.code}-{digest[:12]}"
        head = {"wire": 1, "number": number, "count": len(self.sent), "sm3": digest}
        target.write_bytes(json.dumps(head).encode() + b"\n" + body)
        say(f"{target}: {len(self.sent)} events, batch {number}")
        if is_sent:
            say(self.call("/exchange/v1/batches/", target.read_bytes())["counts"])


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--server", required=True)
    parser.add_argument("--code", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--store", type=Path, default=Path("district-hall.json"))
    deeds = parser.add_subparsers(dest="deed", required=True)
    for name in ("play", "pull", "reconcile"):
        deeds.add_parser(name)
    batch = deeds.add_parser("batch")
    batch.add_argument("file", type=Path)
    batch.add_argument("--send", action="store_true")
    given = parser.parse_args()
    hall = Hall(given.server, given.code, given.secret, given.store)
    if given.deed == "reconcile":
        return 0 if hall.reconcile() else 1
    if given.deed == "batch":
        hall.batch(given.file, is_sent=given.send)
    else:
        getattr(hall, given.deed)()
    return 0


if __name__ == "__main__":
    sys.exit(main())
