"""Key files and ciphertexts that are DER but not what the standards write, and machines without SM2."""

import pytest

from yangguang.kernel import der, sm
from yangguang.kernel.sm import ciphers, containers, digest, engine, native
from yangguang.kernel.sm.curve import N
from yangguang.kernel.sm.pure import sm2

KEY, POINT = sm.PrivateKey(7), sm.PrivateKey(7).public_key.point
ALGORITHM = der.sequence(der.oid(containers.EC_PUBLIC_KEY), der.oid(containers.SM2_CURVE))
P256 = der.oid("1.2.840.10045.3.1.7")
SCALAR = der.octets((7).to_bytes(32, "big"))


def pkcs8(key, *, version=0):
    return der.sequence(der.integer(version), ALGORITHM, der.octets(key))


def sec1(*parts):
    return der.sequence(der.integer(1), *parts)


def test_private_key__spelled_in_each_allowed_way__is_one():
    curve, public = der.explicit(0, der.oid(containers.SM2_CURVE)), der.explicit(1, der.bits(POINT))
    for inside in ([SCALAR], [SCALAR, curve], [SCALAR, public], [SCALAR, curve, public]):
        for encoded in (sec1(*inside), pkcs8(sec1(*inside))):
            assert sm.PrivateKey.from_der(encoded).public_key == KEY.public_key


@pytest.mark.parametrize(
    "encoded",
    [
        pkcs8(sec1(SCALAR), version=2),
        pkcs8(der.sequence(der.integer(2), SCALAR)),
        sec1(der.octets(b"\x07")),
        sec1(der.octets(bytes(33))),
        sec1(SCALAR, der.explicit(0, P256)),
        sec1(SCALAR, der.explicit(1, der.bits(sm.PrivateKey(8).public_key.point))),
        sec1(SCALAR, der.explicit(1, der.bits(b"\x04"))),
    ],
)
def test_private_key__against_the_standard__is_refused(encoded):
    with pytest.raises(sm.KeyRefused):
        sm.PrivateKey.from_der(encoded)


def encrypted(
    *,
    method=containers.PBES2,
    derivation=containers.PBKDF2,
    prf=containers.HMAC_SHA256,
    cipher=containers.SM4_CBC,
    length=b"",
    iv=bytes(16),
    sealed=bytes(32),
):
    parameters = der.sequence(
        der.octets(b"salt"),
        der.integer(2),
        length,
        der.sequence(der.oid(prf), der.null()) if prf else b"",
    )
    scheme = der.sequence(der.oid(cipher), der.octets(iv))
    inside = der.sequence(der.sequence(der.oid(derivation), parameters), scheme)
    return der.sequence(der.sequence(der.oid(method), inside), der.octets(sealed))


@pytest.mark.parametrize(
    "more",
    [
        {"method": "1.2.840.113549.1.5.3"},
        {"derivation": "1.3.6.1.4.1.11591.4.11"},
        {"prf": ""},
        {"prf": "1.2.840.113549.2.7"},
        {"cipher": "1.2.840.113549.3.7"},
        {"iv": bytes(8)},
        {"length": der.integer(32)},
    ],
)
def test_encrypted_key__by_means_not_accepted__is_refused(more):
    with pytest.raises(sm.KeyRefused):
        sm.PrivateKey.from_der(encrypted(**more), password=b"p")


@pytest.mark.parametrize("cipher", [containers.SM4_CBC, *containers.AES_CBC])
@pytest.mark.parametrize("sealed", [b"", bytes(15), bytes(32)])
def test_encrypted_key__that_does_not_open__asks_for_the_password(cipher, sealed):
    with pytest.raises(sm.PasswordRefused):
        sm.PrivateKey.from_der(
            encrypted(cipher=cipher, sealed=sealed, length=der.integer(32 if cipher.endswith("42") else 16)),
            password=b"p",
        )


def test_encrypted_key__with_the_other_name_of_hmac_sm3__opens():
    encoded = KEY.to_der(password=b"p")
    short, long = der.oid(containers.HMAC_SM3), der.oid(containers.HMAC_SM3_OTHER)
    reader = der.Reader(encoded).sequence()
    scheme = reader.sequence()
    scheme.oid()
    inside = scheme.sequence()
    derivation, cipher = inside.sequence(), inside.next().encoded
    derivation.oid()
    parameters = derivation.sequence()
    salt, iterations, prf = parameters.next().encoded, parameters.next().encoded, parameters.next().encoded
    renamed = der.sequence(long, prf[2 + len(short) :])
    rebuilt = der.sequence(
        der.sequence(
            der.oid(containers.PBES2),
            der.sequence(
                der.sequence(der.oid(containers.PBKDF2), der.sequence(salt, iterations, renamed)), cipher
            ),
        ),
        reader.next().encoded,
    )
    assert sm.PrivateKey.from_der(rebuilt, password=b"p").public_key == KEY.public_key


