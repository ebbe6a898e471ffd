#!/usr/bin/env python3
"""Recompute an auction from its published log: chain, order, effective end, winner, price. Needs Python 3.8 and nothing else.

    python3 recompute_auction.py log.jsonl            one log, as published at /auctions/<uuid>/log.jsonl
    python3 recompute_auction.py --many logs.jsonl    one JSON array of lines per line; prints one result per line

It shares no code with the platform: written from the published rules, so that a mistake in one shows in the other.
Instants are microseconds since 1970, money is fen. Exit 0 if all agrees, 1 if not, 2 if it cannot be read.
"""

import hashlib
import json
import sys

SECOND = 1000000


def sm3(data):
    """SM3 (GB/T 32905), from the library where it has it, else by hand."""
    try:
        return hashlib.new("sm3", data).hexdigest()
    except ValueError:
        return _sm3_by_hand(data)


def _rotate(x, n):
    n %= 32
    return ((x << n) | (x >> (32 - n))) & 0xFFFFFFFF


def _sm3_by_hand(data):
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    length = len(data) * 8
    data = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + length.to_bytes(8, "big")
    for start in range(0, len(data), 64):
        w = [int.from_bytes(data[start + i : start + i + 4], "big") for i in range(0, 64, 4)]
        for i in range(16, 68):
            x = w[i - 16] ^ w[i - 9] ^ _rotate(w[i - 3], 15)
            w.append(x ^ _rotate(x, 15) ^ _rotate(x, 23) ^ _rotate(w[i - 13], 7) ^ w[i - 6])
        a, b, c, d, e, f, g, h = state
        for i in range(64):
            t = 0x79CC4519 if i < 16 else 0x7A879D8A
            s1 = _rotate((_rotate(a, 12) + e + _rotate(t, i)) & 0xFFFFFFFF, 7)
            s2 = s1 ^ _rotate(a, 12)
            ff = a ^ b ^ c if i < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if i < 16 else (e & f) | (~e & g & 0xFFFFFFFF)
            t1 = (ff + d + s2 + (w[i] ^ w[i + 4])) & 0xFFFFFFFF
            t2 = (gg + h + s1 + w[i]) & 0xFFFFFFFF
            a, b, c, d = t1, a, _rotate(b, 9), c
            e, f, g, h = t2 ^ _rotate(t2, 9) ^ _rotate(t2, 17), e, _rotate(f, 19), g
        state = [x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h))]
    return "".join("%08x" % x for x in state)


