"""
Looks at licences by others than the holder: each with purpose and case, on consent or law, counted, and kept, also when
refused.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.organisation.models import Body
from yangguang.kernel import clock
from yangguang.kernel.identifiers import check_licence_identifier
from yangguang.kernel.refusals import NotFound, Refusal
from yangguang.reference.comparison import api as comparison
from yangguang.reference.licences import permissions
from yangguang.reference.licences.events import LicenceRead
from yangguang.reference.licences.models import CallingSystem, Ground, Licence, Reading, Share, SystemState
from yangguang.reference.licences.rules.refusals import (
    CallUnclear,
    NoGround,
    PurposeOther,
    ShareEnded,
    ShareForOther,
    SystemNotAllowed,
    TooManyCalls,
)

PER_OFFICER_AN_HOUR = 60
DESK, REST = "desk", "rest"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who looks: an officer at the desk, or a connected system of a body."""

    body: Body
    channel: str
    system: CallingSystem | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked: by number or identifier, for what, in which case, on which share (or by law)."""

    asked_for: str
    purpose: str
    case_number: str
    share_number: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call: the kept look and, where it was given, the licence; else the refusal."""

    reading: Reading
    refusal: Refusal | None = None

    @property
    def licence(self) -> Licence:
        """The licence that may be shown."""
        if self.refusal is not None or self.reading.licence is None:
            raise LookupError("nothing was given")
        return self.reading.licence

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return self.reading.act_object


def call_licence(*, actor: Actor, now: datetime, caller: Caller, call: Call) -> Licence:
    """
    Show a licence to a body with a right to it; the look is kept and the holder sees it.

    Refuses with CallUnclear, NotFound, SystemNotAllowed, TooManyCalls, NoGround, ShareEnded, ShareForOther, PurposeOther;
    a refused look is kept, too.
    """
    answer = read_licence(actor=actor, now=now, caller=caller, call=call)
    if answer.refusal is not None:
        raise answer.refusal
    return answer.licence


@operation(
    "licences.read_licence",
    summary="查用证照",
    permission=permissions.may_read_licence,
    subject="result",
)
def read_licence(*, actor: Actor, now: datetime, caller: Caller, call: Call) -> Answer:
    """Judge a call and keep it whatever comes of it; `call_licence` raises what was refused."""
    reading = _begun(actor, caller, call, now)
    refusal: Refusal | None = None
    try:
        _require_said(call)
        _require_room(actor, caller, now)
        reading.licence = _find(call.asked_for)
        if caller.system is not None:
            _require_system(caller.system, reading.licence, call, now)
        _find_ground(reading, caller, call, now)
        reading.told = reading.licence.standing(clock.today(now)).word
    except Refusal as refused:
        refusal, reading.refusal, reading.told = refused, refused.code, refused.message[:200]
    reading.save(force_insert=True)
    note(purpose=call.purpose, case=call.case_number, ground=reading.ground, basis=reading.basis)
    note(channel=caller.channel, refusal=reading.refusal)
    if reading.licence is not None:
        emit(
            LicenceRead(
                reading.licence.number,
                reading.licence.holder_code,
                caller.body.code,
                call.purpose,
                refusal is None,
                now,
            )
        )
    return Answer(reading, refusal)


@dataclass(frozen=True, slots=True)
class ClaimCall:
    """What a connected system wants compared: the claim, with which source, for what, in which case."""

    source: str
    claim: comparison.Claim
    purpose: str
    case_number: str


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """What came of it."""

    reading: Reading
    asked: comparison.Asked | None = None
    refusal: Refusal | None = None

    @property
    def act_object(self) -> tuple[str, str]:
        """How acts name it."""
        return self.reading.act_object


@operation(
    "licences.compare_for_system",
    summary="接口比对",
    permission=permissions.may_compare_for_system,
    subject="result",
)
def compare_for_system(*, actor: Actor, now: datetime, caller: Caller, call: ClaimCall) -> ClaimAnswer:
    """Compare what a connected system holds, with every reason; the call is kept as a look is, also when refused."""
    plain = Call(_named(call.claim), call.purpose, call.case_number)
    reading = _begun(actor, caller, plain, now)
    asked: comparison.Asked | None = None
    refusal: Refusal | None = None
    try:
        _require_said(plain)
        _require_room(actor, caller, now)
        if caller.system is not None:
            _require_purpose(caller.system, call.purpose, now)
        asked = comparison.compare_now(
            source=call.source, claim=call.claim, now=now, body_code=caller.body.code
        )
        reading.ground = Ground.LAW
        reading.told = asked.finding.outcome.word
    except Refusal as refused:
        refusal, reading.refusal, reading.told = refused, refused.code, refused.message[:200]
    reading.save(force_insert=True)
    note(
        purpose=call.purpose,
        case=call.case_number,
        source=call.source,
        told=reading.told,
        refusal=reading.refusal,
    )
    return ClaimAnswer(reading, asked, refusal)


