"""Telling other systems that somebody left, and clearing away what has expired."""

import logging
import urllib.parse
import uuid
from datetime import timedelta

from django.conf import settings

from yangguang.foundation.jobs import api as jobs
from yangguang.foundation.sign_on import keys, operations
from yangguang.foundation.sign_on.models import AccessToken, AuthorizationCode, ClientSession
from yangguang.foundation.sign_on.queries import sessions_to_tell
from yangguang.foundation.sign_on.rules import ALGORITHMS, TOKEN_LIVES
from yangguang.kernel import clock
from yangguang.kernel.asking import NoAnswer, ask

_log = logging.getLogger(__name__)
_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_PATIENCE = 10  # seconds
_LARGEST_ANSWER = 1_000_000


@jobs.task(name="sign_on.tell_logout", attempts=6, first_wait_seconds=20)
def tell_logout(session_id: int, **_unknown: object) -> None:
    """Tell one client that a sign-in ended (OpenID Connect Back-Channel Logout); tried again until it answers well."""
    session = ClientSession.objects.select_related("client", "sign_in").filter(pk=session_id).first()
    if session is None or session.told_at is not None or not session.client.backchannel_uri:
        return
    now = clock.now()
    claims = {
        "iss": settings.BASE_URL,
        "aud": session.client.client_id,
        "sub": keys.subject_of(session.client, session.sign_in.account_id),
        "sid": str(session.sid),
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(minutes=2)).timestamp()),
        "jti": str(uuid.uuid4()),
        "events": {_EVENT: {}},
    }
    key = operations.signing_key(algorithm=session.client.algorithm, now=now)
    token = keys.sign_token(claims, key, kind="logout+jwt")
    body = urllib.parse.urlencode({"logout_token": token}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    ask(
        session.client.backchannel_uri,
        body=body,
        headers=headers,
        patience=_PATIENCE,
        largest=_LARGEST_ANSWER,
    )
    ClientSession.objects.filter(pk=session.pk).update(told_at=now)


@jobs.every(cron="*/2 * * * *", name="sign_on.catch_up")
def catch_up(timestamp: int = 0, **_unknown: object) -> int:
    """Tell what a crash between commit and job may have left untold."""
    left = sessions_to_tell()
    for session in left:
        try:
            tell_logout(session_id=session.pk)
        except NoAnswer as problem:
            _log.warning("log-out not told to %s: %s", session.client.client_id, problem)
    return len(left)


@jobs.every(cron="40 18 * * *", name="sign_on.clear_old")
def clear_old(timestamp: int = 0, **_unknown: object) -> None:
    """Rotate keys that are due; delete codes and tokens a day after they expired."""
    now = clock.now()
    for algorithm in ALGORITHMS:
        operations.signing_key(algorithm=algorithm, now=now)
    old = now - TOKEN_LIVES - timedelta(days=1)
    AccessToken.objects.filter(expires_at__lt=old).delete()
    AuthorizationCode.objects.filter(expires_at__lt=old).delete()
