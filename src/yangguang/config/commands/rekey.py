"""
`yangguang rekey`: after YANGGUANG_SECRET_KEY has changed, seal anew what the old key sealed.

Rights, rows of certificates, shares of keys, secrets of authenticator apps, token keys and key files. Each is judged by
itself (new already, sealed by the old key, or neither), so an interrupted run is simply repeated; until then nothing starts.
"""

import argparse
import getpass
from collections.abc import Callable
from typing import Any

from yangguang.config import secret_key
from yangguang.config.django_process import django_ready
from yangguang.config.environment import ENV
from yangguang.config.terminal import complain, say
from yangguang.kernel.refusals import Refusal

EVERY = 1000  # rows between two lines of progress


class OldKeyWrong(Refusal):
    """The key given as the old one is not the one things are sealed with."""

    code = "config.old_key_wrong"
    text = "给出的原密钥不对，什么都没有改。"
    remedy = "请核对换密钥以前的 YANGGUANG_SECRET_KEY，再运行一次。"


class StillRunning(Refusal):
    """The platform serves while its secrets would change under it."""

    code = "config.still_running"
    text = "平台还在运行（有 {count} 个数据库连接），不能换密钥，什么都没有改。"
    remedy = "请先停下 yangguang serve、web、work，再运行一次。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing: the new key is YANGGUANG_SECRET_KEY, the old one is asked for or YANGGUANG_OLD_SECRET_KEY."""


def run(_options: argparse.Namespace) -> int:
    """Seal anew; answers 1 where something fits neither key, which then was changed by hand before."""
    old = ENV.old_secret_key or getpass.getpass("原来的 YANGGUANG_SECRET_KEY：")
    new = ENV.secret_key
    _expect_right_keys(old, new)
    with django_ready(lambda told: say("数据库", told)):
        _expect_nobody_else()
        secret_key.write_state(secret_key.CHANGING, new)
        broken = []
        for what, deed in _parts(old):
            told = deed()
            say(what, f"换好 {told.changed}，已是新密钥 {told.already}，都核对不上 {len(told.broken)}")
            broken += told.broken
        secret_key.write_state(secret_key.SETTLED, new)
    if broken:
        complain(
            "下列登记用新旧密钥都核对不上，换密钥以前就被人改动过，保持原样，继续不生效：\n"
            + "\n".join(f"  {one}" for one in broken)
        )
    say(
        "平台密钥",
        "已更换。原密钥没有泄露的，请放进 YANGGUANG_SECRET_KEY_FALLBACKS：印出去的回执编号、恢复码仍可核对",
    )
    return 1 if broken else 0


def _expect_right_keys(old: str, new: str) -> None:
    kept = secret_key.read_state()
    if kept is None:
        return  # from before there was a code: each thing is judged by itself
    is_changing = kept["state"] == secret_key.CHANGING
    if old == new or not secret_key.fits(new if is_changing else old, kept["code"]):
        raise OldKeyWrong


def _expect_nobody_else() -> None:
    from django.db import connection  # noqa: PLC0415 - after the apps are loaded

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        count = cursor.fetchone()[0]
    if count:
        raise StillRunning(count=count)


def _parts(old: str) -> list[tuple[str, Callable[[], Any]]]:
    """List what is sealed, key files first: without them nothing else could be proved."""
    from yangguang.foundation.access import api as access  # noqa: PLC0415 - after the apps are loaded
    from yangguang.foundation.acts import api as acts  # noqa: PLC0415
    from yangguang.foundation.certificates import api as certificates  # noqa: PLC0415
    from yangguang.foundation.identity import api as identity  # noqa: PLC0415
    from yangguang.foundation.sign_on import api as sign_on  # noqa: PLC0415
    from yangguang.kernel import clock  # noqa: PLC0415

    return [
        ("日志密钥", lambda: acts.reseal_log_keys(old=old)),
        ("机构密钥和份额", lambda: certificates.reseal_secrets(old=old)),
        ("证书登记", lambda: certificates.reseal_certificates(old=old, progress=_counting("证书登记"))),
        ("动态口令", lambda: identity.reseal_totps(old=old)),
        ("单点登录密钥", lambda: sign_on.reseal_keys(old=old)),
        (
            "授权",
            lambda: access.reseal_rights(
                actor=acts.system_actor("更换平台密钥"),
                now=clock.now(),
                rights=access.WholeRecord(),
                old=old,
                progress=_counting("授权"),
            ),
        ),
    ]


def _counting(what: str) -> Callable[[int], None]:
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        if done % EVERY == 0:
            say(what, f"{done} 条")

    return count
