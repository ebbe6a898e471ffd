"""
A city of any size, written in SQL in one go: the demo bodies and matters, and as many cases and steps as asked for.

Rows look like those the platform writes: two fifths of the cases belong to the busiest body, the cases of the last
ninety days are still in hand, steps wait open or taken by somebody who holds the post, some are late.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from bench.frame import progress, stopwatch

MATTERS = ("440131016000", "440131001000", "440117005000", "440118008000", "440122007000", "440123002000")
STEPS = (
    ("S", "accept", "受理"),
    ("C", "examine", "审查材料"),
    ("F", "review", "复核"),
    ("J", "decide", "作出决定"),
    ("N", "deliver", "制证送达"),
)
GIVEN = "亦安思齐若水子墨文昭景行知秋云舒望怀瑾清和嘉树承泽书宁如松晓棠明朗海向南"
TRADES = (
    "餐饮有限公司",
    "食品商行",
    "茶饮店",
    "商贸有限公司",
    "物流有限公司",
    "酒店管理有限公司",
    "生鲜超市",
    "小吃店",
)


def build_demo() -> None:
    """Build rules, bodies, officers, applicants and matters of the demo city through operations, without its cases."""
    from yangguang.config.demo import FOUNDED_AT, PUBLISHED_AT
    from yangguang.foundation.access.demo import build_people
    from yangguang.foundation.deadlines import api as deadlines
    from yangguang.reference.declarations.demo import build_catalogue

    progress("people and matters")
    deadlines.load_rules()
    build_people(now=FOUNDED_AT)
    build_catalogue(now=PUBLISHED_AT)


def fill(*, cases: int, steps: int = len(STEPS)) -> None:
    """Write the cases, each with up to *steps* steps; the tables must be empty."""
    from django.db import connection, transaction

    from yangguang.kernel import clock

    now = clock.now()
    given = {"cases": cases, "now": now, "today": clock.today(now), "steps": steps}
    with transaction.atomic(), _without_checks(), connection.cursor() as cursor:
        _write_lists(cursor, steps)
        with _indexes_afterwards(cursor, ("process_instance", "approval_application", "process_task")):
            for name, statement in (("cases", CASES), ("applications", APPLICATIONS), ("steps", TASKS)):
                progress(f"{name} of {cases:,} cases")
                cursor.execute(statement, given)
            progress("indexes")
        for table in ("process_instance", "approval_application", "process_task"):
            cursor.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"
            )
    progress("vacuum and analyse")
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze process_instance, approval_application, process_task")


@contextlib.contextmanager
def _without_checks() -> Iterator[None]:
    """Leave out foreign key triggers: the rows fit together by the way they are written."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("set local synchronous_commit = off")
        cursor.execute("set local maintenance_work_mem = '512MB'")
    yield


@contextlib.contextmanager
def _indexes_afterwards(cursor: Any, tables: tuple[str, ...]) -> Iterator[None]:
    """Drop the plain indexes, and make them again, exactly as they were, when the rows are there."""
    cursor.execute(
        """
        select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
        where indrelid::regclass::text = any(%s) and not exists (
            select 1 from pg_constraint where conindid = indexrelid)
        """,
        [list(tables)],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"drop index {name}")
    yield
    for _, definition in found:
        cursor.execute(definition)


def _write_lists(cursor: Any, steps: int) -> None:
    from django.db import connection

    from yangguang.foundation.organisation.models import Appointment
    from yangguang.kernel import clock
    from yangguang.reference.matters.models import MatterVersion

    today = clock.today(clock.now())
    versions = MatterVersion.objects.filter(
        matter__catalog_code__in=MATTERS, status="published", definition__isnull=False
    ).select_related("matter__body")
    ranked = sorted(versions, key=lambda one: MATTERS.index(one.matter.catalog_code))
    shares = [4, 2, 1, 1, 1, 1]  # of ten
    rows = [one for one, share in zip(ranked, shares, strict=True) for _ in range(share)]
    cursor.execute(
        "create temp table city_matter (place int, version_id bigint, definition_id bigint, body_id bigint, body_code text)"
        " on commit drop"
    )
    cursor.executemany(
        "insert into city_matter values (%s, %s, %s, %s, %s)",
        [
            (place, one.pk, one.definition_id, one.matter.body_id, one.matter.body.code)
            for place, one in enumerate(rows)
        ],
    )
    cursor.execute("create temp table city_step (place int, step text, kind text, name text) on commit drop")
    chosen = STEPS if steps >= len(STEPS) else [STEPS[0], *STEPS[-steps:-1], STEPS[3]][:steps]
    cursor.executemany(
        "insert into city_step values (%s, %s, %s, %s)",
        [(place, *one) for place, one in enumerate(chosen, start=1)],
    )
    cursor.execute(
        "create temp table city_holder (body_code text, kind text, place int, holders int, account_id bigint) on commit drop"
    )
    held: dict[tuple[str, str], list[int]] = {}
    for one in Appointment.objects.running_on(today).select_related("post__office__body", "officer"):
        held.setdefault((one.post.office.body.code, one.post.kind), []).append(one.officer.account_id)
    cursor.executemany(
        "insert into city_holder values (%s, %s, %s, %s, %s)",
        [
            (body, kind, place, len(accounts), account)
            for (body, kind), accounts in held.items()
            for place, account in enumerate(accounts)
        ],
    )
    letters = ", ".join(f"'{one}'" for one in GIVEN)
    trades = ", ".join(f"'{one}'" for one in TRADES)
    cursor.execute(
        f"""
        create function pg_temp.pick(i bigint, salt int, n int) returns int language sql immutable as
            $$ select (hashint8(i * 1000 + salt) & 2147483647) %% n $$;
        create function pg_temp.letter(i bigint, salt int) returns text language sql immutable as
            $$ select (array[{letters}])[1 + pg_temp.pick(i, salt, {len(GIVEN)})] $$;
        create function pg_temp.trade(i bigint) returns text language sql immutable as
            $$ select (array[{trades}])[1 + pg_temp.pick(i, 9, {len(TRADES)})] $$;
        """.replace("%%", "%")
    )
    assert connection.vendor == "postgresql"


