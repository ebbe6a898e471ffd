"""`yangguang ca`: establish the authorities of the two zones, publish their lists, check what is on record."""

import argparse

from yangguang.config.django_process import django_ready
from yangguang.config.terminal import say

DEEDS = ("init", "publish", "check", "seals")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do."""
    parser.add_argument(
        "deed",
        choices=DEEDS,
        help="init: establish what is missing; publish: fresh revocation lists; check: find rows changed by hand; "
        "seals: give every body without an electronic seal one",
    )


def run(options: argparse.Namespace) -> int:
    """Do it; `check` answers 1 when a row was changed by hand, for cron."""
    with django_ready(lambda told: say("数据库", told)):
        from yangguang.foundation.certificates import api as certificates  # noqa: PLC0415 - after the apps are loaded
        from yangguang.kernel import clock  # noqa: PLC0415

        now = clock.now()
        if options.deed == "init":
            made = certificates.ensure_authorities(now=now)
            say("发证机构", f"已建立：{'、'.join(made)}" if made else "两个区域的发证机构都已有")
        elif options.deed == "publish":
            say("吊销列表", f"发布 {certificates.publish_stale_lists(now=now)} 份")
        elif options.deed == "seals":
            say("电子印章", f"签发 {certificates.ensure_seals(now=now)} 张印章证书")
        else:
            tampered, seals = certificates.list_tampered(), certificates.list_tampered_seals()
            say("证书登记", f"被改动：{'、'.join(tampered)}" if tampered else "核对无误")
            say("印章登记", f"被改动：{'、'.join(seals)}" if seals else "核对无误")
            return 1 if tampered or seals else 0
    return 0
