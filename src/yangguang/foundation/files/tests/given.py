"""Files and actors in business words."""

import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from yangguang.foundation.acts.api import ANONYMOUS, Actor, operation

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 64 + b"\xff\xd9"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + rb"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def png() -> bytes:
    """One white pixel."""

    def chunk(name: bytes, content: bytes) -> bytes:
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    lines = zlib.compress(b"\0\xff")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def packed(*names: str) -> bytes:
    """A zip with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in names:
            parts.writestr(name, "<x/>")
    return out.getvalue()


def upload(content: bytes, name: str, declared: str = "application/octet-stream") -> SimpleUploadedFile:
    """What a browser sends."""
    made = SimpleUploadedFile("x", content, content_type=declared)
    made._name = name  # as it came, before Django cleans it
    return made


class Case:
    """Something acts can be about."""

    act_object = ("test", "1")


@operation("files.tests_run", summary="试验", permission=lambda actor: True, subject="case")
def within_operation(*, actor: Actor, now: datetime, case: Case, work):
    """Run some machinery the way a capability does."""
    return work()


def in_operation(work):
    """Run *work* inside an operation."""
    return within_operation(actor=ANONYMOUS, now=NOW, case=Case(), work=work)
