"""
The workbench: evidence on the left, the text in the middle, the act on the right.

A binding act takes two steps: fill in, then read back the very document that will be issued and sign it.
"""

import functools
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.views.deeds import CaseInHand, Deed, Said, find_deed
from yangguang.capabilities.approval.views.desk import signer_of
from yangguang.capabilities.approval.views.evidence import (
    clock_words,
    holder_of,
    materials_of,
    opinions_of,
    read_back,
    shown_file,
)
from yangguang.capabilities.approval.views.step_deeds import MAIN, correction_items
from yangguang.capabilities.approval.views.verbs import AROUND, EXTEND, RETURN
from yangguang.foundation.access.api import actor_of_request, officer_only, step_up
from yangguang.foundation.certificates import api as certificates
from yangguang.foundation.documents import api as documents
from yangguang.foundation.files import api as files
from yangguang.foundation.organisation import api as organisation
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Confirmation
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

ALL = (*MAIN, *AROUND)
HEADINGS = {"S": "您的答复", "A": "您的意见", "R": "您的意见", "E": "核查记录", "D": "您的决定", "N": "送达"}
IN_FRAME = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


@officer_only()
@require_GET
def workbench(request: HttpRequest, number: str) -> HttpResponse:
    """Lay a case out before the officer whose step it is; to others of the body it shows who has it."""
    case = _case(request, number)
    chosen = find_deed(_open(case), request.GET.get("do", ""))
    return _draw(request, case, chosen, Said(chosen.key if chosen else "", request.GET))


@officer_only()
@step_up
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """Take what was filled in: read it back as the document it makes, and on the second time sign it."""
    case = _case(request, number, task=request.POST.get("task", ""))
    chosen = find_deed(ALL, request.POST.get("do", ""))
    if chosen is None:
        return _draw(
            request, case, None, Said("", request.POST), problems={"do": "请先选择怎么办。"}, status=422
        )
    said = Said(chosen.key, request.POST, _files_of(request, chosen))
    try:
        if chosen.is_direct:
            _require_read(chosen, request.POST)
            chosen.perform(case, said)(case.application)
        elif request.POST.get("signed") == "yes":
            _require_read(chosen, request.POST)
            approval.sign_as_read(
                actor=case.actor,
                number=number,
                deed=chosen.perform(case, said),
                digest=request.POST.get("digest", ""),
                sign=_signature(request, case, chosen, said),
            )
        else:
            paper = approval.rehearse(actor=case.actor, number=number, deed=chosen.perform(case, said))
            return _draw(request, _case(request, number), chosen, said, paper=paper, is_confirming=True)
    except Refusal as refusal:
        return _refused(request, number, chosen, said, refusal)
    messages.success(request, f"{chosen.done}：{case.application.applicant_name}，{number}。")
    return redirect("approval:desk")


@officer_only()
@require_POST
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """Show, while the officer writes, the document as it would be issued now."""
    case = _case(request, number, task=request.POST.get("task", ""))
    chosen = find_deed(_open(case), request.POST.get("do", ""))
    context: dict[str, Any] = {"application": case.application, "chosen": chosen}
    if chosen is not None and not chosen.is_direct:
        said = Said(chosen.key, request.POST)
        try:
            context["paper"] = approval.rehearse(
                actor=case.actor, number=number, deed=chosen.perform(case, said)
            )
        except Refusal as refusal:
            context["wanting"] = list(refusal.fields.values()) or [refusal.message]
    if "paper" not in context or context["paper"] is None:
        context["read_back"] = read_back(case.application)
    return render(request, "approval/desk/middle.html", _with_body(context))


@officer_only()
@require_GET
def history(request: HttpRequest, number: str) -> HttpResponse:
    """Tell the whole story of a case: steps, clocks, acts with their facts, documents; made to be printed."""
    actor = actor_of_request(request)
    now = clock.now()
    application = approval.get_application(actor=actor, number=number)
    story = approval.history_of(application=application, actor=actor, now=now)
    context = {
        "application": application,
        "version": application.version,
        "story": story,
        "signed": certificates.signed_acts(numbers=[act.number for act in story.acts]),
        "papers": approval.list_case_documents(application=application),
        "parts": approval.parts_of(application=application, actor=actor, now=now),
        "opinions": opinions_of(application),
        "is_officer_page": True,
    }
    return render(request, "approval/desk/history.html", context)


@officer_only()
@require_GET
@xframe_options_sameorigin
def case_file(request: HttpRequest, number: str, uuid: UUID) -> HttpResponseBase:
    """Show a material or a photograph of the case; only our own pages may frame it."""
    application = approval.get_application(actor=actor_of_request(request), number=number)
    stored = approval.get_case_file(application=application, uuid=uuid)
    response = files.file_response(stored, inline=True)
    if stored.media_type == "application/pdf":
        response.headers["Content-Security-Policy"] = IN_FRAME  # a sandboxed frame shows no PDF
    return response


