"""
The log of acts: durable acts per second through the sequencer against a chain of row hashes with one commit per row, proofs
over HTTP, and the full audit.

Both sides stand on the same PostgreSQL and are measured in the same run, in turns. Ours takes committed acts, hashes them,
writes their places, signs with SM2 and publishes the tiles, flushed to the disk.
"""

import hashlib
import http.client
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from bench.frame import Figures, django_ready, percentile, progress

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
WHOLE, SHORT = 1_000_000, 150_000
_FILL = """
INSERT INTO acts_act (operation, summary, actor_kind, actor_id, actor_label, actor_post, body_code, object_type,
                      object_number, facts, happened_at, digest, salt)
SELECT 'approval.accept_application', '受理申请', 'officer', n %% 500, '受理岗 001 号', 'p-accept', '11440300MXDEM0082N',
       'application', 'SZ' || n, jsonb_build_object('state', 'accepted', 'step', n, 'opinion', '材料齐全，予以受理'),
       timestamptz '2026-09-21 02:00+00' + n * interval '1 millisecond', md5(n::text) || md5(n::text),
       md5(random()::text) || md5(random()::text)
FROM generate_series(%s::int, %s::int) n
"""


def run(*, quick: bool) -> Figures:
    """Measure all three."""
    acts = SHORT if quick else WHOLE
    with tempfile.TemporaryDirectory(prefix="yangguang-log-") as folder:
        os.environ["YANGGUANG_VAR"] = folder
        with django_ready() as url:
            ours, chain = _taking(url, acts)
            proofs = _proving(url, acts, 300 if quick else 2000)
            audit = _auditing()
    return {
        "acts": float(acts),
        "acts_per_s": round(ours, 1),
        "row_chain_per_s": round(chain, 1),
        "vs_row_chain": round(ours / chain, 2),
        "proof_p50_ms": round(percentile(proofs, 0.5), 2),
        "proof_p95_ms": round(percentile(proofs, 0.95), 2),
        "audit_acts_per_s": round(acts / audit, 1),
        # The audit reads everything once; a shorter run is reckoned up to a million.
        "audit_1m_s": round(audit * WHOLE / acts, 2),
    }


def _taking(url: str, acts: int) -> tuple[float, float]:
    """Fill in rounds, and let the sequencer and the chain take turns."""
    from yangguang.foundation.acts.log.sequencer import sequence_waiting

    rounds, spent, chained, waited = 3, 0.0, 0, 0.0
    edges = [acts * number // rounds for number in range(rounds + 1)]
    for number in range(rounds):
        progress(f"round {number + 1} of {rounds}: {edges[number + 1] - edges[number]:,} acts committed")
        with psycopg.connect(url) as connection:
            connection.execute(_FILL, (edges[number] + 1, edges[number + 1]))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE acts_act")
            connection.execute("VACUUM ANALYZE acts_pendingact")
            connection.execute("CHECKPOINT")
        began = time.perf_counter()
        passed = sequence_waiting(now=NOW + timedelta(days=1, seconds=number))
        spent += time.perf_counter() - began
        assert passed is not None
        assert passed.size == edges[number + 1]
        done, seconds = _chain(url, 2.0)
        chained, waited = chained + done, waited + seconds
    return acts / spent, chained / waited


def _chain(url: str, seconds: float) -> tuple[int, float]:
    """Hash rows into a chain: lock the head, hash, write, commit; one row at a time, as it has to be."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS bench_chain (id bigserial PRIMARY KEY, content text, hash bytea)"
        )
        connection.execute("CREATE TABLE IF NOT EXISTS bench_head (one int PRIMARY KEY, hash bytea)")
        connection.execute("INSERT INTO bench_head VALUES (1, ''::bytea) ON CONFLICT DO NOTHING")
        connection.commit()
        content = "x" * 400
        began, done = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            row = connection.execute("SELECT hash FROM bench_head WHERE one = 1 FOR UPDATE").fetchone()
            assert row is not None
            head = hashlib.new("sm3", bytes(row[0]) + content.encode()).digest()
            connection.execute("INSERT INTO bench_chain (content, hash) VALUES (%s, %s)", (content, head))
            connection.execute("UPDATE bench_head SET hash = %s WHERE one = 1", (head,))
            connection.commit()
            done += 1
        return done, time.perf_counter() - began


def _proving(url: str, acts: int, asked: int) -> list[float]:
    """Ask a served process for proofs of acts here and there, over one kept connection."""
    progress(f"{asked} proofs over HTTP")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        handle = listener.fileno()
        environment = {**os.environ, "DATABASE_URL": url, "YANGGUANG_ALLOWED_HOSTS": "127.0.0.1"}
        environment["PYTHONPATH"] = os.pathsep.join(
            [str(Path(__file__).parents[1] / "src"), os.environ.get("PYTHONPATH", "")]
        )
        command = [sys.executable, "-m", "yangguang.config.command", "web", "--fd", str(handle)]
        server = subprocess.Popen(command, env=environment, pass_fds=(handle,))
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            chosen = random.Random(7)
            took = []
            for number in range(asked + 20):
                address = f"/log/{chosen.randint(1, acts)}/proof.json"
                began = time.perf_counter()
                connection.request("GET", address)
                answer = connection.getresponse()
                answer.read()
                if number >= 20:  # the first ones load the code
                    took.append(1000 * (time.perf_counter() - began))
                assert answer.status == 200, (address, answer.status)
            return took
        finally:
            server.terminate()
            server.wait()


def _auditing() -> float:
    from yangguang.foundation.acts.log.inspection import inspect_log

    progress("the whole audit")
    began = time.perf_counter()
    found = inspect_log()
    assert found.is_clean, found.findings[:3]
    return time.perf_counter() - began
