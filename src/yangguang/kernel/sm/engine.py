"""Which engine does SM2 in this process: the library if it passes a known answer, else the pure twin."""

import os
from functools import cache
from typing import Any, Protocol

from yangguang.kernel.sm.native import EngineUnavailable, NativeEngine, candidates
from yangguang.kernel.sm.pure.sm2 import PureEngine
from yangguang.kernel.sm.refusals import CiphertextRefused, KeyRefused

CHOICE = "YANGGUANG_SM"
KNOWN_SCALAR = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8  # GB/T 32918.5 A.2


class Engine(Protocol):
    """What both twins do; handles belong to the engine that made them."""

    name: str

    def public_point(self, scalar: int) -> bytes:
        """Give the public point of a private scalar."""

    def open_private(self, scalar: int, point: bytes) -> Any:
        """Make a signing handle."""

    def open_public(self, point: bytes) -> Any:
        """Make a verifying handle."""

    def sign(self, handle: Any, digest: bytes) -> bytes:
        """Sign a digest that already covers Z."""

    def verify(self, handle: Any, digest: bytes, signature: bytes) -> bool:
        """Check such a signature."""

    def encrypt(self, handle: Any, plaintext: bytes) -> bytes:
        """Encrypt to a public handle."""

    def decrypt(self, handle: Any, ciphertext: bytes) -> bytes:
        """Decrypt with a private handle."""


@cache
def engine() -> Engine:
    """Give the engine of this process."""
    if os.environ.get(CHOICE) == "pure":
        return PureEngine()
    return find_native() or PureEngine()


def engine_name() -> str:
    """Tell which engine does the work here: libcrypto or pure."""
    return engine().name


@cache
def find_native() -> NativeEngine | None:
    """Give the first library that answers as the twin does, both ways; None where there is none."""
    tried: set[str] = set()
    for library in candidates():  # one by one: asking the system for the rest starts programs
        if library in tried:
            continue
        tried.add(library)
        try:
            native = NativeEngine(library)
            if _agrees(native, PureEngine()):
                return native
        except (EngineUnavailable, KeyRefused, CiphertextRefused):
            continue
    return None


def _agrees(native: NativeEngine, pure: PureEngine) -> bool:
    point, digest = native.public_point(KNOWN_SCALAR), bytes(range(32))
    private, public = native.open_private(KNOWN_SCALAR, point), native.open_public(point)
    return (
        point == pure.public_point(KNOWN_SCALAR)
        and pure.verify(pure.open_public(point), digest, native.sign(private, digest))
        and native.verify(public, digest, pure.sign(KNOWN_SCALAR, digest))
        and native.decrypt(private, pure.encrypt(pure.open_public(point), digest)) == digest
        and pure.decrypt(KNOWN_SCALAR, native.encrypt(public, digest)) == digest
    )
