"""
The audit of the log: every act against its leaf, every leaf against tiles and signed states, every state against the key.

Each finding names the act and its place, and says whose hands it takes to do that; the audit needs no trust in the database.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from yangguang.foundation.acts.log.envelope import SELECTED, seal_all
from yangguang.foundation.acts.log.keys import log_verifier
from yangguang.foundation.acts.log.store import LogStore, log_store
from yangguang.foundation.acts.models import LogCheckpoint
from yangguang.kernel.merkle import (
    TILE_WIDTH,
    Checkpoint,
    CompactRange,
    MalformedNote,
    MalformedTile,
    NoteVerifier,
    SignedNote,
    Tile,
)

CHUNK = 32 * TILE_WIDTH
MOST_FINDINGS = 1000
_READ = f"""
SELECT {SELECTED}, act.salt, entry.index, entry.act_id, entry.leaf
FROM acts_logentry entry LEFT JOIN acts_act act ON act.number = entry.act_id
WHERE entry.index >= %s AND entry.index < %s ORDER BY entry.index
"""  # noqa: S608 - our own column names
_UNLOGGED = """
SELECT act.number FROM acts_act act
WHERE NOT EXISTS (SELECT 1 FROM acts_logentry entry WHERE entry.act_id = act.number)
  AND NOT EXISTS (SELECT 1 FROM acts_pendingact pending WHERE pending.act_id = act.number)
ORDER BY act.number LIMIT %s
"""
_OWNERS = """
SELECT DISTINCT rolname FROM pg_roles
WHERE rolsuper OR oid = (SELECT relowner FROM pg_class WHERE oid = 'acts_act'::regclass) ORDER BY rolname
"""

DATABASE, FILES, KEY = "database", "files", "key"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: what, where, and what somebody must have held in hand to do it."""

    kind: str
    told: str
    index: int | None = None
    act: int | None = None
    needs: tuple[str, ...] = (DATABASE,)


@dataclass
class Inspection:
    """What an audit found."""

    size: int = 0
    checkpoints: int = 0
    findings: list[Finding] = field(default_factory=list)
    holders: dict[str, str] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.findings

    def add(self, finding: Finding) -> None:
        """Keep a finding; beyond a thousand they say nothing new."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)

    def who(self, finding: Finding) -> str:
        """Say who could have done it."""
        return "；并且".join(self.holders[one] for one in finding.needs)


def inspect_log(
    *, witnessed: Sequence[str] = (), progress: Callable[[int, int], None] = lambda done, all_: None
) -> Inspection:
    """
    Audit the whole log; *witnessed* are checkpoints that others kept, as text.

    Finds every changed, deleted, reordered, inserted or cut-off act, and every changed entry, tile and checkpoint.
    Refuses with LogKeyMissing, LogStoreFailed.
    """
    found = Inspection(holders=_holders())
    store, verifier = log_store(), log_verifier()
    stated = _stated(found, verifier)
    known = {one.size: one.root for one in stated}
    published = _published(found, store, verifier)
    states = {**known, **({published.size: published.root} if published else {})}
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(index) + 1, 0) FROM acts_logentry")
        found.size = cursor.fetchone()[0]
    tree = _walk(found, store, states, progress)
    _check_ends(found, tree, stated, published)
    _check_unlogged(found)
    for note in witnessed:
        _check_witnessed(found, note, verifier, states, store)
    return found


def _holders() -> dict[str, str]:
    """Name who holds what: roles that can write past the triggers, the files, the key."""
    with connection.cursor() as cursor:
        cursor.execute(_OWNERS)
        roles = "、".join(name for (name,) in cursor.fetchall())
    return {
        DATABASE: f"数据库超级用户或表的所有者（现有：{roles}），因为普通应用连接会被触发器拒绝",
        FILES: "能写 VAR/log 文件的操作系统账号（平台进程的账号和服务器管理员）",
        KEY: "掌握日志签名密钥的人（VAR/keys 的文件和它的口令，或密码机的操作员）",
    }


def _stated(found: Inspection, verifier: NoteVerifier) -> list[Checkpoint]:
    """Check the signature and the columns of every checkpoint row."""
    right = []
    for row in LogCheckpoint.objects.order_by("size").iterator():
        found.checkpoints += 1
        try:
            note = SignedNote.from_text(row.note)
            stated = Checkpoint.from_text(note.text)
        except MalformedNote:
            note, stated = SignedNote("", ()), Checkpoint("", -1, b"")
        if not verifier.verify(note) or stated.origin != verifier.name:
            found.add(
                Finding("checkpoint_forged", f"第 {row.size} 条的签署没有正确的签名，被改动过", row.size)
            )
        elif (stated.size, stated.root) != (row.size, bytes(row.root)):
            found.add(Finding("checkpoint_changed", f"第 {row.size} 条的签署与它自己的原文不符", row.size))
        else:
            right.append(stated)
    return right


def _published(found: Inspection, store: LogStore, verifier: NoteVerifier) -> Checkpoint | None:
    try:
        note = store.read_note()
        stated = Checkpoint.from_text(note.text) if note else None
    except MalformedNote:
        note, stated = None, None
        found.add(Finding("published_forged", "公布的签署文件不能读", needs=(FILES,)))
    if note and stated and not verifier.verify(note):
        found.add(Finding("published_forged", "公布的签署没有正确的签名", stated.size, needs=(FILES,)))
        return None
    return stated


def _walk(
    found: Inspection, store: LogStore, states: dict[int, bytes], progress: Callable[[int, int], None]
) -> CompactRange:
    """Go through all entries in order, growing the tree and holding it against every signed state on the way."""
    tree, right_upto = CompactRange(), 0
    ends = sorted(states)
    for start in range(0, found.size, CHUNK):
        upto = min(found.size, start + CHUNK)
        leaves = _leaves(found, start, upto)
        _check_tiles(found, store, start, leaves)
        at = start
        for end in (*[one for one in ends if start < one <= upto], upto):
            tree.extend(leaves[at - start : end - start])
            at = end
            if end in states and tree.root() != states[end]:
                if right_upto >= 0:
                    told = f"序号 {right_upto} 到 {end - 1} 的条目与第 {end} 条的签署不符"
                    found.add(Finding("root_mismatch", told, right_upto, needs=(DATABASE, FILES)))
                right_upto = -1  # every later root is wrong too and says nothing new
            elif end in states and right_upto >= 0:
                right_upto = end
        progress(upto, found.size)
    return tree


def _leaves(found: Inspection, start: int, upto: int) -> list[bytes]:
    """Give the stored leaves of a range, with the acts checked against them."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [start, upto])
        rows = cursor.fetchall()
    right = iter(seal_all([row for row in rows if row[0] is not None]))
    leaves, expected = [], start
    for row in rows:
        index, act, stored = row[-3:]
        for missing in range(expected, index):
            found.add(Finding("entry_missing", f"序号 {missing} 的条目被删除", missing))
            leaves.append(bytes(32))
        expected = index + 1
        leaf = bytes(stored)
        leaves.append(leaf)
        if row[0] is None:
            found.add(Finding("act_deleted", f"第 {act} 条行为记录（序号 {index}）被删除", index, act))
        elif next(right).leaf != leaf:
            found.add(_explain(index, act, row))
    return leaves


