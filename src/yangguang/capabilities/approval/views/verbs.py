"""What officers do around the steps: send back, hand over, add signers, special procedures, extension, hearings."""

from datetime import datetime
from typing import Any

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.views.deeds import (
    INSIDE,
    SEEN,
    CaseInHand,
    Control,
    Deed,
    Done,
    Said,
    control,
)
from yangguang.capabilities.approval.views.parties_deeds import HEAR_PARTY, NAME_PARTY
from yangguang.kernel.clock import SHANGHAI


def _in_steps(*letters: str) -> Any:
    return lambda case: case.letter in letters and case.application.state == "accepted"


def _people(case: CaseInHand) -> list[tuple[str, str]]:
    return [
        (one.number, f"{one.name}　{one.number} 号")
        for one in case.colleagues
        if one.number != case.actor.number
    ]


RETURN = Deed(
    key="return",
    word="退回前一环节",
    hint="时限不停",
    button="退回",
    is_open=lambda case: _in_steps("A", "E", "R", "D")(case) and bool(case.earlier),
    perform=lambda case, said: (
        lambda application: approval.return_step(
            actor=case.actor,
            application=application,
            task=case.task,
            to_node=said.text("to_node"),
            reason=said.text("reason"),
            now=case.now,
        )
    ),
    controls=lambda case, said: [
        control(said, "to_node", "退到哪一步", kind="select", choices=tuple(case.earlier)),
        control(said, "reason", "退回的理由", hint=INSIDE, phrases=("请补充审查：", "请重新核对：")),
    ],
    is_direct=True,
    is_binding=False,
    done="已退回",
)
HAND_OVER = Deed(
    key="hand_over",
    word="转办",
    hint="转给同岗位的同事，时限不停",
    button="转办",
    is_open=lambda case: _in_steps("A", "E", "R", "D")(case) and bool(_people(case)),
    perform=lambda case, said: (
        lambda application: approval.hand_over_step(
            actor=case.actor,
            application=application,
            task=case.task,
            officer_number=said.text("officer"),
            reason=said.text("reason"),
            now=case.now,
        )
    ),
    controls=lambda case, said: [
        control(said, "officer", "转给谁", kind="select", choices=tuple(_people(case))),
        control(said, "reason", "原因", kind="text", hint=INSIDE, required=False),
    ],
    is_direct=True,
    is_binding=False,
    done="已转办",
)
ADD_SIGNERS = Deed(
    key="add_signers",
    word="加签",
    hint="请同事先写意见，您最后签",
    button="请他们加签",
    is_open=lambda case: _in_steps("A", "R")(case) and not case.task.is_signer and bool(_people(case)),
    perform=lambda case, said: (
        lambda application: approval.add_signers(
            actor=case.actor,
            application=application,
            task=case.task,
            officer_numbers=said.many("officers"),
            now=case.now,
        )
    ),
    controls=lambda case, said: [
        control(said, "officers", "请谁加签", kind="checks", choices=tuple(_people(case)))
    ],
    is_direct=True,
    is_binding=False,
    done="已请同事加签",
)


def _start_special(case: CaseInHand, said: Said) -> Done:
    return lambda application: approval.start_special_procedure(
        actor=case.actor,
        application=application,
        kind=said.text("kind"),
        needed_days=said.number("needed_days"),
        reason=said.text("reason"),
        now=case.now,
    )


def _special_controls(case: CaseInHand, said: Said) -> list[Control]:
    kinds = [one for one in approval.SpecialKind.choices if one[0] != "hearing"]
    return [
        control(said, "kind", "哪一种", kind="select", choices=tuple(kinds)),
        control(said, "needed_days", "需要几个工作日", kind="number"),
        control(said, "reason", "为什么需要", hint=SEEN),
    ]