def canonical(value):
    """The one written form that is hashed."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class Wrong(Exception):
    """The log contradicts itself or the rules."""


def expect(is_so, seq, what):
    if not is_so:
        raise Wrong("entry %s: %s" % (seq, what))


class Replay:
    """Plays the log once more by the published rules and holds every entry against them."""

    def __init__(self, head):
        self.p = head["parameters"]
        self.head = sm3(("\n" + canonical({"lot": head["lot"], "parameters": self.p})).encode())
        self.seq = 0
        self.at = 0
        self.phase = "waiting"
        self.opens = self.end = self.began = 0
        self.price = self.leader = self.term = self.extensions = 0
        self.ranks, self.gone, self.quoted, self.willing = {}, set(), [], set()
        self.spoken, self.exercised, self.paused = set(), False, 0
        self.reserve, self.sealed, self.revealed = "", [], []
        self.bids, self.result = [], None

    def take(self, line):
        """Take one entry: first the chain, then what it says."""
        body, digest = line["body"], line["digest"]
        seq = body.get("seq")
        expect(seq == self.seq + 1, seq, "numbers are not gapless")
        self.head = sm3((self.head + "\n" + canonical(body)).encode())
        expect(self.head == digest, seq, "the chain is broken")
        expect(body["at"] >= self.at, seq, "time runs backwards")
        expect(self.result is None, seq, "something happened after the end")
        self.seq, self.at = seq, body["at"]
        getattr(self, "on_" + body["kind"])(seq, body)

    # ---- seats, reserve, pauses

    def on_opened(self, seq, b):
        self.opens, self.end = b["opens"], b["ends"]

    def on_admitted(self, seq, b):
        self.ranks[b["number"]] = b["rank"]

    def on_excluded(self, seq, b):
        self.gone.add(b["number"])

    def on_reserve(self, seq, b):
        expect(not self.reserve, seq, "a second reserve")
        lead = self.p["reserve_lead_seconds"] * SECOND
        expect(b["at"] <= self.end - lead, seq, "the reserve came too late")
        self.reserve = b["commitment"]

    def on_paused(self, seq, b):
        expect(not self.paused, seq, "paused twice")
        # A fault of the platform is noted afterwards, from when it was last alive.
        left = b["left"]
        end = self.opens if self.phase == "waiting" else self.end
        self.paused = end - left if left else b["at"]

    def on_resumed(self, seq, b):
        expect(self.paused, seq, "resumed without a pause")
        stood = b["stood"]
        if self.phase == "waiting":
            self.opens += stood
        else:
            self.began += stood
        self.end += stood
        if self.phase in ("timed", "terms", "inquiry"):
            window = self.p["priority_seconds"] if self.phase == "inquiry" else self.p["countdown_seconds"]
            self.end = max(self.end, b["at"] + window * SECOND)
        expect(b["ends"] == self.end and b["opens"] == self.opens, seq, "the time given back is wrong")
        self.paused = 0

    def on_aborted(self, seq, b):
        self.result = {"outcome": "aborted", "number": 0, "price": 0, "term": 0, "ended": self.end}

    # ---- bids

    def on_bid(self, seq, b):
        number, amount, arrived = b["number"], b["amount"], b["arrived"]
        expect(number in self.ranks and number not in self.gone, seq, "a bidder without a seat")
        expect(not self.paused, seq, "a bid during a pause")
        expect(self.opens <= arrived <= self.end, seq, "a bid outside its time")
        p = self.p
        if self.phase == "falling":
            fallen = max(0, arrived - self.began) // (p["drop_seconds"] * SECOND) * p["drop"]
            expect(amount == max(p["floor"], p["start_price"] - fallen), seq, "not the price of that moment")
            self.price, self.leader, self.end = amount, number, arrived
        elif self.phase == "terms":
            self.term_bid(seq, b)
        else:
            expect(self.phase in ("quoting", "timed"), seq, "a bid in the wrong phase")
            self.price_bid(seq, b)
        expect(b["ends"] == self.extended(arrived), seq, "the effective end is wrong")
        self.settle_end(arrived)
        self.bids.append((seq, number, amount, b.get("term", 0)))

    def price_bid(self, seq, b):
        p, number, amount = self.p, b["number"], b["amount"]
        if self.phase == "timed" and p["must_have_quoted"] and p["strategy"] != "paddle":
            expect(number in self.quoted, seq, "had not quoted before")
        matched = bool(b.get("matched"))
        rank, leading = self.ranks[number], self.ranks.get(self.leader, 0)
        may_match = p["priority"] == "same_price" and rank and (not leading or rank < leading)
        lowest = self.price + p["step"] if self.price else p["start_price"]
        if p["cap"]:
            expect(amount <= p["cap"] and self.price < p["cap"], seq, "above the cap")
            lowest = min(lowest, p["cap"])
        if matched:
            expect(may_match and amount == self.price, seq, "may not match")
        else:
            expect(amount >= lowest, seq, "below the next step")
        if p["on_grid"] and amount != p["cap"]:
            expect((amount - p["start_price"]) % p["step"] == 0, seq, "off the grid")
        expect(number != self.leader or b.get("proxy"), seq, "outbid themselves")
        self.price, self.leader = amount, number
        if number not in self.quoted:
            self.quoted.append(number)

    def term_bid(self, seq, b):
        terms = self.p["terms"]
        lowest = self.term + terms["step"] if self.term else terms["start"]
        expect(b["term"] >= lowest and (b["term"] - terms["start"]) % terms["step"] == 0, seq, "term too low")
        expect(not terms["limit"] or b["term"] <= terms["limit"], seq, "term above its limit")
        self.term, self.leader = b["term"], b["number"]

    def extended(self, arrived):
        """The effective end after an accepted bid: never earlier, at least a window after the arrival."""
        p = self.p
        if self.phase == "falling":
            return self.end
        window = p["free_extension_seconds"] if self.phase == "quoting" else p["countdown_seconds"]
        allowed = not p["most_extensions"] or self.extensions < p["most_extensions"]
        if window and allowed and arrived + window * SECOND > self.end:
            self.extensions += 1
            self.end = arrived + window * SECOND
        return self.end

    def settle_end(self, arrived):
        terms = self.p["terms"]
        reached_limit = self.phase == "terms" and terms["limit"] and self.term >= terms["limit"]
        reached_cap = self.phase == "timed" and self.p["cap"] and self.price >= self.p["cap"]
        if reached_limit or reached_cap:
            self.end = arrived

    def on_sealed(self, seq, b):
        expect(self.phase == "sealed" and b["number"] in self.ranks, seq, "a quotation in the wrong phase")
        expect(self.opens <= b["arrived"] <= self.end, seq, "a quotation outside its time")
        expect(all(n != b["number"] for n, _ in self.sealed), seq, "quoted twice")
        self.sealed.append((b["number"], b["commitment"]))

    def on_revealed(self, seq, b):
        number, amount = b["number"], b["amount"]
        made = sm3(("%d:%s" % (amount, b["salt"])).encode())
        expect((number, made) == self.sealed[len(self.revealed)], seq, "does not open its commitment")
        expect(b["at"] > self.end, seq, "opened before its time")
        self.revealed.append(number)
        rank, leading = self.ranks.get(number, 0), self.ranks.get(self.leader, 0)
        tie = amount == self.price and rank and (not leading or rank < leading)
        if amount > self.price or tie:
            self.price, self.leader = amount, number
        self.bids.append((seq, number, amount, 0))

    # ---- willingness and pre-emption

    def on_willing(self, seq, b):
        expect(self.phase == "willing" and self.began <= b["arrived"] <= self.end, seq, "not in its window")
        if self.p["must_have_quoted"]:
            expect(b["number"] in self.quoted, seq, "had not quoted before")
        self.willing.add(b["number"])

    def on_exercised(self, seq, b):
        number = b["number"]
        expect(self.phase == "inquiry" and self.began <= b["arrived"] <= self.end, seq, "not in its window")
        expect(self.ranks.get(number), seq, "no holder")
        expect(number not in self.spoken and b["amount"] == self.price, seq, "not at the leading price")
        leading = self.ranks.get(self.leader, 0)
        expect(not (self.exercised and leading and leading <= self.ranks[number]), seq, "another goes before")
        self.spoken.add(number)
        self.leader, self.exercised = number, True
        self.bids.append((seq, number, self.price, 0))

    def on_waived(self, seq, b):
        expect(self.phase == "inquiry" and self.ranks.get(b["number"]), seq, "nothing to waive")
        self.spoken.add(b["number"])

    # ---- what follows when a phase runs out

    def on_phase(self, seq, b):
        p, to = self.p, b["phase"]
        due = self.opens if self.phase == "waiting" else self.end
        expect(b["at"] > due and not self.paused, seq, "moved on too early")
        expect(to == self.follows(), seq, "the wrong phase follows: %s" % to)
        countdown = (p["preparation_seconds"] + p["countdown_seconds"]) * SECOND
        if to == "timed" and self.phase == "waiting":
            self.end = max(self.end, b["at"] + p["countdown_seconds"] * SECOND)
        elif to in ("timed", "terms"):
            self.end = b["at"] + countdown
        elif to == "willing":
            self.end = b["at"] + p["willingness_seconds"] * SECOND
        elif to == "inquiry":
            self.end, self.spoken = b["at"] + p["priority_seconds"] * SECOND, set()
        elif to == "falling":
            drops = -(-(p["start_price"] - p["floor"]) // p["drop"])
            self.end = b["at"] + (drops + 1) * p["drop_seconds"] * SECOND
        if self.phase == "inquiry" or to == "inquiry":
            self.exercised = False
        expect(b["ends"] == self.end, seq, "the end of the phase is wrong")
        self.phase, self.began = to, b["at"]

    def follows(self):
        """What must come after the present phase by the rules; empty when the room is to be decided."""
        p, s = self.p, self.p["strategy"]
        present = [n for n in self.ranks if n not in self.gone]
        if self.phase == "waiting":
            if s == "paddle":
                return "timed" if len(present) >= p["min_bidders"] else ""
            return {"dutch": "falling", "sealed": "sealed"}.get(s, "quoting")
        if self.phase == "quoting":
            if s == "listing":
                return "willing" if self.leader else ""
            return "timed" if self.leader or (present and not p["must_have_quoted"]) else ""
        if self.phase == "willing" and any(n != self.leader for n in self.willing):
            return "timed"
        if self.phase in ("willing", "timed"):
            if p["cap"] and self.price >= p["cap"] and p["terms"]:
                return "terms"
            asked = [n for n in present if self.ranks[n] and n != self.leader]
            if p["priority"] == "inquiry" and self.leader and asked and not self.ranks.get(self.leader, 0):
                return "inquiry"
        if self.phase == "inquiry" and self.exercised and p["priority_reopens"]:
            return "timed"
        return ""

    def on_decided(self, seq, b):
        due = self.opens if self.phase == "waiting" else self.end
        expect(b["at"] > due and not self.paused, seq, "decided too early")
        expect(self.follows() == "", seq, "decided although %s should follow" % self.follows())
        expect(len(self.revealed) == len(self.sealed), seq, "quotations were not opened")
        outcome, reason = ("sold", "") if self.leader else ("unsold", "no_bid")
        if self.phase == "waiting":
            outcome, reason = "unsold", "too_few_bidders"
        if self.reserve:
            expect("reserve" in b or not self.leader, seq, "the reserve was not opened")
        if "reserve" in b:
            made = sm3(("%d:%s" % (b["reserve"], b["salt"])).encode())
            expect(made == self.reserve, seq, "the reserve does not open its commitment")
            if self.leader and self.price < b["reserve"]:
                outcome, reason = "unsold", "below_reserve"
        sold = outcome == "sold"
        mine = {
            "outcome": outcome,
            "number": self.leader if sold else 0,
            "price": self.price if sold else 0,
            "term": self.term if sold else 0,
            "ended": self.end,
        }
        for name, value in mine.items():
            expect(b[name] == value, seq, "%s is %r in the log and %r by the rules" % (name, b[name], value))
        expect(b["reason"] == reason, seq, "the reason is wrong")
        self.result = mine


def recompute(lines):
    """Give what the log leads to: result, order of bids, head; raises Wrong where it contradicts itself."""
    replay = Replay(lines[0])
    for line in lines[1:]:
        replay.take(line)
    return {
        "lot": lines[0]["lot"],
        "result": replay.result,
        "order": replay.bids,
        "head": replay.head,
        "entries": replay.seq,
    }


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--many":
        return many(arguments[1])
    if len(arguments) != 1:
        sys.stderr.write(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            lines = [json.loads(line) for line in file if line.strip()]
        told = recompute(lines)
    except (OSError, ValueError, KeyError, IndexError, AttributeError) as problem:
        sys.stderr.write("cannot read the log: %s\n" % problem)
        return 2
    except Wrong as wrong:
        print("NOT CORRECT: %s" % wrong)
        return 1
    result = told["result"]
    print("chain of %d entries: whole, head %s" % (told["entries"], told["head"]))
    print("bids counted: %d" % len(told["order"]))
    if result is None:
        print("not decided yet")
    else:
        print("outcome %(outcome)s, bidder %(number)s, price %(price)s fen, effective end %(ended)s" % result)
    return 0


def many(path):
    """One auction per line; prints its result or what is wrong with it."""
    wrong = 0
    with open(path, encoding="utf-8") as file:
        for text in file:
            try:
                told = recompute(json.loads(text))
                print(canonical({"result": told["result"], "order": told["order"], "head": told["head"]}))
            except (Wrong, KeyError, ValueError, IndexError, AttributeError, TypeError) as problem:
                wrong += 1
                print(canonical({"wrong": "%s: %s" % (type(problem).__name__, problem)}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
