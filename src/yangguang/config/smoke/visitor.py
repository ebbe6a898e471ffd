"""
A visitor without a screen: opens pages, reads their forms, sends them back as a browser would.

Only the standard library, so that the smoke test runs against any server from any machine with Python.
"""

import http.cookiejar
import io
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser

TIMEOUT = 60


class Deviation(Exception):
    """The server did something else than it should."""


@dataclass
class Control:
    """One field of a form."""

    name: str
    kind: str
    value: str = ""
    is_on: bool = True
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form of a page."""

    action: str
    method: str
    is_multipart: bool
    controls: list[Control] = field(default_factory=list)

    def names(self) -> set[str]:
        """The names of its fields."""
        return {one.name for one in self.controls}

    def pairs(self, values: dict[str, str | list[str]], button: str = "") -> list[tuple[str, str]]:
        """Write what a browser would send: the page's own values, then the visitor's."""
        found = [
            (one.name, one.value)
            for one in self.controls
            if one.name not in values and one.is_on and one.kind not in ("submit", "file")
        ]
        for name, value in values.items():
            found += [(name, each) for each in (value if isinstance(value, list) else [value])]
        if button:
            name, _, chosen = button.partition("=")
            found.append((name, chosen))
        return found


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.text: list[str] = []
        self.links: list[str] = []
        self._open: Form | None = None
        self._area: Control | None = None
        self._select: Control | None = None
        self._template = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._template += 1
        if self._template:
            return
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            self._open = Form(
                given.get("action", ""),
                given.get("method", "get").lower(),
                given.get("enctype") == "multipart/form-data",
            )
            self.forms.append(self._open)
        elif self._open is not None:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form = self._open
        if form is None or "disabled" in given:
            return
        name = given.get("name", "")
        if tag in ("input", "button") and name:
            kind = given.get("type", "text" if tag == "input" else "submit")
            is_on = kind not in ("radio", "checkbox") or "checked" in given
            form.controls.append(
                Control(name, kind, given.get("value", "on" if kind == "checkbox" else ""), is_on)
            )
        elif tag == "textarea" and name:
            self._area = Control(name, "textarea")
            form.controls.append(self._area)
        elif tag == "select" and name:
            self._select = Control(name, "select")
            form.controls.append(self._select)
        elif tag == "option" and self._select is not None:
            value = given.get("value", "")
            self._select.options.append(value)
            if "selected" in given or len(self._select.options) == 1:
                self._select.value = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._template -= 1
        elif tag == "form":
            self._open = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data
        if data.strip():
            self.text.append(data.strip())


@dataclass
class Page:
    """One answer of the server."""

    url: str
    status: int
    body: bytes
    forms: list[Form]
    words: str
    links: list[str]

    @property
    def path(self) -> str:
        """The address without the server."""
        return urllib.parse.urlsplit(self.url).path

    def form(self, *names: str, action: str = "") -> Form:
        """Find the form that has these fields (and whose address ends so)."""
        for one in self.forms:
            if set(names) <= one.names() and one.action.endswith(action):
                return one
        raise Deviation(f"{self.path} 上没有带 {'、'.join(names) or action} 的表单")

    def must_say(self, *phrases: str) -> "Page":
        """Insist that the page says something."""
        for phrase in phrases:
            if phrase not in self.words:
                raise Deviation(f"{self.path} 上没有“{phrase}”")
        return self


class Visitor:
    """One person with one browser."""

    def __init__(self, server: str) -> None:
        """Remember the server; cookies start empty."""
        self.server = server.rstrip("/")
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str, *, expect: int = 200) -> Page:
        """Open a page."""
        return self._ask(urllib.request.Request(self._address(path)), expect)  # noqa: S310 - the operator's server

    def post(
        self,
        page: Page,
        form: Form,
        values: dict[str, str | list[str]] | None = None,
        *,
        button: str = "",
        files: dict[str, tuple[str, bytes]] | None = None,
        expect: int = 200,
    ) -> Page:
        """Send a form of a page back, filled in, and follow where it leads."""
        pairs = form.pairs(values or {}, button)
        target = urllib.parse.urljoin(page.url, form.action)
        if form.is_multipart:
            body, kind = _multipart(pairs, files or {})
        else:
            body, kind = urllib.parse.urlencode(pairs).encode(), "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, "Referer": page.url}
        return self._ask(urllib.request.Request(target, body, headers), expect)  # noqa: S310 - as above

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else self.server + path

    def _ask(self, request: urllib.request.Request, expect: int) -> Page:
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                page = _page(answer.geturl(), answer.status, answer.read())
        except urllib.error.HTTPError as answer:
            page = _page(answer.geturl(), answer.code, answer.read())
        if page.status != expect:
            raise Deviation(f"{page.path} 答复 {page.status}，应为 {expect}：{page.words[:160]}")
        return page


def _page(url: str, status: int, body: bytes) -> Page:
    reader = _FormReader()
    text = body.decode("utf-8", errors="replace") if b"<html" in body[:500] else ""
    reader.feed(text)
    return Page(url, status, body, reader.forms, " ".join(reader.text), reader.links)


def _multipart(pairs: list[tuple[str, str]], files: dict[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    boundary = uuid.uuid4().hex
    out = io.BytesIO()
    for name, value in pairs:
        out.write(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        )
    for name, (file_name, content) in files.items():
        out.write(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
            "Content-Type: application/pdf\r\n\r\n".encode()
        )
        out.write(content + b"\r\n")
    out.write(f"--{boundary}--\r\n".encode())
    return out.getvalue(), f"multipart/form-data; boundary={boundary}"
