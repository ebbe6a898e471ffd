"""
Inclusion and consistency proofs (RFC 9162 §2.1.3 and §2.1.4).

They are made from `subtree`, a function that gives the hash of any perfect subtree, wherever the hashes are kept.
Verification needs nothing but the proof.
"""

from collections.abc import Callable, Sequence

from yangguang.kernel.merkle.refusals import ProofRefused
from yangguang.kernel.merkle.tree import SM3, Hashing, largest_power_below, perfect_subtrees

Subtree = Callable[[int, int], bytes]  # (level, index at that level) -> hash


def tree_root(*, size: int, subtree: Subtree, hashing: Hashing = SM3) -> bytes:
    """Give the root of the first *size* leaves."""
    return _range_root(0, size, subtree, hashing) if size else hashing.empty()


def inclusion_proof(*, index: int, size: int, subtree: Subtree, hashing: Hashing = SM3) -> list[bytes]:
    """Give the siblings from leaf *index* up to the root of *size*. Refuses with ProofRefused."""
    if not 0 <= index < size:
        raise ProofRefused(problem=f"序号 {index} 不在前 {size} 条之内")
    start, end, path = 0, size, []
    while end - start > 1:
        split = start + largest_power_below(end - start)
        if index < split:
            path.append((split, end))
            end = split
        else:
            path.append((start, split))
            start = split
    return [_range_root(*sibling, subtree, hashing) for sibling in reversed(path)]


def consistency_proof(*, old: int, new: int, subtree: Subtree, hashing: Hashing = SM3) -> list[bytes]:
    """Give what shows that the tree of *new* continues the tree of *old*. Refuses with ProofRefused."""
    if not 0 <= old <= new:
        raise ProofRefused(problem=f"{new} 条的日志不可能延续 {old} 条的日志")
    if old in (0, new):
        return []
    start, end, path, inside = 0, new, [], True
    while old != end:
        split = start + largest_power_below(end - start)
        if old <= split:
            path.append((split, end))
            end = split
        else:
            path.append((start, split))
            start, inside = split, False
    if not inside:
        path.append((start, end))
    return [_range_root(*part, subtree, hashing) for part in reversed(path)]


def _range_root(start: int, end: int, subtree: Subtree, hashing: Hashing) -> bytes:
    parts = [subtree(level, index) for level, index in perfect_subtrees(start, end)]
    root = parts.pop()
    while parts:
        root = hashing.node(parts.pop(), root)
    return root


def root_from_inclusion(
    *, leaf: bytes, index: int, size: int, proof: Sequence[bytes], hashing: Hashing = SM3
) -> bytes | None:
    """Give the root that the proof leads to; None where its length is impossible (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return None
    node, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if node & 1 or node == last:
            root = hashing.node(sibling, root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = hashing.node(root, sibling)
        node, last = node >> 1, last >> 1
    return root if last == 0 else None


def verify_inclusion(
    *, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes, hashing: Hashing = SM3
) -> bool:
    """Tell whether the leaf hash is entry *index* of the tree with this size and root."""
    return root_from_inclusion(leaf=leaf, index=index, size=size, proof=proof, hashing=hashing) == root


def verify_consistency(
    *,
    old: int,
    new: int,
    old_root: bytes,
    new_root: bytes,
    proof: Sequence[bytes],
    hashing: Hashing = SM3,
) -> bool:
    """Tell whether the new tree holds all entries of the old one unchanged (RFC 9162 §2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == hashing.empty()
    hashes = list(proof) if old & (old - 1) else [old_root, *proof]
    if not hashes:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            before, after = hashing.node(sibling, before), hashing.node(sibling, after)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            after = hashing.node(after, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root
