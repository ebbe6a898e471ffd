"""
Another body's eyes on the log: fetch its signed state, see that it continues what was seen before, cosign, keep it.

Needs no database and none of our settings: a folder of its own, the log's address and its public key. What was seen is on the
disk before the cosignature leaves the house, so a crash can never make the witness vouch for two histories.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from yangguang.kernel.asking import NoAnswer, ask
from yangguang.kernel.merkle import (
    Checkpoint,
    MalformedNote,
    MalformedTile,
    NoteSigner,
    NoteVerifier,
    SignedNote,
    Tile,
    TileTree,
    cosign,
    verify_consistency,
)
from yangguang.kernel.refusals import Refusal
from yangguang.kernel.sm import PrivateKey

SECONDS = 20
LARGEST = 2_000_000


class WitnessAlarm(Refusal):
    """The log did what an honest log never does; the evidence has been kept."""

    code = "witness.log_misbehaves"
    text = "日志 {origin} 不可信：{problem}。证据已保存在 {evidence}。"
    remedy = "请停止见证，把证据文件交给主管部门；两份签署都有日志自己的签名，对方无法否认。"


class WitnessRefused(Refusal):
    """Nothing was cosigned, for a reason that is not proof of wrong-doing."""

    code = "witness.refused"
    text = "这次没有见证：{problem}。"
    remedy = "请稍后再试，或核对日志的地址和公钥。上次见证的状态没有变。"


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What one look saw."""

    checkpoint: Checkpoint
    note: SignedNote
    is_new: bool
    before: int


