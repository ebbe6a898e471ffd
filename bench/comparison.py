"""
Comparison: one licence over HTTP with every reason, a batch stored with its differences, and how right the links are.

Register and incoming records are invented by `peers/companies`, which knows nothing of the rules; the truth is kept apart and
only looked at when the results lie in the database. Splink links the same records in the same forms in the same run.
"""

import http.client
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from bench import crowd
from bench.frame import Figures, load_note, percentile, progress, stopwatch
from bench.peers import companies
from bench.served import Site, served

LICENCES = 50_000
CLIENTS = 4
SECRET = "bench " * 12  # tokens are kept as keyed digests: who makes them and who reads them share the key
_token: list[str] = []


def run(*, quick: bool) -> Figures:
    """Measure links with and without codes, then single calls."""
    size, incoming = (40_000, 40_000) if quick else (400_000, 400_000)
    figures: dict[str, float] = {}
    os.environ["YANGGUANG_SECRET_KEY"] = SECRET
    with served(_prepare) as site:
        figures |= _one(site, rounds=250 if quick else 2000)
        progress(f"a register of {size:,}")
        known = companies.register(size, seed=20260921)
        for with_codes, word in ((True, "with_codes"), (False, "without_codes")):
            said = list(companies.incoming(known, incoming, seed=7 + with_codes, with_codes=with_codes))
            figures |= _batch(known, said, word)
            if quick and with_codes:
                continue
            figures |= _splink(known, said, word)
    figures["batch_per_s"] = figures["with_codes_per_s"]
    return {**load_note(), **figures}


# ---------------------------------------------------------------- one licence


def _prepare() -> None:
    """Build the bodies, licences with their keys, and a connected system with its token."""
    from yangguang.foundation.organisation.models import Body, Officer
    from yangguang.foundation.sign_on.models import AccessToken
    from yangguang.foundation.sign_on.models import Client as ConnectedSystem
    from yangguang.foundation.sign_on.operations import hand_of, issue_client_token
    from yangguang.kernel import clock
    from yangguang.reference.comparison import api as comparison
    from yangguang.reference.licences.models import CallingSystem, HolderKind, Licence
    from yangguang.reference.licences.queries.matching import fields_of

    crowd.build_demo()
    now = clock.now()
    today = clock.today(now)
    issuer = Body.objects.get(short_name="市市场监督管理局")
    _, rules = comparison.rules_in_force(kind="licence")
    progress(f"{LICENCES:,} licences")
    rows = []
    for number, one in enumerate(companies.register(LICENCES, seed=1)):
        licence = Licence(
            number=f"JY4403{number:010d}",
            title="食品经营许可证",
            holder_name=one.fields["name"],
            holder_code=one.fields["code"],
            holder_kind=HolderKind.ENTERPRISE,
            legal_representative=one.fields["representative"],
            issued_on=today - timedelta(days=number % 1500),
            valid_from=today - timedelta(days=number % 1500),
            valid_until=today + timedelta(days=1800 - number % 1900),
            issuer=issuer,
            verification_code=f"{number:020d}",
        )
        licence.match_keys = comparison.keys_of(fields_of(licence), rules)
        rows.append(licence)
    Licence.objects.bulk_create(rows, batch_size=2000)
    proposer, approver = Officer.objects.order_by("pk")[:2]
    client = ConnectedSystem.objects.create(
        client_id="bench", name="比对系统", kind="service", reason="bench", state="effective",
        proposed_by=proposer, proposed_at=now, decided_by=approver, decided_at=now,
    )  # fmt: skip
    CallingSystem.objects.create(
        client_id="bench", name="比对系统", body=issuer, type_codes=[], purposes=["办理许可核验"], per_minute=1_000_000,
        valid_until=today + timedelta(days=30), state="effective", proposed_label="bench", proposed_at=now,
    )  # fmt: skip
    token, row = issue_client_token(actor=hand_of(client), now=now, client=client, scopes=())
    AccessToken.objects.filter(pk=row.pk).update(expires_at=now + timedelta(hours=2))
    _token.append(token)


