"""What people say about a lot: questions and answers, objections and complaints; and the facts that may speak against bidders."""

from collections import defaultdict
from datetime import datetime

from django.db import IntegrityError, transaction

from yangguang.capabilities.venue import permissions, rules
from yangguang.capabilities.venue.events import LotHalted
from yangguang.capabilities.venue.models import Lot, Objection, Question, RedFlag, Registration
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.deadlines.api import current_calendar
from yangguang.foundation.numbering.api import issue_number
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput

ANSWER_WORKDAYS = {"objection": 3, "complaint": 30}  # 异议三日内答复；投诉三十个工作日内处理
FLAG_NAMES = {
    "same_payer": "同一付款账户",
    "same_address": "同一网络地址",
    "same_device": "同一浏览器",
    "same_bank_account": "同一登记账户",
}


@operation("venue.ask_question", summary="提问", permission=permissions.may_ask_question, subject="lot")
def ask_question(*, actor: Actor, now: datetime, lot: Lot, text: str) -> Question:
    """Ask about a lot while registration is open; the answer is published for all. Refuses with InvalidInput, QuestionsClosed."""
    if not text.strip():
        raise InvalidInput(fields={"text": "请写下问题。"})
    if lot.registration_until is None or now > lot.registration_until:
        raise rules.QuestionsClosed
    return Question.objects.create(lot=lot, account_id=actor.account_id, text=text.strip(), asked_at=now)


@operation(
    "venue.answer_question",
    summary="答疑",
    permission=permissions.may_answer_question,
    subject="question",
    binding=True,
)
def answer_question(*, actor: Actor, now: datetime, question: Question, text: str) -> Question:
    """Answer a question for everybody to read. Refuses with InvalidInput, NotInThisState."""
    if not text.strip():
        raise InvalidInput(fields={"text": "请写下答复。"})
    row = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if row.answered_at:
        raise rules.NotInThisState(what="这个问题", state="已答复")
    row.answer, row.answered_at = text.strip(), now
    row.save(update_fields=["answer", "answered_at"])
    return row


@operation(
    "venue.file_objection",
    summary="提出异议或者投诉",
    permission=permissions.may_file_objection,
    subject="result",
    binding=True,
)
def file_objection(
    *, actor: Actor, now: datetime, lot: Lot, kind: str, text: str, halts: bool = True
) -> Objection:
    """
    Object or complain; the lot stands still until it is answered, and the answer has a clock.

    Refuses with InvalidInput.
    """
    if kind not in ANSWER_WORKDAYS or not text.strip():
        raise InvalidInput(fields={"text": "请写明事实、请求和理由。"})
    lot = Lot.objects.select_for_update(of=("self",)).select_related("operator_body").get(pk=lot.pk)
    number = issue_number(
        body_code=lot.operator_body.code,
        kind=kind,
        year=clock.today(now).year,
        pattern="YY{year}{number:05d}" if kind == "objection" else "TS{year}{number:05d}",
    )
    due_on = current_calendar().add_workdays(clock.today(now), ANSWER_WORKDAYS[kind])
    made = Objection.objects.create(
        number=number, lot=lot, kind=kind, account_id=actor.account_id, text=text.strip(), halts=halts,
        filed_at=now, due_on=due_on,
    )  # fmt: skip
    _halt(lot, now=now, reason=f"{made.get_kind_display()} {number} 处理期间")
    note(lot=lot.number, due_on=due_on.isoformat(), halts=halts)
    return made


@operation(
    "venue.answer_objection",
    summary="答复异议、处理投诉",
    permission=permissions.may_answer_objection,
    subject="objection",
    binding=True,
)
def answer_objection(
    *, actor: Actor, now: datetime, objection: Objection, text: str, is_upheld: bool
) -> Objection:
    """Answer with a reason; when nothing else keeps the lot standing, it goes on. Refuses with InvalidInput, NotInThisState."""
    if not text.strip():
        raise InvalidInput(fields={"text": "请写明答复和理由。"})
    lot = Lot.objects.select_for_update(of=("self",)).get(pk=objection.lot_id)
    row = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if row.answered_at:
        raise rules.NotInThisState(what=row.get_kind_display(), state="已答复")
    row.answer, row.is_upheld, row.answered_at = text.strip(), is_upheld, now
    row.save(update_fields=["answer", "is_upheld", "answered_at"])
    _halt(lot, now=now, reason=f"{row.get_kind_display()} {row.number} 已答复")
    note(is_upheld=is_upheld)
    return row


def _halt(lot: Lot, *, now: datetime, reason: str) -> None:
    stands = Objection.objects.filter(lot=lot, halts=True, answered_at__isnull=True).exists()
    if lot.is_halted != stands:
        lot.is_halted = stands
        lot.save(update_fields=["is_halted"])
        emit(LotHalted(lot.number, stands, reason, now))


@operation("venue.raise_flag", summary="记录疑点事实", permission=permissions.may_raise_flag, subject="lot")
def raise_flag(*, actor: Actor, now: datetime, lot: Lot, kind: str, facts: dict[str, object]) -> None:
    """Record a fact that may mean that bidders belong together; it decides nothing by itself."""
    _record_flag(lot, kind, facts, now)


@operation(
    "venue.judge_flag", summary="研判疑点", permission=permissions.may_judge_flag, subject="lot", binding=True
)
def judge_flag(*, actor: Actor, now: datetime, lot: Lot, flag: RedFlag, opinion: str) -> RedFlag:
    """Write down what people make of a recorded fact. Refuses with InvalidInput."""
    if not opinion.strip():
        raise InvalidInput(fields={"opinion": "请写明研判意见和依据。"})
    flag.opinion, flag.opinion_by, flag.opinion_at = opinion.strip(), actor.label, now
    flag.save(update_fields=["opinion", "opinion_by", "opinion_at"])
    return flag


def note_coincidences(lot: Lot, *, now: datetime) -> None:
    """Record which registrations of a lot share a payer, an address, a browser or a bank account (实施条例第四十条)."""
    rows = Registration.objects.filter(lot=lot).select_related("party", "deposit").order_by("pk")
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in rows:
        for kind, value in (
            ("same_payer", one.deposit.payer_account if hasattr(one, "deposit") else ""),
            ("same_address", one.address or ""),
            ("same_device", one.device),
            ("same_bank_account", one.party.bank_account),
        ):
            if value:
                shared[kind, value].append(str(one.uuid))
    for (kind, _), found in shared.items():
        if len(found) > 1:
            _record_flag(lot, kind, {"registrations": found}, now)


def _record_flag(lot: Lot, kind: str, facts: dict[str, object], now: datetime) -> None:
    try:
        with transaction.atomic():
            RedFlag.objects.create(lot=lot, kind=kind, facts=facts, raised_at=now)
    except IntegrityError:  # the same fact again
        return
