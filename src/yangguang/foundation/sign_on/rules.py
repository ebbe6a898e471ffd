"""What sign-on refuses, in the words of the protocol where machines listen and in ours where people do."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from yangguang.kernel.refusals import Refusal

CODE_LIVES = timedelta(minutes=1)
TOKEN_LIVES = timedelta(minutes=10)
KEY_SIGNS = timedelta(days=90)
KEY_VERIFIES = timedelta(days=2)  # after it was retired; longer than anything it signed lives
ALGORITHMS = ("RS256", "ES256")
SCOPES = {
    "openid": "确认是您本人",
    "profile": "您的姓名和用户名",
    "phone": "您的手机号码",
    "posts": "您的工号和现任岗位",
}

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class ProtocolError(Exception):
    """An answer in the words of OAuth 2.0 (RFC 6749): an error code and why."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        """Keep both."""
        super().__init__(f"{error}: {description}")
        self.error, self.description, self.status = error, description, status


class UnknownClient(Refusal):
    """The system is not registered, not yet approved, or its row has been changed."""

    code = "sign_on.unknown_client"
    status = 400
    text = "要登录的系统没有在这里登记，或者还没有批准。"
    remedy = "请从原来的系统重新进入；一直这样，请告诉那个系统的管理员。"


class UnknownRedirect(Refusal):
    """The address to come back to is not one that was registered; nobody is sent there."""

    code = "sign_on.unknown_redirect"
    status = 400
    text = "要返回的地址不是这个系统登记过的，所以没有继续。"
    remedy = "请从原来的系统重新进入；一直这样，请告诉那个系统的管理员。"


class ClientIncomplete(Refusal):
    """What is said about a client does not fit together."""

    code = "sign_on.client_incomplete"
    status = 422
    text = "接入系统还有 {count} 处要改。"
    remedy = "请按每一处的提示修改。"


def is_web_address(address: str, *, plain_http: bool) -> bool:
    """Tell whether an address may be redirected to: https without a fragment; plain http only where that is allowed."""
    parts = urlsplit(address)
    schemes = ("https", "http") if plain_http else ("https",)
    return parts.scheme in schemes and bool(parts.hostname) and not parts.fragment and "*" not in address


def is_verifier(text: str) -> bool:
    """Tell whether a text can be a PKCE verifier (RFC 7636, 4.1)."""
    return bool(_VERIFIER.fullmatch(text))


def is_challenge(text: str) -> bool:
    """Tell whether a text can be an S256 challenge."""
    return bool(_CHALLENGE.fullmatch(text))
