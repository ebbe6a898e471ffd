"""
The proof file people take home: one JSON text that proves acts against a signed state of the log, without asking anybody.

Everything that is hashed stands in it in base64, so that every verifier reads the same bytes. docs/how-to/verify-the-log.md
describes it; `verifiers/` holds two more readers that share no code with this one.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from yangguang.foundation.acts.log.envelope import commit, entry_of
from yangguang.foundation.acts.log.refusals import BadProofFile
from yangguang.kernel.merkle import (
    SM3,
    Checkpoint,
    MalformedNote,
    NoteVerifier,
    SignedNote,
    verify_inclusion,
)
from yangguang.kernel.sm import KeyRefused, sm3

FORMAT = "yangguang-proof/1"
ABOUT = (
    "这是行为记录的存证证明。核对办法：在 /log/verify/ 页面打开（可断网），"
    "或用 yangguang verify-proof、verify_proof.py、verify_proof.sh。"
)
MEDIA_TYPE = "application/json; charset=utf-8"
LARGEST = 50_000_000


@dataclass(frozen=True, slots=True)
class ProvenAct:
    """One act with its place and proof; content and salt are None in a public proof, which hides them."""

    index: int
    entry: bytes
    proof: tuple[bytes, ...]
    content: bytes | None = None
    salt: bytes | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What the act says."""
        told: dict[str, Any] = json.loads(self.content) if self.content else json.loads(self.entry)
        return told


@dataclass(frozen=True, slots=True)
class ProofFile:
    """Acts, the signed state they are proven against, and the keys that signed it."""

    log: NoteVerifier
    note: SignedNote
    acts: tuple[ProvenAct, ...]
    witnesses: tuple[NoteVerifier, ...] = ()

    def to_text(self) -> str:
        """Write the file, one value a line."""
        return (
            json.dumps(
                {
                    "format": FORMAT,
                    "about": ABOUT,
                    "log": self.log.to_text(),
                    "witnesses": [one.to_text() for one in self.witnesses],
                    "checkpoint": _written(self.note.to_text().encode()),
                    "acts": [_act_written(one) for one in self.acts],
                },
                ensure_ascii=False,
                indent=1,
            )
            + "\n"
        )

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a file. Refuses with BadProofFile."""
        if len(text) > LARGEST:
            raise BadProofFile(problem="文件过大")
        try:
            given = json.loads(text)
            if not isinstance(given, dict) or given.get("format") != FORMAT:
                raise BadProofFile(problem=f"格式应为 {FORMAT}")
            return cls(
                log=NoteVerifier.from_text(given["log"]),
                note=SignedNote.from_text(_read(given["checkpoint"]).decode()),
                acts=tuple(_act_read(one) for one in given["acts"]),
                witnesses=tuple(NoteVerifier.from_text(one) for one in given["witnesses"]),
            )
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as problem:
            raise BadProofFile(problem="内容不完整或不是 JSON") from problem
        except (MalformedNote, KeyRefused) as refusal:
            raise BadProofFile(problem=refusal.message.rstrip("。")) from refusal


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a proof file is worth: `problems` is empty if everything in it is right."""

    origin: str
    size: int
    fingerprint: str
    signed_at: str
    acts: tuple[ProvenAct, ...]
    witnesses: tuple[tuple[str, datetime], ...]
    problems: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems


def verify(file: ProofFile, *, trusted: NoteVerifier | None = None) -> Verdict:
    """
    Check signature, places and contents; *trusted* is the log's key as the reader knows it from elsewhere.

    Without it only the inner agreement is checked, and the key's fingerprint has to be compared by eye. Refuses with
    BadProofFile if the signed text is no checkpoint.
    """
    try:
        stated = Checkpoint.from_text(file.note.text)
    except MalformedNote as refusal:
        raise BadProofFile(problem=refusal.message.rstrip("。")) from refusal
    problems = []
    if trusted is not None and trusted != file.log:
        problems.append("签署用的不是您给出的公钥")
    if stated.origin != file.log.name:
        problems.append("签署的来源与公钥的名称不符")
    if not file.log.verify(file.note):
        problems.append("日志的签名不对")
    if not file.acts:
        problems.append("文件里没有任何记录")
    for act in file.acts:
        problems += [f"序号 {act.index}：{problem}" for problem in _problems_of(act, stated)]
    seen = tuple((one.name, at) for one in file.witnesses if (at := one.signed_at(file.note)) is not None)
    return Verdict(
        origin=stated.origin,
        size=stated.size,
        fingerprint=fingerprint(file.log),
        signed_at=next((line[10:] for line in stated.extensions if line.startswith("signed-at ")), ""),
        acts=file.acts,
        witnesses=seen,
        problems=tuple(problems),
    )


def fingerprint(key: NoteVerifier) -> str:
    """Give the SM3 digest of the key as printed, in groups of eight, to be compared by eye."""
    digest = sm3(key.to_text().encode()).hex()
    return " ".join(digest[at : at + 8] for at in range(0, 64, 8))


def _problems_of(act: ProvenAct, stated: Checkpoint) -> list[str]:
    problems = []
    if act.content is not None and act.salt is not None:
        try:
            told = json.loads(act.content)
            entry = entry_of(
                operation=told["operation"],
                object_type=told["object_type"],
                commitment=commit(act.content, act.salt),
            )
        except (ValueError, KeyError, TypeError):
            entry = b""
        if entry != act.entry:
            problems.append("内容与入账的承诺不符，内容或盐值被改过")
    included = verify_inclusion(
        leaf=SM3.leaf(act.entry), index=act.index, size=stated.size, proof=act.proof, root=stated.root
    )
    if not included:
        problems.append("不在签署的日志里，序号、条目或路径被改过")
    return problems


def _written(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _read(text: str) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError) as problem:
        raise BadProofFile(problem="Base64 编码有误") from problem
    if _written(content) != text:
        raise BadProofFile(problem="Base64 编码不是唯一形式")
    return content


def _act_written(act: ProvenAct) -> dict[str, Any]:
    hidden = {}
    if act.content is not None and act.salt is not None:
        hidden = {"salt": _written(act.salt), "content": _written(act.content)}
    return {
        "index": act.index,
        "entry": _written(act.entry),
        **hidden,
        "proof": [_written(one) for one in act.proof],
    }


def _act_read(given: dict[str, Any]) -> ProvenAct:
    index = given["index"]
    if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < 1 << 62:
        raise BadProofFile(problem="序号不对")
    path: Sequence[str] = given["proof"]
    if not isinstance(path, list) or len(path) > 64:
        raise BadProofFile(problem="路径不对")
    if ("salt" in given) != ("content" in given):
        raise BadProofFile(problem="内容和盐值要么都有，要么都没有")
    return ProvenAct(
        index=index,
        entry=_read(given["entry"]),
        proof=tuple(_hash(one) for one in path),
        content=_read(given["content"]) if "content" in given else None,
        salt=_hash(given["salt"]) if "salt" in given else None,
    )


def _hash(text: str) -> bytes:
    content = _read(text)
    if len(content) != 32:
        raise BadProofFile(problem="摘要和盐值应为 32 字节")
    return content
