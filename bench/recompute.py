"""Ten thousand generated auctions of every kind, each recomputed by the stand-alone script: nothing may differ."""

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.frame import Figures, progress, stopwatch

SCRIPT = Path(__file__).resolve().parents[1] / "verifiers" / "recompute_auction.py"
SECOND = 1_000_000
START = 1_790_000_000 * SECOND


def run(*, quick: bool) -> Figures:
    """Generate, recompute in another process, compare result, order, effective end and head."""
    many = 10_000
    progress(f"{many} auctions by the platform's rules")
    with stopwatch() as passed, tempfile.TemporaryDirectory() as folder:
        logs = Path(folder) / "logs.jsonl"
        wanted = []
        entries = 0
        with logs.open("w", encoding="utf-8") as file:
            for number in range(many):
                lines, told = generate(random.Random(number))
                entries += len(lines) - 1
                wanted.append(told)
                file.write(json.dumps(lines, ensure_ascii=False) + "\n")
        generated, _ = passed()
        progress("recomputed by the script")
        done = subprocess.run(
            [sys.executable, str(SCRIPT), "--many", str(logs)], capture_output=True, text=True, check=False
        )
        total, _ = passed()
    given = [json.loads(line) for line in done.stdout.splitlines()]
    differing = [(one, other) for one, other in zip(wanted, given, strict=True) if one != other]
    for one, other in differing[:3]:
        progress(f"differs: {one} / {other}")
    outcomes = [one["result"]["outcome"] for one in wanted]
    return {
        "mismatches": float(len(differing)),
        "auctions": float(many),
        "entries": float(entries),
        "sold": float(outcomes.count("sold")),
        "unsold": float(outcomes.count("unsold")),
        "generate_s": round(generated, 2),
        "recompute_s": round(total - generated, 2),
    }


def generate(chance: random.Random) -> tuple[list[Any], dict[str, Any]]:
    """Play one auction at random by the platform's own rules; give its published log and what came out."""
    from yangguang.capabilities.auction.rules import engine
    from yangguang.capabilities.auction.rules.chain import commitment
    from yangguang.capabilities.auction.rules.room import Room

    parameters = _parameters(chance)
    room = Room.prepare(
        lot="L", parameters=parameters, opens=START, ends=START + chance.randint(60, 600) * SECOND
    )
    entries = [room.append("opened", START - SECOND, lot="L", opens=room.opens, ends=room.ends, round=1)]
    play = _Play(chance, room, entries)
    numbers = chance.sample(range(1, 40), chance.randint(0, 6))
    for number in numbers:
        rank = chance.choice((0, 0, 0, 1, 2)) if parameters.priority != "none" else 0
        entries += engine.admit(room, number=number, rank=rank, at=START - SECOND)
    if parameters.has_reserve:
        play.reserve = (parameters.start_price + chance.randint(0, 20) * parameters.step, "salt")
        entries += engine.set_reserve(
            room, commitment=commitment(amount=play.reserve[0], salt="salt"), at=START - SECOND
        )
    play.to_the_end(numbers)
    head = {"lot": "L", "title": "", "parameters": parameters.written(), "opens": START}
    lines = [head, *({"body": dict(one.body), "digest": one.digest} for one in entries)]
    last = entries[-1].body
    result = {name: last.get(name, 0) for name in ("outcome", "number", "price", "term", "ended")}
    order = [
        [one.seq, one.body["number"], one.body["amount"], one.body.get("term", 0)]
        for one in entries
        if one.kind in ("bid", "revealed", "exercised")
    ]
    return lines, {"result": result, "order": order, "head": room.head}


