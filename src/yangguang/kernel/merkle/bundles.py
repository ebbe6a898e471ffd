"""The receipt for a citizen: one text that proves offline that an entry is in a log (C2SP tlog-proof)."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from yangguang.kernel.merkle.checkpoints import Checkpoint, NoteVerifier, SignedNote
from yangguang.kernel.merkle.proofs import verify_inclusion
from yangguang.kernel.merkle.refusals import MalformedNote
from yangguang.kernel.merkle.tree import HASH_OCTETS, SM3, Hashing

HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]*)", re.ASCII)
_EXTRA = "extra "


@dataclass(frozen=True)
class ProofBundle:
    """An index, its inclusion proof, the checkpoint it leads to, and free extra data."""

    index: int
    proof: tuple[bytes, ...]
    note: SignedNote
    extra: bytes = b""

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint inside. Refuses with MalformedNote."""
        return Checkpoint.from_text(self.note.text)

    def to_text(self) -> str:
        """Write the bundle."""
        extra = [_EXTRA + base64.b64encode(self.extra).decode("ascii")] if self.extra else []
        hashes = [base64.b64encode(sibling).decode("ascii") for sibling in self.proof]
        head = "\n".join([HEADER, *extra, f"index {self.index}", *hashes])
        return f"{head}\n\n{self.note.to_text()}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a bundle. Refuses with MalformedNote."""
        head, found, note = text.partition("\n\n")
        header, *lines = head.split("\n")
        if header != HEADER or not found:
            raise MalformedNote(problem="不是证明文件")
        extra = b""
        if lines and lines[0].startswith(_EXTRA):
            extra = _decoded(lines.pop(0).removeprefix(_EXTRA))
        index = _INDEX.fullmatch(lines[0]) if lines else None
        if index is None:
            raise MalformedNote(problem="缺少序号")
        proof = tuple(_decoded(line) for line in lines[1:])
        if any(len(sibling) != HASH_OCTETS for sibling in proof):
            raise MalformedNote(problem="证明中的摘要应为 32 字节")
        return cls(int(index.group(1)), proof, SignedNote.from_text(note), extra)

    def verify(
        self,
        *,
        entry: bytes,
        log: NoteVerifier,
        witnesses: Sequence[NoteVerifier] = (),
        quorum: int = 0,
        hashing: Hashing = SM3,
    ) -> bool:
        """Tell whether the entry is in the log: right proof, right signature, and enough witnesses."""
        checkpoint = self.checkpoint
        included = verify_inclusion(
            leaf=hashing.leaf(entry),
            index=self.index,
            size=checkpoint.size,
            proof=self.proof,
            root=checkpoint.root,
            hashing=hashing,
        )
        seen = len({witness.key.point for witness in witnesses if witness.verify(self.note)})
        return included and checkpoint.origin == log.name and log.verify(self.note) and seen >= quorum


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise MalformedNote(problem="Base64 编码有误") from problem
