"""The demo city: a small Shenzhen, built through operations only, the same cast every time."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from yangguang.capabilities.approval.demo import build_cases
from yangguang.capabilities.auction.demo import build_sales
from yangguang.capabilities.hall import demo as hall
from yangguang.capabilities.joint import demo as joint
from yangguang.capabilities.linkage import demo as linkage
from yangguang.foundation.access.demo import DEMO_PASSWORD, build_people, demo_accounts
from yangguang.foundation.acts.api import attend, system_actor
from yangguang.foundation.certificates import demo as certificates
from yangguang.foundation.deadlines import api as deadlines
from yangguang.foundation.identity.api import hash_password
from yangguang.kernel import clock
from yangguang.oversight.monitoring import api as monitoring
from yangguang.reference.declarations.demo import build_catalogue, build_open_round
from yangguang.reference.discretion.demo import build_open_review, build_standards
from yangguang.reference.licences import demo as licences

FOUNDED_AT = datetime(2024, 1, 2, 1, 0, tzinfo=UTC)
MAIN_CAST = frozenset(
    [
        "zhangwei",
        "lina",
        "window",
        "examiner",
        "inspector1",
        "inspector2",
        "reviewer",
        "director",
        "maker",
        "monitor",
        "admin",
    ]
)
PUBLISHED_AT = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)


def build(progress: Callable[[str], None]) -> None:
    """Build the city up to this moment, telling how far along it is."""
    deadlines.load_rules()
    progress("区域、机关、岗位和人员")
    build_people(now=FOUNDED_AT)
    progress("发证机构和机关电子印章")
    certificates.build_authorities(founded_at=FOUNDED_AT, now=clock.now())
    progress("职权清理：申报、审核、赋码、授权、公布")
    published = build_catalogue(now=PUBLISHED_AT)
    progress(f"{len(published)} 个事项已公布")
    build_standards(now=PUBLISHED_AT)
    progress("证照类型和存量证照")
    licences.build_types(now=PUBLISHED_AT)
    build_cases(
        now=clock.now(),
        progress=lambda done, total: progress(f"办件 {done}/{total}"),
        each_night=_watch,
    )
    progress("联合办理：三个场景和一件联办件")
    joint.build(now=clock.now(), published_at=PUBLISHED_AT)
    hall.build(now=clock.now())
    licences.build_wallets(now=clock.now())
    progress("市区联动：南山、罗湖的机关、管辖规则、大厅和交换")
    linkage.build(now=clock.now(), secret=hash_password(password=DEMO_PASSWORD))
    build_open_round(now=clock.now())
    build_open_review(now=clock.now())
    progress(f"{build_sales(now=clock.now())} 个交易标的")


def _watch(night: datetime) -> None:
    """Let the log take the day's acts, and supervision read them."""
    attend()
    watcher = system_actor("电子监察")
    monitoring.keep_watch(actor=watcher, now=night)
    monitoring.climb_due(actor=watcher, now=night)


def accounts() -> list[dict[str, Any]]:
    """List the demo accounts of the main job for the console; the demo-accounts page has them all."""
    return [
        {
            "role": f"{one.group}　{one.role}",
            "username": one.username,
            "password": DEMO_PASSWORD,
            "name": one.may,
        }
        for one in demo_accounts()
        if one.username in MAIN_CAST
    ]