# A case is in hand when it came in the last ninety days and its lot says so; the days spread over a year.
CASES = """
insert into process_instance (id, definition_id, business_type, business_number, body_code, area_code, variables, state,
    started_at, ended_at, end_reason, error_code, inner_count, trail)
select i, m.definition_id, 'application',
    to_char(%(today)s::date - (i %% 365)::int, 'YYYY-MMDD-') || lpad((i %% 100000)::text, 5, '0'),
    m.body_code, '440305', '{}', case when i %% 365 < 90 then 'running' else 'done' end,
    %(now)s::timestamptz - (i %% 365) * interval '1 day' - pg_temp.pick(i, 1, 30000) * interval '1 second',
    case when i %% 365 < 90 then null
        else %(now)s::timestamptz - (i %% 365 - 12) * interval '1 day' end,
    '', '', 0, '[]'
from generate_series(1, %(cases)s) i join city_matter m on m.place = pg_temp.pick(i, 2, 10)
"""
APPLICATIONS = """
insert into approval_application (id, number, draft_uuid, version_id, body_id, instance_id, account_id, channel,
    applicant_kind, applicant_name, person_name, person_number, phone, enterprise_code, fields, state, received_at,
    accepted_at, is_deemed_accepted, decided_at, closed_at, published_at)
select p.id, p.business_number, gen_random_uuid(), m.version_id, m.body_id, p.id, null,
    case when p.id %% 7 = 0 then 'window' else 'online' end, case when p.id %% 5 < 2 then 'person' else 'enterprise' end,
    case when p.id %% 5 < 2 then pg_temp.letter(p.id, 3) || pg_temp.letter(p.id, 4) || pg_temp.letter(p.id, 5)
        else '深圳市' || pg_temp.letter(p.id, 3) || pg_temp.letter(p.id, 4) || pg_temp.letter(p.id, 5)
            || pg_temp.trade(p.id) end,
    pg_temp.letter(p.id, 6) || pg_temp.letter(p.id, 7), '44030019000101' || lpad((p.id %% 10000)::text, 4, '0'),
    '1380000' || lpad((p.id %% 10000)::text, 4, '0'), '', '{}',
    case when p.state = 'running' then 'accepted' else 'delivered' end, p.started_at, p.started_at + interval '1 day',
    false, p.ended_at, p.ended_at, p.ended_at
from process_instance p join city_matter m on m.place = pg_temp.pick(p.id, 2, 10)
"""
TASKS = """
insert into process_task (id, instance_id, node_id, name, step, post_kind, body_code, state, assignee_account_id, claimed_at,
    arrived_at, due_on, done_at, outcome, local, is_signer, trail)
select row_number() over (), i.id, s.kind, s.name, s.step, s.kind, i.body_code, t.state,
    case when t.state = 'open' then null else h.account_id end,
    case when t.state = 'open' then null else t.arrived_at end, t.arrived_at,
    (t.arrived_at + (3 + pg_temp.pick(i.id, 20 + s.place, 30)) * interval '1 day')::date,
    case when t.state = 'done' then t.arrived_at + interval '1 day' end, '{}', '{}', false, '[]'
from process_instance i
join city_step s on i.state = 'done' or s.place <= 1 + pg_temp.pick(i.id, 10, %(steps)s)
cross join lateral (select
    i.started_at + (s.place - 1) * interval '2 days' as arrived_at,
    case when i.state = 'done' or s.place < 1 + pg_temp.pick(i.id, 10, %(steps)s) then 'done'
        when pg_temp.pick(i.id, 11, 10) < 7 then 'open' else 'claimed' end as state) t
left join city_holder h on h.body_code = i.body_code and h.kind = s.kind
    and h.place = pg_temp.pick(i.id, 12 + s.place, h.holders)
"""


