"""
The exact bytes the log is made of.

An entry is public: which operation, on what kind of object, and a commitment. The commitment hides the act behind its own
random salt: who holds act and salt can prove them, nobody can guess them. docs/how-to/verify-the-log.md says the same in words.
"""

import contextlib
import gc
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from yangguang.kernel.merkle import SM3
from yangguang.kernel.sm import sm3

COLUMNS = (
    "number",
    "operation",
    "summary",
    "actor_kind",
    "actor_id",
    "actor_label",
    "actor_post",
    "body_code",
    "object_type",
    "object_number",
    "facts",
    "happened_at",
    "digest",
)
"""What the commitment covers: the whole row but its salt."""

# The database writes the instant itself, in UTC to the microsecond: that is far cheaper than reading and writing it here.
SELECTED = ", ".join(
    f"to_char(act.{name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    if name == "happened_at"
    else f"act.{name}"
    for name in COLUMNS
)

_text: Callable[[str], str] = json.encoder.encode_basestring
_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
# `encode` makes this anew for every value; made once it writes the same in half the time. CPython only.
_make_encoder = getattr(json.encoder, "c_make_encoder", None)
_parts = _make_encoder and _make_encoder(None, None, _text, None, ":", ",", True, False, True)


class Sealed(NamedTuple):
    """One act as the log holds it: its content as text, the public entry, and the leaf hash."""

    content: bytes
    entry: bytes
    leaf: bytes


def seal(row: tuple[Any, ...], salt: str) -> Sealed:
    """Turn the columns of an act, as `SELECTED` gives them, into its content, entry and leaf."""
    return seal_all([(*row, salt)])[0]


def seal_all(rows: Sequence[tuple[Any, ...]]) -> list[Sealed]:
    """Seal many acts, each given as the columns of `SELECTED` with its salt behind; what follows is not looked at."""
    with _no_collecting():
        contents = [_written(row, facts) for row, facts in zip(rows, _read_facts(rows), strict=True)]
        entries = [
            entry_of(
                operation=row[1], object_type=row[8], commitment=sm3(bytes.fromhex(row[_SALT]) + content)
            )
            for row, content in zip(rows, contents, strict=True)
        ]
        return list(map(Sealed, contents, entries, SM3.leaves(entries)))


@contextlib.contextmanager
def _no_collecting() -> Iterator[None]:
    """Thousands of acts are thousands of small objects, none in a circle: looking for circles costs a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def content_of(row: tuple[Any, ...]) -> bytes:
    """Write the act as canonical JSON: sorted keys, no spaces, UTF-8, the instant in UTC to the microsecond."""
    return _written(row, _read_facts([row])[0])


_FACTS, _SALT = COLUMNS.index("facts"), len(COLUMNS)


def _read_facts(rows: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Read the facts of many acts in one go, as the database writes them or as they are."""
    given = [row[_FACTS] for row in rows]
    if all(isinstance(one, str) for one in given):
        return list(json.loads(f"[{','.join(given)}]"))
    return [json.loads(one) if isinstance(one, str) else one for one in given]


def _written(row: tuple[Any, ...], facts: Any) -> bytes:
    # Written out rather than encoded as an object: the sequencer lives on this. A test holds it against the encoder.
    number, operation, summary, kind, actor, label, post, body, type_, object_, _, at, digest = row[:_SALT]
    told = "".join(_parts(facts, 0)) if _parts else _encode(facts)
    return (
        f'{{"actor_id":{"null" if actor is None else actor},"actor_kind":{_quoted(kind)},"actor_label":{_quoted(label)},'
        f'"actor_post":{_quoted(post)},"body_code":{_quoted(body)},"digest":{_text(digest)},"facts":{told},'
        f'"happened_at":"{at}","number":{number},"object_number":{_text(object_)},"object_type":{_quoted(type_)},'
        f'"operation":{_quoted(operation)},"summary":{_quoted(summary)}}}'
    ).encode()


def instant_text(instant: datetime) -> str:
    """Write an instant as `2026-09-21T02:00:00.000000Z`."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def commit(content: bytes, salt: bytes) -> bytes:
    """Give SM3(salt ‖ content)."""
    return sm3(salt + content)


def entry_of(*, operation: str, object_type: str, commitment: bytes) -> bytes:
    """Write the public entry, again as canonical JSON."""
    return b'{"commitment":"%b%b' % (commitment.hex().encode(), _entry_end(operation, object_type))


@lru_cache(maxsize=4096)
def _entry_end(operation: str, object_type: str) -> bytes:
    return f'","object_type":{_text(object_type)},"operation":{_text(operation)},"version":1}}'.encode()


@lru_cache(maxsize=4096)
def _quoted(word: str) -> str:
    return _text(word)
