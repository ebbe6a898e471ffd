"""Keys: their files, the checks on load, the signer id and what is refused."""

import pickle
import shutil
import subprocess

import pytest

from yangguang.kernel import der, sm
from yangguang.kernel.sm import containers, curve, keys

KEY = sm.PrivateKey(0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8)
openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not installed")


def run_openssl(*arguments, given=b""):
    return subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=True).stdout


def test_key__written_and_read__is_the_same():
    assert sm.PrivateKey.from_pem(KEY.to_pem()).public_key == KEY.public_key
    assert sm.PublicKey.from_pem(KEY.public_key.to_pem()) == KEY.public_key
    assert hash(sm.PublicKey.from_der(KEY.public_key.to_der())) == hash(KEY.public_key)


@pytest.mark.parametrize("prf", ["sm3", "sha256"])
def test_key__encrypted__opens_with_its_password_only(prf):
    text = KEY.to_pem(password="口令".encode(), prf=prf)
    assert "ENCRYPTED" in text
    assert sm.PrivateKey.from_pem(text, password="口令".encode()).public_key == KEY.public_key
    for wrong in (None, b"", b"wrong"):
        with pytest.raises(sm.PasswordRefused):
            sm.PrivateKey.from_pem(text, password=wrong)


def test_point__compressed__is_written_uncompressed():
    point = KEY.public_key.point
    compressed = bytes((2 + (point[-1] & 1),)) + point[1:33]
    assert sm.PublicKey(compressed) == KEY.public_key
    other = sm.PublicKey(bytes((3 - (point[-1] & 1),)) + point[1:33])
    assert other != KEY.public_key
    assert other.to_der()[-65:-64] == b"\x04"


@pytest.mark.parametrize(
    "point",
    [
        b"",
        b"\x00",
        b"\x04" + bytes(64),
        b"\x05" + KEY.public_key.point[1:],
        KEY.public_key.point[:-1] + bytes((KEY.public_key.point[-1] ^ 1,)),
        b"\x02" + b"\xff" * 32,
        b"\x02" + (5).to_bytes(32, "big"),
        b"\x04" + curve.P.to_bytes(32, "big") + bytes(32),
    ],
)
def test_point__not_on_the_curve__is_refused(point):
    with pytest.raises(sm.KeyRefused):
        sm.PublicKey(point)


@pytest.mark.parametrize("scalar", [0, -1, curve.N - 1, curve.N, 1 << 256])
def test_scalar__out_of_range__is_refused(scalar):
    with pytest.raises(sm.KeyRefused):
        sm.PrivateKey(scalar)


def test_key__with_a_flipped_scalar_bit__is_refused():
    encoded = bytearray(KEY.to_der())
    place = bytes(encoded).index(bytes.fromhex("3945208F"))
    encoded[place + 10] ^= 1
    with pytest.raises(sm.KeyRefused, match="成对"):
        sm.PrivateKey.from_der(bytes(encoded))


def test_public_key__with_unused_bits__is_refused():
    encoded = bytearray(KEY.public_key.to_der())
    encoded[-66] = 3  # OpenSSL lets this pass
    with pytest.raises(der.MalformedDer):
        sm.PublicKey.from_der(bytes(encoded))


def test_public_key__of_another_curve__is_refused():
    p256 = der.sequence(der.oid("1.2.840.10045.2.1"), der.oid("1.2.840.10045.3.1.7"))
    rsa = der.sequence(der.oid("1.2.840.113549.1.1.1"), der.null())
    for algorithm in (p256, rsa):
        with pytest.raises(sm.KeyRefused):
            sm.PublicKey.from_der(der.sequence(algorithm, der.bits(KEY.public_key.point)))


def test_pem__without_its_block__is_refused():
    for text in ("", KEY.public_key.to_pem(), KEY.to_pem().replace("M", "=", 1)):
        with pytest.raises((sm.KeyRefused, der.MalformedDer)):
            sm.PrivateKey.from_pem(text)


def test_signature__under_another_id__does_not_verify():
    signature = KEY.sign(b"message")
    assert KEY.public_key.verify(b"message", signature)
    assert KEY.public_key.verify(b"message", signature, signer_id=sm.DEFAULT_SIGNER_ID)
    assert not KEY.public_key.verify(b"message", signature, signer_id=b"")
    assert KEY.public_key.verify(b"message", KEY.sign(b"message", signer_id=b"ALICE"), signer_id=b"ALICE")
    with pytest.raises(sm.KeyRefused):
        KEY.sign(b"message", signer_id=b"x" * 8192)


