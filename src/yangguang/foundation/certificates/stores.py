"""
Where the authorities' private keys lie: an encrypted file store by default, hardware behind the same interface.

A store gives signers, never keys, so that a module that cannot export (GM/T 0018 SDF, GM/T 0016 SKF, PKCS#11) fits. The
file store keeps each key sealed with SM4-GCM under a key derived from a password (PBKDF2 with HMAC-SM3); the password is
not in the folder.
"""

import base64
import contextlib
import json
import os
import re
import secrets
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from yangguang.foundation.certificates.rules.refusals import KeyStoreUnavailable
from yangguang.foundation.signing.api import Signer, Sm2Signer
from yangguang.kernel import sm
from yangguang.kernel.sealing import Resealed
from yangguang.kernel.sm.digest import pbkdf2_sm3

ITERATIONS = 100_000
KEY_OCTETS = 16
_NAME = re.compile(r"[a-z0-9_-]{3,80}")


class KeyStore(Protocol):
    """What a store must do."""

    def create(self, name: str) -> Signer:
        """Make a key under a new name. Refuses with KeyStoreUnavailable."""

    def signer(self, name: str) -> Signer:
        """Give the signer of a key made before. Refuses with KeyStoreUnavailable."""


class FileKeyStore:
    """Keys as sealed files in one folder, readable by the service's own user only."""

    def __init__(self, folder: Path, password: bytes) -> None:
        """Open the folder; the password is asked of the files when the first is opened."""
        self.folder = folder
        self._password = password
        self._master: bytes | None = None
        self._known: dict[str, Signer] = {}

    def create(self, name: str) -> Signer:
        """Make a key; a name is given once. Refuses with KeyStoreUnavailable."""
        key = sm.PrivateKey.generate()
        sealed = sm.sm4_gcm_seal(self._opened(), key.to_der(), associated=name.encode())
        self._write(f"{name}.key", {"sealed": base64.b64encode(sealed).decode()})
        self._known[name] = Sm2Signer(key)
        return self._known[name]

    def signer(self, name: str) -> Signer:
        """Open a key, once per process. Refuses with KeyStoreUnavailable."""
        if name not in self._known:
            try:
                encoded = self._unsealed(name)
            except sm.CiphertextRefused as problem:
                raise KeyStoreUnavailable(
                    problem=f"密钥文件 {name} 打不开，口令不对或文件被改动"
                ) from problem
            self._known[name] = Sm2Signer(sm.PrivateKey.from_der(encoded))
        return self._known[name]

    def opens(self, name: str) -> bool:
        """Tell whether the password opens a key file."""
        try:
            self._unsealed(name)
        except sm.CiphertextRefused:
            return False
        return True

    def take_over(self, name: str, other: "FileKeyStore") -> None:
        """Seal under this store's password a key that another one opens; the file is replaced at once, whole."""
        sealed = sm.sm4_gcm_seal(self._opened(), other._unsealed(name), associated=name.encode())
        draft = self.folder / f".{name}.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        try:
            with draft.open("w", encoding="ascii") as file:
                json.dump({"sealed": base64.b64encode(sealed).decode()}, file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.folder / f"{name}.key")
        except OSError as problem:
            draft.unlink(missing_ok=True)
            raise KeyStoreUnavailable(problem=f"密钥文件 {name} 写不进去") from problem

    def _unsealed(self, name: str) -> bytes:
        sealed = base64.b64decode(self._read(f"{name}.key")["sealed"])
        return sm.sm4_gcm_open(self._opened(), sealed, associated=name.encode())

    def _opened(self) -> bytes:
        if self._master is None:
            path = self.folder / "store.json"
            if not path.exists():
                made = {"kdf": "PBKDF2-HMAC-SM3", "iterations": ITERATIONS, "salt": secrets.token_hex(16)}
                with contextlib.suppress(FileExistsError):  # another process was first; its salt counts
                    self._write("store.json", made)
            told = self._read("store.json")
            self._master = pbkdf2_sm3(
                self._password, bytes.fromhex(told["salt"]), int(told["iterations"]), KEY_OCTETS
            )
        return self._master

    def _write(self, name: str, content: dict[str, Any]) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / f".{name}.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        try:
            draft.write_text(json.dumps(content), encoding="ascii")
            os.link(draft, self.folder / name)  # whoever links first wins; a key is never written over
        finally:
            draft.unlink()

    def _read(self, name: str) -> dict[str, Any]:
        if not _NAME.fullmatch(name.rsplit(".", 1)[0]):
            raise KeyStoreUnavailable(problem="密钥名称不合规")
        try:
            found: dict[str, Any] = json.loads((self.folder / name).read_text(encoding="ascii"))
        except (OSError, ValueError) as problem:
            raise KeyStoreUnavailable(problem=f"密钥文件 {name} 读不出来") from problem
        return found


def reseal_key_files(*, old: bytes, new: bytes) -> Resealed:
    """
    Seal every key file under a key derived from another password; each is replaced whole, so an interruption harms nothing.

    Refuses with KeyStoreUnavailable if a file cannot be read or written.
    """
    folder, told = Path(settings.VAR) / "keys", Resealed()
    if not (folder / "store.json").exists():
        return told
    before, after = FileKeyStore(folder, old), FileKeyStore(folder, new)
    for path in sorted(folder.glob("*.key")):
        if told.take(
            f"密钥文件 {path.name}",
            is_new=lambda name=path.stem: after.opens(name),
            is_old=lambda name=path.stem: before.opens(name),
        ):
            after.take_over(path.stem, before)
    _file_store.cache_clear()
    return told


class DemoKeyStore:
    """A twin of a hardware module: keys live in memory and are gone with the process."""

    def __init__(self) -> None:
        """Start empty."""
        self._keys: dict[str, Signer] = {}

    def create(self, name: str) -> Signer:
        """Make a key."""
        self._keys[name] = Sm2Signer(sm.PrivateKey.generate())
        return self._keys[name]

    def signer(self, name: str) -> Signer:
        """Give it. Refuses with KeyStoreUnavailable."""
        if name not in self._keys:
            raise KeyStoreUnavailable(problem=f"没有名为 {name} 的密钥")
        return self._keys[name]


class FailingKeyStore:
    """A twin of a module that has lost its power: every call is refused."""

    def create(self, name: str) -> Signer:
        """Refuse."""
        raise KeyStoreUnavailable(problem="密码设备没有响应")

    def signer(self, name: str) -> Signer:
        """Refuse."""
        raise KeyStoreUnavailable(problem="密码设备没有响应")


@cache
def _file_store(folder: Path, password: bytes) -> FileKeyStore:
    return FileKeyStore(folder, password)


@cache
def _demo_store() -> DemoKeyStore:
    return DemoKeyStore()


def _of_files() -> KeyStore:
    given = settings.KEY_PASSWORD or settings.SECRET_KEY
    return _file_store(Path(settings.VAR) / "keys", given.encode())


PROVIDERS: dict[str, Callable[[], KeyStore]] = {
    "file": _of_files,
    "demo": _demo_store,
    "failing": FailingKeyStore,
}
"""How stores are opened; a deployment with hardware registers its own here under a name of its own."""


def key_store() -> KeyStore:
    """Give the store named in the settings. Refuses with KeyStoreUnavailable."""
    provider = PROVIDERS.get(settings.KEY_STORE)
    if provider is None:
        raise KeyStoreUnavailable(problem=f"没有名为 {settings.KEY_STORE} 的密码设备接口")
    return provider()


def new_key_name(*parts: str) -> str:
    """Make a name nothing else has."""
    return "-".join((*parts, secrets.token_hex(4)))