class Witness:
    """One body's watch over one log, kept in one folder."""

    def __init__(
        self, *, folder: Path, name: str, log: NoteVerifier, address: str, password: bytes = b""
    ) -> None:
        """Take the folder with key and state; both are made at first use."""
        self.folder, self.log, self.address = folder, log, address.rstrip("/")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.signer = NoteSigner(name, self._key(password))
        self.seen_path = folder / "seen"

    def look(self, *, now: datetime) -> Witnessed:
        """
        Look once: fetch, check, keep, cosign.

        Refuses with WitnessRefused when the log cannot be reached or the clock stands before the last look, and with
        WitnessAlarm when it shrank, forked or signed what it cannot prove.
        """
        with self._alone():
            note, stated = self._fetch_checkpoint()
            seen = self.seen()
            before = Checkpoint.from_text(seen.text).size if seen else 0
            if seen is not None:
                self._refuse_older_clock(now)
                self._require_growth(seen, note, stated)
            elif self._tree(stated.size).root() != stated.root:
                raise WitnessRefused(problem="日志文件与它签署的根不符")
            if seen is not None and seen.text == note.text:
                return Witnessed(stated, seen, False, before)
            line = cosign(note, signer=self.signer, now=now)
            kept = SignedNote(note.text, tuple(one for one in note.signatures if one.name == self.log.name))
            kept = kept.with_signatures([line])
            self._keep(self.seen_path, kept.to_text())
            self._keep(self.folder / "seen-at", str(int(now.timestamp())))
            return Witnessed(stated, kept, True, before)

    def compare(self, other: str) -> None:
        """
        Hold what this witness saw against what another one was shown (its `seen` file, as text).

        Refuses with WitnessAlarm when the log showed the two different histories.
        """
        seen = self.seen()
        if seen is None:
            raise WitnessRefused(problem="还没有见证过，没有可以比对的")
        theirs = self._read(other)
        if theirs is None:
            raise WitnessRefused(problem="对方的文件不是这个日志签署的")
        mine, their = Checkpoint.from_text(seen.text), Checkpoint.from_text(theirs.text)
        if their.size > mine.size:
            # What the other was shown must be what everybody can fetch; else the log keeps two sets of books.
            if self._tree(their.size).root() != their.root:
                raise self._alarm(f"给对方看的 {their.size} 条与公开的文件不符，日志分叉", seen, theirs)
            self._require_growth(seen, theirs, their)
        else:
            self._require_growth(theirs, seen, mine)

    def seen(self) -> SignedNote | None:
        """Give the last state this witness cosigned."""
        if not self.seen_path.exists():
            return None
        note = self._read(self.seen_path.read_text(encoding="utf-8"))
        if note is None:
            raise WitnessRefused(problem=f"自己保存的 {self.seen_path} 被改动或损坏")
        return note

    def send(self, note: SignedNote) -> None:
        """Give the cosigned state back to the log. Refuses with WitnessRefused."""
        body = note.to_text().encode()
        headers = {"Content-Type": "text/plain; charset=utf-8", "Accept": "application/json"}
        try:
            ask(
                f"{self.address}/cosignatures/",
                body=body,
                headers=headers,
                patience=SECONDS,
                largest=LARGEST,
            )
        except NoAnswer as problem:
            if problem.status:
                raise WitnessRefused(
                    problem=f"日志没有收下见证（{problem.status}），请对方登记本单位的公钥"
                ) from problem
            raise WitnessRefused(problem=f"连不上日志：{problem}") from problem

    def _require_growth(self, seen: SignedNote, note: SignedNote, stated: Checkpoint) -> None:
        old = Checkpoint.from_text(seen.text)
        if stated.size < old.size:
            raise self._alarm(f"从 {old.size} 条退回到 {stated.size} 条", seen, note)
        if stated.size == old.size:
            if seen.text != note.text:
                raise self._alarm(f"对同样的 {old.size} 条签署了两个不同的内容，日志分叉", seen, note)
            return
        tree = self._tree(stated.size)
        if tree.root() != stated.root:
            raise WitnessRefused(problem="日志文件与它签署的根不符")
        proof = tree.consistency_proof(old.size)
        continues = verify_consistency(
            old=old.size, new=stated.size, old_root=old.root, new_root=stated.root, proof=proof
        )
        if not continues:
            raise self._alarm(f"{stated.size} 条的日志不是 {old.size} 条的延续，日志分叉", seen, note)

    def _tree(self, size: int) -> TileTree:
        """Open the log's tiles. Refuses with WitnessRefused."""
        tree = TileTree(size=size, fetch=self._fetch_tile)
        try:
            tree.root()
        except MalformedTile as problem:
            raise WitnessRefused(problem=f"日志文件不完整：{problem.message}") from problem
        return tree

    def _fetch_checkpoint(self) -> tuple[SignedNote, Checkpoint]:
        note = self._read(self._get("checkpoint").decode("utf-8", errors="replace"))
        if note is None:
            raise WitnessRefused(problem="取到的签署不是用登记的公钥签的")
        return note, Checkpoint.from_text(note.text)

    def _read(self, text: str) -> SignedNote | None:
        try:
            note = SignedNote.from_text(text)
            stated = Checkpoint.from_text(note.text)
        except MalformedNote as problem:
            raise WitnessRefused(problem=problem.message.rstrip("。")) from problem
        return note if self.log.verify(note) and stated.origin == self.log.name else None

    def _fetch_tile(self, tile: Tile) -> bytes:
        try:
            return self._get(tile.path)
        except WitnessRefused:
            # A narrow tile may be gone once a later state made it full; its beginning is the same.
            return self._get(Tile(tile.level, tile.index).path)[: 32 * tile.width]

    def _get(self, path: str) -> bytes:
        try:
            return ask(f"{self.address}/{path}", patience=SECONDS, largest=LARGEST)
        except NoAnswer as problem:
            raise WitnessRefused(problem=f"取不到 {path}：{problem}") from problem

    def _alarm(self, problem: str, seen: SignedNote, shown: SignedNote) -> WitnessAlarm:
        number = 1
        while (path := self.folder / f"evidence-{number}.json").exists():
            number += 1
        evidence = {
            "log": self.log.to_text(),
            "problem": problem,
            "seen": seen.to_text(),
            "shown": shown.to_text(),
        }
        self._keep(path, json.dumps(evidence, ensure_ascii=False, indent=1))
        return WitnessAlarm(origin=self.log.name, problem=problem, evidence=path)

    def _refuse_older_clock(self, now: datetime) -> None:
        path = self.folder / "seen-at"
        if path.exists() and int(now.timestamp()) < int(path.read_text(encoding="ascii")):
            raise WitnessRefused(problem="本机时钟在上次见证之前，时钟被拨回")

    def _key(self, password: bytes) -> PrivateKey:
        path = self.folder / "key.pem"
        if not path.exists():
            self._keep(path, PrivateKey.generate().to_pem(password=password or None))
        return PrivateKey.from_pem(path.read_text(encoding="ascii"), password=password or None)

    def _keep(self, path: Path, text: str) -> None:
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one look at a time through; two at once could cosign two histories."""
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
