"""Following one's case: where it stands, what is asked of the applicant, every paper and every act."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.views import telling
from yangguang.capabilities.approval.views.materials import actor_of
from yangguang.capabilities.approval.views.own import notice_of, own_step_of, page_of
from yangguang.foundation.access.api import citizen_only, signed_in
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.documents import api as documents
from yangguang.foundation.files import api as files
from yangguang.foundation.forms import api as forms
from yangguang.kernel import clock


@signed_in
@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show one case to its applicant: state in a sentence, the clock, what to do, who did what."""
    actor = actor_of(request)
    application = approval.get_application(actor=actor, number=number)
    papers = [
        one
        for one in application.documents.select_related("document")
        if actor.is_officer or one.kind != approval.DocumentKind.PARTY_NOTICE
    ]
    history = approval.history_of(application=application, actor=actor, now=clock.now())
    story = telling.tell(application=application, history=history, papers=papers)
    context = {
        "application": application,
        "version": application.version,
        "matter_address": reverse("matters:guide", args=[application.version.matter.code]),
        "story": story,
        "todo": _todo(actor, application, history),
        "papers": papers,
        "files": list(application.files.select_related("file")),
        "licence": application.licence,
        "licence_address": _licence_address(application),
        "act_count": len(history.acts),
        "log_address": f"/log/?object={number}",
        "proof_address": f"/log/cases/{number}/proof.json"
        if any(one.seal == "solid" for one in history.acts)
        else "",
        "complaints": approval.list_complaints_of(application=application),
        "parts": approval.parts_of(application=application, actor=actor, now=clock.now()),
        "may_urge": not application.is_closed,
        "may_withdraw": approval.may_withdraw_application(actor=actor, application=application)
        and approval.allows(operation="withdraw_application", state=application.state),
        "live_address": f"/live/application:{application.draft_uuid}",
        "nav": "progress",
    }
    return render(request, "approval/case.html", context)


@citizen_only
@require_GET
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Say that the application has arrived, with its number and what follows."""
    actor = actor_of(request)
    application = approval.get_application(actor=actor, number=number)
    clocks = approval.clocks_of_case(application=application, now=clock.now())
    waiting = next((one for one in reversed(clocks) if one.clock.kind == "acceptance"), None)
    acts = approval.acts_of(application=application, actor=actor)
    paper = (
        application.documents.filter(kind=approval.DocumentKind.RECEIPT).select_related("document").first()
    )
    context = {
        "application": application,
        "due": waiting.account.due_on if waiting else clock.today(application.received_at),
        "receipt": paper.document if paper else None,
        "act": acts[-1] if acts else None,
        "nav": "progress",
    }
    return render(request, "approval/receipt.html", context)


@signed_in
@require_GET
def answers(request: HttpRequest, number: str) -> HttpResponse:
    """Read back what was handed in."""
    application = approval.get_application(actor=actor_of(request), number=number)
    definition = approval.form_of(version=application.version)
    pages = [
        (title, "", views)
        for title, views in forms.read_back(definition=definition, answers=application.fields)
    ]
    return page_of(request, application, heading="您填的内容", pages=pages)


@signed_in
@require_GET
def document(request: HttpRequest, number: str, uuid: UUID) -> HttpResponseBase:
    """Give a document of the case, as the exact file that was issued."""
    issued = approval.get_issued_document(actor=actor_of(request), uuid=uuid)
    return documents.document_response(issued.document)


@signed_in
@require_GET
def file(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Give a file that was handed in."""
    submitted = approval.get_submitted_file(actor=actor_of(request), uuid=uuid)
    return files.file_response(submitted.file)


def _licence_address(application: Any) -> str:
    licence = application.licence
    return reverse("licences:verify_code", args=[licence.verification_code]) if licence else ""


def _owed(application: Any) -> dict[str, Any] | None:
    """Say which promised materials are still to come, by when, and what follows if they do not."""
    owed = [one for one in application.deferred_materials.all() if one.is_owed]
    if not owed or not application.is_in_hand:
        return None
    due = owed[0].due_on
    is_late = due is not None and due < clock.today(clock.now())
    title = (
        f"请尽快补交 {len(owed)} 份材料" if is_late else f"请在{telling.day(due)}前补交 {len(owed)} 份材料"
    )
    late = f"已经过了{telling.day(due)}。" if is_late else ""
    return {
        "title": title,
        "text": f"{late}这是您承诺后补的，补齐以前不作准予决定，办理时限照常计算。",
        "items": [one.name for one in owed],
        "links": [("补交材料", reverse("approval:supply", args=[application.number]), "primary")],
    }


def _todo(actor: Actor, application: Any, history: Any) -> dict[str, Any] | None:
    """Say what the applicant should do now, if anything; at most one thing is lit."""
    number = application.number
    if actor.is_officer:
        return None
    if application.state == approval.State.CORRECTING.value:
        notice = notice_of(application)
        return {
            "title": f"请在{telling.day(notice.due_on)}前补齐 {len(notice.texts)} 项",
            "text": "告知书已经列全。补齐以前，受理期限不计时。",
            "items": notice.texts,
            "links": [("补正材料", reverse("approval:correct", args=[number]), "primary")],
        }
    step = own_step_of(history) if application.state == approval.State.ACCEPTED.value else None
    if step is not None:
        return {
            "title": f"轮到您了：{step.name}",
            "text": step.note or "做完以后告诉我们，办件接着往下走。这段时间不计入办理时限。",
            "links": [("做完了，提交", reverse("approval:own_step", args=[number]), "primary")],
        }
    owed = _owed(application)
    if owed is not None:
        return owed
    hearing = getattr(application, "hearing", None)
    if hearing and hearing.request_until and not hearing.requested_at and not application.is_closed:
        return {
            "title": "您可以要求听证",
            "text": f"请在{telling.day(hearing.request_until)}前提出；逾期视为放弃。听证不收费。",
            "links": [("申请听证", reverse("approval:hearing", args=[number]), "primary")],
        }
    if application.is_closed and getattr(application, "rating", None) is None:
        return {
            "title": "办得怎么样，请您评一评",
            "text": "评价公开，经办人不能修改或者删除。",
            "links": [("评价", reverse("approval:rate", args=[number]), "primary")],
        }
    return None
