"""Making proof files from the record, for one act or for all acts on one object."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection

from yangguang.foundation.acts.log.envelope import SELECTED, seal
from yangguang.foundation.acts.log.keys import log_verifier
from yangguang.foundation.acts.log.proof_files import ProofFile, ProvenAct
from yangguang.foundation.acts.log.refusals import LogStoreFailed, NoSuchAct, NotInLogYet
from yangguang.foundation.acts.log.store import log_store
from yangguang.foundation.acts.models import LogEntry, LogPublication
from yangguang.kernel.merkle import (
    Checkpoint,
    MalformedNote,
    MalformedTile,
    NoteVerifier,
    SignedNote,
    TileTree,
)

_READ = f"""
SELECT {SELECTED}, act.salt, entry.index
FROM acts_act act LEFT JOIN acts_logentry entry ON entry.act_id = act.number WHERE
"""  # noqa: S608 - our own column names


def prove_act(*, number: int, is_full: bool) -> ProofFile:
    """
    Prove one act; a proof that is not full shows that an act of this kind stands there, and hides what it says.

    The caller has made sure that the person may read the act. Refuses with NoSuchAct, NotInLogYet, LogStoreFailed.
    """
    rows = _read("act.number = %s", [number])
    if not rows:
        raise NoSuchAct(number=number)
    return _prove(rows, is_full=is_full)


def prove_object(*, object_type: str, object_number: str) -> ProofFile:
    """
    Prove every act on one object that is in the log already.

    The caller has made sure that the person may read them. Refuses with NoSuchAct, NotInLogYet, LogStoreFailed.
    """
    rows = _read(
        "act.object_type = %s AND act.object_number = %s ORDER BY act.number", [object_type, object_number]
    )
    if not rows:
        raise NoSuchAct(number=object_number)
    return _prove(rows, is_full=True)


def seal_states(numbers: Iterable[int]) -> dict[int, str]:
    """Tell for each act whether its seal is solid (below the last signed and published state) or open; one query."""
    wanted = {number for number in numbers if number}
    if not wanted:
        return {}
    published = LogPublication.objects.values("size")[:1]
    solid = set(
        LogEntry.objects.filter(act_id__in=wanted, index__lt=published).values_list("act_id", flat=True)
    )
    return {number: "solid" if number in solid else "open" for number in wanted}


def configured_witnesses() -> tuple[NoteVerifier, ...]:
    """List the bodies whose cosignatures this log takes."""
    return tuple(NoteVerifier.from_text(one) for one in settings.LOG_WITNESSES)


def _read(condition: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_READ + condition, values)
        return list(cursor.fetchall())


def _prove(rows: list[tuple[Any, ...]], *, is_full: bool) -> ProofFile:
    note, stated, tree = _published()
    ready = [row for row in rows if row[-1] is not None and row[-1] < stated.size]
    if not ready:
        raise NotInLogYet(number=rows[0][0])
    try:
        acts = tuple(_proven(row, tree, is_full=is_full) for row in ready)
    except MalformedTile as problem:
        raise LogStoreFailed(problem=problem.message) from problem
    seen = tuple(one for one in configured_witnesses() if one.verify(note))
    return ProofFile(log=log_verifier(), note=note, acts=acts, witnesses=seen)


def _published() -> tuple[SignedNote, Checkpoint, TileTree]:
    store = log_store()
    try:
        note = store.read_note()
        stated = Checkpoint.from_text(note.text) if note else Checkpoint("-", 0, bytes(32))
    except MalformedNote as problem:
        raise LogStoreFailed(problem=problem.message) from problem
    return note or SignedNote("", ()), stated, store.tree(stated.size)


def _proven(row: tuple[Any, ...], tree: TileTree, *, is_full: bool) -> ProvenAct:
    salt, index = row[-2:]
    sealed = seal(row[:-2], salt)
    return ProvenAct(
        index=index,
        entry=sealed.entry,
        proof=tuple(tree.inclusion_proof(index)),
        content=sealed.content if is_full else None,
        salt=bytes.fromhex(salt) if is_full else None,
    )
