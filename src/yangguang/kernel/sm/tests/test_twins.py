"""Each engine is the other's oracle: what one makes the other accepts, and both refuse the same mutations."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yangguang.kernel import der, sm
from yangguang.kernel.sm import ciphers, curve
from yangguang.kernel.sm.engine import find_native
from yangguang.kernel.sm.pure import sm2, sm3, sm4

NATIVE, PURE = find_native(), sm2.PureEngine()
needs_native = pytest.mark.skipif(NATIVE is None, reason="this libcrypto has no SM2")
SCALARS = st.integers(1, curve.N - 2)
DIGESTS = st.binary(min_size=32, max_size=32)
DIGEST = bytes(range(32))
SIGNATURE = der.sequence(*map(der.integer, sm2.sign_with_nonce(7, int.from_bytes(DIGEST, "big"), 11) or ()))
SEALED = sm2.encrypt_with_nonce(PURE.open_public(PURE.public_point(7)), b"sealed bid", 11) or b""
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def handles(engine, scalar):
    point = engine.public_point(scalar)
    return engine.open_private(scalar, point), engine.open_public(point)


def mutated(content, data):
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 3))):
        kind = data.draw(st.sampled_from(("flip", "set", "cut", "add")))
        if kind == "flip" and changed:
            changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        elif kind == "set" and changed:
            changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            del changed[data.draw(st.integers(0, len(changed))) :]
        else:
            changed += data.draw(st.binary(max_size=3))
    return bytes(changed)


@needs_native
@few
@given(SCALARS, DIGESTS)
def test_signature__of_either__is_accepted_by_both(scalar, digest):
    assert NATIVE.public_point(scalar) == PURE.public_point(scalar)
    for signer in (NATIVE, PURE):
        signature = signer.sign(handles(signer, scalar)[0], digest)
        for verifier in (NATIVE, PURE):
            assert verifier.verify(handles(verifier, scalar)[1], digest, signature)
            assert not verifier.verify(handles(verifier, scalar)[1], digest[::-1] + b"", signature) or (
                digest == digest[::-1]
            )


@needs_native
@few
@given(SCALARS, st.binary(min_size=1, max_size=100))
def test_ciphertext__of_either__is_opened_by_both(scalar, plaintext):
    for sealer in (NATIVE, PURE):
        sealed = sealer.encrypt(handles(sealer, scalar)[1], plaintext)
        for opener in (NATIVE, PURE):
            assert opener.decrypt(handles(opener, scalar)[0], sealed) == plaintext
        assert sm.ciphertext_from_raw(sm.ciphertext_to_raw(sealed)) == sealed


@needs_native
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_signature__mutated__is_refused_by_both(data):
    changed = mutated(SIGNATURE, data)
    answers = {engine.verify(handles(engine, 7)[1], DIGEST, changed) for engine in (NATIVE, PURE)}
    assert answers == {changed == SIGNATURE}


@needs_native
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_ciphertext__mutated__is_refused_by_both(data):
    changed = mutated(SEALED, data)
    for engine in (NATIVE, PURE):
        try:
            opened = engine.decrypt(handles(engine, 7)[0], changed)
        except sm.CiphertextRefused:
            assert changed != SEALED
        else:
            assert (opened, changed) == (b"sealed bid", SEALED)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_public_key__mutated__is_refused_or_written_back_identically(data):
    encoded = sm.PublicKey(PURE.public_point(7)).to_der()
    changed = mutated(encoded, data)
    try:
        key = sm.PublicKey.from_der(changed)
    except (sm.KeyRefused, der.MalformedDer):
        return
    assert key.to_der() == changed


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_private_key__mutated__is_refused_or_the_same_key(data):
    encoded = sm.PrivateKey(7).to_der()
    changed = mutated(encoded, data)
    try:
        key = sm.PrivateKey.from_der(changed)
    except (sm.KeyRefused, sm.PasswordRefused, der.MalformedDer):
        return
    assert key.public_key == sm.PrivateKey(7).public_key


RANGES = [(0, 1), (1, 0), (curve.N, 1), (1, curve.N), (-1, 1), (1, curve.N - 1), (1 << 256, 1)]


@pytest.mark.parametrize(
    "engine", [pytest.param(NATIVE, marks=needs_native), PURE], ids=["libcrypto", "pure"]
)
@pytest.mark.parametrize(("r", "s"), RANGES)
def test_signature__r_or_s_out_of_range__is_refused(engine, r, s):
    assert not engine.verify(handles(engine, 7)[1], bytes(32), der.sequence(der.integer(r), der.integer(s)))


@pytest.mark.parametrize(
    "engine", [pytest.param(NATIVE, marks=needs_native), PURE], ids=["libcrypto", "pure"]
)
def test_signature__spelled_differently__is_refused(engine):
    private, public = handles(engine, 7)
    signature = engine.sign(private, bytes(32))
    r, s = signature[2 : 4 + signature[3]], signature[4 + signature[3] :]
    padded = bytes((2, r[1] + 1, 0)) + r[2:]
    for malleable in (
        b"\x30\x81" + signature[1:],
        bytes((0x30, len(padded + s))) + padded + s,
        signature + b"\0",
        bytes((0x30, signature[1] + 2)) + signature[2:] + b"\x05\x00",
        b"\x30\x80" + signature[2:] + b"\0\0",
        b"",
    ):
        assert not engine.verify(public, bytes(32), malleable)


@pytest.mark.parametrize(
    "engine", [pytest.param(NATIVE, marks=needs_native), PURE], ids=["libcrypto", "pure"]
)
def test_ciphertext__with_a_point_off_the_curve__is_refused(engine):
    private, public = handles(engine, 7)
    x, y = der.Reader(engine.encrypt(public, b"x")).sequence(), None
    x, y = x.integer(), x.integer()
    with pytest.raises(sm.CiphertextRefused):
        engine.decrypt(
            private, der.sequence(der.integer(x), der.integer(y ^ 1), der.octets(bytes(32)), der.octets(b"x"))
        )


@given(st.binary(max_size=300), st.integers(0, 300))
def test_sm3__in_pieces_or_whole__agrees_with_the_twin(content, cut):
    pieces = sm3.Sm3()
    pieces.update(content[:cut])
    twin = pieces.copy()
    pieces.update(content[cut:])
    assert pieces.digest() == sm.sm3(content) == sm.new_sm3(content).digest()
    assert twin.hexdigest() == sm.sm3(content[:cut]).hex()


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16), st.binary(max_size=80))
def test_sm4__every_mode__agrees_with_the_twin(key, iv, content):
    sealed = sm.sm4_cbc_encrypt(key, iv, content)
    count = 16 - len(content) % 16
    assert sealed == sm4.cbc_encrypt(key, iv, content + bytes((count,)) * count)
    assert sm4.cbc_decrypt(key, iv, sealed)[: len(content)] == content == sm.sm4_cbc_decrypt(key, iv, sealed)
    assert sm.sm4_ctr(key, iv, content) == sm4.ctr(key, iv, content)
    seal = sm.sm4_gcm_seal(key, content, associated=iv)
    assert sm4.gcm_seal(key, seal[:12], content, iv) == seal[12:]
    assert sm4.gcm_open(key, seal[:12], seal[12:], iv) == content


@pytest.mark.parametrize("has", [True, False], ids=["cryptography", "pure"])
def test_sm4__by_either__refuses_the_same(monkeypatch, has):
    monkeypatch.setattr(ciphers, "cryptography_has", lambda mode: has)
    key = sm.new_sm4_key()
    seal = sm.sm4_gcm_seal(key, b"content", associated=b"tender 1")
    assert sm.sm4_gcm_open(key, seal, associated=b"tender 1") == b"content"
    for wrong in (seal[:-1], seal[:5], seal[:-1] + bytes((seal[-1] ^ 1,)), bytes((seal[0] ^ 1,)) + seal[1:]):
        with pytest.raises(sm.CiphertextRefused):
            sm.sm4_gcm_open(key, wrong, associated=b"tender 1")
    with pytest.raises(sm.CiphertextRefused):
        sm.sm4_gcm_open(key, seal, associated=b"tender 2")
    iv = sm.new_iv()
    sealed = sm.sm4_cbc_encrypt(key, iv, b"content")
    assert sm.sm4_ctr(key, iv, sm.sm4_ctr(key, iv, b"content")) == b"content"
    for wrong in (b"", sealed[:-1]):
        with pytest.raises(sm.CiphertextRefused):
            sm.sm4_cbc_decrypt(key, iv, wrong)
    with pytest.raises(sm.CiphertextRefused, match="填充"):
        sm.sm4_cbc_decrypt(key, bytes((iv[0],)) + iv[1:15] + bytes((iv[15] ^ 0x80,)), sealed)
    with pytest.raises(sm.KeyRefused):
        sm.sm4_ctr(key[:-1], iv, b"")
    with pytest.raises(sm.KeyRefused):
        sm.sm4_gcm_seal(key, b"", nonce=b"short")


def test_engine__by_the_environment__is_the_twin_and_they_meet():
    signature = sm.PrivateKey(7).sign(b"message")
    program = (
        "import sys; from yangguang.kernel import sm; k = sm.PrivateKey(7); "
        "assert sm.engine_name() == 'pure' and k.public_key.verify(b'message', bytes.fromhex(sys.argv[1])); "
        "print(k.sign(b'message', checked=True).hex())"
    )
    source = Path(sm.__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program, signature.hex()],
        env={**os.environ, "YANGGUANG_SM": "pure", "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert sm.PrivateKey(7).public_key.verify(b"message", bytes.fromhex(done.stdout))


def test_threads__sharing_one_key__make_no_mistakes():
    key, wrong = sm.PrivateKey.generate(), []

    def work(number):
        for turn in range(60):
            message = b"%d %d" % (number, turn)
            if not key.public_key.verify(message, key.sign(message)):
                wrong.append(message)
            if key.decrypt(key.public_key.encrypt(message)) != message:
                wrong.append(message)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def resident_kilobytes():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise AssertionError("no VmRSS")


@needs_native
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_memory__over_ten_thousand_operations__does_not_grow():
    key = sm.PrivateKey.generate()
    spelled = key.public_key.to_der()

    def work(times):
        for _ in range(times):
            public = sm.PublicKey.from_der(spelled)
            signature = key.sign(b"message")
            assert public.verify(b"message", signature)
            assert not public.verify(b"other", signature)
            assert key.decrypt(public.encrypt(b"secret")) == b"secret"

    work(300)
    before = resident_kilobytes()
    work(2_000)  # five operations and one key each
    assert resident_kilobytes() - before < 2_000
