"""
SM2 by the system's libcrypto (OpenSSL 3 or later) through ctypes.

Z and the digest are computed on our side and libcrypto signs the 32 octets, so that its default signer id (empty in
3.x, 1234567812345678 in 4.x) never matters. ctypes lets other threads run during each call. A handle owns one EVP_PKEY
and frees it; a context lives for one call.
"""

import ctypes
import ctypes.util
import re
import sys
from collections.abc import Iterator
from ctypes import POINTER, c_char_p, c_int, c_size_t, c_uint, c_void_p
from pathlib import Path
from typing import Any

from yangguang.kernel.sm.ciphertexts import decode_ciphertext
from yangguang.kernel.sm.curve import FIELD_OCTETS, POINT_OCTETS
from yangguang.kernel.sm.refusals import CiphertextRefused, KeyRefused

NID_SM2 = 1172
PUBLIC_SELECTION = 0x86  # EVP_PKEY_PUBLIC_KEY: domain parameters and public part
KEYPAIR_SELECTION = 0x87
UNSIGNED_INTEGER, UTF8_STRING, OCTET_STRING = 2, 4, 5  # OSSL_PARAM data types
POINT_UNCOMPRESSED = 4
LONGEST_SIGNATURE = 72
CIPHERTEXT_OVERHEAD = 128


class EngineUnavailable(Exception):
    """This libcrypto cannot do SM2."""


class _Parameter(ctypes.Structure):
    _fields_ = [
        ("key", c_char_p),
        ("data_type", c_uint),
        ("data", c_void_p),
        ("data_size", c_size_t),
        ("return_size", c_size_t),
    ]


_SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "OpenSSL_version_num": (ctypes.c_ulong, []),
    "ERR_clear_error": (None, []),
    "EVP_PKEY_CTX_new_from_name": (c_void_p, [c_void_p, c_char_p, c_char_p]),
    "EVP_PKEY_CTX_new": (c_void_p, [c_void_p, c_void_p]),
    "EVP_PKEY_CTX_free": (None, [c_void_p]),
    "EVP_PKEY_free": (None, [c_void_p]),
    "EVP_PKEY_fromdata_init": (c_int, [c_void_p]),
    "EVP_PKEY_fromdata": (c_int, [c_void_p, POINTER(c_void_p), c_int, c_void_p]),
    "EVP_PKEY_sign_init": (c_int, [c_void_p]),
    "EVP_PKEY_sign": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_PKEY_verify_init": (c_int, [c_void_p]),
    "EVP_PKEY_verify": (c_int, [c_void_p, c_char_p, c_size_t, c_char_p, c_size_t]),
    "EVP_PKEY_encrypt_init": (c_int, [c_void_p]),
    "EVP_PKEY_encrypt": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_PKEY_decrypt_init": (c_int, [c_void_p]),
    "EVP_PKEY_decrypt": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EC_GROUP_new_by_curve_name": (c_void_p, [c_int]),
    "EC_POINT_new": (c_void_p, [c_void_p]),
    "EC_POINT_free": (None, [c_void_p]),
    "EC_POINT_mul": (c_int, [c_void_p] * 6),
    "EC_POINT_point2oct": (c_size_t, [c_void_p, c_void_p, c_int, c_char_p, c_size_t, c_void_p]),
    "BN_bin2bn": (c_void_p, [c_char_p, c_int, c_void_p]),
    "BN_clear_free": (None, [c_void_p]),
}


class Handle:
    """One EVP_PKEY, freed with its owner; libcrypto counts references itself, so threads may share it."""

    __slots__ = ("_free", "pointer")

    def __init__(self, pointer: int, free: Any) -> None:
        """Own the pointer."""
        self.pointer = pointer
        self._free = free

    def __del__(self) -> None:
        """Give it back."""
        self._free(self.pointer)