@operation(
    "licences.rely_on_licence",
    summary="以证照代替材料",
    permission=permissions.may_rely_on_licence,
    subject="licence",
)
def rely_on_licence(
    *,
    actor: Actor,
    now: datetime,
    licence: Licence,
    body: Body,
    case_number: str,
    material_code: str,
    purpose: str,
) -> Reading:
    """Write down that a case rests on a licence in place of a material (免提交); the holder sees it among the looks."""
    reading = Reading.objects.create(
        licence=licence,
        asked_for=licence.number,
        body_code=body.code,
        body_name=body.name,
        reader="自动核验",
        channel="case",
        purpose=purpose[:120],
        case_number=case_number,
        material_code=material_code,
        ground=Ground.APPLICATION,
        basis="申请人提交申请时确认",
        told=licence.standing(clock.today(now)).word,
        at=now,
    )
    note(case=case_number, material=material_code)
    return reading


def _begun(actor: Actor, caller: Caller, call: Call, now: datetime) -> Reading:
    system = caller.system
    return Reading(
        asked_for=call.asked_for.strip()[:120] or "（未写）",
        body_code=caller.body.code,
        body_name=caller.body.name,
        reader=system.name if system else actor.label,
        account_id=actor.account_id,
        system=system,
        channel=caller.channel,
        purpose=call.purpose.strip()[:120],
        case_number=call.case_number.strip()[:60],
        ground=Ground.CONSENT if call.share_number else Ground.LAW,
        at=now,
    )


def _require_said(call: Call) -> None:
    problems = {
        name: problem
        for name, said, problem in (
            ("asked_for", call.asked_for, "请写证照编号或电子证照标识。"),
            ("purpose", call.purpose, "请写明用途。"),
            ("case_number", call.case_number, "请写办件编号。"),
        )
        if not said.strip()
    }
    if problems:
        raise CallUnclear(fields=problems)


def _require_room(actor: Actor, caller: Caller, now: datetime) -> None:
    if caller.system is not None:
        calls = Reading.objects.filter(system=caller.system, at__gt=now - timedelta(minutes=1)).count()
        if calls >= caller.system.per_minute:
            raise TooManyCalls(who=caller.system.name, span="一分钟", limit=caller.system.per_minute)
        return
    recent = Reading.objects.filter(
        account_id=actor.account_id, channel=DESK, at__gt=now - timedelta(hours=1)
    )
    if recent.count() >= PER_OFFICER_AN_HOUR:
        raise TooManyCalls(who="您", span="一小时", limit=PER_OFFICER_AN_HOUR)


def _find(asked_for: str) -> Licence:
    asked = asked_for.strip()
    column: dict[str, Any] = {"number": asked}
    if asked.startswith("1.2.156."):
        column = {"identifier": check_licence_identifier(asked).value}
    rows = Licence.objects.select_related("issuer", "type_version__type").filter(**column)
    found = rows.order_by("-version").first()
    if found is None:
        raise NotFound(what="这份证照")
    return found


def _require_purpose(system: CallingSystem, purpose: str, now: datetime) -> None:
    why = ""
    if system.state != SystemState.EFFECTIVE:
        why = system.get_state_display()
    elif system.valid_until < clock.today(now):
        why = f"有效期到{system.valid_until:%Y-%m-%d}，已经过了"
    elif purpose not in system.purposes:
        why = f"没有“{purpose}”这个用途"
    if why:
        raise SystemNotAllowed(name=system.name, why=why)


def _require_system(system: CallingSystem, licence: Licence, call: Call, now: datetime) -> None:
    _require_purpose(system, call.purpose.strip(), now)
    code = licence.type_version.type.code if licence.type_version else ""
    if code not in system.type_codes:
        raise SystemNotAllowed(name=system.name, why=f"没有{licence.title}这一类")


def _find_ground(reading: Reading, caller: Caller, call: Call, now: datetime) -> None:
    """Find the right to look: a share that fits, else the law the type's own version names for the purpose."""
    licence = reading.licence
    if licence is None:
        raise NotFound(what="这份证照")
    if call.share_number.strip():
        reading.share = _share_that_fits(call, caller, licence, now)
        reading.ground, reading.basis = Ground.CONSENT, f"持证人授权 {reading.share.number}"
        return
    if licence.issuer_id == caller.body.pk:
        reading.ground, reading.basis = (
            Ground.LAW,
            "本机关颁发的证照，履行监督检查职责（行政许可法第六十一条）",
        )
        return
    basis = licence.type_version.said.basis_for(call.purpose.strip()) if licence.type_version else ""
    if not basis:
        raise NoGround(title=licence.title, purpose=call.purpose.strip())
    reading.ground, reading.basis = Ground.LAW, basis[:200]


def _share_that_fits(call: Call, caller: Caller, licence: Licence, now: datetime) -> Share:
    number = call.share_number.strip().upper()
    share = Share.objects.select_related("body", "licence").filter(number=number).first()
    if share is None or share.licence.number != licence.number:
        raise NotFound(what="这份证照的授权")
    if share.body_id != caller.body.pk:
        raise ShareForOther(number=share.number, body=share.body.name)
    if not share.is_open(now):
        raise ShareEnded(number=share.number, how="已经被持证人收回" if share.withdrawn_at else "已经到期")
    if call.purpose.strip() != share.purpose:
        raise PurposeOther(number=share.number, given=share.purpose, asked=call.purpose.strip())
    return share


def _named(claim: comparison.Claim) -> str:
    """Say in a log what a claim was about, without telling more than needed."""
    known = ("number", "code", "holder_code", "holder_name", "name")
    said = next((claim.fields[name] for name in known if claim.fields.get(name)), claim.item)
    return str(said or "一项内容")[:120]
