"""
Passkeys (通行密钥, WebAuthn): what the browser is asked, and what its answer is worth.

A challenge is drawn for one page, kept in the session and used once; the answer counts only from our own origin.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from yangguang.foundation.identity.rules import PasskeyRejected

State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Site:
    """The origin the browser sees, as in https://yangguang.example; passkeys are bound to it."""

    origin: str
    name: str

    @property
    def can_use_passkeys(self) -> bool:
        """Tell whether browsers offer passkeys here: not for a bare network address."""
        host = urlsplit(self.origin).hostname or ""
        return not host.replace(".", "").isdigit() and ":" not in host


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What registering gives to keep."""

    credential: bytes
    credential_id: str
    uses: int


def registration_request(
    *, site: Site, handle: str, username: str, known: Iterable[bytes]
) -> tuple[str, State]:
    """Give the browser's options as JSON and the state to keep in the session until it answers."""
    options, state = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=handle.encode(), name=username, display_name=username),
        credentials=[AttestedCredentialData(one) for one in known],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return json.dumps(_plain(options)), dict(state)


def check_registration(*, site: Site, state: State, answer: str) -> NewPasskey:
    """
    Check the browser's answer to a registration.

    Refuses with PasskeyRejected: another challenge, another origin, or no answer at all.
    """
    try:
        known = _server(site).register_complete(state, json.loads(answer))
    except _BROKEN as broken:
        raise PasskeyRejected from broken
    credential = known.credential_data
    if credential is None:
        raise PasskeyRejected
    return NewPasskey(bytes(credential), websafe_encode(credential.credential_id), known.counter)


def sign_in_request(*, site: Site, known: Iterable[bytes]) -> tuple[str, State]:
    """Give the options that ask for one of the known passkeys, and the state to keep."""
    options, state = _server(site).authenticate_begin(
        [
            PublicKeyCredentialDescriptor(
                type=PublicKeyCredentialType.PUBLIC_KEY, id=AttestedCredentialData(one).credential_id
            )
            for one in known
        ],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return json.dumps(_plain(options)), dict(state)


def check_sign_in(*, site: Site, state: State, known: Iterable[bytes], answer: str) -> tuple[str, int]:
    """
    Check an answer; give the id of the passkey that signed and its count of uses.

    Refuses with PasskeyRejected: another challenge (a replayed answer), another origin, an unknown key, a wrong
    signature.
    """
    try:
        response = AuthenticationResponse.from_dict(json.loads(answer))
        used = _server(site).authenticate_complete(
            state, [AttestedCredentialData(one) for one in known], response
        )
        data: AuthenticatorData = response.response.authenticator_data
    except _BROKEN as broken:
        raise PasskeyRejected from broken
    return websafe_encode(used.credential_id), data.counter


_BROKEN = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
)  # the parser meets what strangers send


def _server(site: Site) -> Fido2Server:
    host = urlsplit(site.origin).hostname or ""
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=host, name=site.name), verify_origin=lambda told: told == site.origin
    )


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return websafe_encode(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
