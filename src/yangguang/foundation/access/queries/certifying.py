"""The report of a yearly re-certification: what was confirmed, ended, and what lapsed because nobody answered."""

import io

from openpyxl import Workbook

from yangguang.foundation.access.models import Campaign
from yangguang.foundation.acts.api import REGISTRY
from yangguang.kernel import clock

WORDS = {"": "还没有答复", "keep": "继续有效", "end": "复核时结束", "lapsed": "没有人确认，自动结束"}


def count_verdicts(*, campaign: Campaign) -> dict[str, int]:
    """Count the grants of a re-certification by what became of them, in one query."""
    verdicts = list(campaign.items.values_list("verdict", flat=True))
    named = {"kept": "keep", "ended": "end", "lapsed": "lapsed", "unanswered": ""}
    return {"grants": len(verdicts), **{name: verdicts.count(word) for name, word in named.items()}}


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
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _when(instant: object) -> str:
    return f"{clock.local(instant):%Y-%m-%d %H:%M}" if instant else ""  # type: ignore[arg-type]