def _explain(index: int, act: int, columns: Sequence[Any]) -> Finding:
    told = f"第 {act} 条行为记录（序号 {index}，{columns[2]}，{columns[9]}）的内容、盐值或次序被改动"
    return Finding("act_changed", told, index, act)


def _check_tiles(found: Inspection, store: LogStore, start: int, leaves: list[bytes]) -> None:
    """Hold the leaves of whole bundles against the published tiles, so that a changed entry is found by its place."""
    for at in range(0, len(leaves), TILE_WIDTH):
        ours = leaves[at : at + TILE_WIDTH]
        tile = Tile(0, (start + at) // TILE_WIDTH, len(ours))
        try:
            theirs = store.fetch(tile)
        except MalformedTile:
            found.add(Finding("tile_missing", f"日志文件 {tile.path} 缺失", start + at, needs=(FILES,)))
            continue
        if theirs == b"".join(ours):
            continue
        if len(theirs) != 32 * len(ours):
            found.add(Finding("tile_truncated", f"日志文件 {tile.path} 被截短", start + at, needs=(FILES,)))
            continue
        for place, leaf in enumerate(ours):
            if theirs[32 * place : 32 * place + 32] != leaf:
                told = f"序号 {start + at + place} 的条目与公布的文件 {tile.path} 不符，有一边被改动"
                found.add(Finding("entry_changed", told, start + at + place))


def _check_ends(
    found: Inspection, tree: CompactRange, stated: list[Checkpoint], published: Checkpoint | None
) -> None:
    """See whether the end was cut off."""
    largest = max((one.size for one in (*stated, *([published] if published else []))), default=0)
    if tree.size < largest:
        told = f"日志只剩 {tree.size} 条，而已经签署到 {largest} 条：末尾 {largest - tree.size} 条被删除"
        found.add(Finding("log_truncated", told, tree.size))
    elif tree.size > largest:
        found.add(Finding("entries_unsigned", f"序号 {largest} 以后的条目没有签署", largest))
    last = max((one.size for one in stated), default=0)
    if published and published.size > last:
        told = f"公布过第 {published.size} 条的签署，数据库里没有：恢复了旧备份，或删除了签署"
        found.add(Finding("checkpoint_missing", told, published.size))


def _check_unlogged(found: Inspection) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_UNLOGGED, [MOST_FINDINGS])
        for (number,) in cursor.fetchall():
            told = f"第 {number} 条行为记录不在日志里，也不在等待：绕过日志写入，或条目被删除"
            found.add(Finding("act_unlogged", told, act=number))


def _check_witnessed(
    found: Inspection, text: str, verifier: NoteVerifier, states: dict[int, bytes], store: LogStore
) -> None:
    """Hold a state somebody else kept against ours."""
    try:
        note = SignedNote.from_text(text)
        kept = Checkpoint.from_text(note.text)
    except MalformedNote:
        found.add(Finding("witnessed_unreadable", "见证人的签署文件不能读", needs=()))
        return
    if not verifier.verify(note):
        found.add(Finding("witnessed_foreign", "见证人的签署文件不是本日志签的", needs=()))
        return
    ours = states.get(kept.size)
    if ours is None and kept.size <= found.size:
        try:
            ours = store.tree(kept.size).root()
        except MalformedTile:
            ours = None
    if ours != kept.root:
        told = f"见证人保存的第 {kept.size} 条的签署与本日志不符：日志被分叉或整体改写，而签名是真的"
        found.add(Finding("log_forked", told, kept.size, needs=(DATABASE, FILES, KEY)))