def _one(site: Site, *, rounds: int) -> Figures:
    """Ask for comparisons of all kinds: agreeing, mistyped numbers, other holders, unknown; one call after another, then four."""
    bodies = [_call(number) for number in range(rounds)]
    _ask(site, bodies[:40])
    progress("one licence after another")
    alone = _ask(site, bodies)
    progress(f"{CLIENTS} at a time")
    times: list[float] = []
    threads = [
        threading.Thread(target=lambda part=part: times.extend(_ask(site, bodies[part::CLIENTS])))
        for part in range(CLIENTS)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed = time.perf_counter() - began
    return {
        "one_p95_ms": round(percentile(alone, 0.95), 2),
        "one_p50_ms": round(percentile(alone, 0.5), 2),
        "four_at_a_time_p95_ms": round(percentile(times, 0.95), 2),
        "four_at_a_time_per_s": round(len(times) / passed, 0),
    }


def _call(number: int) -> bytes:
    place = number * 37 % LICENCES
    meant = companies.register(1, seed=place)[0].fields
    fields = {"number": f"JY4403{place:010d}", "title": "食品经营许可证"}
    if number % 4 == 1:  # one digit mistyped, the holder's code at hand
        fields["number"] = f"JY4403{place:010d}"[:-1] + "X"
        fields["holder_code"] = meant["code"]
    elif number % 4 == 2:  # full-width, another holder
        fields["number"] = "".join(chr(ord(char) + 0xFEE0) for char in fields["number"])
        fields["holder_name"] = meant["name"]
    elif number % 4 == 3:
        fields = {"holder_name": meant["name"], "title": "食品经营许可证", "number": ""}
    told = {"purpose": "办理许可核验", "case_number": f"BENCH{number}", "fields": fields}
    return json.dumps(told, ensure_ascii=False).encode()


def _ask(site: Site, bodies: list[bytes]) -> list[float]:
    connection = http.client.HTTPConnection(site.host, site.port)
    headers = {"Authorization": f"Bearer {_token[0]}", "Content-Type": "application/json"}
    times = []
    for body in bodies:
        began = time.perf_counter()
        connection.request("POST", "/api/licences/comparison/", body=body, headers=headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        times.append((time.perf_counter() - began) * 1000)
        if answer.status != 200 or "reasons" not in told:
            raise RuntimeError(f"{answer.status}: {told}")
    connection.close()
    return times


# ---------------------------------------------------------------- batches


class _Register:
    """The invented register as a source."""

    code, name, owner = "bench-register", "试验登记", ""

    def __init__(self, known: list[companies.Subject]) -> None:
        self._known = known

    def find(self, claim: Any, rules: Any, on: Any) -> list[Any]:
        """Give nothing: only runs ask."""
        return []

    def records(self, kind: str, on: Any) -> Iterator[Any]:
        """Walk it."""
        from yangguang.reference.comparison.api import Record

        for one in self._known:
            yield Record(one.key, one.fields)


def _batch(
    known: list[companies.Subject], said: list[tuple[dict[str, str], str]], word: str
) -> dict[str, float]:
    """Store a run and read the links back; the register is indexed once, before the records come."""
    from yangguang.foundation.acts.api import system_actor
    from yangguang.kernel import clock
    from yangguang.reference.comparison import api as comparison
    from yangguang.reference.comparison.models import RunLine

    comparison.register_source(_Register(known))
    first = _Clocked(said)
    with stopwatch() as passed:
        run = comparison.compare_batch(
            actor=system_actor("bench"),
            now=clock.now(),
            title=word,
            source=_Register.code,
            kind="subject",
            claims=(
                comparison.Claim("subject", fields, key=str(place)) for place, (fields, _) in first.numbered()
            ),
        )
        total, _ = passed()
    seconds = time.perf_counter() - first.began
    _, rules = comparison.rules_in_force(kind="subject")
    sure = RunLine.objects.filter(run=run).exclude(outcome="none")
    links = {
        int(key): record
        for key, record, outcome, score in sure.values_list("claim_key", "record_key", "outcome", "score")
        if outcome != "possible" or score >= rules.match
    }
    stored = RunLine.objects.filter(run=run).count()
    if stored != len(said):
        raise RuntimeError(f"{stored} of {len(said)} results stored")
    precise, found, f1 = _right(said, links)
    progress(f"{word}: {len(said) / seconds:,.0f} records/s, F1 {f1:.5f}")
    return {
        f"{word}_per_s": round(len(said) / seconds, 0),
        f"{word}_with_indexing_per_s": round(len(said) / total, 0),
        f"f1_{word}": round(f1, 5),
        f"precision_{word}": round(precise, 5),
        f"recall_{word}": round(found, 5),
        f"{word}_differing": float(RunLine.objects.filter(run=run, differences__isnull=False).count()),
    }


class _Clocked:
    """Notes when the first record was asked for: the register is indexed by then."""

    def __init__(self, said: list[Any]) -> None:
        self._said = said
        self.began = 0.0

    def numbered(self) -> Iterator[tuple[int, Any]]:
        """Give the records with their places."""
        self.began = time.perf_counter()
        yield from enumerate(self._said)


def _right(said: list[tuple[dict[str, str], str]], links: dict[int, str]) -> tuple[float, float, float]:
    """Hold links against the truth: precision, recall, F1."""
    right = sum(1 for place, (_, truth) in enumerate(said) if truth and links.get(place) == truth)
    meant = sum(1 for _, truth in said if truth)
    precise, found = right / max(len(links), 1), right / meant
    return precise, found, 2 * precise * found / (precise + found)


def _splink(
    known: list[companies.Subject], said: list[tuple[dict[str, str], str]], word: str
) -> dict[str, float]:
    from bench.peers import splinked
    from yangguang.reference.comparison.rules.forms import FORMS, core_name

    progress(f"Splink, {word}")
    forms: dict[str, Callable[[str], str]] = {
        "code": FORMS["credit_code"],
        "name": FORMS["company_name"],
        "representative": FORMS["person_name"],
        "address": FORMS["address"],
        "registered_on": FORMS["day"],
        "phone": FORMS["phone"],
    }

    def formed(fields: dict[str, str]) -> dict[str, str]:
        row = {name: form(fields[name]) for name, form in forms.items()}
        return {**row, "core": core_name(fields["name"])}

    links, training, predicting = splinked.link(
        [formed(one.fields) for one in known], [formed(fields) for fields, _ in said]
    )
    precise, found, f1 = _right(said, {place: known[other].key for place, other in links.items()})
    progress(f"Splink, {word}: F1 {f1:.5f}")
    return {
        f"splink_f1_{word}": round(f1, 5),
        f"splink_precision_{word}": round(precise, 5),
        f"splink_recall_{word}": round(found, 5),
        f"splink_{word}_training_s": round(training, 1),
        f"splink_{word}_per_s": round(len(said) / predicting, 0),
    }
