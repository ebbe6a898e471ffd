"""The deeds of the steps themselves: the first answer, opinions, the visit, the decision."""

from collections.abc import Callable
from datetime import date
from typing import Any

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.views.after_decision import DELIVER, FOLLOW_UP
from yangguang.capabilities.approval.views.deeds import (
    SEEN,
    CaseInHand,
    Control,
    Deed,
    Done,
    Said,
    at_step,
    control,
)
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock

# ---------------------------------------------------------------- S: the first answer


def correction_items(case: CaseInHand, said: Said) -> list[dict[str, str]]:
    """List every line of the correction notice: one per material that applies, then lines of the officer's own."""
    application = case.application
    asked = [
        one
        for one in approval.materials_asked(version=application.version, fields=application.fields)
        if one.form_kind != "shared"
    ]
    lines = [(one.code, one.name, one.accept_standard) for one in asked] + [
        (f"own{place}", said.text(f"name-own{place}"), "") for place in range(3)
    ]
    return [
        {
            "code": code,
            "name": name,
            "standard": standard,
            "is_own": "yes" if code.startswith("own") else "",
            "problem": said.text(f"problem-{code}"),
            "advice": said.text(f"advice-{code}"),
        }
        for code, name, standard in lines
    ]


def _chosen_items(case: CaseInHand, said: Said) -> list[Any]:
    return [
        approval.CorrectionItem(
            code="" if one["is_own"] else one["code"],
            name=one["name"] or "其他",
            problem=one["problem"],
            advice=one["advice"],
        )
        for one in correction_items(case, said)
        if one["problem"] or one["advice"]
    ]


def _correct(case: CaseInHand, said: Said) -> Done:
    return lambda application: approval.request_correction(
        actor=case.actor, application=application, items=_chosen_items(case, said), now=case.now
    )


def _refuse_acceptance(case: CaseInHand, said: Said) -> Done:
    return lambda application: approval.refuse_acceptance(
        actor=case.actor,
        application=application,
        reason=said.text("reason"),
        other_agency=said.text("other_agency"),
        now=case.now,
    )


ACCEPT = Deed(
    key="accept",
    word="受理",
    hint="属于本机关职权，材料齐全，符合法定形式",
    button="签署，予以受理",
    is_open=at_step("S"),
    perform=lambda case, said: (
        lambda application: approval.accept_application(
            actor=case.actor, application=application, now=case.now
        )
    ),
    effects=("办理期限从今天起算", "申请人收到受理通知书和短信", "案卷转到审查岗"),
    done="已受理",
)
CORRECT = Deed(
    key="correction",
    word="一次性告知补正",
    hint="材料不齐或者不合要求，一次列全",
    button="签署，告知补正",
    is_open=lambda case: case.letter == "S" and case.application.state == "submitted",
    perform=_correct,
    effects=("申请人收到告知书，补齐以前不计办理时限", "只能告知这一次，没有列出的以后不能再要"),
    lists_items=True,
    done="已告知补正",
)
NOT_ACCEPTED = Deed(
    key="not_accepted",
    word="不予受理",
    hint="不属于本机关职权，要写明应向哪个机关申请",
    button="签署，不予受理",
    is_open=at_step("S"),
    perform=_refuse_acceptance,
    controls=lambda case, said: [
        control(said, "reason", "理由", hint=SEEN, phrases=("申请事项依法不属于本机关职权范围。",)),
        control(said, "other_agency", "应当向哪个机关申请", kind="text", hint="写全称"),
    ],
    effects=("办件到此办结", "申请人收到决定书，可以申请行政复议或者提起行政诉讼"),
    done="已作出不予受理决定",
)
NOT_REQUIRED = Deed(
    key="not_required",
    word="不需要许可",
    hint="依法不需要取得这项许可，即时告知",
    button="签署，告知不需要许可",
    is_open=at_step("S"),
    perform=lambda case, said: (
        lambda application: approval.declare_not_required(
            actor=case.actor, application=application, reason=said.text("reason"), now=case.now
        )
    ),
    controls=lambda case, said: [
        control(said, "reason", "理由", hint=SEEN, phrases=("申请事项依法不需要取得行政许可。",))
    ],
    effects=("办件到此办结", "申请人收到告知书"),
    done="已告知不需要许可",
)

# ---------------------------------------------------------------- A, R, X, and E of an expert: opinions


def _is_opinion(case: CaseInHand) -> bool:
    """Experts look on paper: what they write is an opinion, not the record of a visit."""
    return case.letter in ("A", "R", "X") or (case.letter == "E" and case.task.post_kind == PostKind.EXPERT)


def _give(verdict: str) -> Callable[[CaseInHand, Said], Done]:
    return lambda case, said: (
        lambda application: approval.give_opinion(
            actor=case.actor,
            application=application,
            task=case.task,
            verdict=verdict,
            text=said.text("text"),
            now=case.now,
        )
    )


