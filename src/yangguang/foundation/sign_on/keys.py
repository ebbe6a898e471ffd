"""Keys and tokens: making, sealing and rotating the keys; signing and reading tokens (JOSE by joserfc)."""

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any

from django.conf import settings
from django.db import transaction
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from yangguang.foundation.sign_on.models import Client, SigningKey
from yangguang.foundation.sign_on.rules import ALGORITHMS
from yangguang.kernel import sealing

_PURPOSE = "sign_on.signing_key"


def make_key(algorithm: str) -> tuple[str, dict[str, Any], bytes]:
    """Make a key pair: its id (RFC 7638 thumbprint), its public half, and its sealed private half."""
    key: Any = RSAKey.generate_key(2048) if algorithm == "RS256" else ECKey.generate_key("P-256")
    kid = key.thumbprint()
    public = {**key.as_dict(private=False), "kid": kid, "use": "sig", "alg": algorithm}
    private = json.dumps(key.as_dict(private=True)).encode()
    sealed = sealing.seal(secret=settings.SECRET_KEY, purpose=_PURPOSE, plain=private, bound_to=kid)
    return kid, public, sealed


def sign_token(claims: dict[str, Any], key: SigningKey, *, kind: str) -> str:
    """Sign claims; *kind* goes into the header (JWT, logout+jwt)."""
    private = json.loads(
        sealing.unseal(
            secret=settings.SECRET_KEY, purpose=_PURPOSE, sealed=key.sealed_private, bound_to=key.kid
        )
    )
    opened: Any = RSAKey.import_key(private) if key.algorithm == "RS256" else ECKey.import_key(private)
    return jwt.encode({"alg": key.algorithm, "kid": key.kid, "typ": kind}, claims, opened)


def read_token(token: str) -> dict[str, Any] | None:
    """Read a token of ours whatever its age; none if we did not sign it."""
    published = public_keys()
    try:
        return dict(jwt.decode(token, KeySet.import_key_set(published), algorithms=list(ALGORITHMS)).claims)
    except (JoseError, ValueError):
        return None


def public_keys() -> Any:
    """Give the key set clients verify with: the keys that sign and those retired lately."""
    return {"keys": [one.public for one in SigningKey.objects.order_by("-created_at")]}


def reseal_keys(*, old: str) -> sealing.Resealed:
    """Seal the private keys anew after the platform's secret key has changed from *old*. No act of a person."""
    told = sealing.Resealed()
    with transaction.atomic():
        for key in SigningKey.objects.select_for_update().order_by("pk"):
            sealed = told.take_sealed(
                f"令牌密钥 {key.kid}",
                old=old,
                new=settings.SECRET_KEY,
                purpose=_PURPOSE,
                sealed=key.sealed_private,
                bound_to=key.kid,
            )
            if sealed is not None:
                key.sealed_private = sealed
                key.save(update_fields=["sealed_private"])
    return told


def new_secret() -> str:
    """Draw what cannot be guessed: codes, tokens, secrets of clients."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str, *, key: str = "") -> str:
    """Give the keyed digest under which a secret is kept; *key* is the platform's secret it was kept under, if an earlier one."""
    return sealing.authentication_code(
        secret=key or settings.SECRET_KEY, purpose="sign_on.secret", content=secret.encode()
    )


def is_secret_of(client: Client, secret: str) -> bool:
    """Tell whether a secret is the client's."""
    digests = [digest_of(secret, key=key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return bool(client.secret_digest) and any(
        hmac.compare_digest(client.secret_digest, one) for one in digests
    )


def subject_of(client: Client, account_id: int) -> str:
    """
    Give the name under which a client knows a person: the same every time, another for every client (pairwise).

    Two systems cannot join what they hold about a person by it. It stays the same when the platform's secret key changes, as
    long as the first one is still among YANGGUANG_SECRET_KEY_FALLBACKS.
    """
    first = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS][-1]
    content = f"{client.client_id}/{account_id}".encode()
    return sealing.authentication_code(secret=first, purpose="sign_on.subject", content=content)[:40]


def challenge_of(verifier: str) -> str:
    """Give the S256 challenge of a verifier (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def half_hash(token: str) -> str:
    """Give the at_hash of an access token (OpenID Connect Core, 3.1.3.6)."""
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:16]).rstrip(b"=").decode()
