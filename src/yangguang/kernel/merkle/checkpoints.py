"""
Signed notes and checkpoints as text (C2SP signed-note, tlog-checkpoint, tlog-cosignature), signed with SM2.

C2SP fixes Ed25519 and SHA-256; the shape here is the same, the signature is SM2 with SM3, told apart by the
signature type in the key and by its key id.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from yangguang.kernel.merkle.refusals import MalformedNote
from yangguang.kernel.merkle.tree import HASH_OCTETS
from yangguang.kernel.sm import PrivateKey, PublicKey, sm3

SIGNATURE_TYPE = b"\xffSM2-SM3"  # C2SP signed-note: FF and a name for types without an assigned number
COSIGNATURE_TYPE = b"\xffSM2-SM3/cosignature/v1"
KEY_ID_OCTETS = 4
STAMP_OCTETS = 8
DASH = "— "
LONGEST_NOTE = 1_000_000
MOST_SIGNATURES = 100

_NAME = re.compile(r"[^\s+]+")
_SIZE = re.compile(r"0|[1-9][0-9]*", re.ASCII)


@dataclass(frozen=True)
class SignatureLine:
    """One line under a note: who says so, under which key, and the signature."""

    name: str
    key_id: bytes
    signature: bytes

    def to_text(self) -> str:
        """Write the line with its end."""
        return f"{DASH}{self.name} {base64.b64encode(self.key_id + self.signature).decode('ascii')}\n"


@dataclass(frozen=True)
class SignedNote:
    """A text and the signatures under it."""

    text: str
    signatures: tuple[SignatureLine, ...]

    def to_text(self) -> str:
        """Write text, empty line, signatures."""
        return self.text + "\n" + "".join(line.to_text() for line in self.signatures)

    @classmethod
    def from_text(cls, note: str) -> Self:
        """Read a note. Refuses with MalformedNote."""
        if len(note) > LONGEST_NOTE:
            raise MalformedNote(problem="文本过长")
        text, found, lines = note.rpartition("\n\n")
        if not found or not lines.endswith("\n") or any(ord(c) < 0x20 and c != "\n" for c in note):
            raise MalformedNote(problem="缺少签名行或含有控制字符")
        signatures = tuple(_signature_line(line) for line in lines[:-1].split("\n"))
        if len(signatures) > MOST_SIGNATURES:
            raise MalformedNote(problem="签名行过多")
        return cls(text + "\n", signatures)

    def with_signatures(self, lines: Iterable[SignatureLine]) -> Self:
        """Give the note with more signatures."""
        return type(self)(self.text, (*self.signatures, *lines))


@dataclass(frozen=True)
class NoteVerifier:
    """A name and its public key; `kind` tells plain signatures from cosignatures."""

    name: str
    key: PublicKey
    kind: bytes = SIGNATURE_TYPE

    @property
    def key_id(self) -> bytes:
        """What binds a line to this name and key."""
        return sm3(self.name.encode() + b"\n" + self.kind + self.key.point)[:KEY_ID_OCTETS]

    def to_text(self) -> str:
        """Write the key as `name+id+base64`, to be published and configured."""
        encoded = base64.b64encode(self.kind + self.key.point).decode("ascii")
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a published key. Refuses with MalformedNote, KeyRefused."""
        name, key_id, encoded = [*text.split("+", 2), "", ""][:3]
        content = _decoded(encoded)
        verifier = cls(name, PublicKey(content[-65:]), content[:-65])
        known = verifier.kind in (SIGNATURE_TYPE, COSIGNATURE_TYPE)
        if not known or not _NAME.fullmatch(name) or verifier.key_id.hex() != key_id:
            raise MalformedNote(problem="公钥与它的名称或编号不符")
        return verifier

    def verify(self, note: SignedNote) -> bool:
        """Tell whether the note bears a right signature of this key; a wrong one beside it counts as none."""
        return self.signed_at(note) is not None

    def signed_at(self, note: SignedNote) -> datetime | None:
        """Give the time of a cosignature (the epoch for a plain signature), or None where none is right."""
        stamps = [
            stamp
            for line in note.signatures
            if line.name == self.name and line.key_id == self.key_id
            for stamp in (self._stamp_if_right(note.text, line.signature),)
        ]
        return stamps[0] if stamps and all(stamp is not None for stamp in stamps) else None

    def _stamp_if_right(self, text: str, signature: bytes) -> datetime | None:
        if self.kind == SIGNATURE_TYPE:
            right = self.key.verify(text.encode(), signature)
            return datetime.fromtimestamp(0, UTC) if right else None
        stamp = int.from_bytes(signature[:STAMP_OCTETS], "big")
        right = self.key.verify(_cosigned(text, stamp), signature[STAMP_OCTETS:])
        return datetime.fromtimestamp(stamp, UTC) if right else None


