"""
The tree as static files: tiles of 256 hashes and bundles of 256 entries at immutable paths (C2SP tlog-tiles).

A full tile never changes; a partial one is named by its width, so it never changes either.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from yangguang.kernel.merkle import proofs
from yangguang.kernel.merkle.refusals import MalformedTile
from yangguang.kernel.merkle.tree import HASH_OCTETS, SM3, CompactRange, Hashing, perfect_subtrees

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
HIGHEST_LEVEL = 63
LONGEST_ENTRY = 0xFFFF


@dataclass(frozen=True, order=True)
class Tile:
    """One tile: its level (each eight tree levels high), index and number of hashes."""

    level: int
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Where it is published, as `tile/0/x001/067.p/12`."""
        return f"tile/{self.level}/{_index_path(self.index)}{_partial(self.width)}"


Fetch = Callable[[Tile], bytes]


def entry_bundle_path(index: int, width: int = TILE_WIDTH) -> str:
    """Where the entries of a level-0 tile are published."""
    return f"tile/entries/{_index_path(index)}{_partial(width)}"


def encode_entries(entries: Sequence[bytes]) -> bytes:
    """Write a bundle: each entry with its length in two octets."""
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise ValueError(f"an entry of {len(entry)} octets does not fit a bundle")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def decode_entries(bundle: bytes, *, width: int, path: str = "") -> list[bytes]:
    """Read a bundle. Refuses with MalformedTile."""
    entries, at = [], 0
    for _ in range(width):
        start = at + 2
        at = start + int.from_bytes(bundle[at:start], "big")
        if start > len(bundle) or at > len(bundle):
            raise MalformedTile(path=path)
        entries.append(bundle[start:at])
    if at != len(bundle):
        raise MalformedTile(path=path)
    return entries


