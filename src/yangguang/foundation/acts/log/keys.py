"""
Who signs for the log.

By default a key in a file of VAR/keys, encrypted, made at first use. Another provider (a signing service, a cryptographic
machine) takes its place with `use_signer`; it only has to give a name, a public key, and signatures over texts.
"""

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from yangguang.foundation.acts.log.refusals import LogKeyMissing
from yangguang.kernel.merkle import NoteSigner, NoteVerifier, SignedNote, sign_note
from yangguang.kernel.sealing import Resealed
from yangguang.kernel.sm import KeyRefused, PasswordRefused, PrivateKey, hmac_sm3


class LogSigner(Protocol):
    """What the log needs of whoever keeps its key."""

    @property
    def verifier(self) -> NoteVerifier:
        """Give the log's name and public key."""

    def sign(self, text: str) -> SignedNote:
        """Sign a text; the signature has been checked before it is given away."""


class FileSigner:
    """The key of an encrypted file."""

    def __init__(self, signer: NoteSigner) -> None:
        """Take the opened key with the log's name."""
        self._signer = signer

    @property
    def verifier(self) -> NoteVerifier:
        """Give name and public key."""
        return self._signer.verifier

    def sign(self, text: str) -> SignedNote:
        """Sign and check."""
        return sign_note(text, self._signer)


_provider: Callable[[], LogSigner] | None = None


def use_signer(provider: Callable[[], LogSigner] | None) -> None:
    """Let another provider sign from now on; None gives the duty back to the file."""
    global _provider
    _provider = provider


def log_signer(*, may_make: bool) -> LogSigner:
    """
    Give the signer of this deployment's log; *may_make* only while nothing has been signed yet.

    Refuses with LogKeyMissing, PasswordRefused.
    """
    if _provider is not None:
        return _provider()
    path = key_path()
    if not path.exists():
        if not may_make:
            raise LogKeyMissing(path=path.name)
        _make(path)
    return _opened(path, path.stat().st_mtime_ns, _password())


def log_verifier() -> NoteVerifier:
    """Give name and public key from the public file beside the key. Refuses with LogKeyMissing."""
    if _provider is not None:
        return _provider().verifier
    path = key_path().with_suffix(".pub")
    try:
        return NoteVerifier.from_text(path.read_text(encoding="utf-8").strip())
    except FileNotFoundError as problem:
        raise LogKeyMissing(path=path.name) from problem


def sign_text(text: str) -> SignedNote:
    """Sign a list of files or the like for the log keeper, never a checkpoint. Refuses with LogKeyMissing."""
    if text.startswith(log_verifier().name):
        raise ValueError("that would look like a checkpoint")
    return log_signer(may_make=False).sign(text)


def key_path() -> Path:
    """Where the encrypted key of this zone lies."""
    return Path(settings.VAR) / "keys" / f"log-{settings.LOG_ZONE}.pem"


def log_name() -> str:
    """Give the log's name for ever after: host of the service and zone, without scheme."""
    return f"{urlsplit(settings.BASE_URL).netloc}/log/{settings.LOG_ZONE}"


@lru_cache(maxsize=4)
def _opened(path: Path, _changed: int, password: bytes) -> FileSigner:
    name = NoteVerifier.from_text(path.with_suffix(".pub").read_text(encoding="utf-8").strip()).name
    return FileSigner(
        NoteSigner(name, PrivateKey.from_pem(path.read_text(encoding="ascii"), password=password))
    )


def reseal_log_keys(*, old: str) -> Resealed:
    """
    Encrypt the key files of the log anew after the platform's secret key has changed from *old*; the keys stay the same.

    Where the operator has set a password of their own, nothing is to be done.
    """
    told = Resealed()
    if settings.LOG_KEY_PASSWORD or _provider is not None:
        return told
    for path in sorted(key_path().parent.glob("log-*.pem")):
        if told.take(
            f"日志密钥 {path.name}",
            is_new=lambda path=path: _opens(path, _password()),
            is_old=lambda path=path: _opens(path, _password(old)),
        ):
            key = PrivateKey.from_pem(path.read_text(encoding="ascii"), password=_password(old))
            _put(path, key.to_pem(password=_password()))
    return told


def _opens(path: Path, password: bytes) -> bool:
    try:
        PrivateKey.from_pem(path.read_text(encoding="ascii"), password=password)
    except (PasswordRefused, KeyRefused):
        return False
    return True


def _password(secret: str = "") -> bytes:
    """The operator's own password, else one derived from the service's secret key."""
    given: str = settings.LOG_KEY_PASSWORD
    derived = hmac_sm3((secret or settings.SECRET_KEY).encode(), b"yangguang log key").hex().encode()
    return given.encode() or derived


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    signer = NoteSigner(log_name(), PrivateKey.generate())
    # The public half first: a key file without its name would be of no use after a crash in between.
    for target, text in (
        (path.with_suffix(".pub"), signer.verifier.to_text() + "\n"),
        (path, signer.key.to_pem(password=_password())),
    ):
        _put(target, text)


def _put(target: Path, text: str) -> None:
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
