"""
From template to page to PDF. WeasyPrint is imported when first needed: a machine without its libraries
(pango) still issues documents as printable pages, and says so.
"""

import functools
import gc
import logging
import threading
from dataclasses import dataclass
from typing import Any

import segno
from django.template.loader import render_to_string

_log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()  # the text layout engine below is not safe to enter twice


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished PDF."""

    content: bytes
    page_count: int


def render_page(template: str, context: dict[str, Any]) -> str:
    """Fill a document's template; the page is complete in itself and loads nothing from anywhere."""
    return render_to_string(template, context)


def qr_image(text: str) -> str:
    """
    Give a QR code as an image address that a page can carry in itself.

    One of the eight masks is as readable as another for addresses with random digits; weighing all of them would take
    a third of the time somebody waits for a receipt.
    """
    return str(segno.make(text, error="m", micro=False, mask=2).svg_data_uri(border=0, scale=4))


@functools.cache
def _engine() -> Any:
    """Give the printing engine, or none on a machine that lacks it."""
    try:
        import weasyprint  # noqa: PLC0415 - heavy, and may be missing its libraries
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except (ImportError, OSError) as problem:
        _log.warning("documents are issued as printable pages only: %s", problem)
        return None
    for name in ("weasyprint", "weasyprint.progress"):
        logging.getLogger(name).setLevel(logging.ERROR)
    fetcher = URLFetcher(allowed_protocols=["data"])  # a document never reaches for a file or the network
    return functools.partial(weasyprint.HTML, url_fetcher=fetcher)


def can_print() -> bool:
    """Tell whether this machine makes PDFs."""
    return _engine() is not None


def print_page(html: str) -> Printed | None:
    """Make the PDF of a page, or none on a machine without the engine."""
    engine = _engine()
    if engine is None:
        return None
    with _one_at_a_time:
        laid_out = engine(string=html).render()
        printed = Printed(laid_out.write_pdf(), len(laid_out.pages))
        del laid_out
        gc.collect(
            1
        )  # its fonts point at each other: a dozen pages left lying weigh 400 MB, gathered young they cost nothing
        return printed
