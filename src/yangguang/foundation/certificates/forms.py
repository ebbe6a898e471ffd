"""Reading what browsers send: bytes in Base64, kinds and reasons."""

import base64
import binascii

from django.http import HttpRequest

from yangguang.kernel.refusals import InvalidInput

LONGEST = 20_000


def posted_bytes(request: HttpRequest, name: str) -> bytes:
    """Read one field of Base64. Refuses with InvalidInput."""
    written = request.POST.get(name, "")
    try:
        content = base64.b64decode(written, validate=True) if len(written) <= LONGEST else b""
    except binascii.Error:
        content = b""
    if not content:
        raise InvalidInput(fields={name: "没有收到签名内容，请刷新页面再试。"})
    return content
