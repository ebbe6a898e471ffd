"""
The certificate as a second factor at the keyboard: a statement for this browser and this account, signed with the PIN.

Access asks for factors without knowing certificates; `apps.ready()` registers this one there (docs/decisions/0015).
"""

import base64
import binascii
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from yangguang.foundation.access.api import client_address
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.certificates import operations, outside, queries
from yangguang.foundation.certificates.responders import learn_standing
from yangguang.foundation.identity.api import Account
from yangguang.kernel import clock

_BROWSER = "certificate_browser"


class CertificateFactor:
    """Possession of a key and knowledge of its PIN, in one answer (GB/T 22239-2019, 8.1.4.1 d)."""

    name = "factor_certificate"
    template = "certificates/factor.html"

    def is_held(self, *, account_id: int, now: datetime) -> bool:
        """Tell whether the account has a certificate that signs today."""
        return bool(self._serials(account_id, now))

    def pose(self, request: HttpRequest, account: Account) -> dict[str, Any]:
        """Offer a statement; the browser shows the form if it has one of the keys."""
        now = clock.now()
        browser = request.session.setdefault(_BROWSER, secrets.token_hex(16))
        posed = operations.pose_step_up(
            account_id=account.pk, origin=settings.BASE_URL, browser=browser, now=now
        )
        serials = " ".join(self._serials(account.pk, now))
        return {"nonce": posed.nonce, "statement": posed.statement, "serials": serials}

    def _serials(self, account_id: int, now: datetime) -> list[str]:
        own = queries.list_signing_certificates(account_id=account_id, at=now)
        return own + outside.serials_that_sign(account_id=account_id, at=now)

    def answer(self, request: HttpRequest, account: Account, *, actor: Actor, now: datetime) -> None:
        """Verify what the browser signed. Refuses as `operations.show_certificate`."""
        try:
            signature = base64.b64decode(request.POST.get(self.name, ""), validate=True)
        except binascii.Error:
            signature = b""
        serial = request.POST.get("factor_serial", "")
        bound = [one for one in outside.list_bound(account_id=account.pk) if one.serial == serial]
        if bound:
            learn_standing(bytes(bound[0].encoded), now=now)
        operations.show_certificate(
            actor=actor,
            now=now,
            account=account,
            address=client_address(request),
            nonce=request.POST.get("factor_nonce", ""),
            serial=serial,
            browser=request.session.get(_BROWSER, ""),
            signature=signature,
        )
