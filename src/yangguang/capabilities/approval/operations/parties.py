"""
Third persons whose major interests a licence touches (利害关系人): named, told in writing, heard before the decision.

Licensing Law art. 36 gives them the right to state and defend, art. 47 the right to a hearing within five working days of being
told. Each has a voice of their own: what they say is not the applicant's, and what they are told is not for the applicant.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from yangguang.capabilities.approval import permissions, states
from yangguang.capabilities.approval.models import Application, Hearing, InterestedParty
from yangguang.capabilities.approval.models.outcome import DocumentKind
from yangguang.capabilities.approval.operations import clocks, papers
from yangguang.capabilities.approval.operations.holding import case_event, hold, officer_of
from yangguang.capabilities.approval.operations.special import hearing_request_until, offer_hearing
from yangguang.capabilities.approval.operations.told import account_of, tell_party
from yangguang.capabilities.approval.rules.applicants import problem_with_credit_code, problem_with_id_number
from yangguang.capabilities.approval.rules.refusals import (
    AlreadyHeard,
    HearingRequestTooLate,
    NotPossibleNow,
    PartiesNotHeard,
    PartyAlreadyNamed,
    PartyIncomplete,
    PartyIsApplicant,
    ReasonsNeeded,
)
from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.kernel.clock import today

CREDIT_CODE_LENGTH = 18


@dataclass(frozen=True, slots=True)
class PartyNamed:
    """Whom an officer names: name, citizen number or credit code, phone, and which interest of theirs is touched."""

    name: str
    code: str
    interest: str
    phone: str = ""

    @property
    def is_enterprise(self) -> bool:
        """Whether the code is that of an enterprise."""
        return not problem_with_credit_code(value=self.code)

    @property
    def problems(self) -> dict[str, str]:
        """What is missing or wrong, by field."""
        found = {
            key: "这一项还没有写。" for key in ("name", "code", "interest") if not getattr(self, key).strip()
        }
        if self.code.strip() and not self.is_enterprise and problem_with_id_number(value=self.code):
            found["code"] = "身份证件号码或者统一社会信用代码不对，请核对。"
        return found


@operation(
    "approval.name_interested_party",
    summary="告知利害关系人",
    permission=permissions.may_name_interested_party,
    subject="application",
    binding=True,
)
def name_interested_party(
    *, actor: Actor, application: Application, party: PartyNamed, now: datetime
) -> InterestedParty:
    """
    Name somebody whose major interests the licence touches directly, and tell them in writing of their rights (art. 36, 47).

    The applicant is told of the right to a hearing at the same time, if they have not been.

    Refuses with PartyIncomplete, PartyIsApplicant, PartyAlreadyNamed, NotPossibleNow.
    """
    problems = party.problems
    if problems:
        raise PartyIncomplete(fields=problems)
    hold(application)
    if application.situation not in states.IN_HAND:
        raise NotPossibleNow(
            number=application.number, state=application.situation.label, deed="告知利害关系人"
        )
    if party.code in (application.person_number, application.enterprise_code):
        raise PartyIsApplicant(name=party.name)
    known = application.interested_parties.filter(code=party.code).first()
    if known is not None:
        raise PartyAlreadyNamed(name=known.name)
    named = InterestedParty(
        application=application,
        number=f"{application.number}-L{application.interested_parties.count() + 1}",
        name=party.name.strip(),
        code=party.code.strip(),
        phone=party.phone.strip(),
        interest=party.interest.strip(),
        officer=officer_of(actor),
        told_at=now,
        answer_until=hearing_request_until(now),
    )
    if not named.phone and account_of(named) is None:
        raise PartyIncomplete(fields={"phone": "对方没有网上账户，请留手机号，否则告知不到。"})
    named.notice = papers.issue(
        application=application,
        kind=DocumentKind.PARTY_NOTICE,
        now=now,
        addressee=named.name,
        context={
            "facts": named.interest,
            "request_by": named.answer_until,
            "addressee_is_enterprise": party.is_enterprise,
            "addressee_is_applicant": False,
        },
    )
    named.save(force_insert=True)
    if not Hearing.objects.filter(application=application).exists():
        offer_hearing(application, reason=named.interest, now=now)
    tell_party(named, "party_told", now=now)
    note(party=named.number, answer_until=named.answer_until.isoformat())
    case_event(application, now)
    return named


@operation(
    "approval.state_interest",
    summary="利害关系人陈述意见",
    permission=permissions.may_state_interest,
    subject="party",
    binding=True,
)
def state_interest(*, actor: Actor, party: InterestedParty, text: str, now: datetime) -> InterestedParty:
    """
    Say what one thinks of an application that touches one's interests; an officer may write down what was said to them.

    It is heard until the decision, also after the five working days.

    Refuses with ReasonsNeeded, AlreadyHeard, NotPossibleNow.
    """
    if not text.strip():
        raise ReasonsNeeded(fields={"text": "请写明您的意见和理由。"})
    current = _held(party, deed="陈述意见")
    if current.opinion_at is not None:
        raise AlreadyHeard(number=current.number)
    current.opinion, current.opinion_at = text.strip(), now
    current.is_opinion_recorded = actor.is_officer
    current.save(update_fields=["opinion", "opinion_at", "is_opinion_recorded"])
    note(party=current.number, recorded_by_officer=current.is_opinion_recorded)
    tell_party(current, "party_heard", now=now)
    case_event(current.application, now)
    return current


@operation(
    "approval.request_party_hearing",
    summary="利害关系人申请听证",
    permission=permissions.may_request_party_hearing,
    subject="party",
    binding=True,
)
def request_party_hearing(
    *, actor: Actor, party: InterestedParty, reason: str, now: datetime
) -> InterestedParty:
    """
    Ask for a hearing within five working days of being told; one hearing hears everybody who asked (art. 47).

    Refuses with HearingRequestTooLate, NotPossibleNow.
    """
    current = _held(party, deed="申请听证")
    if current.hearing_requested_at is not None:
        return current
    if today(now) > current.answer_until:
        raise HearingRequestTooLate(due=current.answer_until)
    current.hearing_requested_at = now
    current.save(update_fields=["hearing_requested_at"])
    hearing = Hearing.objects.select_for_update().get(application=current.application)
    if hearing.requested_at is None:
        hearing.requested_at, hearing.request_reason = now, reason
        hearing.save(update_fields=["requested_at", "request_reason"])
        clocks.start_hearing(application=current.application, now=now)
    note(party=current.number, reason=reason)
    case_event(current.application, now)
    return current


def require_parties_heard(application: Application, now: datetime) -> None:
    """
    See that everybody named has spoken or has let the time pass, before anything is decided (art. 36, 47).

    Refuses with PartiesNotHeard.
    """
    silent = application.interested_parties.filter(
        Q(opinion_at__isnull=True), Q(hearing_requested_at__isnull=True), answer_until__gte=today(now)
    )
    waiting = list(silent.order_by("-answer_until"))
    if waiting:
        raise PartiesNotHeard(names="、".join(one.name for one in waiting), until=waiting[0].answer_until)


def _held(party: InterestedParty, *, deed: str) -> InterestedParty:
    hold(party.application)
    application = party.application
    if application.situation not in states.IN_HAND:
        raise NotPossibleNow(number=application.number, state=application.situation.label, deed=deed)
    current = InterestedParty.objects.select_for_update(of=("self",)).get(pk=party.pk)
    current.application = application
    return current