START_SPECIAL = Deed(
    key="special",
    word="启动特别程序",
    hint="检验、检测、鉴定、专家评审等，书面告知所需时间，期间不计时",
    button="签署，启动特别程序",
    is_open=lambda case: (
        case.letter in ("A", "E", "R", "D")
        and case.application.state == "accepted"
        and approval.may_start_special_procedure(actor=case.actor, application=case.application)
    ),
    perform=_start_special,
    controls=_special_controls,
    effects=("从今天起暂停计时", "申请人收到所需时间告知书"),
    done="特别程序已启动，暂停计时",
)
END_SPECIAL = Deed(
    key="special_end",
    word="结束特别程序",
    hint="写明结果，从今天起继续计时",
    button="签署，恢复计时",
    is_open=lambda case: (
        case.application.state == "suspended"
        and approval.may_end_special_procedure(actor=case.actor, application=case.application)
    ),
    perform=lambda case, said: (
        lambda application: approval.end_special_procedure(
            actor=case.actor, application=application, result=said.text("result"), now=case.now
        )
    ),
    controls=lambda case, said: [control(said, "result", "结果", hint=SEEN)],
    effects=("从今天起继续计时", "申请人收到短信"),
    done="特别程序已结束，恢复计时",
)
EXTEND = Deed(
    key="extend",
    word="延长办理期限",
    hint="只能一次，须本机关负责人批准，理由告知申请人",
    button="签署，延长期限",
    is_open=lambda case: (
        case.letter == "D"
        and case.application.state == "accepted"
        and getattr(case.application, "extension", None) is None
        and approval.may_extend_decision(actor=case.actor, application=case.application)
    ),
    perform=lambda case, said: (
        lambda application: approval.extend_decision(
            actor=case.actor,
            application=application,
            days=said.number("days"),
            reason=said.text("reason"),
            now=case.now,
        )
    ),
    controls=lambda case, said: [
        control(
            said,
            "days",
            "延长几个工作日",
            kind="number",
            hint=f"最多 {case.application.version.extension_days} 个工作日",
        ),
        control(said, "reason", "理由", hint=SEEN),
    ],
    effects=("承诺期限和法定期限都往后推", "申请人收到延长期限通知书"),
    done="办理期限已延长",
)
HEARING_RIGHT = Deed(
    key="hearing_right",
    word="告知听证权利",
    hint="许可直接涉及他人重大利益的",
    button="签署，告知听证权利",
    is_open=lambda case: (
        case.letter in ("A", "R", "D")
        and case.application.state == "accepted"
        and case.hearing is None
        and approval.may_tell_hearing_right(actor=case.actor, application=case.application)
    ),
    perform=lambda case, said: (
        lambda application: approval.tell_hearing_right(
            actor=case.actor, application=application, reason=said.text("reason"), now=case.now
        )
    ),
    controls=lambda case, said: [control(said, "reason", "涉及谁的什么重大利益", hint=SEEN)],
    effects=("申请人、利害关系人五个工作日内可以申请听证",),
    done="已告知听证权利",
)


def _hearing_at(said: Said) -> datetime:
    try:
        return datetime.fromisoformat(said.text("takes_place_at")).replace(tzinfo=SHANGHAI)
    except ValueError:
        raise approval.ReasonsNeeded(fields={"takes_place_at": "请写明听证的日期和时间。"}) from None


def _notify(case: CaseInHand, said: Said) -> Done:
    hearing = approval.HearingDate(
        takes_place_at=_hearing_at(said), place=said.text("place"), chair_number=said.text("chair")
    )
    return lambda application: approval.notify_hearing(
        actor=case.actor, application=application, hearing_date=hearing, now=case.now
    )


HEARING_NOTICE = Deed(
    key="hearing_notice",
    word="通知听证",
    hint="至少提前七个工作日，主持人不能是审查人员",
    button="签署，通知听证",
    is_open=lambda case: (
        case.hearing is not None
        and case.hearing.requested_at is not None
        and case.hearing.notified_at is None
        and approval.may_notify_hearing(actor=case.actor, application=case.application)
    ),
    perform=_notify,
    controls=lambda case, said: [
        control(said, "takes_place_at", "时间", kind="datetime"),
        control(said, "place", "地点", kind="text"),
        control(said, "chair", "主持人工号", kind="text"),
    ],
    effects=("听证所需时间不计入期限", "申请人收到听证通知书"),
    done="听证通知已签署",
)
HEARING_RECORD = Deed(
    key="hearing_record",
    word="录入听证笔录",
    hint="决定要以听证笔录为依据",
    button="签署听证笔录",
    is_open=lambda case: (
        case.hearing is not None
        and case.hearing.takes_place_at is not None
        and case.hearing.takes_place_at <= case.now
        and case.hearing.recorded_at is None
        and approval.may_record_hearing(actor=case.actor, application=case.application)
    ),
    perform=lambda case, said: (
        lambda application: approval.record_hearing(
            actor=case.actor, application=application, record=said.text("record"), now=case.now
        )
    ),
    controls=lambda case, said: [control(said, "record", "笔录", rows=8, hint=SEEN)],
    effects=("笔录归入案卷，恢复计时",),
    done="听证笔录已归入案卷",
)

AROUND: tuple[Deed, ...] = (
    END_SPECIAL,
    HEARING_RECORD,
    HEARING_NOTICE,
    EXTEND,
    RETURN,
    HAND_OVER,
    ADD_SIGNERS,
    START_SPECIAL,
    HEAR_PARTY,
    NAME_PARTY,
    HEARING_RIGHT,
)