def test_signature__checked_and_wrong__is_not_given_away(monkeypatch):
    real = keys.engine()

    class Faulty:
        def __getattr__(self, name):
            return getattr(real, name)

        def sign(self, handle, digest):
            return real.sign(handle, digest[::-1])

    monkeypatch.setattr(keys, "engine", Faulty)
    with pytest.raises(sm.SignatureFailed):
        KEY.sign(b"message", checked=True)
    assert KEY.sign(b"message")


def test_encrypt__nothing_or_one_octet():
    with pytest.raises(sm.CiphertextRefused):
        KEY.public_key.encrypt(b"")
    for _ in range(600):  # the key stream of one octet is zero once in 256
        assert KEY.decrypt(KEY.public_key.encrypt(b"x")) == b"x"


@pytest.mark.parametrize("raw", [b"", b"\x04", b"\x03" + bytes(97), b"\x04" + bytes(96)])
def test_raw_ciphertext__incomplete__is_refused(raw):
    with pytest.raises(sm.CiphertextRefused):
        sm.ciphertext_from_raw(raw)


def test_private_key__is_neither_shown_nor_pickled():
    assert "3945" not in repr(KEY)
    with pytest.raises(TypeError):
        pickle.dumps(KEY)


def test_iterations__out_of_range__are_refused(monkeypatch):
    monkeypatch.setattr(containers, "ITERATIONS", 10)
    text = KEY.to_der(password=b"p")
    monkeypatch.setattr(containers, "MOST_ITERATIONS", 9)
    with pytest.raises(sm.KeyRefused, match="次数"):
        sm.PrivateKey.from_der(text, password=b"p")


@openssl
def test_openssl__reads_our_keys_and_we_read_its(tmp_path):
    ours = KEY.to_pem(password=b"secret", prf="sha256")
    public = run_openssl("pkey", "-passin", "pass:secret", "-pubout", given=ours.encode())
    assert sm.PublicKey.from_pem(public.decode()) == KEY.public_key
    plain = run_openssl("genpkey", "-algorithm", "SM2")
    theirs = sm.PrivateKey.from_pem(plain.decode())
    sec1 = run_openssl("ec", given=plain)
    assert sm.PrivateKey.from_pem(sec1.decode()).public_key == theirs.public_key
    for cipher in ("sm4-cbc", "aes-256-cbc", "aes-128-cbc"):
        sealed = run_openssl("pkcs8", "-topk8", "-v2", cipher, "-passout", "pass:secret", given=plain)
        assert sm.PrivateKey.from_pem(sealed.decode(), password=b"secret").public_key == theirs.public_key


@openssl
def test_openssl__verifies_our_signature_and_we_its(tmp_path):
    (tmp_path / "key.pem").write_text(KEY.to_pem())
    (tmp_path / "public.pem").write_text(KEY.public_key.to_pem())
    (tmp_path / "message").write_bytes(b"message")
    (tmp_path / "ours").write_bytes(KEY.sign(b"message"))
    common = (
        "-rawin",
        "-digest",
        "sm3",
        "-in",
        str(tmp_path / "message"),
        "-pkeyopt",
        "distid:1234567812345678",
    )
    run_openssl(
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        str(tmp_path / "public.pem"),
        "-sigfile",
        str(tmp_path / "ours"),
        *common,
    )
    theirs = run_openssl("pkeyutl", "-sign", "-inkey", str(tmp_path / "key.pem"), *common)
    assert KEY.public_key.verify(b"message", theirs)


@openssl
def test_openssl__opens_our_ciphertext_and_we_its(tmp_path):
    (tmp_path / "key.pem").write_text(KEY.to_pem())
    opened = run_openssl(
        "pkeyutl", "-decrypt", "-inkey", str(tmp_path / "key.pem"), given=KEY.public_key.encrypt(b"secret")
    )
    assert opened == b"secret"
    assert (
        KEY.decrypt(run_openssl("pkeyutl", "-encrypt", "-inkey", str(tmp_path / "key.pem"), given=b"secret"))
        == b"secret"
    )
