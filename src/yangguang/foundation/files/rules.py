"""
What a file is, judged by its own bytes: our table of signatures, and how name, sender and content must agree.

Only formats an office can keep and read for decades are taken. Pure functions on paths and values; no Django.
"""

import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

LONGEST_NAME = 120
UNPACKED_LIMIT = 400 * 1024 * 1024  # a text file of 20 MiB in a zip could otherwise unpack to 20 GiB
MOST_PARTS = 4000
_UNDECLARED = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_ZIP_DECLARED = frozenset({"application/zip", "application/x-zip-compressed"})


@dataclass(frozen=True, slots=True)
class FileKind:
    """One format we take: how it is called, recognised, and served."""

    code: str
    label: str
    media_type: str
    extensions: tuple[str, ...]
    declared: frozenset[str]
    begins: bytes
    is_whole: Callable[[Path], bool]


def _ends_with(mark: bytes, within: int) -> Callable[[Path], bool]:
    """Build a check that the file has not been cut off: its end mark stands near the end."""

    def is_whole(path: Path) -> bool:
        with path.open("rb") as handle:
            handle.seek(0, 2)
            handle.seek(max(0, handle.tell() - within))
            return mark in handle.read()

    return is_whole


def _packed(needed: str) -> Callable[[Path], bool]:
    """
    Build a check for zip-based formats: the part *needed* is there, no program is, and it unpacks to a sane
    size.
    """

    def is_whole(path: Path) -> bool:
        try:
            with zipfile.ZipFile(path) as parts:
                entries = parts.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return False
        names = {entry.filename for entry in entries}
        return (
            needed in names
            and len(entries) <= MOST_PARTS
            and sum(entry.file_size for entry in entries) <= UNPACKED_LIMIT
            and not any(name.rsplit("/", 1)[-1].lower() == "vbaproject.bin" for name in names)
        )

    return is_whole


def _is_text(path: Path) -> bool:
    """Tell whether all bytes are readable text, in UTF-8 or GB 18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as handle:
                while piece := handle.read(1 << 16):
                    if any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n\f" for sign in piece):
                        return False
        except UnicodeDecodeError:
            continue
        return True
    return False


def _kind(
    code: str,
    label: str,
    media_type: str,
    *extensions: str,
    begins: bytes,
    whole: Callable[[Path], bool],
    also: Iterable[str] = (),
) -> FileKind:
    declared = frozenset({media_type, *also}) | _UNDECLARED
    return FileKind(code, label, media_type, extensions, declared, begins, whole)


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, FileKind] = {
    kind.code: kind
    for kind in (
        _kind(
            "pdf",
            "PDF",
            "application/pdf",
            "pdf",
            begins=b"%PDF-",
            whole=_ends_with(b"%%EOF", 2048),
            also=("application/x-pdf",),
        ),
        _kind(
            "png",
            "PNG 图片",
            "image/png",
            "png",
            begins=b"\x89PNG\r\n\x1a\n",
            whole=_ends_with(b"IEND\xaeB`\x82", 64),
        ),
        _kind(
            "jpeg",
            "JPG 图片",
            "image/jpeg",
            "jpg",
            "jpeg",
            begins=b"\xff\xd8\xff",
            whole=_ends_with(b"\xff\xd9", 1 << 20),
            also=("image/jpg", "image/pjpeg"),
        ),
        _kind(
            "ofd",
            "OFD",
            "application/ofd",
            "ofd",
            begins=b"PK\x03\x04",
            whole=_packed("OFD.xml"),
            also=("application/vnd.ofd", "application/x-ofd", *_ZIP_DECLARED),
        ),
        _kind(
            "docx",
            "Word（docx）",
            f"{_OFFICE}wordprocessingml.document",
            "docx",
            begins=b"PK\x03\x04",
            whole=_packed("word/document.xml"),
            also=_ZIP_DECLARED,
        ),
        _kind(
            "xlsx",
            "Excel（xlsx）",
            f"{_OFFICE}spreadsheetml.sheet",
            "xlsx",
            begins=b"PK\x03\x04",
            whole=_packed("xl/workbook.xml"),
            also=_ZIP_DECLARED,
        ),
        _kind("text", "文本（txt）", "text/plain", "txt", begins=b"", whole=_is_text),
    )
}
SCANS = ("pdf", "png", "jpeg", "ofd")
ALL = tuple(KINDS)


def kind_named(name: str) -> FileKind | None:
    """Give the kind a file's extension claims, or none."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    return next((kind for kind in KINDS.values() if extension in kind.extensions), None)


def kind_found(path: Path) -> FileKind | None:
    """Give the kind the bytes show, or none if they match no format of ours."""
    with path.open("rb") as handle:
        head = handle.read(16)
    signed = [kind for kind in KINDS.values() if kind.begins and head.startswith(kind.begins)]
    if signed:
        return next((kind for kind in signed if kind.is_whole(path)), None)
    return KINDS["text"] if _is_text(path) else None


def looks_like(path: Path, kind: FileKind) -> bool:
    """
    Tell whether a file at least begins as its kind does; then it is damaged rather than of another type.
    """
    with path.open("rb") as handle:
        return bool(kind.begins) and handle.read(16).startswith(kind.begins)


def clean_name(raw: str) -> str:
    """
    Make a file name that is safe to show, store and send, keeping the person's own words.

    Folders, control signs and direction overrides (which can show “exe.pdf” as “fdp.exe”) go; Chinese stays.
    """
    name = unicodedata.normalize("NFC", raw).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = re.sub(r"\s+", " ", name.translate(str.maketrans('<>:"|?*', "_______"))).rstrip(" .")
    stem, dot, extension = name.rpartition(".")
    stem = stem.strip(" .")
    if not dot:
        return name.strip()[:LONGEST_NAME] or "未命名"
    return f"{stem[: LONGEST_NAME - len(extension) - 1].rstrip(' .') or '未命名'}.{extension[:10]}"


def size_label(size: int) -> str:
    """Write a size as people do: 640 KB, 2.4 MB."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0") + " MB"