AGREE = Deed(
    key="agree",
    word="同意",
    hint="转到下一环节",
    button="签署意见，同意",
    is_open=_is_opinion,
    perform=_give("agree"),
    controls=lambda case, said: [
        control(
            said,
            "text",
            "意见",
            hint=SEEN,
            phrases=("材料齐全，符合法定形式。", "申请符合法定条件、标准，拟准予。", "同意前面各岗意见。"),
        )
    ],
    effects=("意见写入记录，不能修改", "案卷转到下一环节"),
    done="意见已签署",
)
DISAGREE = Deed(
    key="disagree",
    word="不同意",
    hint="写明理由，由决定岗决定",
    button="签署意见，不同意",
    is_open=_is_opinion,
    perform=_give("disagree"),
    controls=lambda case, said: [
        control(
            said,
            "text",
            "理由",
            hint=SEEN,
            phrases=("不符合法定条件：", "材料内容前后不一致：", "不同意前面的意见："),
        )
    ],
    effects=("意见写入记录，不能修改", "案卷转到下一环节，决定岗看得到您的意见"),
    done="意见已签署",
)

# ---------------------------------------------------------------- E: on the spot


def _visit_controls(case: CaseInHand, said: Said) -> list[Control]:
    day = clock.today(case.now)
    people = [
        (one.number, f"{one.name}　{one.number} 号", _certificate(one, day))
        for one in case.inspectors
        if one.number != case.actor.number
    ]
    return [
        control(
            said,
            "companions",
            "同行的核查人员",
            kind="checks",
            choices=people,
            hint="现场核查要两人以上，您算一名",
        ),
        control(said, "visited_on", "核查日期", kind="date", default=day.isoformat()),
        control(
            said,
            "address",
            "核查地点",
            required=False,
            kind="text",
            default=str(case.application.fields.get("address", "")),
        ),
        control(
            said,
            "findings",
            "现场情况",
            rows=5,
            hint=SEEN,
            phrases=("布局与申请图纸一致。", "设施设备齐全，运行正常。", "现场与申请不一致："),
        ),
        control(
            said,
            "is_passed",
            "核查结论",
            kind="radio",
            choices=(("passed", "符合"), ("failed", "不符合")),
        ),
        control(
            said,
            "photos",
            "现场照片",
            required=False,
            kind="file",
            multiple=True,
            accept=".jpg,.jpeg,.png",
            hint="可以选多张",
        ),
    ]


def _certificate(officer: Any, day: date) -> str:
    if officer.is_certified_on(day):
        return "执法证在有效期内"
    return "执法证已过期" if officer.certificate_number else "没有执法证"


def _visit(case: CaseInHand, said: Said) -> Done:
    if said.text("is_passed") not in ("passed", "failed"):
        raise approval.ReasonsNeeded(fields={"is_passed": "请选择符合或者不符合。"})
    record = approval.VisitRecord(
        companions=tuple(said.many("companions")),
        visited_on=said.day("visited_on", clock.today(case.now)),
        findings=said.text("findings"),
        is_passed=said.text("is_passed") == "passed",
        address=said.text("address"),
        photos=tuple(said.files.get("photos", ())),
    )
    return lambda application: approval.record_site_visit(
        actor=case.actor, application=application, task=case.task, record=record, now=case.now
    )


VISIT = Deed(
    key="visit",
    word="记录现场核查",
    hint="两名以上工作人员到场",
    button="签署核查记录",
    is_open=lambda case: case.letter == "E" and case.task.post_kind != PostKind.EXPERT,
    perform=_visit,
    controls=_visit_controls,
    effects=("核查记录写入案卷，不能修改", "案卷转到下一环节"),
    is_direct=True,
    done="核查记录已签署",
)

# ---------------------------------------------------------------- D: the decision


def _decide(result: str) -> Callable[[CaseInHand, Said], Done]:
    return lambda case, said: (
        lambda application: approval.decide(
            actor=case.actor,
            application=application,
            ruling=approval.Ruling(result=result, reasons=said.text("reasons")),
            now=case.now,
        )
    )


GRANT = Deed(
    key="grant",
    word="准予许可",
    hint="符合法定条件、标准",
    button="签署，准予许可",
    is_open=at_step("D"),
    perform=_decide("granted"),
    controls=lambda case, said: [
        control(
            said,
            "reasons",
            "审查认定",
            required=False,
            hint="写入决定书，申请人看得到。不写的，按“材料齐全，符合法定形式，符合法定条件、标准”表述。",
            phrases=("经审查，申请材料齐全，符合法定形式。", "经两名工作人员现场核查，符合要求。"),
        )
    ],
    effects=(
        "决定立即生效，写入记录，不能撤回，只能依法撤销",
        "申请人收到短信和电子决定书",
        "7 个工作日内向社会公开",
    ),
    done="已作出准予许可决定",
)
REFUSE = Deed(
    key="refuse",
    word="不予许可",
    hint="须写理由，须告知复议和诉讼权利",
    button="签署，不予许可",
    is_open=at_step("D"),
    perform=_decide("refused"),
    controls=lambda case, said: [
        control(
            said,
            "reasons",
            "理由",
            rows=5,
            hint=SEEN,
            phrases=("不符合法定条件：", "现场核查不符合：", "申请材料不真实："),
        )
    ],
    effects=(
        "决定立即生效，写入记录，不能撤回，只能依法撤销",
        "决定书写明理由和复议、诉讼的权利",
        "申请人收到短信和电子决定书",
    ),
    done="已作出不予许可决定",
)

MAIN: tuple[Deed, ...] = (
    ACCEPT,
    CORRECT,
    NOT_ACCEPTED,
    NOT_REQUIRED,
    AGREE,
    DISAGREE,
    VISIT,
    GRANT,
    REFUSE,
    DELIVER,
    FOLLOW_UP,
)