class NativeEngine:
    """SM2 in one loaded libcrypto."""

    name = "libcrypto"

    def __init__(self, library: str) -> None:
        """Load and bind. Raises EngineUnavailable."""
        try:
            self._crypto = ctypes.CDLL(library)
            for function, (result, arguments) in _SIGNATURES.items():
                bound = getattr(self._crypto, function)
                bound.restype, bound.argtypes = result, arguments
        except (OSError, AttributeError) as problem:
            raise EngineUnavailable(f"{library}: {problem}") from problem
        self._group = self._crypto.EC_GROUP_new_by_curve_name(NID_SM2)
        if not self._group:
            self._crypto.ERR_clear_error()
            raise EngineUnavailable(f"{library}: the SM2 curve was left out")

    def public_point(self, scalar: int) -> bytes:
        """Give the public point of a private scalar, in constant time."""
        crypto = self._crypto
        number = crypto.BN_bin2bn(scalar.to_bytes(FIELD_OCTETS, "big"), FIELD_OCTETS, None)
        point = crypto.EC_POINT_new(self._group)
        octets = ctypes.create_string_buffer(POINT_OCTETS)
        try:
            made = crypto.EC_POINT_mul(self._group, point, number, None, None, None) == 1 and (
                crypto.EC_POINT_point2oct(self._group, point, POINT_UNCOMPRESSED, octets, POINT_OCTETS, None)
                == POINT_OCTETS
            )
        finally:
            crypto.EC_POINT_free(point)
            crypto.BN_clear_free(number)
        if not made:
            crypto.ERR_clear_error()
            raise KeyRefused(problem="密码库不能算出公钥")
        return octets.raw

    def open_private(self, scalar: int, point: bytes) -> Handle:
        """Make a signing handle."""
        octets = ctypes.create_string_buffer(scalar.to_bytes(FIELD_OCTETS, sys.byteorder), FIELD_OCTETS)
        try:
            return self._open(KEYPAIR_SELECTION, point, (b"priv", UNSIGNED_INTEGER, octets, FIELD_OCTETS))
        finally:
            ctypes.memset(octets, 0, FIELD_OCTETS)

    def open_public(self, point: bytes) -> Handle:
        """Make a verifying handle."""
        return self._open(PUBLIC_SELECTION, point)

    def _open(self, selection: int, point: bytes, *more: tuple[bytes, int, Any, int]) -> Handle:
        group, public = ctypes.create_string_buffer(b"SM2"), ctypes.create_string_buffer(point, POINT_OCTETS)
        given = ((b"group", UTF8_STRING, group, 3), (b"pub", OCTET_STRING, public, POINT_OCTETS), *more)
        parameters = (_Parameter * (len(given) + 1))(
            *(_Parameter(key, kind, ctypes.addressof(data), size, 0) for key, kind, data, size in given)
        )
        context = self._crypto.EVP_PKEY_CTX_new_from_name(None, b"SM2", None)
        pointer = c_void_p()
        try:
            opened = (
                context
                and self._crypto.EVP_PKEY_fromdata_init(context) == 1
                and self._crypto.EVP_PKEY_fromdata(context, pointer, selection, parameters) == 1
            )
        finally:
            self._crypto.EVP_PKEY_CTX_free(context)
        if not opened or not pointer.value:
            self._crypto.ERR_clear_error()
            raise KeyRefused(problem="密码库不接受这把密钥")
        return Handle(pointer.value, self._crypto.EVP_PKEY_free)

    def sign(self, handle: Handle, digest: bytes) -> bytes:
        """Sign a digest that already covers Z."""
        crypto = self._crypto
        signature, length = ctypes.create_string_buffer(LONGEST_SIGNATURE), c_size_t(LONGEST_SIGNATURE)
        context = crypto.EVP_PKEY_CTX_new(handle.pointer, None)
        try:
            signed = (
                crypto.EVP_PKEY_sign_init(context) == 1
                and crypto.EVP_PKEY_sign(context, signature, length, digest, len(digest)) == 1
            )
        finally:
            crypto.EVP_PKEY_CTX_free(context)
        if not signed:
            crypto.ERR_clear_error()
            raise KeyRefused(problem="密码库没有完成签名")
        return signature.raw[: length.value]

    def verify(self, handle: Handle, digest: bytes, signature: bytes) -> bool:
        """Check a signature; libcrypto refuses r, s out of range and any spelling but the canonical one."""
        crypto = self._crypto
        context = crypto.EVP_PKEY_CTX_new(handle.pointer, None)
        try:
            verified: bool = (
                crypto.EVP_PKEY_verify_init(context) == 1
                and crypto.EVP_PKEY_verify(context, signature, len(signature), digest, len(digest)) == 1
            )
        finally:
            crypto.EVP_PKEY_CTX_free(context)
        if not verified:
            crypto.ERR_clear_error()  # else the next TLS read of this thread would find our error
        return verified

    def encrypt(self, handle: Handle, plaintext: bytes) -> bytes:
        """Encrypt to the holder of a public point; ASN.1 form."""
        while True:
            room = len(plaintext) + CIPHERTEXT_OVERHEAD
            ciphertext = self._crypt("encrypt", handle, plaintext, room)
            if ciphertext is None:
                raise KeyRefused(problem="密码库没有完成加密")
            # The standard draws again when the key stream is all zero; OpenSSL 3.0 forgets to.
            if decode_ciphertext(ciphertext)[3] != plaintext:
                return ciphertext

    def decrypt(self, handle: Handle, ciphertext: bytes) -> bytes:
        """Decrypt the ASN.1 form. Refuses with CiphertextRefused."""
        masked = decode_ciphertext(ciphertext)[3]  # OpenSSL reads BER here, we do not
        plaintext = self._crypt("decrypt", handle, ciphertext, len(ciphertext))
        if plaintext is None or plaintext == masked:
            raise CiphertextRefused(problem="校验值 C3 不符")
        return plaintext

    def _crypt(self, direction: str, handle: Handle, content: bytes, room: int) -> bytes | None:
        crypto = self._crypto
        result, length = ctypes.create_string_buffer(room), c_size_t(room)
        context = crypto.EVP_PKEY_CTX_new(handle.pointer, None)
        start, step = _STEPS[direction]
        try:
            finished = (
                getattr(crypto, start)(context) == 1
                and getattr(crypto, step)(context, result, length, content, len(content)) == 1
            )
        finally:
            crypto.EVP_PKEY_CTX_free(context)
        if not finished:
            crypto.ERR_clear_error()
            return None
        return result.raw[: length.value]


_STEPS = {
    "encrypt": ("EVP_PKEY_encrypt_init", "EVP_PKEY_encrypt"),
    "decrypt": ("EVP_PKEY_decrypt_init", "EVP_PKEY_decrypt"),
}


def candidates() -> Iterator[str]:
    """Name the libraries worth trying: first the one this process already has, as hashlib loaded it."""
    maps = Path("/proc/self/maps")
    if maps.exists():
        loaded = re.search(r"/\S*libcrypto\.so\.[3-9]\S*", maps.read_text())
        if loaded:
            yield loaded.group()
    found = ctypes.util.find_library("crypto")
    if found:
        yield found
    yield from ("libcrypto.so.4", "libcrypto.so.3", "libcrypto.3.dylib")
