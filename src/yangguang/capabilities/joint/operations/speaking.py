"""Departments and applicant before and beside the procedure: early advice before acceptance, contradictions between results."""

from datetime import datetime

from yangguang.capabilities.joint import events, permissions
from yangguang.capabilities.joint.models import Contradiction, EarlyAdvice, JointCase, JointDraft, Part
from yangguang.capabilities.joint.operations import course
from yangguang.capabilities.joint.operations.holding import officer_of, require_text
from yangguang.capabilities.joint.rules.refusals import AlreadySaid, SamePartTwice
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.events.api import announce
from yangguang.foundation.messaging import api as messaging
from yangguang.foundation.organisation.models import Body


@operation(
    "joint.ask_early_advice",
    summary="申请提前介入",
    permission=permissions.may_ask_early_advice,
    subject="result",
)
def ask_early_advice(
    *, actor: Actor, draft: JointDraft, body: Body, question: str, now: datetime
) -> EarlyAdvice:
    """
    Ask a department for advice before applying (提前介入): no limit runs, nothing is bound, all is on record.

    Refuses with TextNeeded.
    """
    require_text(question=question)
    advice = EarlyAdvice.objects.create(
        draft_uuid=draft.uuid,
        account_id=draft.account_id,
        scenario_name=draft.version.name,
        body=body,
        question=question,
        asked_at=now,
    )
    note(body=body.code, question=question)
    announce(f"desk:{body.code}", {}, now=now)
    return advice


@operation(
    "joint.answer_early_advice",
    summary="提前介入指导意见",
    permission=permissions.may_answer_early_advice,
    subject="advice",
)
def answer_early_advice(*, actor: Actor, advice: EarlyAdvice, text: str, now: datetime) -> EarlyAdvice:
    """
    Give informal advice; it binds neither the applicant nor the later decision.

    Refuses with TextNeeded, AlreadySaid.
    """
    require_text(text=text)
    current = EarlyAdvice.objects.select_for_update(of=("self",)).select_related("body").get(pk=advice.pk)
    if current.answered_at is not None:
        raise AlreadySaid(body=current.body.short_name, deed="答复", by="另一位同事")
    current.answer, current.officer, current.answered_at = text, officer_of(actor), now
    current.save()
    note(body=current.body.code, text=text, is_binding=False)
    messaging.send(
        account_id=current.account_id,
        phone="",
        title="提前介入有答复了",
        text=f"{current.body.short_name}答复了您关于“{current.scenario_name}”的问题。指导意见供参考，不计时限，不代替审批。",
        link=f"/joint/drafts/{current.draft_uuid}/advice/",
        about=current.act_object,
        now=now,
    )
    return current


@operation(
    "joint.raise_contradiction",
    summary="提出结论矛盾",
    permission=permissions.may_raise_contradiction,
    subject="part",
)
def raise_contradiction(*, actor: Actor, part: Part, other: Part, text: str, now: datetime) -> Contradiction:
    """
    Say that another department's conclusion and one's own cannot both stand; the package waits until it is settled.

    Refuses with TextNeeded, SamePartTwice.
    """
    require_text(text=text)
    if part.pk == other.pk or part.case_id != other.case_id:
        raise SamePartTwice
    found = Contradiction.objects.create(
        case=part.case, part=part, other=other, text=text, raised_by=actor.label, raised_at=now
    )
    note(other=other.key, text=text)
    case = part.case
    emit(events.ContradictionRaised(case.number, case.lead.code, now, part.key, other.key))
    announce(f"desk:{case.lead.code}", {}, now=now)
    course.tell_pages(case, now=now)
    return found


@operation(
    "joint.settle_contradiction",
    summary="裁定结论矛盾",
    permission=permissions.may_settle_contradiction,
    subject="case",
    binding=True,
)
def settle_contradiction(
    *, actor: Actor, case: JointCase, contradiction: Contradiction, text: str, now: datetime
) -> Contradiction:
    """
    Settle a contradiction in writing, by the lead or the government above; each department decides its own matter still.

    Refuses with TextNeeded, AlreadySaid.
    """
    require_text(text=text)
    current = Contradiction.objects.select_for_update().get(pk=contradiction.pk, case=case)
    if current.settled_at is not None:
        raise AlreadySaid(body="这个矛盾", deed="裁定", by="前面的人")
    current.settlement, current.settled_at = text, now
    current.save(update_fields=["settlement", "settled_at"])
    note(text=text)
    course.tell_pages(case, now=now)
    return current
