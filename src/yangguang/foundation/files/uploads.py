"""
The mouth of the upload: stops at the size limit while the bytes still come, and tells a cut-off body from a
finished one.

Django takes a body that ends early for a complete one, so a file cut in half would be stored as if whole.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from yangguang.foundation.access.api import refusal_response
from yangguang.foundation.files.refusals import FileTooLarge, TooManyFiles, UploadCutOff
from yangguang.foundation.files.rules import clean_name, size_label
from yangguang.kernel.refusals import Refusal


class CountedBody:
    """A request body that refuses to end before its announced length."""

    def __init__(self, stream: Any, length: int) -> None:
        """Keep the stream and what it owes."""
        self.stream, self.owed = stream, length

    def read(self, *args: int) -> bytes:
        """Read on; an end before everything owed has come is a cut-off upload."""
        piece: bytes = self.stream.read(*args)
        self.owed -= len(piece)
        wanted = args[0] if args else -1
        if not piece and wanted != 0 and self.owed > 0:
            raise UploadCutOff(name="")
        return piece

    def __getattr__(self, name: str) -> Any:
        """Everything else is the stream's own."""
        return getattr(self.stream, name)


class LimitHandler(FileUploadHandler):
    """Counts each file as it comes and stops at the site's limit."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count."""
        super().new_file(*args, **kwargs)
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the piece on, or stop."""
        self.taken += len(raw_data)
        if self.taken > settings.MAX_UPLOAD_BYTES:
            raise FileTooLarge(
                name=clean_name(self.file_name or ""), limit=size_label(settings.MAX_UPLOAD_BYTES)
            )
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


class UploadMiddleware:
    """Reads an uploaded form before anything else does, so that a bad upload gets its own answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the counter under the request's body."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if request.content_type == "multipart/form-data" and length.isdigit() and hasattr(request, "_stream"):
            counted: Any = CountedBody(request._stream, int(length))
            request._stream = counted
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Parse the form now; a refusal here is told to the person, not swallowed by a later layer."""
        if request.content_type != "multipart/form-data" or request.method != "POST":
            return None
        try:
            request.POST  # noqa: B018 - reading it is what parses it
        except Refusal as refusal:
            return refusal_response(request, refusal)
        except (UnreadablePostError, MultiPartParserError):
            return refusal_response(request, UploadCutOff(name=""))
        except TooManyFilesSent:
            most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
            return refusal_response(request, TooManyFiles(name="", limit=most, count=f"{most} 份以上"))
        except RequestDataTooBig:
            return refusal_response(
                request, FileTooLarge(name="表单文字", limit=size_label(settings.DATA_UPLOAD_MAX_MEMORY_SIZE))
            )
        return None
