"""The whole matrix of posts and powers, with where each answer comes from; as a table, a spreadsheet, and JSON."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from yangguang.foundation.access import snapshot
from yangguang.foundation.access.derivation import kinds_of, powers
from yangguang.foundation.acts.api import HeldPost
from yangguang.foundation.organisation.models import Appointment, Post, PostKind
from yangguang.kernel import clock

DEFAULT, GIVEN, WITHHELD, BY_FLOW, NONE, BROKEN = "默认", "授予", "收回", "由流程指定", "", "记录被改"


@dataclass(frozen=True, slots=True)
class Line:
    """One post: who holds it, and one answer per power with the number of the grant if there is one."""

    post: Post
    holders: str
    answers: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """All posts, all powers, on one day."""

    made_at: datetime
    powers: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


def build_matrix(*, now: datetime, body_code: str = "") -> Matrix:
    """Build the matrix of a day, of all bodies or of one."""
    rights, day = snapshot.current(), clock.today(now)
    listed = tuple(powers())
    posts = Post.objects.select_related("office__body__area").order_by("office__body__code", "kind", "code")
    if body_code:
        posts = posts.filter(office__body__code=body_code)
    holders: dict[int, list[str]] = {}
    for one in Appointment.objects.running_on(day).select_related("officer"):
        holders.setdefault(one.post_id, []).append(f"{one.officer.name} {one.officer.number}")
    kinds = {name: kinds_of(name) for name, _ in listed}
    lines = []
    for post in posts:
        held = HeldPost(post.code, post.kind, "", post.name, post.body.code, post.body.name, "", "")
        answers = tuple(_answer(rights, held, name, kinds[name], day) for name, _ in listed)
        lines.append(Line(post, "、".join(sorted(holders.get(post.pk, []))), answers))
    return Matrix(now, listed, tuple(lines))


def _answer(
    rights: snapshot.Snapshot, post: HeldPost, power: str, kinds: frozenset[str], day: Any
) -> tuple[str, int | None]:
    entry = rights.entry(post.code, power, day)
    if entry is not None:
        if not entry.is_genuine:
            return BROKEN, entry.number
        return (GIVEN if entry.gives else WITHHELD), entry.number
    if post.kind in kinds:
        return DEFAULT, None
    cases = post.kind not in {
        PostKind.SYSTEM,
        PostKind.SECURITY,
        PostKind.AUDIT,
        PostKind.ADMIN,
        PostKind.MONITOR,
    }
    return (
        BY_FLOW if not kinds and "." in power and cases and power != "access.see_sensitive" else NONE
    ), None


def matrix_as_json(matrix: Matrix) -> str:
    """Write the matrix for machines."""
    return json.dumps(
        {
            "made_at": matrix.made_at.isoformat(),
            "powers": [{"name": name, "summary": summary} for name, summary in matrix.powers],
            "posts": [
                {
                    "code": line.post.code,
                    "kind": line.post.kind,
                    "name": line.post.name,
                    "body": line.post.body.name,
                    "holders": line.holders,
                    "powers": {
                        matrix.powers[place][0]: {"answer": answer, "grant": number}
                        for place, (answer, number) in enumerate(line.answers)
                        if answer
                    },
                }
                for line in matrix.lines
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def matrix_as_xlsx(matrix: Matrix) -> bytes:
    """Write the matrix as a spreadsheet: posts down, powers across."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("岗位与权力")
    sheet.freeze_panes = "E3"
    for row in _rows(matrix, sheet):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _rows(matrix: Matrix, sheet: Any) -> Iterator[list[Any]]:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - only when a file is written

    made = clock.local(matrix.made_at)
    yield [f"权限矩阵，{made:%Y-%m-%d %H:%M}", "", "", "", *(summary for _, summary in matrix.powers)]
    head = ["单位", "岗位", "岗位编码", "任职人", *(name for name, _ in matrix.powers)]
    cells = []
    for word in head:
        cell = WriteOnlyCell(sheet, value=word)
        cell.font = Font(bold=True)
        cells.append(cell)
    yield cells
    for line in matrix.lines:
        answers = (f"{answer}（{number} 号）" if number else answer for answer, number in line.answers)
        yield [line.post.body.name, line.post.name, line.post.code, line.holders, *answers]