def tiles_of(size: int) -> Iterator[Tile]:
    """Name every tile of a tree, lowest level first."""
    level, count = 0, size
    while count:
        yield from (Tile(level, index) for index in range(count // TILE_WIDTH))
        if count % TILE_WIDTH:
            yield Tile(level, count // TILE_WIDTH, count % TILE_WIDTH)
        level, count = level + 1, count // TILE_WIDTH


class GrowingTiles:
    """The right edge of a tree of tiles in memory: it takes leaves, gives the tiles to be written, and knows the root."""

    def __init__(self, *, size: int, fetch: Fetch, hashing: Hashing = SM3) -> None:
        """Resume a tree of *size*; only its partial tiles are fetched. Refuses with MalformedTile."""
        self.size = size
        self._hashing = hashing
        self._edges: list[bytes] = []
        level, count = 0, size
        while count:
            self._edges.append(_edge(level, count, fetch))
            level, count = level + 1, count // TILE_WIDTH

    def extend(self, leaves: Sequence[bytes]) -> dict[Tile, bytes]:
        """Add leaf hashes; gives the tiles to be written, without those that a wider one replaces."""
        written: dict[Tile, bytes] = {}
        fresh, count, level = b"".join(leaves), self.size, 0
        self.size += len(leaves)
        full_octets = TILE_WIDTH * HASH_OCTETS
        while fresh:
            if level == len(self._edges):
                self._edges.append(b"")
            pending, first = self._edges[level] + fresh, count // TILE_WIDTH
            parents, end = [], len(pending) - len(pending) % full_octets
            for start in range(0, end, full_octets):
                content = pending[start : start + full_octets]
                written[Tile(level, first + start // full_octets)] = content
                parents.append(_root_of(content, self._hashing))
            self._edges[level] = rest = pending[end:]
            if rest:
                written[Tile(level, first + end // full_octets, len(rest) // HASH_OCTETS)] = rest
            fresh, count, level = b"".join(parents), first, level + 1
        return written

    def root(self) -> bytes:
        """Give the root of the tree as it is now."""
        peaks = []
        for edge in reversed(self._edges):
            for level, index in perfect_subtrees(0, len(edge) // HASH_OCTETS):
                start = (index << level) * HASH_OCTETS
                peaks.append(_root_of(edge[start : start + (HASH_OCTETS << level)], self._hashing))
        return CompactRange(size=self.size, peaks=peaks, hashing=self._hashing).root()


def extend_tiles(
    *, size: int, leaves: Sequence[bytes], fetch: Fetch, hashing: Hashing = SM3
) -> dict[Tile, bytes]:
    """
    Give the tiles to be written when leaf hashes join a tree of *size*.

    Only the partial tiles at the right edge are fetched. Tiles that a later size replaces are not given.
    """
    return GrowingTiles(size=size, fetch=fetch, hashing=hashing).extend(leaves)


class TileTree:
    """A tree of one size, read from tiles only; each tile is fetched once per object."""

    def __init__(self, *, size: int, fetch: Fetch, hashing: Hashing = SM3) -> None:
        """Read through *fetch*, which must give the exact bytes of a tile."""
        self.size = size
        self._fetch = fetch
        self._hashing = hashing
        self._fetched: dict[Tile, bytes] = {}

    def root(self) -> bytes:
        """Give the root."""
        return proofs.tree_root(size=self.size, subtree=self.subtree, hashing=self._hashing)

    def leaf(self, index: int) -> bytes:
        """Give the leaf hash of an entry."""
        return self.subtree(0, index)

    def inclusion_proof(self, index: int) -> list[bytes]:
        """Prove that entry *index* is in the tree. Refuses with ProofRefused, MalformedTile."""
        return proofs.inclusion_proof(
            index=index, size=self.size, subtree=self.subtree, hashing=self._hashing
        )

    def consistency_proof(self, old: int) -> list[bytes]:
        """Prove that the tree continues the one of *old*. Refuses with ProofRefused, MalformedTile."""
        return proofs.consistency_proof(old=old, new=self.size, subtree=self.subtree, hashing=self._hashing)

    def compact_range(self) -> CompactRange:
        """Give what is needed to append without the tiles."""
        peaks = [self.subtree(level, index) for level, index in perfect_subtrees(0, self.size)]
        return CompactRange(size=self.size, peaks=peaks, hashing=self._hashing)

    def subtree(self, level: int, index: int) -> bytes:
        """Give the hash of a perfect subtree, computed inside one tile."""
        tile_level, inside = divmod(level, TILE_HEIGHT)
        first = index << inside
        tile_index, offset = divmod(first, TILE_WIDTH)
        content = self._content(tile_level, tile_index)
        start, stop = offset * HASH_OCTETS, (offset + (1 << inside)) * HASH_OCTETS
        return _root_of(content[start:stop], self._hashing)

    def _content(self, level: int, index: int) -> bytes:
        width = min(TILE_WIDTH, (self.size >> level * TILE_HEIGHT) - index * TILE_WIDTH)
        tile = Tile(level, index, width)
        content = self._fetched.get(tile)
        if content is None:
            content = self._fetched[tile] = _checked(tile, self._fetch(tile))
        return content


def memory_fetch(tiles: Mapping[Tile, bytes]) -> Fetch:
    """Read tiles from a mapping, for tests and for a tree that is being extended."""
    return lambda tile: tiles[tile]


def _edge(level: int, count: int, fetch: Fetch) -> bytes:
    width = count % TILE_WIDTH
    if not width:
        return b""
    tile = Tile(level, count // TILE_WIDTH, width)
    return _checked(tile, fetch(tile))


def _checked(tile: Tile, content: bytes) -> bytes:
    if len(content) != tile.width * HASH_OCTETS:
        raise MalformedTile(path=tile.path)
    return content


def _root_of(content: bytes, hashing: Hashing) -> bytes:
    while len(content) > HASH_OCTETS:
        content = hashing.parents(content)
    return content


def _index_path(index: int) -> str:
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])


def _partial(width: int) -> str:
    if not 1 <= width <= TILE_WIDTH:
        raise ValueError(f"a tile is 1 to {TILE_WIDTH} wide, not {width}")
    return "" if width == TILE_WIDTH else f".p/{width}"