@officer_only()
@require_GET
def case_document(request: HttpRequest, number: str, uuid: UUID) -> HttpResponseBase:
    """Give a document of the case as it was issued."""
    issued = approval.get_issued_document(actor=actor_of_request(request), uuid=uuid)
    return documents.document_response(issued.document)


# ---------------------------------------------------------------- the case as it lies here


def _case(request: HttpRequest, number: str, *, task: str = "") -> CaseInHand:
    actor = actor_of_request(request)
    now = clock.now()
    application = approval.get_application(actor=actor, number=number)
    own = approval.find_own_task(actor=actor, application=application)
    if task.isascii() and task.isdigit() and (own is None or own.pk != int(task)):
        own = approval.get_task(application=application, pk=int(task))
    case = CaseInHand(actor, application, own, now)
    return case if own is None else _with_people(case)


def _with_people(case: CaseInHand) -> CaseInHand:
    code, day = case.application.body.code, clock.today(case.now)
    colleagues = organisation.list_holders(kind=case.task.post_kind, body_code=code, on=day)
    inspectors = colleagues if case.task.post_kind == PostKind.INSPECT else []
    if case.letter == "E" and not inspectors:
        inspectors = organisation.list_holders(kind=PostKind.INSPECT, body_code=code, on=day)
    earlier = approval.list_earlier_steps(application=case.application, before=case.task)
    return replace(case, colleagues=colleagues, inspectors=inspectors, earlier=earlier)


def _open(case: CaseInHand) -> list[Deed]:
    return [one for one in ALL if one.is_open(case)]


def _main(case: CaseInHand) -> list[Deed]:
    """The choices of the form: the deeds of the step; for the decision, extending and sending back stand beside them."""
    beside = (EXTEND, RETURN) if case.letter == "D" else ()
    return [one for one in (*MAIN, *beside) if one.is_open(case)]


def _around(case: CaseInHand) -> list[Deed]:
    main = _main(case)
    return [one for one in AROUND if one not in main and one.is_open(case)]


def _files_of(request: HttpRequest, chosen: Deed) -> dict[str, Any]:
    prefix = f"{chosen.key}-"
    return {
        name.removeprefix(prefix): request.FILES.getlist(name)
        for name in request.FILES
        if name.startswith(prefix)
    }


def _require_read(chosen: Deed, data: QueryDict) -> None:
    if chosen.is_binding and data.get("has_read") != "yes":
        raise approval.ReasonsNeeded(fields={"has_read": "请核对以后勾选。"})


def _signature(request: HttpRequest, case: CaseInHand, chosen: Deed, said: Said) -> Callable[[int], None]:
    """Put the officer's signature under the act: over the very act, case and document that were read back."""
    given = certificates.given_signature(request)
    certificates.expect_signature(actor=case.actor, given=given)
    to_sign = _to_sign(
        case, chosen, said, request.POST.get("paper_title", ""), request.POST.get("digest", "")
    )
    return functools.partial(_sign, case, to_sign, given)


def _sign(case: CaseInHand, to_sign: Any, given: Any, act_number: int) -> None:
    certificates.sign_if_given(
        actor=case.actor, now=clock.now(), to_sign=to_sign, given=given, act_number=act_number
    )


def _to_sign(case: CaseInHand, chosen: Deed, said: Said, title: str, digest: str) -> certificates.ToSign:
    """Say what the statement says; where no document is made, the digest is over the officer's own words."""
    words = {name: said.data.getlist(name) for name in said.data if name.startswith(f"{chosen.key}-")}
    return certificates.ToSign(
        what=chosen.word,
        operation=f"approval.{chosen.key}",
        object_type="application",
        object_number=case.application.number,
        title=f"《{title}》" if title else "",
        digest=digest or files.digest_of(json.dumps(words, ensure_ascii=False, sort_keys=True).encode()),
        signer=_signer(case),
    )


def _refused(request: HttpRequest, number: str, chosen: Deed, said: Said, refusal: Refusal) -> HttpResponse:
    case = _case(request, number)
    problems = {f"{chosen.key}-{name}": problem for name, problem in refusal.fields.items()}
    paper = None
    if isinstance(refusal, approval.RelianceUnjudged):  # what was found is kept, so that a person can decide
        approval.compare_case(number=number, occasion="step", now=clock.now())
    if isinstance(refusal, approval.PaperChanged):
        paper = approval.rehearse(actor=case.actor, number=number, deed=chosen.perform(case, said))
    return _draw(
        request,
        _case(request, number),
        chosen,
        said,
        paper=paper,
        is_confirming=paper is not None,
        problems=problems,
        refusal=refusal,
        status=refusal.status,
    )


