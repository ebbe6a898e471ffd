"""What the legal office keeps: the formats and the table of laws."""

from collections.abc import Sequence
from datetime import date, datetime

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.reference.declarations import permissions
from yangguang.reference.declarations.models import Format, Law
from yangguang.reference.declarations.queries.formats import current_format
from yangguang.reference.declarations.rules.formats import FormatField, standard_fields
from yangguang.reference.declarations.rules.laws import RANKS
from yangguang.reference.declarations.rules.refusals import FormatNotFit, LawNotFit


@operation(
    "declarations.publish_format",
    summary="公布申报格式",
    permission=permissions.may_publish_format,
    subject="result",
    asks_factor=True,
)
def publish_format(
    *,
    actor: Actor,
    now: datetime,
    kind: str,
    fields: Sequence[FormatField],
    checklist: Sequence[str],
    note_text: str = "",
) -> Format:
    """
    Publish the next version of a kind's format; declarations opened from now on follow it, older ones keep theirs.

    A format may add fields or require more, but nothing that the law wants said may go (行政许可法第三十条).

    Refuses with FormatNotFit.
    """
    if kind not in MATTER_TYPES:
        raise FormatNotFit(problem=f"没有类型“{kind}”")
    given = {one.name: one for one in fields}
    for one in standard_fields(kind):
        if one.required and not (one.name in given and given[one.name].required):
            raise FormatNotFit(problem=f"“{one.label}”是必填的，不能去掉")
    lines = [line.strip() for line in checklist if line.strip()]
    if not lines:
        raise FormatNotFit(problem="审核要点一条也没有")
    note(kind=kind, fields=len(fields), checklist=len(lines))
    return Format.objects.create(
        kind=kind,
        number=current_format(kind).number + 1,
        fields=[one.as_record() for one in fields],
        checklist=lines,
        note=note_text.strip()[:300],
        published_at=now,
        published_by=actor.label,
    )


@operation(
    "declarations.record_law",
    summary="登记法规",
    permission=permissions.may_record_law,
    subject="result",
)
def record_law(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    rank: str,
    valid_from: date,
    valid_until: date | None = None,
    article_count: int | None = None,
) -> Law:
    """
    Record a text of law, or the day it ended; from then on declarations may cite it, or no longer.

    Refuses with LawNotFit.
    """
    name = name.strip().strip("《》")
    if not name:
        raise LawNotFit(problem="没有写名称")
    if rank not in RANKS:
        raise LawNotFit(problem=f"位阶要从{'、'.join(RANKS)}里选")
    if valid_until is not None and valid_until <= valid_from:
        raise LawNotFit(problem="废止日期要晚于施行日期")
    law, _ = Law.objects.update_or_create(
        name=name,
        valid_from=valid_from,
        defaults={"rank": rank, "valid_until": valid_until, "article_count": article_count},
    )
    note(name=name, rank=rank, valid_from=valid_from.isoformat())
    return law
