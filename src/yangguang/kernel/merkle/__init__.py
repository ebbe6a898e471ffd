"""
The one door of the Merkle tree: hashes as RFC 6962 shapes them, over SM3, in the tiles and notes of C2SP.

It holds no storage: callers give tiles as bytes and take bytes to be written. The log of acts stands on it.
"""

from yangguang.kernel.merkle.bundles import ProofBundle
from yangguang.kernel.merkle.checkpoints import (
    Checkpoint,
    NoteSigner,
    NoteVerifier,
    SignedNote,
    cosign,
    sign_note,
)
from yangguang.kernel.merkle.proofs import (
    consistency_proof,
    inclusion_proof,
    root_from_inclusion,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from yangguang.kernel.merkle.refusals import MalformedNote, MalformedTile, ProofRefused
from yangguang.kernel.merkle.tiles import (
    TILE_HEIGHT,
    TILE_WIDTH,
    GrowingTiles,
    Tile,
    TileTree,
    decode_entries,
    encode_entries,
    entry_bundle_path,
    extend_tiles,
    tiles_of,
)
from yangguang.kernel.merkle.tree import SHA256, SM3, CompactRange, Hashing, naive_root

__all__ = [
    "SHA256",
    "SM3",
    "TILE_HEIGHT",
    "TILE_WIDTH",
    "Checkpoint",
    "CompactRange",
    "GrowingTiles",
    "Hashing",
    "MalformedNote",
    "MalformedTile",
    "NoteSigner",
    "NoteVerifier",
    "ProofBundle",
    "ProofRefused",
    "SignedNote",
    "Tile",
    "TileTree",
    "consistency_proof",
    "cosign",
    "decode_entries",
    "encode_entries",
    "entry_bundle_path",
    "extend_tiles",
    "inclusion_proof",
    "naive_root",
    "root_from_inclusion",
    "sign_note",
    "tiles_of",
    "tree_root",
    "verify_consistency",
    "verify_inclusion",
]