# ---------------------------------------------------------------- drawing


def _draw(
    request: HttpRequest,
    case: CaseInHand,
    chosen: Deed | None,
    said: Said,
    *,
    paper: Any = None,
    is_confirming: bool = False,
    problems: dict[str, str] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    application = case.application
    main = _main(case)
    around = _around(case)
    story = approval.history_of(application=application, actor=case.actor, now=case.now)
    if chosen is not None and chosen not in main and chosen not in around:
        chosen = None
    context: dict[str, Any] = {
        "case": case,
        "application": application,
        "version": application.version,
        "heading": HEADINGS.get(case.letter, "这一件"),
        "main": [_choice(one, chosen, case, said, problems) for one in main],
        "around": [_choice(one, chosen, case, said, problems) for one in around],
        "only": main[0] if len(main) == 1 else None,
        "chosen": chosen,
        "problems": problems or {},
        "refusal": refusal,
        "signer": _signer(case),
        "story": story,
        **clock_words(story, application, case.now),
        "comparisons": approval.compare(application=application, now=case.now),
        "opinions": opinions_of(application, story),
        "materials": materials_of(application, case.now),
        "parties": approval.list_parties(application=application),
        "papers": approval.list_case_documents(application=application),
        "parts": approval.parts_of(application=application, actor=case.actor, now=case.now),
        "holder": holder_of(case),
        "paper": paper,
    }
    if is_confirming and chosen is not None:
        context["confirmation"] = _confirmation(case, chosen, said, paper)
    if paper is None:
        context["shown_file"] = shown_file(application, request.GET.get("file", ""))
        context["read_back"] = read_back(application)
    return render(request, "approval/desk/workbench.html", _with_body(context), status=status)


def _choice(
    deed: Deed, chosen: Deed | None, case: CaseInHand, said: Said, problems: dict[str, str] | None
) -> dict[str, Any]:
    own = said if said.key == deed.key else Said(deed.key, QueryDict())
    found = problems or {}
    controls = [
        replace(one, field=replace(one.field, problem=found.get(one.field.name, "")))
        for one in deed.controls(case, own)
    ]
    return {
        "deed": deed,
        "controls": controls,
        "items": correction_items(case, own) if deed.lists_items else [],
        "is_chosen": deed is chosen,
        "has_files": any(one.field.kind == "file" for one in controls),
    }


def _signer(case: CaseInHand) -> str:
    kind = case.task.post_kind if case.task is not None else ""
    return signer_of(case.actor, kind, case.application.body.code)


def _confirmation(case: CaseInHand, chosen: Deed, said: Said, paper: Any) -> Confirmation:
    application = case.application
    hidden = {
        name: value
        for name in said.data
        if name.startswith(f"{chosen.key}-") and (value := said.data.get(name, ""))
    }
    hidden |= {"do": chosen.key, "signed": "yes", "task": str(case.task.pk) if case.task else ""}
    if paper is not None:
        hidden |= {"digest": paper.digest, "paper_title": paper.title}
    to_sign = _to_sign(case, chosen, said, paper.title if paper else "", paper.digest if paper else "")
    return Confirmation(
        what=_what(chosen, said, paper, application),
        whom=f"{application.applicant_name}（{application.number}）",
        document=f"《{paper.title}》，签署后编号" if paper else "",
        digest=paper.digest if paper else "",
        signer=_signer(case),
        button=chosen.button,
        action=reverse("approval:act", args=[application.number]),
        effects=tuple(chosen.effects),
        back_address=f"{reverse('approval:workbench', args=[application.number])}?{_back(said, chosen)}",
        hidden=hidden,
        signing=certificates.offer_signature(actor=case.actor, to_sign=to_sign, now=clock.now()),
        read_first=f"我已读完《{paper.title}》全文，与案卷一致" if paper else "我已核对案卷",
    )


def _what(chosen: Deed, said: Said, paper: Any, application: Any) -> str:
    """Say what is done; where no document says it, in the officer's own words."""
    words = "" if paper else next(filter(None, map(said.text, ("text", "result", "reason"))), "")
    return f"{chosen.word}：{application.version.plain_name}" + (f"。写的是“{words}”" if words else "")


def _back(said: Said, chosen: Deed) -> str:
    """Give the address of the form with everything still typed in it."""
    kept = QueryDict(mutable=True)
    kept["do"] = chosen.key
    for name in said.data:
        if name.startswith(f"{chosen.key}-"):
            kept.setlist(name, said.data.getlist(name))
    return kept.urlencode()


def _with_body(context: dict[str, Any]) -> dict[str, Any]:
    paper = context.get("paper")
    if paper is not None:
        context["paper_body"] = mark_safe(paper.body)  # noqa: S308 - rendered by our own document template
    return context
