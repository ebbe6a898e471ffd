"""The examples printed in the standards, through each engine."""

import hashlib
import hmac

import pytest

from yangguang.kernel import der, sm
from yangguang.kernel.sm import containers, digest
from yangguang.kernel.sm.engine import find_native
from yangguang.kernel.sm.pure import sm2, sm3, sm4

NATIVE, PURE = find_native(), sm2.PureEngine()
ENGINES = [
    pytest.param(
        NATIVE, id="libcrypto", marks=pytest.mark.skipif(NATIVE is None, reason="no SM2 in libcrypto")
    ),
    pytest.param(PURE, id="pure"),
]

SCALAR = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
POINT = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
NONCE = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
E = 0xF0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640
R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
C1 = (
    "04EBFC718E8D179862043226 8E77FEB6415E2EDE0E073C0F4F640ECD2E149A73"
    "E858F9D81E5430A57B36DAAB 8F950A3C64E6EE6A63094D99283AFF767E124DF0"
)
C3 = "59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766"
C2 = "21886CA989CA9C7D58087307CA93092D651EFA"


@pytest.mark.parametrize("engine", ENGINES)
def test_sm2_key__gbt_32918_5__gives_the_printed_point(engine):
    assert engine.public_point(SCALAR) == POINT


def test_sm2_digest__gbt_32918_5_a2__is_the_printed_e():
    assert int.from_bytes(sm.PublicKey(POINT).digest(b"message digest"), "big") == E


def test_sm2_sign__gbt_32918_5_a2__gives_the_printed_r_and_s():
    assert sm2.sign_with_nonce(SCALAR, E, NONCE) == (R, S)


@pytest.mark.parametrize("engine", ENGINES)
def test_sm2_verify__gbt_32918_5_a2__accepts_the_printed_signature(engine):
    public, covered = engine.open_public(POINT), E.to_bytes(32, "big")
    assert engine.verify(public, covered, der.sequence(der.integer(R), der.integer(S)))
    assert not engine.verify(public, covered, der.sequence(der.integer(R), der.integer(S ^ 1)))


def test_sm2_encrypt__gbt_32918_5_c2__gives_the_printed_ciphertext():
    public = (int.from_bytes(POINT[1:33], "big"), int.from_bytes(POINT[33:], "big"))
    sealed = sm2.encrypt_with_nonce(public, b"encryption standard", NONCE)
    assert sealed is not None
    assert sm.ciphertext_to_raw(sealed) == b"\x04" + bytes.fromhex(C1 + C3 + C2)


@pytest.mark.parametrize("engine", ENGINES)
def test_sm2_decrypt__gbt_32918_5_c2__opens_the_printed_ciphertext(engine):
    sealed = sm.ciphertext_from_raw(bytes.fromhex(C1 + C3 + C2), leading_04=False)
    assert engine.decrypt(engine.open_private(SCALAR, POINT), sealed) == b"encryption standard"


@pytest.mark.parametrize("make", [sm.sm3, lambda content: sm3.Sm3(content).digest()], ids=["ours", "pure"])
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3__gbt_32905__gives_the_printed_digest(make, content, expected):
    assert make(content).hex() == expected


def test_sm4_block__gbt_32907__gives_the_printed_block():
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    keys = sm4.round_keys(key)
    assert sm4.crypt_block(keys, key).hex() == "681edf34d206965e86b3e94f536e4246"
    assert sm4.crypt_block(keys[::-1], sm4.crypt_block(keys, key)) == key
    assert sm.sm4_cbc_encrypt(key, bytes(16), key)[:16].hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_block__gbt_32907_a_million_times__gives_the_printed_block():
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    chain = sm.sm4_cbc_encrypt(key, key, bytes(16 * 1_000_000))  # CBC over zeros is repeated encryption
    assert chain[-32:-16].hex() == "595298c7c6fd271f0402f804c33d3f66"
    assert chain[: 16 * 1000] == sm4.cbc_encrypt(key, key, bytes(16 * 1000))


GCM_KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")
GCM_NONCE = bytes.fromhex("00001234567800000000abcd")
GCM_ASSOCIATED = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
GCM_PLAIN = b"".join(bytes((octet,)) * 8 for octet in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
GCM_SEALED = bytes.fromhex(
    "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
    "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    "83de3541e4c2b58177e065a9bf7b62ec"
)


def test_sm4_gcm__rfc_8998__gives_the_printed_ciphertext_and_tag():
    sealed = sm.sm4_gcm_seal(GCM_KEY, GCM_PLAIN, associated=GCM_ASSOCIATED, nonce=GCM_NONCE)
    assert sealed == GCM_NONCE + GCM_SEALED
    assert sm.sm4_gcm_open(GCM_KEY, sealed, associated=GCM_ASSOCIATED) == GCM_PLAIN


def test_sm4_gcm__rfc_8998_by_the_twin__is_the_same():
    assert sm4.gcm_seal(GCM_KEY, GCM_NONCE, GCM_PLAIN, GCM_ASSOCIATED) == GCM_SEALED
    assert sm4.gcm_open(GCM_KEY, GCM_NONCE, GCM_SEALED, GCM_ASSOCIATED) == GCM_PLAIN


@pytest.mark.skipif(not digest.hashlib_has_sm3(), reason="hashlib has no SM3 here")
def test_hmac_and_pbkdf2__agree_with_hashlib(monkeypatch):
    for key in (b"", b"k", b"k" * 64, b"k" * 100):
        assert sm.hmac_sm3(key, b"content") == hmac.new(key, b"content", "sm3").digest()
    expected = hashlib.pbkdf2_hmac("sm3", b"password", b"salt", 3, 40)
    monkeypatch.setattr(digest, "hashlib_has_sm3", lambda: False)
    assert digest.pbkdf2_sm3(b"password", b"salt", 3, 40) == expected


def test_public_prefix__is_what_gmt_0009_writes():
    assert containers.write_public(POINT)[:26].hex() == (
        "3059301306072a8648ce3d020106082a811ccf5501822d0342"[:50] + "00"
    )