def signed_in(username: str) -> Any:
    """Give a browser without a screen, signed in."""
    from django.test import Client

    from yangguang.foundation.access.backends import BACKEND
    from yangguang.foundation.identity.models import Account

    client = Client(headers={"Host": "localhost"})
    client.force_login(Account.objects.get(username=username), backend=BACKEND)
    return client


def ask(pages: list[tuple[Any, str]], rounds: int) -> tuple[list[float], list[float]]:
    """Ask for each page so many times in turns; wall and processor milliseconds of every whole request."""
    walls, processors = [], []
    for _ in range(rounds):
        for client, page in pages:
            with stopwatch() as passed:
                answer = client.get(page)
                wall, processor = passed()
            assert answer.status_code == 200, (page, answer.status_code)
            walls.append(wall * 1000)
            processors.append(processor * 1000)
    return walls, processors


def count_queries(client: Any, page: str) -> int:
    """Count the queries of one warm request."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def add_matters(like: str, count: int) -> None:
    """Give the body of one matter so many further ones, published, each with a version like that one's."""
    from yangguang.kernel import clock
    from yangguang.reference.matters.models import Matter, MatterVersion

    pattern = MatterVersion.objects.select_related("matter").filter(
        matter__catalog_code=like, status="published"
    )[0]
    template = pattern.matter
    fresh = [
        Matter(
            code=f"{template.code[:-6]}{number:06d}",
            catalog_code=f"{950_000_000_000 + number}",
            name=f"{template.name}（第 {number} 类）",
            kind=template.kind,
            use_level=template.use_level,
            body_id=template.body_id,
            audience=template.audience,
            themes=template.themes,
            life_events=template.life_events,
            districts=template.districts,
            words=[f"第 {number} 类"],
            registered_at=clock.now(),
        )
        for number in range(count)
    ]
    Matter.objects.bulk_create(fresh, batch_size=1000)
    versions = []
    for matter in fresh:
        version = MatterVersion(
            **{
                one.attname: getattr(pattern, one.attname)
                for one in MatterVersion._meta.concrete_fields
                if not one.primary_key
            }
        )
        version.matter, version.plain_name = matter, matter.name
        versions.append(version)
    MatterVersion.objects.bulk_create(versions, batch_size=500)


def add_many_matters(count: int) -> None:
    """Write so many published matters, like those of the demo catalogue in turn; forms and flows are left empty."""
    from django.db import connection, transaction

    with transaction.atomic(), _without_checks(), connection.cursor() as cursor:
        cursor.execute(MANY_MATTERS, {"count": count})
        cursor.execute(MANY_VERSIONS)
        cursor.execute(MANY_ENTRIES)
        for table in ("matters_matter", "matters_matterversion"):
            cursor.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"
            )
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze matters_matter, matters_matterversion, search_searchentry")


MANY_MATTERS = """
create temp table city_pattern on commit drop as
select v.id as version_id, m.*, row_number() over (order by m.id) - 1 as place, count(*) over () as patterns
from matters_matterversion v join matters_matter m on m.id = v.matter_id where v.status = 'published';
create temp table city_many on commit drop as
select i, p.version_id, p.id as like_id, (select max(id) from matters_matter) + i as matter_id
from generate_series(1, %(count)s) i join city_pattern p on p.place = i %% p.patterns;
insert into matters_matter (id, code, catalog_code, legacy_code, name, kind, use_level, body_id, audience, themes,
    life_events, districts, words, state, registered_at)
select c.matter_id, left(m.code, 19) || '9' || lpad(c.i::text, 11, '0'), '99' || lpad(c.i::text, 10, '0'), '',
    m.name || '（第 ' || c.i || ' 类）', m.kind, m.use_level, m.body_id, m.audience, m.themes, m.life_events,
    case when c.i %% 9 = 0 then jsonb_build_array('44030' || 3 + c.i %% 4) else m.districts end,
    m.words, m.state, m.registered_at
from city_many c join matters_matter m on m.id = c.like_id
"""
MANY_VERSIONS = """
insert into matters_matterversion
select (jsonb_populate_record(v, jsonb_build_object('id', (select max(id) from matters_matterversion) + c.i,
    'matter_id', c.matter_id, 'plain_name', v.plain_name || '（第 ' || c.i || ' 类）', 'form', '{}'::jsonb,
    'flow_xml', '', 'columns', '{}'::jsonb))).*
from city_many c join matters_matterversion v on v.id = c.version_id
"""

MANY_ENTRIES = """
insert into search_searchentry (kind, object_number, title, keywords, body, url, area_code, boost, is_public, tokens)
select e.kind, new.catalog_code, new.name, e.keywords, e.body, '/matters/' || new.catalog_code || '/', e.area_code, e.boost,
    e.is_public, e.tokens || to_tsvector('simple', c.i::text)
from city_many c join matters_matter old on old.id = c.like_id join matters_matter new on new.id = c.matter_id
join search_searchentry e on e.kind = 'matter' and e.object_number = old.catalog_code
"""