def test_pem__with_broken_base64__is_refused():
    with pytest.raises(sm.KeyRefused, match="Base64"):
        sm.PublicKey.from_pem("-----BEGIN PUBLIC KEY-----\nAAA\n-----END PUBLIC KEY-----\n")


def test_ciphertext__with_impossible_parts__is_refused():
    check, masked = der.octets(bytes(32)), der.octets(b"x")
    for wrong in (
        der.sequence(der.integer(1), der.integer(1), der.octets(b""), masked),
        der.sequence(der.integer(1), der.integer(1), check, der.octets(b"")),
        der.sequence(der.integer(-1), der.integer(1), check, masked),
    ):
        with pytest.raises(sm.CiphertextRefused):
            KEY.decrypt(wrong)
    with pytest.raises(sm.CiphertextRefused, match="C1"):
        sm.ciphertext_to_raw(der.sequence(der.integer(1 << 256), der.integer(1), check, masked))


def test_key_envelope__against_the_standard__is_refused():
    wrapped = sm.wrap_private_key(sm.PrivateKey(9), to=KEY.public_key)
    algorithm, cipher, point, _ = (each.encoded for each in der.Reader(wrapped).next().reader().each())
    session = KEY.decrypt(cipher)
    padded = der.bits(sm.sm4_ecb(session, bytes(32) + (9).to_bytes(32, "big")))
    opened = sm.unwrap_private_key(der.sequence(algorithm, cipher, point, padded), by=KEY)
    assert opened.public_key == sm.PrivateKey(9).public_key
    other = der.sequence(der.oid("1.2.156.10197.1.104.3"))
    for wrong in (
        der.sequence(other, cipher, point, padded),
        der.sequence(algorithm, cipher, point, der.bits(bytes(16))),
        der.sequence(algorithm, cipher, point, der.bits(bytes(15))),
    ):
        with pytest.raises(sm.CiphertextRefused):
            sm.unwrap_private_key(wrong, by=KEY)


def test_nonce__that_the_standard_forbids__is_drawn_again():
    x = sm2._affine(sm2._times_base(5))[0]
    assert sm2.sign_with_nonce(7, (-x) % N, 5) is None  # r = 0
    assert sm2.sign_with_nonce(7, (N - 5 - x) % N, 5) is None  # r + k = n
    assert sm2._affine(sm2._sum(sm2._times_base(5), sm2._times_base(N - 5))) is None
    assert sm2._doubled(sm2.INFINITY) == sm2.INFINITY


def test_signature__with_r_plus_s_zero__is_refused_by_the_twin():
    wrong = der.sequence(der.integer(5), der.integer(N - 5))
    assert not sm2.PureEngine().verify(sm2.PureEngine().open_public(POINT), bytes(32), wrong)
    trailing = der.sequence(der.integer(5), der.integer(5), der.null())
    assert not sm2.PureEngine().verify(sm2.PureEngine().open_public(POINT), bytes(32), trailing)


def test_machine__without_a_usable_library__falls_back_to_the_twin(monkeypatch):
    with pytest.raises(native.EngineUnavailable):
        native.NativeEngine("libno-such-crypto.so")
    monkeypatch.setattr(engine, "candidates", lambda: iter(["libno-such-crypto.so", "libno-such-crypto.so"]))
    assert engine.find_native.__wrapped__() is None
    monkeypatch.setattr(engine, "find_native", lambda: None)
    assert engine.engine.__wrapped__().name == "pure"
    monkeypatch.setenv(engine.CHOICE, "pure")
    assert engine.engine.__wrapped__().name == "pure"
    assert not ciphers.cryptography_has.__wrapped__("GCM")


def test_library__that_disagrees_with_the_twin__is_not_used(monkeypatch):
    monkeypatch.setattr(engine, "_agrees", lambda native, pure: False)
    assert engine.find_native.__wrapped__() is None


def test_machine__without_sm3_in_hashlib__is_told(monkeypatch):
    def refuse(*_):
        raise ValueError("unsupported hash type")

    monkeypatch.setattr(digest.hashlib, "new", refuse)
    assert not digest.hashlib_has_sm3()


def test_blocks__not_whole__are_refused():
    with pytest.raises(sm.CiphertextRefused):
        sm.sm4_ecb(bytes(16), b"x")


@pytest.mark.skipif(engine.find_native() is None, reason="this libcrypto has no SM2")
def test_library__given_nonsense__refuses_instead_of_crashing():
    library = engine.find_native()
    with pytest.raises(sm.KeyRefused):
        library.open_public(b"\x04" + bytes(64))
    public = library.open_public(POINT)
    with pytest.raises(sm.KeyRefused):
        library.sign(public, bytes(32))  # a public handle cannot sign
    with pytest.raises(sm.KeyRefused):
        library.sign(library.open_private(7, POINT), b"")
    assert not library.verify(public, b"", b"")
