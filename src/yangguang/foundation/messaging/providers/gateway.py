"""
The real carrier of short messages: a gateway that takes JSON over HTTP.

Carriers each have their own interface; a small bridge on the operator's side translates. Sent: `{"to", "text", "reference"}`;
expected: 2xx with an optional `{"receipt"}`, 4xx for a number that will never work, anything else means later.
"""

import json
import urllib.error
import urllib.request

from yangguang.foundation.messaging.providers.base import AddressRefused, CarrierUnavailable, Letter

_PATIENCE_SECONDS = 15


class GatewayCarrier:
    """Posts each message to `settings.SMS_URL`."""

    def __init__(self, url: str) -> None:
        """Keep the address (http or https, checked by the environment table)."""
        self.url = url

    def carry(self, letter: Letter) -> str:
        """Send one short message."""
        body = json.dumps({"to": letter.to, "text": letter.text, "reference": letter.reference})
        request = urllib.request.Request(  # noqa: S310 - the operator's own address
            self.url, data=body.encode(), headers={"Content-Type": "application/json"}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310
                said = answer.read(10_000)
        except urllib.error.HTTPError as problem:
            with problem:
                if problem.code in (400, 404, 422):
                    raise AddressRefused(f"HTTP {problem.code}") from problem
                raise CarrierUnavailable(f"HTTP {problem.code}") from problem
        except (OSError, ValueError) as problem:
            raise CarrierUnavailable(str(problem)) from problem
        return _receipt(said)


def _receipt(said: bytes) -> str:
    try:
        answer = json.loads(said)
    except ValueError:
        return ""
    return str(answer.get("receipt", ""))[:120] if isinstance(answer, dict) else ""
