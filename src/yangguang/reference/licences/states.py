"""The life of a licence: status codes as the certificate store writes them, and the ways a licence ends."""

from dataclasses import dataclass
from datetime import date

from django.db import models


class TypeStatus(models.TextChoices):
    """Where a version of a type stands."""

    DRAFT = "draft", "草稿"
    PROPOSED = "proposed", "待审核"
    PUBLISHED = "published", "现行"
    RETIRED = "retired", "已停用"


TYPE_LIFE: dict[tuple[TypeStatus, TypeStatus], str] = {
    (TypeStatus.DRAFT, TypeStatus.PROPOSED): "propose_type",
    (TypeStatus.PROPOSED, TypeStatus.DRAFT): "return_type",
    (TypeStatus.PROPOSED, TypeStatus.PUBLISHED): "publish_type",
    (TypeStatus.PUBLISHED, TypeStatus.RETIRED): "publish_type",
}


class ImportState(models.TextChoices):
    """Where a spreadsheet of old records stands."""

    UPLOADED = "uploaded", "待对应列名"
    CHECKED = "checked", "已核对，待确认"
    RUNNING = "running", "正在生成证照"
    FINISHED = "finished", "已完成"
    DISCARDED = "discarded", "已放弃"


class Status(models.TextChoices):
    """The codes of the city's certificate store, and S for a licence held back for a time, which the store does not know."""

    VALID = "V", "有效"
    CANCELLED = "D", "已注销"
    EXPIRED = "E", "已过期"
    VOID = "C", "已作废"
    SUSPENDED = "S", "已暂扣"


class Ending(models.TextChoices):
    """Why a licence is no longer in force; the law keeps these acts apart, so do we."""

    NONE = "", "—"
    CANCELLED = "cancelled", "注销"
    WITHDRAWN = "withdrawn", "撤回"
    REVOKED = "revoked", "撤销"
    INVALIDATED = "invalidated", "吊销"
    REPLACED = "replaced", "换发"
    EXPIRED = "expired", "期满"


@dataclass(frozen=True, slots=True)
class Step:
    """One way from status to status."""

    operation: str
    ending: Ending
    before: tuple[Status, ...]
    after: Status
    basis: str


_IN_FORCE = (Status.VALID,)
_HELD = (Status.VALID, Status.SUSPENDED)
_NOT_ENDED = (Status.VALID, Status.SUSPENDED, Status.EXPIRED)
STEPS = {
    step.operation: step
    for step in (
        Step(
            "replace_licence",
            Ending.REPLACED,
            _IN_FORCE,
            Status.VOID,
            "《中华人民共和国行政许可法》第四十九条",
        ),
        # art. 50(2): an application made in time and not decided before expiry counts as granted
        Step(
            "renew_licence", Ending.REPLACED, _NOT_ENDED, Status.VOID, "《中华人民共和国行政许可法》第五十条"
        ),
        Step(
            "cancel_licence",
            Ending.CANCELLED,
            _NOT_ENDED,
            Status.CANCELLED,
            "《中华人民共和国行政许可法》第七十条",
        ),
        Step(
            "withdraw_licence",
            Ending.WITHDRAWN,
            _HELD,
            Status.VOID,
            "《中华人民共和国行政许可法》第八条第二款",
        ),
        Step(
            "revoke_licence",
            Ending.REVOKED,
            _NOT_ENDED,
            Status.VOID,
            "《中华人民共和国行政许可法》第六十九条",
        ),
        Step(
            "invalidate_licence",
            Ending.INVALIDATED,
            _HELD,
            Status.VOID,
            "《中华人民共和国行政处罚法》第九条第三项",
        ),
        Step("expire_licence", Ending.EXPIRED, _HELD, Status.EXPIRED, "证照载明的有效期"),
        # art. 9(3) of the Penalty Law: 暂扣许可证件; not an end, the licence comes back
        Step(
            "suspend_licence",
            Ending.NONE,
            _IN_FORCE,
            Status.SUSPENDED,
            "《中华人民共和国行政处罚法》第九条第三项",
        ),
        Step(
            "resume_licence",
            Ending.NONE,
            (Status.SUSPENDED,),
            Status.VALID,
            "《中华人民共和国行政处罚法》第九条第三项，暂扣期满或者提前解除",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a licence is worth on a day, in one word and one sentence, with the lamp that shows it."""

    code: str
    word: str
    sentence: str
    lamp: str
    is_in_force: bool


_WORDS = {
    Ending.CANCELLED: ("已注销", "这份证照已经依法注销，不再有效。", "done"),
    Ending.WITHDRAWN: ("已撤回", "这份证照所许可的事项已被依法撤回，不再有效。", "void"),
    Ending.REVOKED: ("已撤销", "这份证照已被依法撤销，不再有效。", "void"),
    Ending.INVALIDATED: ("已吊销", "这份证照已被依法吊销，不再有效。", "void"),
    Ending.REPLACED: ("已换发", "这份证照已经换发新版，以新版为准。", "done"),
    Ending.EXPIRED: ("已过期", "这份证照的有效期已经届满，没有延续。", "void"),
}


def standing_of(
    *,
    status: str,
    ending: str,
    valid_from: date,
    valid_until: date | None,
    on: date,
    suspended_until: date | None = None,
) -> Standing:
    """Judge a licence on a day; the calendar counts even before the nightly job has written it down."""
    if status == Status.SUSPENDED and suspended_until is not None and suspended_until < on:
        status = Status.VALID
    if status == Status.SUSPENDED and (valid_until is None or valid_until >= on):
        return Standing(status, "已暂扣", "这份证照正在被依法暂扣，期间不能使用。", "pause", False)
    if status not in (Status.VALID, Status.SUSPENDED):
        word, sentence, lamp = _WORDS[Ending(ending)]
        return Standing(status, word, sentence, lamp, False)
    if valid_until is not None and valid_until < on:
        word, sentence, lamp = _WORDS[Ending.EXPIRED]
        return Standing(Status.EXPIRED.value, word, sentence, lamp, False)
    if valid_from > on:
        return Standing(status, "尚未生效", "这份证照真实，有效期还没有开始。", "warn", False)
    return Standing(status, "有效", "这份证照真实有效。", "ok", True)
