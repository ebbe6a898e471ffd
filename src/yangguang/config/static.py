"""
Static files straight from the apps, each address carrying the digest of its content.

No collecting step and no manifest: what is on disk is what is served, in tests as in service. An address with
a digest may be kept by the browser for ever; one without is asked about each time and answered with 304.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

PREFIX = "/static/"
NAME = re.compile(r"[\w-][\w./@+-]*")  # what a file of ours may be called; the rest is not even looked for
FOR_EVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "public, no-cache"
SMALLEST_WORTH_PACKING = 512
PACKED_TYPES = ("text/", "application/json", "application/javascript", "image/svg+xml", "application/xml")


@dataclass(frozen=True)
class StaticFile:
    """One file as it goes over the wire."""

    content: bytes
    packed: bytes | None
    content_type: str
    digest: str


class VersionedStorage(StaticFilesStorage):
    """Addresses static files by name and content digest: /static/ui/theme.css?v=0a1b2c3d."""

    def url(self, name: str | None) -> str:
        """The address of *name*; one that exists nowhere gets no digest and will be answered with 404."""
        plain = super().url(name)
        file = find(name or "")
        return f"{plain}?v={file.digest}" if file else plain


class StaticPages:
    """Answers addresses under /static/ and leaves the others to the wrapped application."""

    def __init__(self, application: WSGIApplication) -> None:
        """Stand in front of *application*."""
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = str(environ.get("PATH_INFO", ""))
        if not path.startswith(PREFIX) or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.application(environ, start_response)
        file = find(path.removeprefix(PREFIX))
        if file is None:
            return self.application(environ, start_response)
        return _answer(file, environ, start_response)


def find(name: str) -> StaticFile | None:
    """Find a static file among the apps; read again only when it has changed on disk."""
    path = _path(name)
    if path is None:
        return None
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read(path, stamp)


@lru_cache(maxsize=2048)
def _path(name: str) -> Path | None:
    if not NAME.fullmatch(name) or ".." in name:
        return None
    found = finders.find(name)
    return Path(str(found)) if found and Path(str(found)).is_file() else None


@lru_cache(maxsize=512)
def _read(path: Path, stamp: int) -> StaticFile:
    content = path.read_bytes()
    content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    textual = content_type.startswith(PACKED_TYPES)
    packed = (
        gzip.compress(content, 9, mtime=0) if textual and len(content) >= SMALLEST_WORTH_PACKING else None
    )
    if content_type.startswith("text/"):
        content_type += "; charset=utf-8"
    return StaticFile(content, packed, content_type, hashlib.sha256(content).hexdigest()[:16])


def _answer(file: StaticFile, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    asked = parse_qs(str(environ.get("QUERY_STRING", ""))).get("v", [""])[0]
    tag = f'"{file.digest}"'
    headers = [
        ("Content-Type", file.content_type),
        ("Cache-Control", FOR_EVER if asked == file.digest else ASK_EACH_TIME),
        ("ETag", tag),
        ("X-Content-Type-Options", "nosniff"),
        ("Vary", "Accept-Encoding"),
    ]
    if tag in str(environ.get("HTTP_IF_NONE_MATCH", "")):
        start_response("304 Not Modified", headers)
        return []
    content = file.content
    if file.packed is not None and "gzip" in str(environ.get("HTTP_ACCEPT_ENCODING", "")):
        content = file.packed
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(content))))
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]
