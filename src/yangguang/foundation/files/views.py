"""
Sending a file to a browser. There is no page of our own: each capability serves its files through its own
scoped view.
"""

from django.http import FileResponse

from yangguang.foundation.files.models import StoredFile
from yangguang.foundation.files.queries import open_file

_SHOWN_IN_PAGE = {"application/pdf", "image/png", "image/jpeg"}


def file_response(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """
    Stream a file, under its own name, so that no browser guesses another type or runs what is in it.

    *inline* shows PDF and pictures in the browser; everything else is always a download.

    Refuses as `open_file` does.
    """
    shown = inline and stored.media_type in _SHOWN_IN_PAGE
    response = FileResponse(
        open_file(stored), as_attachment=not shown, filename=stored.name, content_type=stored.media_type
    )
    response.headers["Content-Length"] = str(stored.size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
