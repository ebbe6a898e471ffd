"""Who answers where and why, for everybody; reviews below, transfers, and the exchange, for officers."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.linkage import api as linkage
from yangguang.foundation.access.api import actor_of_request, officer_only, public
from yangguang.foundation.forms import api as forms
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal
from yangguang.reference.matters import api as matters


@public
@require_GET
def which(request: HttpRequest) -> HttpResponse:
    """List the matters that city and districts share."""
    rows = [
        (one, linkage.list_levels(matter=one))
        for one in linkage.list_ruled_matters(on=clock.today(clock.now()))
    ]
    return render(request, "linkage/which.html", {"rows": rows, "nav": "services"})


@public
@require_GET
def where(request: HttpRequest, code: str) -> HttpResponse:
    """Say which level answers for a matter at a place, and why, before anybody fills in anything."""
    today = clock.today(clock.now())
    version = matters.get_published(code=code, on=today)
    definition = approval.form_of(version=version)
    rule = linkage.rule_in_force(matter=version.matter, on=today)
    if rule is None:
        raise NotFound(what="这件事的层级规则（只有一个机关办）")
    names = linkage.facts_asked(rule=rule)
    step = forms.StepSpec("在哪里、多大", tuple(one for one in definition.fields() if one.id in names))
    answers = forms.read_step(step=step, posted=request.GET) if request.GET else {}
    found, refusal = None, None
    if answers.get("district"):
        try:
            found = linkage.decide_jurisdiction(matter=version.matter, fields=answers, on=today)
        except linkage.NoBodyForArea as refused:
            refusal = refused
    context = {
        "version": version,
        "rule": rule,
        "views": forms.draw_step(step=step, answers=answers),
        "found": found,
        "refusal": refusal,
        "apply_address": reverse("approval:start", args=[version.matter.code]),
        "nav": "services",
    }
    return render(request, "linkage/where.html", context)


@officer_only()
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show the reviews of one's body and who exercises and lends what."""
    actor = actor_of_request(request)
    now = clock.now()
    context = {
        "reviews": [
            (one, linkage.review_clock(review=one, now=now)) for one in linkage.list_reviews(actor=actor)
        ],
        "levels": linkage.list_levels(),
        "today": clock.today(now),
    }
    return render(request, "linkage/desk/levels.html", context)


@officer_only()
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case by area and level: why it is where it is; the lower body passes it up from here."""
    actor = actor_of_request(request)
    found = (
        approval.visible_to(actor=linkage.EXCHANGE_MACHINE)
        .select_related("body__area", "version__matter__body")
        .filter(number=number)
        .first()
    )
    access = linkage.access_to(actor=actor, application=found) if found else "none"
    if found is None or access == "none":
        raise NotFound(what="这个办件")
    review = (
        linkage.FirstReview.objects.select_related("lower", "upper", "officer")
        .filter(case_number=number)
        .first()
    )
    problems: dict[str, str] = {}
    if request.method == "POST" and review is not None:
        try:
            linkage.pass_up(
                actor=actor,
                review=review,
                application=found,
                agrees=request.POST.get("agrees") == "yes",
                text=request.POST.get("text", ""),
                now=clock.now(),
            )
        except linkage.TextNeeded as refusal:
            problems = refusal.fields
        else:
            messages.success(request, f"已报{review.upper.short_name}，材料原样一起报上去了。")
            return redirect("linkage:desk_case", number=number)
    context = {
        "application": found,
        "access": access,
        "routing": linkage.get_routing(number=number),
        "review": review,
        "clock": linkage.review_clock(review=review, now=clock.now()) if review else None,
        "may_pass_up": review is not None
        and review.state == "running"
        and linkage.may_pass_up(actor, review),
        "files": found.files.select_related("file"),
        "transfers": linkage.Transfer.objects.filter(case_number=number).prefetch_related("steps__officer"),
        "problems": problems,
    }
    return render(request, "linkage/desk/case.html", context, status=422 if problems else 200)


@officer_only(PostKind.ACCEPT)
@require_GET
def transfers(request: HttpRequest) -> HttpResponse:
    """Show originals one's hall holds, sends or waits for, and the matters one may take in for others."""
    actor = actor_of_request(request)
    context = {
        "rows": linkage.list_transfers(actor=actor),
        "matters": linkage.list_ruled_matters(on=clock.today(clock.now())),
    }
    return render(request, "linkage/desk/transfers.html", context)


@officer_only(PostKind.ACCEPT)
@require_GET
def history(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show through whose hands the originals of one transfer went, counted each time."""
    found = linkage.get_transfer(actor=actor_of_request(request), uuid=uuid)
    steps = list(found.steps.select_related("officer"))
    return render(request, "linkage/desk/transfer.html", {"transfer": found, "steps": steps[::-1]})


@officer_only(PostKind.ACCEPT)
@require_POST
def move(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send, sign for, or give back originals."""
    actor = actor_of_request(request)
    transfer = linkage.get_transfer(actor=actor, uuid=uuid)
    counted = request.POST.get("counted", "")
    moved = linkage.move_transfer(
        actor=actor,
        transfer=transfer,
        state=request.POST.get("state", ""),
        counted=int(counted) if counted.isdigit() else len(transfer.items),
        text=request.POST.get("text", ""),
        now=clock.now(),
    )
    messages.success(request, f"{moved.number}：{moved.get_state_display()}。")
    return redirect("linkage:transfers")


@officer_only(PostKind.ACCEPT)
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest, code: str) -> HttpResponse:
    """Take an application in over the counter for the hall that handles it."""
    actor = actor_of_request(request)
    now = clock.now()
    version = matters.get_published(code=code, on=clock.today(now))
    definition = approval.form_of(version=version)
    answers: dict[str, Any] = {}
    refusal: Refusal | None = None
    if request.method == "POST":
        for page in definition:
            answers |= forms.read_step(step=page, posted=request.POST)
        try:
            taken = linkage.take_in_across(
                actor=actor, version=version, taken=_taken(request, version, answers), now=now
            )
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(
                request,
                f"收件编号 {taken.case_number}，电子件已送到{taken.handling_body.short_name}；原件流转单 {taken.number}。",
            )
            return redirect("linkage:transfers")
    context = {
        "version": version,
        "pages": [
            (
                page.title,
                forms.draw_step(step=page, answers=answers, problems=refusal.fields if refusal else {}),
            )
            for page in definition
        ],
        "materials": approval.materials_asked(version=version, fields=answers),
        "refusal": refusal,
        "typed": request.POST,
        "key": request.POST.get("key") or uuid.uuid4(),
    }
    return render(request, "linkage/desk/take_in.html", context, status=422 if refusal else 200)


def _taken(request: HttpRequest, version: Any, answers: dict[str, Any]) -> linkage.TakenIn:
    posted = request.POST
    names = {one.code: one.name for one in version.materials.all()}
    sent = [(code, file) for code in names for file in request.FILES.getlist(f"file-{code}")]
    return linkage.TakenIn(
        applicant=approval.Applicant(
            person_name=posted.get("person_name", ""),
            person_number=posted.get("person_number", ""),
            phone=posted.get("phone", ""),
            enterprise_code=posted.get("enterprise_code", ""),
            enterprise_name=posted.get("enterprise_name", ""),
        ),
        fields=answers,
        files=tuple(sent),
        originals=tuple(names[code] for code in posted.getlist("originals") if code in names),
        key=UUID(posted.get("key", "")) if _is_uuid(posted.get("key", "")) else uuid.uuid4(),
    )


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