def _parameters(chance: random.Random) -> Any:
    from yangguang.capabilities.auction.rules.parameters import Parameters

    strategy = chance.choice(("listing", "listing", "free_timed", "free_timed", "paddle", "dutch", "sealed"))
    step = chance.choice((1, 50, 1000))
    start = step * chance.randint(10, 50)
    written: dict[str, Any] = {
        "strategy": strategy,
        "start_price": start,
        "step": step,
        "must_have_quoted": chance.randint(0, 1),
        "min_bidders": chance.randint(1, 3),
        "willingness_seconds": chance.randint(5, 60),
        "preparation_seconds": chance.choice((0, 30)),
        "countdown_seconds": chance.randint(5, 60),
        "free_extension_seconds": chance.choice((0, 0, 20)),
        "most_extensions": chance.choice((0, 0, 3)),
        "has_reserve": int(strategy in ("listing", "paddle") and chance.random() < 0.4),
        "reserve_lead_seconds": 30,
        "large_jump_steps": 0,
        "takes_proxies": chance.randint(0, 1),
    }
    if strategy in ("listing", "free_timed"):
        written |= {
            "priority": chance.choice(("none", "same_price", "inquiry")),
            "priority_seconds": chance.randint(5, 60),
            "priority_reopens": chance.randint(0, 1),
        }
    if strategy in ("listing", "free_timed", "paddle") and chance.random() < 0.3:
        written["cap"] = start + step * chance.randint(1, 15)
        if chance.random() < 0.6:
            written["terms"] = {
                "name": "配建",
                "unit": "平方米",
                "start": 100,
                "step": 10,
                "limit": chance.choice((0, 150)),
            }
    if strategy == "dutch":
        written |= {
            "drop": step,
            "drop_seconds": chance.randint(5, 30),
            "floor": start - step * chance.randint(0, 9),
        }
    return Parameters.read(written)


class _Play:
    """People at random hands on one room."""

    def __init__(self, chance: random.Random, room: Any, entries: list[Any]) -> None:
        self.chance, self.room, self.entries = chance, room, entries
        self.reserve: tuple[int, str] | None = None
        self.quotes: dict[int, tuple[int, str]] = {}
        self.proxies: list[Any] = []
        self.at = START

    def to_the_end(self, numbers: list[int]) -> None:
        """Bid, pause, declare and let time pass until the room is decided."""
        from yangguang.capabilities.auction.rules import engine
        from yangguang.capabilities.auction.rules.proxies import Proxy
        from yangguang.capabilities.auction.rules.refusals import BidRefusal
        from yangguang.kernel.refusals import Refusal

        for _ in range(400):
            if self.room.is_over:
                return
            self.at += self.chance.randint(1, 8) * SECOND + self.chance.randint(0, 999_999)
            self._tick()
            if not numbers or self.room.is_over:
                continue
            if self.room.parameters.takes_proxies and self.chance.random() < 0.05:
                number = self.chance.choice(numbers)
                if all(one.number != number for one in self.proxies):
                    most = (
                        self.room.parameters.start_price
                        + self.chance.randint(1, 30) * self.room.parameters.step
                    )
                    self.proxies.append(Proxy(number, most, len(self.proxies)))
            try:
                self._deed(engine, self.chance.choice(numbers))
            except (BidRefusal, Refusal):
                continue
        while not self.room.is_over:
            self.at = max(self.at, self.room.ends, self.room.opens) + SECOND
            if self.room.paused:
                self.entries += engine.resume(self.room, at=self.at, reason="r", by="b")
            self._tick()

    def _tick(self) -> None:
        from yangguang.capabilities.auction.rules import engine

        self.entries += engine.tick(self.room, at=self.at, reserve=self.reserve, revealed=self.quotes)

    def _deed(self, engine: Any, number: int) -> None:
        from yangguang.capabilities.auction.rules.parameters import Offer
        from yangguang.capabilities.auction.rules.room import next_amount

        room, chance = self.room, self.chance
        draw = chance.random()
        if draw < 0.02:
            step = engine.resume if room.paused else engine.pause
            self.entries += step(room, at=self.at, reason="r", by="b")
        elif draw < 0.03 and len(room.admitted) - len(room.excluded) > 2:
            self.entries += engine.exclude(room, number=number, reason="r", at=self.at)
        elif room.phase == "willing":
            self.entries += engine.declare_willing(room, number=number, arrived=self.at, at=self.at)
        elif room.phase == "inquiry":
            speak = chance.choice((engine.exercise, engine.waive))
            self.entries += speak(room, number=number, arrived=self.at, at=self.at)
        elif draw < 0.6 or room.phase in ("terms",):
            arrived = self.at - chance.randint(0, 500_000)
            amount = (
                next_amount(room, number=number, at=arrived) + chance.randint(-1, 3) * room.parameters.step
            )
            terms = room.parameters.terms
            term = (
                (room.term + terms.step if room.term else terms.start)
                if terms and room.phase == "terms"
                else 0
            )
            salt = str(room.seq)
            bid = Offer(number, amount, f"k{room.seq}", room.seq, arrived, term=term, facts={"salt": salt})
            made = engine.offer(room, bid, at=self.at, proxies=self.proxies)
            if made and made[0].kind == "sealed":
                self.quotes[number] = (amount, salt)
            self.entries += made
