"""What officers do about third persons whose interests a case touches: tell them, and write down what they said."""

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.views.deeds import SEEN, CaseInHand, Control, Deed, Done, Said, control


def _name(case: CaseInHand, said: Said) -> Done:
    party = approval.PartyNamed(
        name=said.text("name"),
        code=said.text("code").upper(),
        phone=said.text("phone"),
        interest=said.text("interest"),
    )
    return lambda application: approval.name_interested_party(
        actor=case.actor, application=application, party=party, now=case.now
    )


NAME_PARTY = Deed(
    key="party",
    word="告知利害关系人",
    hint="许可直接关系到他人重大利益的，书面告知并听取意见",
    button="签署，告知利害关系人",
    is_open=lambda case: (
        case.letter in ("A", "E", "R", "D")
        and case.application.state == "accepted"
        and approval.may_name_interested_party(actor=case.actor, application=case.application)
    ),
    perform=_name,
    controls=lambda case, said: [
        control(said, "name", "姓名或者单位名称", kind="text"),
        control(said, "code", "身份证件号码或者统一社会信用代码", kind="text"),
        control(
            said, "phone", "手机号", kind="text", required=False, hint="有网上账户的可以不填，没有的靠它告知"
        ),
        control(said, "interest", "关系到对方的什么重大利益", hint="写进告知书，对方和申请人看得到。"),
    ],
    effects=(
        "对方收到告知书，五个工作日内可以陈述意见或者申请听证",
        "申请人同时得知听证权利",
        "对方答复或者期满以前，不能作出决定",
    ),
    done="已告知利害关系人",
)


def _silent(case: CaseInHand) -> list[tuple[str, str]]:
    return [
        (one.number, one.name)
        for one in approval.list_parties(application=case.application)
        if one.opinion_at is None
    ]


def _hear(case: CaseInHand, said: Said) -> Done:
    number = said.text("party")
    found = next(
        (one for one in approval.list_parties(application=case.application) if one.number == number), None
    )
    if found is None:
        raise approval.ReasonsNeeded(fields={"party": "请选择是谁的意见。"})
    return lambda application: approval.state_interest(
        actor=case.actor, party=found, text=said.text("text"), now=case.now
    )


def _hear_controls(case: CaseInHand, said: Said) -> list[Control]:
    return [
        control(said, "party", "谁的意见", kind="select", choices=tuple(_silent(case))),
        control(said, "text", "意见", hint=SEEN, phrases=("电话里说：", "到窗口说：")),
    ]


HEAR_PARTY = Deed(
    key="party_opinion",
    word="记录利害关系人意见",
    hint="对方打电话或者当面说的，代为记录",
    button="记入案卷",
    is_open=lambda case: (
        case.letter in ("A", "E", "R", "D") and case.application.state == "accepted" and bool(_silent(case))
    ),
    perform=_hear,
    controls=_hear_controls,
    is_direct=True,
    is_binding=False,
    done="意见已记入案卷",
)
