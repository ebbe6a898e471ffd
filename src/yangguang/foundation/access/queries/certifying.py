"""The report of a yearly re-certification: what was confirmed, ended, and what lapsed because nobody answered."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from openpyxl import Workbook

from yangguang.foundation.access.models import Campaign, CampaignSeat
from yangguang.foundation.acts.api import REGISTRY
from yangguang.kernel import clock

WORDS = {"": "还没有答复", "keep": "继续有效", "end": "复核时结束", "lapsed": "没有人确认，自动结束"}
SEAT_WORDS = {
    "": "还没有答复",
    "keep": "继续任职",
    "end": "复核时结束",
    "lapsed": "没有人确认，自动结束",
    "owed": "管理员任职，没有人确认，不自动结束",
}
_NAMED = {"kept": "keep", "ended": "end", "lapsed": "lapsed", "unanswered": ""}


@dataclass(frozen=True, slots=True)
class SeatsOf:
    """One body in a re-certification: how many of its appointments have been answered."""

    code: str
    name: str
    count: int
    unanswered: int


def count_verdicts(*, campaign: Campaign) -> dict[str, int]:
    """Count the grants of a re-certification by what became of them, in one query."""
    verdicts = list(campaign.items.values_list("verdict", flat=True))
    return {"grants": len(verdicts), **{name: verdicts.count(word) for name, word in _NAMED.items()}}


def count_seats(*, campaign: Campaign) -> dict[str, int]:
    """Count its appointments likewise; `owed` are administrators' nobody confirmed."""
    verdicts = list(campaign.seats.values_list("verdict", flat=True))
    named = {**_NAMED, "owed": "owed"}
    return {"appointments": len(verdicts), **{name: verdicts.count(word) for name, word in named.items()}}


def list_bodies_to_certify(*, campaign: Campaign) -> list[SeatsOf]:
    """List the bodies with appointments in a re-certification, those with most unanswered first."""
    body = "appointment__post__office__body__"
    rows = campaign.seats.values_list(f"{body}code", f"{body}name").annotate(
        count=Count("pk"), unanswered=Count("pk", filter=Q(verdict=""))
    )
    return [SeatsOf(*row) for row in rows.order_by("-unanswered", f"{body}code")]


def list_seats(*, campaign: Campaign, body_code: str) -> QuerySet[CampaignSeat]:
    """List the appointments of one body in a re-certification, by office and post."""
    rows = campaign.seats.filter(appointment__post__office__body__code=body_code)
    return rows.select_related(
        "appointment__officer", "appointment__post__office__body", "decided_by"
    ).order_by("appointment__post__office__name", "appointment__post__code", "pk")


def campaign_as_xlsx(*, campaign: Campaign) -> bytes:
    """Write the report as a spreadsheet: who opened, proposed to close and closed it, and every grant with its answer."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(campaign))
    counts = count_verdicts(campaign=campaign)
    sheet.append([str(campaign)])
    sheet.append(
        [
            f"开始 {_when(campaign.opened_at)}，{campaign.opened_by.name}；应于 {campaign.due_on:%Y-%m-%d} 前确认"
        ]
    )
    if campaign.closing_proposed_by:
        sheet.append([f"提请结束 {_when(campaign.closing_proposed_at)}，{campaign.closing_proposed_by.name}"])
    if campaign.closed_by:
        sheet.append([f"结束 {_when(campaign.closed_at)}，{campaign.closed_by.name}"])
    sheet.append(
        [
            f"共 {counts['grants']} 项：继续 {counts['kept']}，结束 {counts['ended']}，自动结束 {counts['lapsed']}"
        ]
    )
    sheet.append(["授权", "权力", "单位", "岗位", "提请人", "理由", "结果", "答复人", "答复时间"])
    items = campaign.items.select_related("grant__post__office__body", "grant__proposed_by", "decided_by")
    for item in items.order_by("pk"):
        grant = item.grant
        name = REGISTRY[grant.operation].summary if grant.operation in REGISTRY else grant.operation
        sheet.append(
            [
                grant.pk,
                f"{grant.get_effect_display()}“{name}”",
                grant.post.body.name,
                grant.post.name,
                grant.proposed_by.name,
                grant.reason,
                WORDS[item.verdict],
                item.decided_by.name if item.decided_by else "",
                _when(item.decided_at),
            ]
        )
    _write_seats(book.create_sheet("任职"), campaign)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_seats(sheet: Any, campaign: Campaign) -> None:
    sheet.append(["工号", "姓名", "单位", "处室", "岗位", "任职起", "结果", "答复人", "答复时间"])
    rows = campaign.seats.select_related(
        "appointment__officer", "appointment__post__office__body", "decided_by"
    )
    for seat in rows.order_by("appointment__post__code", "pk"):
        held = seat.appointment
        sheet.append(
            [
                held.officer.number,
                held.officer.name,
                held.post.body.name,
                held.post.office.name,
                held.post.name,
                f"{held.valid_from:%Y-%m-%d}",
                SEAT_WORDS[seat.verdict],
                seat.decided_by.name if seat.decided_by else "",
                _when(seat.decided_at),
            ]
        )


def _when(instant: datetime | None) -> str:
    return f"{clock.local(instant):%Y-%m-%d %H:%M}" if instant else ""
