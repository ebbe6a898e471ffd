"""
The real carrier of short messages: a gateway that takes JSON over HTTP.

Carriers each have their own interface; a small bridge on the operator's side translates. Sent: `{"to", "text", "reference"}`;
expected: 2xx with an optional `{"receipt"}`, 4xx for a number that will never work, anything else means later.
"""

import json

from yangguang.foundation.messaging.providers.base import AddressRefused, CarrierUnavailable, Letter
from yangguang.kernel.asking import NoAnswer, ask, to_json

_PATIENCE_SECONDS = 15


class GatewayCarrier:
    """Posts each message to `settings.SMS_URL`."""

    def __init__(self, url: str) -> None:
        """Keep the address (http or https, checked by the environment table)."""
        self.url = url

    def carry(self, letter: Letter) -> str:
        """Send one short message."""
        body = to_json({"to": letter.to, "text": letter.text, "reference": letter.reference})
        headers = {"Content-Type": "application/json"}
        try:
            said = ask(self.url, body=body, headers=headers, patience=_PATIENCE_SECONDS, largest=10_000)
        except NoAnswer as problem:
            if problem.status in (400, 404, 422):
                raise AddressRefused(str(problem)) from problem
            raise CarrierUnavailable(str(problem)) from problem
        return _receipt(said)


def _receipt(said: bytes) -> str:
    try:
        answer = json.loads(said)
    except ValueError:
        return ""
    return str(answer.get("receipt", ""))[:120] if isinstance(answer, dict) else ""
