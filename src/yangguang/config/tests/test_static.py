"""Static files: kept for ever under their digest, asked about otherwise, packed where it helps."""

import gzip
from collections.abc import Iterable
from typing import Any

from django.templatetags.static import static

from yangguang.config.static import ASK_EACH_TIME, FOR_EVER, StaticPages

STYLE = "ui/theme.css"


def get(path: str, query: str = "", **headers: str) -> tuple[str, dict[str, str], bytes]:
    """Ask the static pages for a path."""
    told: list[Any] = []

    def start_response(status: str, given: list[tuple[str, str]], *rest: Any) -> Any:
        told.append((status, dict(given)))

    def behind(environ: Any, start: Any) -> Iterable[bytes]:
        start("404 Not Found", [])
        return []

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, **headers}
    body = b"".join(StaticPages(behind)(environ, start_response))
    return told[0][0], told[0][1], body


def test_get__address_with_digest__may_be_kept_for_ever() -> None:
    path, _, query = static(STYLE).partition("?")

    status, headers, body = get(path, query)

    assert status == "200 OK"
    assert headers["Cache-Control"] == FOR_EVER
    assert headers["Content-Type"] == "text/css; charset=utf-8"
    assert int(headers["Content-Length"]) == len(body)


def test_get__address_without_digest__is_asked_about_each_time() -> None:
    _, headers, _ = get(f"/static/{STYLE}")
    assert headers["Cache-Control"] == ASK_EACH_TIME

    status, _, body = get(f"/static/{STYLE}", HTTP_IF_NONE_MATCH=headers["ETag"])
    assert (status, body) == ("304 Not Modified", b"")


def test_get__browser_takes_gzip__same_content_comes_packed() -> None:
    _, _, plain = get(f"/static/{STYLE}")
    _, headers, packed = get(f"/static/{STYLE}", HTTP_ACCEPT_ENCODING="gzip, br")

    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain


def test_get__path_that_climbs_out__is_left_to_the_pages() -> None:
    for path in (
        "/static/../settings.py",
        "/static/ui/../../../settings.py",
        "/static/",
        "/static//etc/passwd",
    ):
        assert get(path)[0] == "404 Not Found"
