"""
Which secret key this deployment's secrets are sealed with, so that a changed one is noticed before it does harm.

VAR/keys/secret-key.json holds a code that only the right key makes, and whether a change of keys is under way; it tells nothing
about the key itself (HMAC-SM3).
"""

import hashlib
import hmac
import json
import os
import secrets

from yangguang.config import postgres
from yangguang.config.environment import ENV
from yangguang.kernel.refusals import Refusal

SETTLED, CHANGING = "settled", "changing"


class SecretKeyChanged(Refusal):
    """The secret key is another than the one rights, certificates and key files are sealed with."""

    code = "config.secret_key_changed"
    status = 503
    text = (
        "YANGGUANG_SECRET_KEY 换过了，授权、证书登记和密钥文件还是用原来的密钥保护的，现在启动会全部打不开。"
    )
    remedy = "请改回原来的密钥；确实要换的，先停下平台，运行 yangguang rekey（会问原来的密钥），再启动。"


class RekeyingUnfinished(Refusal):
    """`yangguang rekey` was interrupted."""

    code = "config.rekeying_unfinished"
    status = 503
    text = "更换平台密钥只做了一半。"
    remedy = "没有丢东西。请用同样的新旧密钥再运行一次 yangguang rekey，做完以后再启动。"


def expect_settled_key() -> None:
    """
    Keep the code at the first start, and hold the key against it at every later one.

    Refuses with SecretKeyChanged, RekeyingUnfinished.
    """
    kept = read_state()
    if kept is None:
        write_state(SETTLED, ENV.secret_key, is_first=True)
        kept = read_state()
    if kept is not None and kept["state"] == CHANGING:
        raise RekeyingUnfinished
    if kept is not None and not fits(ENV.secret_key, kept["code"]):
        raise SecretKeyChanged


def read_state() -> dict[str, str] | None:
    """Give what is kept; None before the first start."""
    path = ENV.var / "keys" / "secret-key.json"
    if not path.exists():
        return None
    told = json.loads(path.read_text(encoding="ascii"))
    return {"state": str(told["state"]), "code": str(told["code"])}


def write_state(state: str, secret: str, *, is_first: bool = False) -> None:
    """Keep the code of a secret; of two first starts one wins."""
    path = ENV.var / "keys" / "secret-key.json"
    postgres.make_private_folder(path.parent)
    draft = path.with_name(f".secret-key.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({"state": state, "code": code_of(secret)}), encoding="ascii")
    if is_first:
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    else:
        draft.replace(path)


def code_of(secret: str, salt: str = "") -> str:
    """Make the code of a secret, as `salt$code`."""
    salt = salt or secrets.token_hex(16)
    made = hmac.new(secret.encode(), f"yangguang secret key {salt}".encode(), hashlib.sha256)
    return f"{salt}${made.hexdigest()}"


def fits(secret: str, code: str) -> bool:
    """Tell whether a code was made with a secret."""
    return hmac.compare_digest(code_of(secret, code.split("$", maxsplit=1)[0]), code)
