"""A real server that answers well, badly, late and by drops."""

import contextlib
import http.server
import threading
import time
from collections.abc import Iterator

import pytest

from yangguang.kernel.asking import NoAnswer, ask, ask_json, to_json

PATIENCE = 0.5


class Service(http.server.BaseHTTPRequestHandler):
    """What each path does is its name."""

    def do_POST(self) -> None:
        """Answer."""
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        self._do(self.path.strip("/"), asked)

    def do_GET(self) -> None:
        """Answer."""
        self._do(self.path.strip("/"), b"")

    def _do(self, name: str, asked: bytes) -> None:
        with contextlib.suppress(OSError):  # the other side has gone away, as it should
            getattr(self, f"_{name}")(asked)

    def _say(self, body: bytes, status: int = 200, promised: int = 0, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(promised or len(body)))
        for header, value in headers.items():
            self.send_header(header, value)
        self.end_headers()
        self.wfile.write(body)

    def _echo(self, asked: bytes) -> None:
        self._say(b'{"heard": ' + (asked or b"null") + b"}")

    def _list(self, asked: bytes) -> None:
        self._say(b"[1]")

    def _words(self, asked: bytes) -> None:
        self._say(b"<p>")

    def _unknown(self, asked: bytes) -> None:
        self._say(b"", 422)

    def _moved(self, asked: bytes) -> None:
        self._say(b"", 302, Location="/echo")

    def _half(self, asked: bytes) -> None:
        self._say(b'{"hea', promised=99)

    def _silence(self, asked: bytes) -> None:
        time.sleep(3 * PATIENCE)

    def _drips(self, asked: bytes) -> None:
        self._say(b"{", promised=1_000)
        for _ in range(60):  # each drop comes within the patience; all of them would not
            time.sleep(PATIENCE / 5)
            self.wfile.write(b" ")
            self.wfile.flush()

    def log_message(self, *_args: object) -> None:
        """Be quiet."""


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_ask_json__object_asked__comes_back(service: str) -> None:
    assert ask_json(f"{service}/echo", asked={"名": 1}) == {"heard": {"名": 1}}
    assert ask_json(f"{service}/echo") == {"heard": None}
    assert to_json({"名": 1}) == '{"名": 1}'.encode()


@pytest.mark.parametrize(
    ("path", "problem", "status"),
    [
        ("unknown", "HTTP 422", 422),
        ("moved", "HTTP 302", 302),
        ("half", "应答不完整", 0),
        ("silence", "在规定时间内没有应答", 0),
        ("drips", "在规定时间内没有应答", 0),
        ("list", "应答的内容读不出来", 0),
        ("words", "应答的内容读不出来", 0),
    ],
)
def test_ask_json__answer_that_does_not_count__is_named(
    service: str, path: str, problem: str, status: int
) -> None:
    with pytest.raises(NoAnswer, match=problem) as told:
        ask_json(f"{service}/{path}", asked={}, patience=PATIENCE)
    assert told.value.status == status


def test_ask__longer_than_allowed__is_refused_and_not_cut(service: str) -> None:
    with pytest.raises(NoAnswer, match="应答太长"):
        ask(f"{service}/echo", body=b"1" * 200, patience=5, largest=100)


def test_ask__nobody_listens_or_no_web_address__is_named() -> None:
    with pytest.raises(NoAnswer, match="连接不上"):
        ask("http://127.0.0.1:9/", patience=PATIENCE, largest=1)
    with pytest.raises(NoAnswer, match="开头"):
        ask("file:///etc/hostname", patience=PATIENCE, largest=100)
