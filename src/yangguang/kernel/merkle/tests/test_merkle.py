"""The tree against its recursive definition, the vectors of RFC 6962, and every way to be shown a wrong tree."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.kernel import merkle, sm
from yangguang.kernel.merkle.tiles import memory_fetch
from yangguang.kernel.merkle.tree import perfect_subtrees

NOW = datetime(2026, 3, 2, 1, 2, 3, tzinfo=UTC)
HASHINGS = st.sampled_from((merkle.SM3, merkle.SHA256))
few = settings(max_examples=60, deadline=None)

# The eight entries and roots of the Certificate Transparency reference tests.
RFC_ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
RFC_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves_of(count, hashing=merkle.SM3):
    return [hashing.leaf(b"entry %d" % number) for number in range(count)]


def tree_of(leaves, hashing=merkle.SM3):
    tiles = merkle.extend_tiles(size=0, leaves=leaves, fetch=memory_fetch({}), hashing=hashing)
    return merkle.TileTree(size=len(leaves), fetch=memory_fetch(tiles), hashing=hashing)


def test_roots__rfc_6962_vectors__hold():
    growing = merkle.CompactRange(hashing=merkle.SHA256)
    assert growing.root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for entry, root in zip(RFC_ENTRIES, RFC_ROOTS, strict=True):
        growing.append(merkle.SHA256.leaf(entry))
        assert growing.root().hex() == root


@pytest.mark.parametrize("size", [*range(20), 255, 256, 257, 511, 513, 700])
def test_root__three_ways__is_one(size):
    leaves = leaves_of(size)
    growing = merkle.CompactRange()
    growing.extend(leaves)
    assert merkle.naive_root(leaves) == growing.root() == tree_of(leaves).root()
    resumed = tree_of(leaves).compact_range()
    assert resumed.peaks == growing.peaks
    assert growing.copy().root() == growing.root()


def test_compact_range__with_wrong_peaks__is_refused():
    with pytest.raises(ValueError, match="peaks"):
        merkle.CompactRange(size=3, peaks=[bytes(32)])


def test_proofs__all_of_a_small_tree__verify_and_no_other():
    for size in range(1, 34):
        leaves = leaves_of(size)
        tree, root = tree_of(leaves), merkle.naive_root(leaves)
        for index in range(size):
            proof = tree.inclusion_proof(index)
            known = {"index": index, "size": size, "proof": proof, "root": root}
            assert merkle.verify_inclusion(leaf=leaves[index], **known)
            assert tree.leaf(index) == leaves[index]
            assert not merkle.verify_inclusion(leaf=bytes(32), **known)
            for other in range(size):
                assert other == index or not merkle.verify_inclusion(
                    leaf=leaves[index], **{**known, "index": other}
                )
            assert not merkle.verify_inclusion(leaf=leaves[index], **{**known, "proof": [*proof, bytes(32)]})
            assert not proof or not merkle.verify_inclusion(
                leaf=leaves[index], **{**known, "proof": proof[:-1]}
            )


def test_consistency__all_pairs_of_a_small_tree__verify_and_no_other():
    leaves = leaves_of(33)
    roots = [merkle.naive_root(leaves[:size]) for size in range(34)]
    for new in range(34):
        tree = tree_of(leaves[:new])
        for old in range(new + 1):
            proof = tree.consistency_proof(old)
            known = {"old": old, "new": new, "old_root": roots[old], "new_root": roots[new], "proof": proof}
            assert merkle.verify_consistency(**known)
            assert not merkle.verify_consistency(**{**known, "old_root": bytes(32)})
            assert not merkle.verify_consistency(**{**known, "proof": [*proof, bytes(32)]})
            if old not in (0, new):
                assert not merkle.verify_consistency(**{**known, "new_root": bytes(32)})
                assert not merkle.verify_consistency(**{**known, "proof": proof[:-1]})
                changed = [bytes((proof[0][0] ^ 1,)) + proof[0][1:], *proof[1:]]
                assert not merkle.verify_consistency(**{**known, "proof": changed})
    assert not merkle.verify_consistency(old=3, new=2, old_root=roots[3], new_root=roots[2], proof=[])


@few
@given(st.integers(1, 3000), st.data(), HASHINGS)
def test_proofs__from_tiles_of_any_tree__verify(size, data, hashing):
    leaves = leaves_of(size, hashing)
    tree, root = tree_of(leaves, hashing), merkle.naive_root(leaves, hashing=hashing)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    assert merkle.verify_inclusion(
        leaf=leaves[index],
        index=index,
        size=size,
        proof=tree.inclusion_proof(index),
        root=root,
        hashing=hashing,
    )
    assert merkle.verify_consistency(
        old=old,
        new=size,
        old_root=merkle.naive_root(leaves[:old], hashing=hashing),
        new_root=root,
        proof=tree.consistency_proof(old),
        hashing=hashing,
    )


@few
@given(st.lists(st.integers(0, 600), max_size=6))
def test_tiles__written_in_batches__are_those_written_at_once(batches):
    leaves, kept, size = leaves_of(sum(batches)), {}, 0
    growing = merkle.GrowingTiles(size=0, fetch=memory_fetch({}))
    for batch in batches:
        fresh = growing.extend(leaves[size : size + batch])
        kept.update(
            merkle.extend_tiles(size=size, leaves=leaves[size : size + batch], fetch=memory_fetch(kept))
        )
        assert fresh == {tile: kept[tile] for tile in fresh}
        size += batch
        assert all(tile in kept for tile in merkle.tiles_of(size))
        resumed = merkle.GrowingTiles(size=size, fetch=memory_fetch(kept))
        assert growing.root() == resumed.root() == merkle.naive_root(leaves[:size])
    at_once = merkle.extend_tiles(size=0, leaves=leaves, fetch=memory_fetch({}))
    assert set(at_once) == set(merkle.tiles_of(size))
    assert all(kept[tile] == content for tile, content in at_once.items())
    assert merkle.TileTree(size=size, fetch=memory_fetch(kept)).root() == merkle.naive_root(leaves)


def test_tiles__of_a_large_tree__have_three_levels():
    leaves = leaves_of(70_000)
    tree = tree_of(leaves)
    growing = merkle.CompactRange()
    growing.extend(leaves)
    assert tree.root() == growing.root()
    assert {tile.level for tile in merkle.tiles_of(70_000)} == {0, 1, 2}
    proof = tree.inclusion_proof(65_536)
    assert merkle.verify_inclusion(
        leaf=leaves[65_536], index=65_536, size=70_000, proof=proof, root=tree.root()
    )


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (merkle.Tile(0, 0), "tile/0/000"),
        (merkle.Tile(3, 67, 12), "tile/3/067.p/12"),
        (merkle.Tile(0, 1067), "tile/0/x001/067"),
        (merkle.Tile(1, 1_234_067, 1), "tile/1/x001/x234/067.p/1"),
    ],
)
def test_tile_path__is_as_c2sp_writes_it(tile, path):
    assert tile.path == path


def test_entry_bundle__written_and_read__is_the_same():
    entries = [b"", b"a", b"x" * 65535]
    bundle = merkle.encode_entries(entries)
    assert merkle.decode_entries(bundle, width=3) == entries
    assert merkle.entry_bundle_path(1067, 3) == "tile/entries/x001/067.p/3"
    for wrong, width in ((bundle[:-1], 3), (bundle + b"\0", 3), (bundle, 2), (bundle, 4), (b"\0", 1)):
        with pytest.raises(merkle.MalformedTile):
            merkle.decode_entries(wrong, width=width)
    with pytest.raises(ValueError, match="fit"):
        merkle.encode_entries([bytes(65536)])
    with pytest.raises(ValueError, match="wide"):
        merkle.entry_bundle_path(0, 0)


def test_tree__with_a_cut_tile__refuses_and_names_it():
    tree = merkle.TileTree(size=5, fetch=lambda tile: bytes(32))
    with pytest.raises(merkle.MalformedTile, match=r"tile/0/000\.p/5"):
        tree.root()


def test_proof__outside_the_tree__is_refused():
    tree = tree_of(leaves_of(5))
    for index in (-1, 5):
        with pytest.raises(merkle.ProofRefused):
            tree.inclusion_proof(index)
    for old in (-1, 6):
        with pytest.raises(merkle.ProofRefused):
            tree.consistency_proof(old)
    assert merkle.root_from_inclusion(leaf=bytes(32), index=5, size=5, proof=[]) is None


@given(st.integers(0, 500), st.integers(0, 500))
def test_perfect_subtrees__cover_a_range_exactly(start, length):
    at = start
    for level, index in perfect_subtrees(start, start + length):
        assert index << level == at
        at += 1 << level
    assert at == start + length


LOG = merkle.NoteSigner("sz.gov.example/log", sm.PrivateKey(11))
WITNESS = merkle.NoteSigner("witness.example/1", sm.PrivateKey(12))


def signed_checkpoint(leaves, **more):
    return merkle.sign_note(
        merkle.Checkpoint(LOG.name, len(leaves), merkle.naive_root(leaves), **more).to_text(), LOG
    )


def test_checkpoint__signed_written_and_read__verifies():
    note = signed_checkpoint(leaves_of(5), extensions=("zone internal",))
    again = merkle.SignedNote.from_text(note.to_text())
    assert again == note
    assert LOG.verifier.verify(again)
    assert not WITNESS.verifier.verify(again)
    checkpoint = merkle.Checkpoint.from_text(again.text)
    assert (checkpoint.origin, checkpoint.size, checkpoint.extensions) == (LOG.name, 5, ("zone internal",))
    assert note.to_text().startswith("sz.gov.example/log\n5\n")


def test_checkpoint__changed__does_not_verify():
    note = signed_checkpoint(leaves_of(5))
    changed = merkle.SignedNote(note.text.replace("\n5\n", "\n6\n"), note.signatures)
    assert not LOG.verifier.verify(changed)
    assert not LOG.verifier.verify(merkle.SignedNote(note.text, ()))


def test_checkpoint__renamed_key__has_another_id():
    other = merkle.NoteSigner("other", LOG.key)
    assert other.verifier.key_id != LOG.verifier.key_id
    assert LOG.verifier.key_id != LOG.cosignature_verifier.key_id


def test_cosignature__tells_when_and_verifies_beside_the_log():
    note = signed_checkpoint(leaves_of(5))
    cosigned = note.with_signatures([merkle.cosign(note, signer=WITNESS, now=NOW)])
    cosigned = merkle.SignedNote.from_text(cosigned.to_text())
    assert WITNESS.cosignature_verifier.signed_at(cosigned) == NOW
    assert LOG.verifier.verify(cosigned)
    assert not WITNESS.verifier.verify(cosigned)
    moved = [*note.signatures, merkle.cosign(signed_checkpoint(leaves_of(6)), signer=WITNESS, now=NOW)]
    assert not WITNESS.cosignature_verifier.verify(merkle.SignedNote(note.text, tuple(moved)))


def test_verifier_key__written_and_read__is_the_same():
    for verifier in (LOG.verifier, LOG.cosignature_verifier):
        assert merkle.NoteVerifier.from_text(verifier.to_text()) == verifier
    name, key_id, encoded = LOG.verifier.to_text().split("+", 2)
    for wrong in (f"x{name}+{key_id}+{encoded}", f"{name}+00000000+{encoded}"):
        with pytest.raises(merkle.MalformedNote):
            merkle.NoteVerifier.from_text(wrong)
    for wrong in ("", "a+b", f"{name}+{key_id}+!"):
        with pytest.raises((merkle.MalformedNote, sm.KeyRefused)):
            merkle.NoteVerifier.from_text(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "text",
        "text\n\n",
        "text\n\n— name\n",
        "text\n\n— name AAAA\n",
        "text\n\n- name AAAAAAAA\n",
        "text\n\n— na+me AAAAAAAA\n",
        "text\n\n— name AAAAAAA\n",
        "te\tt\n\n— name AAAAAAAA\n",
        "text\n\n— name AAAAAAAA",
        "text\n\n" + "— name AAAAAAAA\n" * 101,
        "x" * 1_000_001,
    ],
)
def test_note__malformed__is_refused(wrong):
    with pytest.raises(merkle.MalformedNote):
        merkle.SignedNote.from_text(wrong)


@pytest.mark.parametrize("wrong", ["", "o\n1\n", "o\n01\nAAAA\n", "o\n1\nAAAA\n", "\n1\n" + "A" * 43 + "=\n"])
def test_checkpoint__malformed__is_refused(wrong):
    with pytest.raises(merkle.MalformedNote):
        merkle.Checkpoint.from_text(wrong)


def test_checkpoint__with_a_broken_line__cannot_be_written():
    for origin, root in (("", bytes(32)), ("a\nb", bytes(32)), ("a", bytes(31))):
        with pytest.raises(ValueError, match="broken"):
            merkle.Checkpoint(origin, 1, root).to_text()
    with pytest.raises(ValueError, match="line end"):
        merkle.sign_note("text", LOG)


def test_bundle__written_and_read__proves_offline():
    entries = [b"entry %d" % number for number in range(300)]
    tree = tree_of(leaves_of(300))
    note = signed_checkpoint(leaves_of(300))
    note = note.with_signatures([merkle.cosign(note, signer=WITNESS, now=NOW)])
    bundle = merkle.ProofBundle(
        index=257, proof=tuple(tree.inclusion_proof(257)), note=note, extra=b"receipt"
    )
    again = merkle.ProofBundle.from_text(bundle.to_text())
    assert again == bundle
    known = {"log": LOG.verifier, "witnesses": [WITNESS.cosignature_verifier], "quorum": 1}
    assert again.verify(entry=entries[257], **known)
    assert not again.verify(entry=entries[256], **known)
    assert not again.verify(entry=entries[257], **{**known, "quorum": 2})
    assert not again.verify(entry=entries[257], **{**known, "log": WITNESS.verifier})
    assert not again.verify(entry=entries[257], **{**known, "witnesses": []})


def test_bundle__malformed__is_refused():
    note = signed_checkpoint(leaves_of(1)).to_text()
    head = "c2sp.org/tlog-proof@v1"
    for wrong in (
        "",
        f"{head}\n",
        f"{head}\nindex 01\n\n{note}",
        f"{head}\nindex 0\nAAAA\n\n{note}",
        f"{head}\n\n{note}",
    ):
        with pytest.raises(merkle.MalformedNote):
            merkle.ProofBundle.from_text(wrong)
    with pytest.raises(merkle.MalformedNote):
        merkle.ProofBundle.from_text(f"{head}\nindex 0\n!\n\n{note}")