@dataclass(frozen=True)
class NoteSigner:
    """A name and its private key."""

    name: str
    key: PrivateKey

    @property
    def verifier(self) -> NoteVerifier:
        """Who checks plain signatures of this key."""
        return NoteVerifier(self.name, self.key.public_key)

    @property
    def cosignature_verifier(self) -> NoteVerifier:
        """Who checks cosignatures of this key."""
        return NoteVerifier(self.name, self.key.public_key, COSIGNATURE_TYPE)


@dataclass(frozen=True)
class Checkpoint:
    """What a log says about itself: its origin, how many entries, and their root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def to_text(self) -> str:
        """Write the note's text."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode("ascii"), *self.extensions)
        if any(not line or "\n" in line for line in lines) or len(self.root) != HASH_OCTETS:
            raise ValueError("a checkpoint line is empty or broken")
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the note's text. Refuses with MalformedNote."""
        origin, *rest = text.removesuffix("\n").split("\n")
        if len(rest) < 2 or not origin or not _SIZE.fullmatch(rest[0]) or not all(rest):
            raise MalformedNote(problem="签署点应有来源、条数和根")
        root = _decoded(rest[1])
        if len(root) != HASH_OCTETS:
            raise MalformedNote(problem="根应为 32 字节")
        return cls(origin, int(rest[0]), root, tuple(rest[2:]))


def sign_note(text: str, *signers: NoteSigner) -> SignedNote:
    """Sign a text that ends with a line end; each signature is verified before it is given away."""
    if not text.endswith("\n"):
        raise ValueError("the text of a note ends with a line end")
    lines = tuple(
        SignatureLine(signer.name, signer.verifier.key_id, signer.key.sign(text.encode(), checked=True))
        for signer in signers
    )
    return SignedNote(text, lines)


def cosign(note: SignedNote, *, signer: NoteSigner, now: datetime) -> SignatureLine:
    """Give a witness's line: that it saw this checkpoint at *now*, consistent with all it saw before."""
    stamp = int(now.timestamp())
    signature = signer.key.sign(_cosigned(note.text, stamp), checked=True)
    key_id = signer.cosignature_verifier.key_id
    return SignatureLine(signer.name, key_id, stamp.to_bytes(STAMP_OCTETS, "big") + signature)


def _cosigned(text: str, stamp: int) -> bytes:
    return f"cosignature/v1\ntime {stamp}\n{text}".encode()


def _signature_line(line: str) -> SignatureLine:
    name, found, encoded = line.removeprefix(DASH).partition(" ")
    content = _decoded(encoded)
    if not line.startswith(DASH) or not found or not _NAME.fullmatch(name) or len(content) <= KEY_ID_OCTETS:
        raise MalformedNote(problem="签名行的格式不对")
    return SignatureLine(name, content[:KEY_ID_OCTETS], content[KEY_ID_OCTETS:])


def _decoded(encoded: str) -> bytes:
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise MalformedNote(problem="Base64 编码有误") from problem
    if base64.b64encode(content).decode("ascii") != encoded:
        raise MalformedNote(problem="Base64 编码不是唯一形式")
    return content
