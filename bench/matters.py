"""
The list of what a city can do: a spreadsheet of five thousand matters taken in, and a hundred thousand matters looked through.

The import is the whole way of the list office: read, check row by row, keep, confirm, write. The list is asked for as
people narrow it: by words, kind, body, theme, life event, district, and far pages; whole requests, warm, in turns. Counts and
what words find are kept until a version is published; the slowest request before anything was kept stands beside it. Then what
differs between two versions, a body's own ledger by the mapping step, and the search for doubles among everything in force.
"""

import io
import statistics
from dataclasses import replace
from typing import Any

from bench import crowd
from bench.frame import Figures, django_ready, load_note, percentile, progress, stopwatch

IMPORTED = 5_000
LISTED = 100_000
PAGES = (
    "/matters/",
    "/matters/?page=200",
    "/matters/?kind=01",
    "/matters/?kind=01&page=50",
    "/matters/?q=餐饮",
    "/matters/?q=第 4711 类",
    "/matters/?q=没有这样的事",
    "/matters/?theme={theme}",
    "/matters/?life_event={event}",
    "/matters/?body={body}",
    "/matters/?district=440305&audience=enterprise",
)


def run(*, quick: bool) -> Figures:
    """Measure the import once, the list in turns."""
    with django_ready():
        crowd.build_demo()
        figures = import_once()
        progress(f"{LISTED:,} matters")
        crowd.add_many_matters(LISTED)
        return {
            **load_note(),
            **figures,
            **look_through(rounds=4 if quick else 20),
            **compare_versions(rounds=20 if quick else 100),
            **take_ledger(),
        }


def import_once() -> dict[str, float]:
    """Take a spreadsheet in, from its bytes to the written drafts."""
    from yangguang.foundation.acts.api import system_actor
    from yangguang.kernel import clock
    from yangguang.reference.matters import operations, tasks
    from yangguang.reference.matters.models import Matter

    progress(f"write a spreadsheet of {IMPORTED:,} matters")
    source = spreadsheet(IMPORTED)
    progress(f"take it in ({len(source) / 1e6:.1f} MB)")
    before = Matter.objects.count()
    actor = system_actor("事项库")
    with stopwatch() as passed:
        batch = operations.receive_import(
            actor=actor, now=clock.now(), file_name="事项清单.xlsx", source=source
        )
        received, _ = passed()
        tasks.check_import(batch_id=batch.pk)  # the worker's part, piece by piece as it shows progress
        checked, _ = passed()
        batch.refresh_from_db()
        assert batch.problems == [], batch.problems[:3]
        operations.confirm_import(actor=actor, now=clock.now(), batch=batch)
        tasks.write_import(batch_id=batch.pk)
        wall, processor = passed()
    assert Matter.objects.count() == before + IMPORTED
    return {
        "import_5000_s": round(wall, 1),
        "import_received_s": round(received, 1),
        "import_check_s": round(checked, 1),
        "import_cpu_s": round(processor, 1),
        "import_file_mb": round(len(source) / 1e6, 1),
    }


def compare_versions(*, rounds: int) -> dict[str, float]:
    """Ask for the page that shows what differs between two versions of a matter."""
    from django.test import Client

    from yangguang.foundation.acts.api import system_actor
    from yangguang.kernel import clock
    from yangguang.reference.matters import api as matters
    from yangguang.reference.matters.models import Matter

    actor = system_actor("事项库")
    matter = Matter.objects.get(catalog_code="440131016000")
    version = matters.get_published(code=matter.catalog_code, on=clock.today(clock.now()))
    changed = replace(matters.content_of(version), correction_days=45, hall_hours="工作日 9:00 至 18:00")
    draft = matters.draft_version(actor=actor, now=clock.now(), matter=matter, content=changed)
    matters.publish_version(actor=actor, now=clock.now(), version=draft)
    progress("what differs between two versions")
    pages = [(Client(headers={"Host": "localhost"}), f"/matters/{matter.catalog_code}/versions/")]
    crowd.ask(pages, 2)
    walls, _ = crowd.ask(pages, rounds)
    return {"difference_p95_ms": round(percentile(walls, 0.95), 1)}


