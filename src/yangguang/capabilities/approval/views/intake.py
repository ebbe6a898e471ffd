"""Window intake (窗口收件): a clerk takes paper over the counter into the same flow, and hands out a receipt."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.views.rail import rail_of
from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.forms import api as forms
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Field
from yangguang.kernel import clock
from yangguang.kernel.identifiers import check_credit_code
from yangguang.kernel.refusals import Refusal
from yangguang.reference.matters import api as matters

SAID_ALREADY = {
    "enterprise.name": "enterprise_name",
    "enterprise.credit_code": "enterprise_code",
    "person.name": "person_name",
    "person.id_number": "person_number",
    "person.phone": "phone",
}
"""What the first block asks fills the form's own questions about the same thing; nobody types it twice."""


@officer_only(PostKind.ACCEPT)
@require_GET
def intake(request: HttpRequest) -> HttpResponse:
    """Choose the matter somebody has come for."""
    actor = actor_of_request(request)
    words = request.GET.get("find", "").strip()
    offered = [
        (code, name) for code, name in approval.list_desk_matters(actor=actor) if not words or words in name
    ]
    context = {"matters": offered, "words": words, "rail_groups": _rail(request, actor)}
    return render(request, "approval/desk/intake.html", context)


@officer_only(PostKind.ACCEPT)
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Fill in for the applicant and scan what they brought; refused answers stay typed."""
    actor = actor_of_request(request)
    now = clock.now()
    version = matters.get_published(code=code, on=clock.today(now))
    definition = approval.form_of(version=version)
    answers: dict[str, Any] = {}
    problems: dict[str, str] = {}
    refusal: Refusal | None = None
    if request.method == "POST":
        for step in definition.steps:
            answers |= forms.read_step(step=step, posted=request.POST)
        answers |= _said_already(definition, request)
        if request.POST.get("add_row"):
            group = request.POST["add_row"]
            answers[group] = [*(answers.get(group) or []), {}]
        else:
            try:
                return _take_in(request, actor, version, answers)
            except Refusal as refused:
                refusal, problems = refused, refused.fields
    context = {
        "version": version,
        "pages": [
            (step, views)
            for step in definition.steps
            if (
                views := [
                    one
                    for one in forms.draw_step(step=step, answers=answers, problems=problems)
                    if one.field.prefill not in SAID_ALREADY
                ]
            )
        ],
        "who": _who(request, problems),
        "uploads": [one for one in version.materials.all() if one.form_kind == "upload"],
        "key": request.POST.get("key") or str(uuid.uuid4()),
        "problems": problems,
        "refusal": refusal,
        "rail_groups": _rail(request, actor),
    }
    return render(request, "approval/desk/register.html", context, status=refusal.status if refusal else 200)


@officer_only(PostKind.ACCEPT)
@require_GET
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show the receipt to print and hand over."""
    actor = actor_of_request(request)
    application = approval.get_application(actor=actor, number=number)
    papers = approval.list_case_documents(application=application)
    context = {
        "application": application,
        "receipt": next((one for one in papers if one.kind == approval.DocumentKind.RECEIPT), None),
        "clock": next(iter(approval.clocks_of_case(application=application, now=clock.now())), None),
        "files": list(application.files.select_related("file")),
        "rail_groups": _rail(request, actor),
    }
    return render(request, "approval/desk/receipt.html", context)


def _take_in(request: HttpRequest, actor: Actor, version: Any, answers: dict[str, Any]) -> HttpResponse:
    posted = request.POST
    is_enterprise = posted.get("who-kind") == "enterprise"
    applicant = approval.Applicant(
        person_name=posted.get("who-person_name", "").strip(),
        person_number=posted.get("who-person_number", "").strip().upper(),
        phone=posted.get("who-phone", "").strip(),
        enterprise_code=posted.get("who-enterprise_code", "").strip().upper() if is_enterprise else "",
        enterprise_name=posted.get("who-enterprise_name", "").strip() if is_enterprise else "",
    )
    paper = approval.PaperApplication(
        applicant=applicant,
        fields=answers,
        files=tuple(
            (spec.code, file)
            for spec in version.materials.all()
            for file in request.FILES.getlist(f"file-{spec.code}")
        ),
        key=_key(posted.get("key", "")),
    )
    try:
        application = approval.register_paper_application(
            actor=actor, version=version, paper=paper, now=clock.now()
        )
    except approval.AlreadySubmitted as known:
        application = known.application
    else:
        messages.success(request, f"已收件：{application.applicant_name}，编号 {application.number}。")
        for warning in check_credit_code(applicant.enterprise_code).warnings if is_enterprise else ():
            messages.warning(request, f"统一社会信用代码：{warning}")
    return redirect("approval:intake_receipt", number=application.number)


def _said_already(definition: forms.FormDefinition, request: HttpRequest) -> dict[str, str]:
    return {
        field.id: typed
        for field in definition.fields()
        if field.prefill in SAID_ALREADY
        and (typed := request.POST.get(f"who-{SAID_ALREADY[field.prefill]}", "").strip())
    }


def _key(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return uuid.uuid4()


def _who(request: HttpRequest, problems: dict[str, str]) -> list[Field]:
    def field(name: str, label: str, **how: Any) -> Field:
        value = request.POST.get(f"who-{name}", how.pop("default", ""))
        return Field(name=f"who-{name}", label=label, value=value, problem=problems.get(name, ""), **how)

    only_enterprise = "who-kind=enterprise"
    return [
        field(
            "kind",
            "替谁收",
            kind="radio",
            choices=(("enterprise", "企业、个体工商户"), ("person", "个人")),
            default="enterprise",
        ),
        field("enterprise_name", "企业名称", when=only_enterprise),
        field(
            "enterprise_code",
            "统一社会信用代码",
            when=only_enterprise,
            maxlength=18,
            hint="18 位，照营业执照填，会核对校验位",
        ),
        field("person_name", "来办的人", hint="本人、法定代表人或者受委托的人"),
        field("person_number", "身份证件号码", maxlength=30, hint="照证件填，会核对校验位"),
        field("phone", "手机号", kind="tel", hint="用来收进度和取件通知"),
    ]


def _rail(request: HttpRequest, actor: Actor) -> list[Any]:
    counts = approval.count_inbox(actor=actor, now=clock.now())
    return rail_of(request, actor, counts, "intake")
