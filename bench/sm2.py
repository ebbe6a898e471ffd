"""
SM2, SM3 and SM4-GCM beside `openssl speed` and `cryptography`, round by round in one run.

Rates are per CPU-second, as `openssl speed` counts them, so a busy machine changes both sides alike; the ratio is the
median over the rounds. Then 100,000 operations of all kinds run, and the growth of the resident memory is held against a bound.
"""

import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bench.frame import Figures, progress
from yangguang.kernel import sm

BLOCK = 1 << 20
SOAK = 100_000


def run(*, quick: bool) -> Figures:
    """Measure."""
    if shutil.which("openssl") is None:
        raise SystemExit("the openssl command is the peer here; please install it")
    if sm.engine_name() != "libcrypto":
        raise SystemExit(
            "this machine's libcrypto has no SM2; there is nothing to hold against openssl speed"
        )
    rounds, seconds = (2, 1) if quick else (7, 2)
    key = sm.PrivateKey.generate()
    message, signature = b"x" * 32, key.sign(b"x" * 32)
    block, sm4_key = os.urandom(BLOCK), sm.new_sm4_key()
    ours: dict[str, Callable[[], object]] = {
        "sign": lambda: key.sign(message),
        "verify": lambda: key.public_key.verify(message, signature),
        "sm3": lambda: sm.sm3(block),
        "sm4gcm": lambda: sm.sm4_gcm_seal(sm4_key, block, associated=message),
    }
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in ours}
    for number in range(rounds):
        progress(f"round {number + 1} of {rounds}")
        sign, verify = openssl_sm2(seconds)
        peers = {
            "sign": sign,
            "verify": verify,
            "sm3": openssl_sm3(seconds),
            "sm4gcm": rate(lambda: cryptography_gcm(sm4_key, block, message), seconds),
        }
        for name, work in ours.items():
            measured[name].append((rate(work, seconds), peers[name]))
    figures = {
        "sign_vs_openssl": ratio(measured["sign"]),
        "verify_vs_openssl": ratio(measured["verify"]),
        "sm3_vs_openssl": ratio(measured["sm3"]),
        "sm4gcm_vs_cryptography": ratio(measured["sm4gcm"]),
    }
    for name, unit, scale in (
        ("sign", "per_s", 1),
        ("verify", "per_s", 1),
        ("sm3", "mb_s", 1.048576),
        ("sm4gcm", "mb_s", 1.048576),
    ):
        figures[f"{name}_{unit}"] = statistics.median(mine for mine, _ in measured[name]) * scale
        figures[f"{name}_peer_{unit}"] = statistics.median(theirs for _, theirs in measured[name]) * scale
    secret = key.public_key.encrypt(message)
    figures["checked_sign_per_s"] = rate(lambda: key.sign(message, checked=True), seconds)
    figures["encrypt_per_s"] = rate(lambda: key.public_key.encrypt(message), seconds)
    figures["decrypt_per_s"] = rate(lambda: key.decrypt(secret), seconds)
    return {name: round(value, 3) for name, value in {**figures, **soak(key, SOAK)}.items()}


def ratio(pairs: list[tuple[float, float]]) -> float:
    """Give the median of ours by theirs."""
    return statistics.median(mine / theirs for mine, theirs in pairs)


def rate(work: Callable[[], object], seconds: float) -> float:
    """Count how often the work is done in a CPU-second."""
    work()
    done, began = 0, time.process_time()
    while True:
        for _ in range(16):
            work()
        done += 16
        spent = time.process_time() - began
        if spent >= seconds:
            return done / spent


def cryptography_gcm(key: bytes, block: bytes, associated: bytes) -> bytes:
    """Seal one block as the documentation of `cryptography` shows it."""
    step = Cipher(algorithms.SM4(key), modes.GCM(os.urandom(12))).encryptor()
    step.authenticate_additional_data(associated)
    return step.update(block) + step.finalize() + step.tag


def openssl_sm2(seconds: int) -> tuple[float, float]:
    """Ask `openssl speed` for signatures and verifications per second."""
    fields = _speed(seconds, "sm2")[-1].split(":")
    return float(fields[-2]), float(fields[-1])


def openssl_sm3(seconds: int) -> float:
    """Ask `openssl speed` for blocks of one MiB per second."""
    return float(_speed(seconds, "-bytes", str(BLOCK), "-evp", "sm3")[-1].split(":")[-1]) / BLOCK


def _speed(seconds: int, *what: str) -> list[str]:
    done = subprocess.run(
        ["openssl", "speed", "-mr", "-seconds", str(seconds), *what],
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in done.stdout.splitlines() if line.startswith("+F")]


def soak(key: sm.PrivateKey, operations: int) -> Figures:
    """Do many operations of all kinds, SM2, SM3 and SM4, and tell the growth of the resident memory."""
    progress(f"{operations:,} operations for the memory")
    spelled, sm4_key = key.public_key.to_der(), sm.new_sm4_key()

    def ten(number: int) -> None:
        public = sm.PublicKey.from_der(spelled)
        message = b"%d" % number * 40
        signature = key.sign(message)
        if not public.verify(message, signature) or public.verify(b"", signature):
            raise RuntimeError(f"signature {number} went wrong")
        if key.decrypt(public.encrypt(message)) != message:
            raise RuntimeError(f"ciphertext {number} went wrong")
        sealed, iv = sm.sm4_gcm_seal(sm4_key, message, associated=sm.sm3(message)), sm.new_iv()
        if sm.sm4_gcm_open(sm4_key, sealed, associated=sm.sm3(message)) != message:
            raise RuntimeError(f"sealed text {number} went wrong")
        if sm.sm4_cbc_decrypt(sm4_key, iv, sm.sm4_cbc_encrypt(sm4_key, iv, message)) != message:
            raise RuntimeError(f"block {number} went wrong")

    for number in range(300):
        ten(number)
    before = _resident_kilobytes()
    for number in range(operations // 10):
        ten(number)
    return {"soak_operations": operations, "soak_growth_kb": _resident_kilobytes() - before}


def _resident_kilobytes() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError("no VmRSS")
