"""
Bring the database to where the first page can be served: migrations, rules, the demo city if it is empty.

Imported only after the apps are loaded. Several processes may come here at the same moment (two servers on
one external database); an advisory lock lets one through at a time.
"""

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from yangguang.config import postgres
from yangguang.config.environment import ENV
from yangguang.config.terminal import in_columns
from yangguang.foundation.acts import api as acts
from yangguang.foundation.certificates import api as certificates
from yangguang.foundation.deadlines import api as deadlines
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

ADVISORY_LOCK = 0x59414E47  # "YANG"; any constant that nothing else uses
DEMO_MODULE = "yangguang.config.demo"
PROGRESS_TABLE = "yangguang_demo_city"  # one row: is the demo city being built, or built

Accounts = list[dict[str, Any]]


class DemoCityHalfBuilt(Refusal):
    """An earlier start was interrupted while it built the demo city."""

    code = "config.demo_city_half_built"
    text = "上次启动在建立演示城市的半途中断，数据库 {database} 里是不完整的演示数据。"
    remedy = "请清空这个数据库（drop schema public cascade; create schema public）后重新启动。"


def prepare(say: Callable[..., None]) -> Accounts:
    """
    Migrate and load the rules of law; in demo mode build the demo city where there is none.

    Gives the demo accounts.

    Refuses with DemoCityHalfBuilt.
    """
    with alone():
        if ENV.demo and _city_state() == "building":
            _empty_database(say)
        migrate(lambda told: say("表结构", told))
        deadlines.load_rules()
        if not ENV.demo or importlib.util.find_spec(DEMO_MODULE) is None:
            return []
        demo = importlib.import_module(DEMO_MODULE)
        if _city_state() == "" and _is_empty():
            say("演示城市", "开始建立，只在第一次启动时需要")
            _set_city_state("building")
            with acts.sequencing():  # on a slow machine acts would wait longer than binding operations bear
                demo.build(lambda told: say("演示城市", told))
            _set_city_state("built")
            acts.attend()  # so that the first page shows what is in the log already
        for zone in certificates.ensure_authorities(now=clock.now()):
            say("发证机构", f"{zone}的根和签发机构已建立")
        certificates.publish_stale_lists(now=clock.now())
        return [_account(account) for account in demo.accounts()]


@contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time through, whatever machine it runs on."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [ADVISORY_LOCK])
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def migrate(progress: Callable[[str], None]) -> None:
    """Apply the migrations that are missing, telling how far along it is."""
    from django.core.management import call_command  # noqa: PLC0415 - loads every command module

    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not missing:
        progress("已是最新")
        return
    progress(f"应用 {missing} 项变更")
    call_command("migrate", interactive=False, verbosity=0)
    progress("完成")


def account_lines(accounts: Accounts) -> list[str]:
    """Write the demo accounts one a line: who, name to sign in with, password, what they may do."""
    return in_columns([[one["role"], one["username"], one["password"], one["name"]] for one in accounts])


def _account(account: Any) -> dict[str, Any]:
    given = account if isinstance(account, dict) else vars(account)
    return {key: str(given.get(key, "")) for key in ("role", "username", "password", "name")}


def _is_empty() -> bool:
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - models exist only once the apps are loaded

    return not get_user_model().objects.exists()


def _city_state() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s)", [PROGRESS_TABLE])
        if cursor.fetchone() == (None,):
            return ""
        cursor.execute(f"select state from {PROGRESS_TABLE}")  # noqa: S608 - a constant
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _set_city_state(state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"create table if not exists {PROGRESS_TABLE} (state text not null)")
        cursor.execute(f"delete from {PROGRESS_TABLE}")  # noqa: S608 - a constant
        cursor.execute(f"insert into {PROGRESS_TABLE} values (%s)", [state])  # noqa: S608 - a constant


def _empty_database(say: Callable[..., None]) -> None:
    """Start over with a half-built demo city; only in our own embedded database, never on another server."""
    if str(connection.settings_dict["HOST"]) != str(postgres.Cluster(ENV.var).socket):
        raise DemoCityHalfBuilt(database=connection.settings_dict["NAME"])
    say("演示城市", "上次没有建完，清空后重新建立")
    with connection.cursor() as cursor:
        cursor.execute("drop schema public cascade")
        cursor.execute("create schema public")