def take_ledger() -> dict[str, float]:
    """Take a body's own ledger in by the mapping step, in pieces, and look for doubles among everything in force."""
    from openpyxl import Workbook

    from yangguang.foundation.organisation.api import PostKind
    from yangguang.kernel import clock
    from yangguang.reference.declarations import operations, tasks
    from yangguang.reference.declarations.demo import Cast
    from yangguang.reference.declarations.queries.overlaps import overlaps_of

    now = clock.now()
    cast = Cast(clock.today(now))
    body = cast.body("市市场监督管理局")
    clerk = cast.officer(PostKind.ADMIN, body)
    campaign = operations.open_campaign(
        actor=cast.office(PostKind.LEGAL), now=now, title="清理", bodies=[body], due_on=clock.today(now)
    )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(["职权名称", "职权类型", "实施依据", "法定期限", "承诺期限", "联系电话", "申请材料"])
    for place in range(IMPORTED):
        law = f"《中华人民共和国食品安全法》第{'一二三四五六七八九'[place % 9]}十条"
        sheet.append([f"登记第 {place} 类", "行政许可", law, "20个工作日", "7", "0755-1", "申请书\n平面图"])
    out = io.BytesIO()
    book.save(out)
    progress(f"a ledger of {IMPORTED:,} rows")
    with stopwatch() as passed:
        taken = operations.receive_sheet(
            actor=clerk, now=now, campaign=campaign, body=body, file_name="台账.xlsx", source=out.getvalue()
        )
        operations.map_sheet(actor=clerk, now=now, sheet=taken, mapping=taken.mapping)
        tasks.check_sheet(sheet_id=taken.pk)
        wall, _ = passed()
    taken.refresh_from_db()
    assert taken.good == IMPORTED, taken.refused
    operations.confirm_sheet(actor=clerk, now=now, sheet=taken)
    operations.draft_rows(actor=clerk, now=now, sheet=taken)
    progress("what is there twice")
    with stopwatch() as passed:
        overlaps_of(campaign=campaign)
        first, _ = passed()
    with stopwatch() as passed:
        overlaps_of(campaign=campaign)
        again, _ = passed()
    return {
        "ledger_5000_checked_s": round(wall, 1),
        "overlaps_first_ms": round(first * 1000, 0),
        "overlaps_ms": round(again * 1000, 0),
    }


def spreadsheet(count: int) -> bytes:
    """Write a spreadsheet in the national columns: the demo matters over and over, each under a code of its own."""
    from openpyxl import Workbook, load_workbook

    from yangguang.reference.matters import queries

    shipped = load_workbook(io.BytesIO(queries.export_workbook()), read_only=True)
    sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in shipped}
    (matter_sheet, matters), (material_sheet, materials) = sheets.items()
    heads = {name: matters[0].index(name) for name in ("catalog_code", "task_name", "task_code", "row_guid")}
    code_of_material = materials[0].index("catalog_code")
    book = Workbook(write_only=True)
    first, second = book.create_sheet(matter_sheet), book.create_sheet(material_sheet)
    for out, rows in ((first, matters), (second, materials)):
        out.append(rows[0])
        out.append(rows[1])
    of_matter: dict[str, list[list[Any]]] = {}
    for row in materials[2:]:
        of_matter.setdefault(row[code_of_material], []).append(row)
    patterns = [row for row in matters[2:] if row[heads["task_name"]]]
    for number in range(count):
        row = list(patterns[number % len(patterns)])
        old = row[heads["catalog_code"]]
        code = f"{old[:4]}{500_000 + number:06d}00"
        row[heads["catalog_code"]], row[heads["task_code"]], row[heads["row_guid"]] = code, None, None
        row[heads["task_name"]] = f"{row[heads['task_name']]}（第 {number} 类）"
        first.append(row)
        for material in of_matter.get(old, []):
            fresh = list(material)
            fresh[code_of_material] = code
            fresh[materials[0].index("material_code")] = None
            second.append(fresh)
    out_file = io.BytesIO()
    book.save(out_file)
    return out_file.getvalue()


def look_through(*, rounds: int) -> dict[str, float]:
    """Ask for the list in all its ways."""
    from django.test import Client

    from yangguang.reference.matters.models import Matter

    pattern = Matter.objects.select_related("body").filter(catalog_code="440131016000")[0]
    given = {"theme": pattern.themes[0], "event": pattern.life_events[0], "body": pattern.body.code}
    client = Client(headers={"Host": "localhost"})
    pages = [(client, page.format(**given)) for page in PAGES]
    progress("list, for the first time")
    cold, _ = crowd.ask(pages, 1)
    progress("list, requests")
    walls, processors = crowd.ask(pages, rounds)
    medians = {page: statistics.median(walls[at :: len(pages)]) for at, (_, page) in enumerate(pages)}
    for page, median in medians.items():
        progress(f"{median:7.1f} ms  {page}")
    return {
        "list_p95_ms": round(percentile(walls, 0.95), 1),
        "list_p50_ms": round(statistics.median(walls), 1),
        "slowest_first_time_ms": round(max(cold), 1),
        "slowest_list_p50_ms": round(max(medians.values()), 1),
        "list_cpu_ms": round(statistics.mean(processors), 1),
        "list_queries": float(max(crowd.count_queries(client, page) for _, page in pages)),
        "matters": float(Matter.objects.count()),
    }
