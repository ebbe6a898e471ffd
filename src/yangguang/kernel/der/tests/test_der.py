"""Strict DER: canonical round trips, and each way of being wrong refused with its position."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.kernel import der

PRINTABLE = "ABCXYZabcxyz0123456789 '()+,-./:=?"
INSTANTS = st.integers(0, 3_155_000_000_000_000).map(
    lambda microseconds: datetime(1950, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
)
TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)


def node(tag, values):
    return st.builds(der.Node, st.just(tag), values)


def bit_strings(content, unused):
    if not content:
        return (b"", 0)
    return (content[:-1] + bytes((content[-1] & ~((1 << unused) - 1) & 0xFF,)), unused)


def ordered(children):
    return tuple(sorted(children, key=der.build))


LEAVES = st.one_of(
    node(der.BOOLEAN, st.booleans()),
    node(der.INTEGER, st.integers(-(2**300), 2**300)),
    node(der.ENUMERATED, st.integers(-300, 300)),
    node(der.OCTET_STRING, st.binary(max_size=300)),
    node(der.BIT_STRING, st.builds(bit_strings, st.binary(max_size=20), st.integers(0, 7))),
    node(der.NULL, st.none()),
    node(
        der.OBJECT_IDENTIFIER,
        st.lists(st.integers(0, 2**40), min_size=1, max_size=6).map(
            lambda arcs: ".".join(map(str, ["2", *arcs]))
        ),
    ),
    node(der.UTF8_STRING, TEXT),
    node(der.PRINTABLE_STRING, st.text(PRINTABLE, max_size=20)),
    node(der.IA5_STRING, st.text(st.characters(max_codepoint=127), max_size=20)),
    node(der.BMP_STRING, st.text(st.characters(max_codepoint=0xD7FF), max_size=20)),
    node(der.UTC_TIME, INSTANTS.map(lambda at: at.replace(microsecond=0))),
    node(der.GENERALIZED_TIME, INSTANTS),
    node(der.context(3, constructed=False), st.binary(max_size=20)),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        node(der.SEQUENCE, st.lists(inner, max_size=5).map(tuple)),
        node(der.SET, st.lists(inner, max_size=5).map(ordered)),
        node(der.context(1), st.lists(inner, max_size=2).map(tuple)),
    ),
    max_leaves=15,
)


@given(TREES)
def test_tree__written_and_read__is_the_same(tree):
    assert der.parse(der.build(tree)) == tree


@given(st.binary(max_size=60))
def test_any_bytes__if_accepted__encode_identically(noise):
    try:
        tree = der.parse(noise)
    except der.MalformedDer as refusal:
        assert 0 <= refusal.position <= len(noise)
    else:
        assert der.build(tree) == noise


@given(TREES, st.data())
def test_mutated_tree__if_accepted__encodes_identically(tree, data):
    encoded = bytearray(der.build(tree))
    for _ in range(data.draw(st.integers(1, 3))):
        encoded[data.draw(st.integers(0, len(encoded) - 1))] = data.draw(st.integers(0, 255))
    try:
        accepted = der.parse(bytes(encoded))
    except der.MalformedDer:
        return
    assert der.build(accepted) == bytes(encoded)


@pytest.mark.parametrize(
    ("encoded", "position"),
    [
        ("", 0),  # nothing
        ("30", 0),  # no length
        ("3080 0000", 1),  # indefinite
        ("3081 01 05", 1),  # long form of a short length
        ("3082 0081" + "00" * 129, 1),  # leading zero in length
        ("3003 0201", 0),  # cut off
        ("0500 00", 2),  # trailing
        ("0501 00", 0),  # NULL with content
        ("0200", 0),  # empty integer
        ("0202 007f", 0),  # padded positive
        ("0202 ff80", 0),  # padded negative
        ("0101 01", 0),  # boolean neither 00 nor FF
        ("0100", 0),
        ("3106 020102 020101", 5),  # SET order
        ("0300", 0),  # BIT STRING without count
        ("0302 0800", 0),  # more than seven unused
        ("0301 01", 0),  # unused bits of nothing
        ("0302 0101", 0),  # unused bit set
        ("0600", 0),  # empty OID
        ("0602 8001", 0),  # padded arc
        ("0601 81", 0),  # cut-off arc
        ("0c01 ff", 0),  # not UTF-8
        ("1301 40", 0),  # @ is not printable
        ("1e01 00", 0),  # half a BMP character
        ("170b 323630313031303030305a", 0),  # UTCTime without seconds
        ("1711 3236303130313030303030302b30383030", 0),  # UTCTime with offset
        ("170d 3236303233303030303030305a", 0),  # 30 February
        ("180f 323032363031303130303030303020", 0),  # no Z
        ("1811 32303236303130313030303030302e305a", 0),  # trailing zero
        ("1810 32303236303130313030303030302e5a", 0),  # point without digits
        ("2403 040100", 0),  # constructed OCTET STRING is BER
        ("1f81 01 00", 0),  # long tag
        ("0900", 0),  # REAL: nobody here writes it
        ("30850000000000", 1),  # length of five octets
    ],
)
def test_each_wrong_form__is_refused_with_its_place(encoded, position):
    with pytest.raises(der.MalformedDer) as refused:
        der.parse(bytes.fromhex(encoded))
    assert refused.value.position == position
    assert str(position) in refused.value.message


def test_nesting__too_deep__is_refused():
    encoded = b"\x05\x00"
    for _ in range(200):
        encoded = der.sequence(encoded)
    with pytest.raises(der.MalformedDer, match="嵌套过深"):
        der.parse(encoded)


@pytest.mark.parametrize(
    ("dotted", "content"),
    [
        ("1.2.156.10197.1.501", "2a811ccf55018375"),
        ("2.999.3", "883703"),
        ("0.39", "27"),
        ("2.5.29.15", "551d0f"),
    ],
)
def test_oid__known_encodings__hold_both_ways(dotted, content):
    assert der.encode_oid(dotted).hex() == content
    assert der.decode_oid(bytes.fromhex(content)) == dotted


@pytest.mark.parametrize("wrong", ["", "1", "1.40", "3.1", "1.02", "1.2.", "a.b", "1.２"])
def test_oid__wrong_text__is_refused(wrong):
    with pytest.raises(ValueError, match=r"arc|identifier"):
        der.encode_oid(wrong)


def test_time__across_2049__changes_type():
    last = datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert der.time(last) == b"\x17\x0d491231235959Z"
    assert der.time(last + timedelta(seconds=1)) == b"\x18\x0f20500101000000Z"
    assert der.time(datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))) == b"\x17\x0d260101000000Z"


def test_time__naive_or_too_fine__is_refused():
    with pytest.raises(ValueError, match="time zone"):
        der.time(datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="UTCTime"):
        der.utc_time(datetime(2026, 1, 1, 0, 0, 0, 5, tzinfo=UTC))


@given(st.sets(st.integers(0, 40)))
def test_named_bits__written_and_read__are_the_same(numbers):
    assert der.Reader(der.named_bits(numbers)).named_bits() == numbers


def test_named_bits__with_trailing_zero__are_refused():
    with pytest.raises(der.MalformedDer):
        der.Reader(bytes.fromhex("03020780")).octets()
    with pytest.raises(der.MalformedDer):
        der.Reader(bytes.fromhex("03020640")[:-1] + b"\x80").named_bits()


def test_reader__walks_a_structure():
    encoded = der.sequence(
        der.integer(5),
        der.boolean(True),
        der.explicit(0, der.utf8("深圳")),
        der.implicit(1, der.octets(b"x")),
    )
    reader = der.Reader(encoded).sequence()
    assert (reader.integer(), reader.default_false()) == (5, True)
    inner = reader.explicit(0)
    assert inner is not None
    assert inner.text() == "深圳"
    assert reader.explicit(2) is None
    assert reader.octets(der.context(1, constructed=False)) == b"x"
    reader.finish()


def test_reader__default_written_out__is_refused():
    with pytest.raises(der.MalformedDer, match="默认值"):
        der.Reader(der.boolean(False)).default_false()


def test_reader__wrong_tag_inside__tells_the_absolute_place():
    with pytest.raises(der.MalformedDer) as refused:
        der.Reader(der.sequence(der.integer(1), der.null())).sequence().oid()
    assert refused.value.position == 2


def test_bits__wrong_unused__cannot_be_written():
    with pytest.raises(ValueError, match="unused"):
        der.bits(b"\x01", unused=1)
    with pytest.raises(ValueError, match="unused"):
        der.bits(b"", unused=1)
    with pytest.raises(ValueError, match="one octet"):
        der.context(31)
    with pytest.raises(ValueError, match="printable"):
        der.printable("深圳")
