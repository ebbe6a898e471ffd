"""`yangguang check`: what an operator wants to know before opening the doors."""

import argparse
import ctypes.util
import shutil
import subprocess
from collections.abc import Callable

from yangguang.config.django_process import django_ready
from yangguang.config.environment import ENV

SHARED_LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")  # WeasyPrint loads them at run time


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(options: argparse.Namespace) -> int:
    """Check everything; the answer is 1 if anything is wrong that must be mended before service."""
    with django_ready():
        findings = [check() for check in CHECKS]
    for good, told in findings:
        print(f"{'好' if good else '缺'}  {told}")
    return 0 if all(good for good, _ in findings) else 1


def django_settings() -> tuple[bool, str]:
    """Ask Django; the deployment checks only matter in service."""
    from django.core import checks  # noqa: PLC0415 - after the apps are loaded

    found = checks.run_checks(include_deployment_checks=not ENV.demo)
    serious = [str(one) for one in found if one.is_serious(checks.WARNING)]
    return not serious, "设置：没有问题" if not serious else "设置：" + "；".join(serious)


def database() -> tuple[bool, str]:
    """Ask the database for its version and what is missing in it."""
    from django.db import connection  # noqa: PLC0415 - after the apps are loaded
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('server_version_num')::int, datcollate"
            " from pg_database where datname = current_database()"
        )
        version, collation = cursor.fetchone()
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    told = f"数据库：PostgreSQL {version // 10000}，排序规则 {collation}，待应用的变更 {missing} 项"
    return version >= 150000 and not missing, told


def pdf_libraries() -> tuple[bool, str]:
    """Look for the system libraries without which documents stay printable pages."""
    missing = [name for name in SHARED_LIBRARIES if ctypes.util.find_library(name) is None]
    if missing:
        packages = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        return False, f"PDF：缺系统库 {'、'.join(missing)}（apt install {packages}）"
    return True, "PDF：系统库齐全"


def chinese_font() -> tuple[bool, str]:
    """Look for a font with Chinese; without one documents print boxes."""
    if shutil.which("fc-list") is None:
        return False, "中文字体：没有 fontconfig，无法查看（apt install fontconfig fonts-noto-cjk）"
    fonts = subprocess.run(
        ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False
    ).stdout
    families = sorted({line.split(",")[0] for line in fonts.splitlines() if line})
    if not families:
        return False, "中文字体：没有（apt install fonts-noto-cjk）"
    return True, f"中文字体：{'、'.join(families[:3])}"


def rights() -> tuple[bool, str]:
    """Hold every right against its code and its acts; a row somebody changed is named."""
    from yangguang.foundation.access.api import find_faults  # noqa: PLC0415 - after the apps are loaded

    if not _is_migrated():
        return True, "权限：数据库还没有更新，没有核对"
    faults = find_faults()
    return not faults, "权限：没有被改动" if not faults else "权限：" + "；".join(faults)


def administrators() -> tuple[bool, str]:
    """In service there must be administrators, two for security, and no account with the published password."""
    from yangguang.foundation.identity.api import Account, verify_password  # noqa: PLC0415
    from yangguang.foundation.identity.demo import DEMO_PASSWORD  # noqa: PLC0415
    from yangguang.foundation.organisation.api import count_holders  # noqa: PLC0415
    from yangguang.kernel import clock  # noqa: PLC0415

    if ENV.demo or not _is_migrated():
        return True, "管理员：演示方式，用演示账户"
    today = clock.today(clock.now())
    wanted = {"system": 1, "security": 2, "audit": 1}
    missing = [kind for kind, least in wanted.items() if count_holders(kind=kind, on=today) < least]
    encoded = set(Account.objects.filter(is_active=True).values_list("password", flat=True).distinct()[:20])
    published = any(verify_password(password=DEMO_PASSWORD, encoded=one) for one in encoded)
    if missing or published:
        told = [f"缺 {kind} 管理员（yangguang user）" for kind in missing]
        return False, "管理员：" + "；".join([*told, *(["有账户还用公开的演示口令"] if published else [])])
    return True, "管理员：三种都有"


def _is_migrated() -> bool:
    from django.db import connection  # noqa: PLC0415 - after the apps are loaded

    return "access_grant" in connection.introspection.table_names()


CHECKS: tuple[Callable[[], tuple[bool, str]], ...] = (
    django_settings,
    database,
    rights,
    administrators,
    pdf_libraries,
    chinese_font,
)
