"""Leaf and node hashes (RFC 6962 §2.1), and the compact range: a tree of any size kept as one hash per power of two."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from yangguang.kernel.sm import new_sm3, sm3

HASH_OCTETS = 32


@dataclass(frozen=True)
class Hashing:
    """A hash function with the prefixes that keep leaves and nodes apart."""

    name: str
    digest: Callable[[bytes], bytes]
    start: Callable[[bytes], Any]

    def leaf(self, entry: bytes) -> bytes:
        """Hash an entry."""
        return self.digest(b"\x00" + entry)

    def leaves(self, entries: Iterable[bytes]) -> list[bytes]:
        """Hash many entries."""
        begun, leaves = self.start(b"\x00").copy, []
        for entry in entries:
            leaf = begun()
            leaf.update(entry)
            leaves.append(leaf.digest())
        return leaves

    def node(self, left: bytes, right: bytes) -> bytes:
        """Hash two children."""
        return self.digest(b"\x01" + left + right)

    def parents(self, children: bytes) -> bytes:
        """Hash neighbours in pairs, a whole level at once: the sequencer lives on this."""
        begun, pair, parents = self.start(b"\x01").copy, 2 * HASH_OCTETS, []
        for at in range(0, len(children), pair):
            node = begun()
            node.update(children[at : at + pair])
            parents.append(node.digest())
        return b"".join(parents)

    def empty(self) -> bytes:
        """Give the root of the tree without entries."""
        return self.digest(b"")


SM3 = Hashing("SM3", sm3, new_sm3)
SHA256 = Hashing("SHA-256", lambda content: hashlib.sha256(content).digest(), hashlib.sha256)


class CompactRange:
    """The left edge of a growing tree: the roots of its perfect subtrees, largest first."""

    __slots__ = ("_hashing", "_peaks", "size")

    def __init__(self, *, size: int = 0, peaks: Sequence[bytes] = (), hashing: Hashing = SM3) -> None:
        """Resume from a size and its peaks, one per set bit of the size."""
        if len(peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} has {size.bit_count()} peaks, not {len(peaks)}")
        self.size = size
        self._peaks = list(peaks)
        self._hashing = hashing

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """What must be kept to resume."""
        return tuple(self._peaks)

    def append(self, leaf: bytes, /) -> None:
        """Add one leaf hash."""
        size, peaks, digest = self.size, self._peaks, self._hashing.digest
        while size & 1:
            leaf = digest(b"\x01" + peaks.pop() + leaf)
            size >>= 1
        peaks.append(leaf)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaf hashes in order."""
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """Give the root of the tree as it is now."""
        if not self._peaks:
            return self._hashing.empty()
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = self._hashing.node(peak, root)
        return root

    def copy(self) -> Self:
        """Give an independent twin."""
        return type(self)(size=self.size, peaks=self._peaks, hashing=self._hashing)


def naive_root(leaves: Sequence[bytes], *, hashing: Hashing = SM3) -> bytes:
    """Give the root by the recursive definition of RFC 6962 §2.1; for tests and the stand-alone verifier."""
    if not leaves:
        return hashing.empty()
    if len(leaves) == 1:
        return leaves[0]
    split = largest_power_below(len(leaves))
    return hashing.node(
        naive_root(leaves[:split], hashing=hashing), naive_root(leaves[split:], hashing=hashing)
    )


def largest_power_below(size: int) -> int:
    """Give the largest power of two smaller than a size of two or more: where RFC 6962 splits."""
    return 1 << (size - 1).bit_length() - 1


def perfect_subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """Cut the leaves [start, end) of a tree into the fewest perfect subtrees: (level, index) from left to right."""
    cut = []
    while start < end:
        level = (start & -start).bit_length() - 1 if start else end.bit_length()
        level = min(level, (end - start).bit_length() - 1)
        cut.append((level, start >> level))
        start += 1 << level
    return cut
