"""Applying online: choose for whom, answer page by page, add the materials, read it all back, hand it in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.views.materials import (
    actor_of,
    covered_by_licences,
    demands_of,
    frame_of,
)
from yangguang.foundation.access.api import citizen_only, public
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.certificates import api as certificates
from yangguang.foundation.forms import api as forms
from yangguang.foundation.identity import api as identity
from yangguang.foundation.ui.api import Confirmation
from yangguang.kernel import clock
from yangguang.reference.matters import api as matters

SAVED_LATER = "已存好。从“我的”可以回来接着填。"


@public
@require_GET
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Say what applying takes and for whom it is done; drafts begun before are offered first. A stopped matter is refused."""
    version = matters.get_published(code=code, on=clock.today(clock.now()))
    if matters.current_stop(version.matter):
        raise approval.MatterNotOpen(matter=version.plain_name)
    actor = actor_of(request)
    drafts = _drafts(actor, version)
    uploads = [one for one in version.materials.all() if one.form_kind == "upload"]
    pages = len(approval.form_of(version=version).steps) + 2
    context = {
        "version": version,
        "matter": version.matter,
        "matter_address": reverse("matters:guide", args=[version.matter.code]),
        "drafts": drafts,
        "choices": _names_to_apply_under(actor, version),
        "wrong_kind": _wrong_kind(actor, version),
        "uploads": uploads,
        "page_count": pages,
        "minutes": 3 * pages,
        "nav": "services",
    }
    return render(request, "approval/start.html", context)


@citizen_only
@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Open a draft filled with what government already holds."""
    now = clock.now()
    version = matters.get_published(code=code, on=clock.today(now))
    actor = actor_of(request)
    answers = approval.prefilled_fields(actor=actor, version=version)
    draft = approval.open_draft(actor=actor, version=version, fields=answers, now=now)
    return redirect("approval:step", uuid=draft.uuid, number=1)


@citizen_only
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Show and keep one page of questions; a bad answer stays where it was typed, with what is wrong under it."""
    actor = actor_of(request)
    draft = approval.get_draft(actor=actor, uuid=uuid)
    definition = approval.form_of(version=draft.version)
    if not 1 <= number <= len(definition.steps):
        return redirect("approval:materials", uuid=uuid)
    page = definition.steps[number - 1]
    problems: dict[str, str] = {}
    answers = dict(draft.fields)
    if request.method == "POST":
        answers |= forms.read_step(step=page, posted=request.POST)
        draft = approval.save_draft(
            actor=actor,
            draft=draft,
            revision=_revision(request, draft.revision),
            fields=answers,
            page=number,
            now=clock.now(),
        )
        if request.POST.get("then") == "later":
            messages.success(request, SAVED_LATER)
            return redirect("approval:start", code=draft.version.matter.code)
        if not request.POST.get("add_row"):
            problems = forms.problems_of(definition=definition, answers=answers, steps=[page])
            if not problems:
                return redirect(_after(uuid, number, len(definition.steps)))
    if request.POST.get("add_row"):
        answers = _with_row(answers, request.POST["add_row"])
    views = forms.draw_step(
        step=page, answers=answers, prefill=approval.profile_of(actor=actor), problems=problems
    )
    context = frame_of(draft, definition, number) | {
        "page": page,
        "views": views,
        "problems": _named_problems(definition, problems),
        "number": number,
        "is_first": number == 1,
    }
    return render(request, "approval/step.html", context, status=422 if problems else 200)


@citizen_only
@require_POST
def autosave(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Keep what is being typed, without judging it."""
    actor = actor_of(request)
    draft = approval.get_draft(actor=actor, uuid=uuid)
    definition = approval.form_of(version=draft.version)
    page = definition.steps[number - 1]
    answers = dict(draft.fields) | forms.read_step(step=page, posted=request.POST)
    saved = approval.save_draft(
        actor=actor,
        draft=draft,
        revision=_revision(request, draft.revision),
        fields=answers,
        page=number,
        now=clock.now(),
    )
    return JsonResponse({"revision": saved.revision})


@citizen_only
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Read everything back; handing in is the one grave button of the way."""
    actor = actor_of(request)
    now = clock.now()
    if request.method == "POST":
        return _hand_in(request, actor, uuid)
    draft = approval.get_draft(actor=actor, uuid=uuid)
    definition = approval.form_of(version=draft.version)
    problems = forms.problems_of(definition=definition, answers=draft.fields)
    missing = approval.materials_missing(
        version=draft.version,
        fields=draft.fields,
        present={one.material_code for one in draft.files.all()} | set(covered_by_licences(draft)),
    )
    context = frame_of(draft, definition, len(definition.steps) + 2) | {
        "pages": [
            (title, reverse("approval:step", args=[uuid, place]), views)
            for place, (title, views) in enumerate(
                forms.read_back(definition=definition, answers=draft.fields), start=1
            )
        ],
        "demands": demands_of(draft),
        "missing_count": len(missing),
        "problems": _linked_problems(definition, problems, uuid),
        "missing": missing,
        "confirmation": _confirmation(actor, draft, definition),
        "is_newest": _is_newest(draft, now),
    }
    return render(request, "approval/review.html", context)


@citizen_only
@require_POST
def renew(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Carry the draft over to the form in force now."""
    actor = actor_of(request)
    draft = approval.get_draft(actor=actor, uuid=uuid)
    approval.renew_draft(actor=actor, draft=draft, now=clock.now())
    messages.success(request, "已换成现行的申请表，您填过的内容都还在。请从头核对一遍。")
    return redirect("approval:step", uuid=uuid, number=1)


@citizen_only
@require_POST
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Throw the draft away."""
    actor = actor_of(request)
    draft = approval.get_draft(actor=actor, uuid=uuid)
    code = draft.version.matter.code
    approval.discard_draft(actor=actor, draft=draft, now=clock.now())
    messages.success(request, "草稿已删除。")
    return redirect("approval:start", code=code)


def _hand_in(request: HttpRequest, actor: Actor, uuid: UUID) -> HttpResponse:
    known = approval.find_submitted_as(actor=actor, uuid=uuid)
    if known is None:
        draft = approval.get_draft(actor=actor, uuid=uuid)
        try:
            known = _handed_in(request, actor, draft)
        except (
            approval.FormIncomplete,
            approval.MaterialsMissing,
            approval.StaleFormVersion,
            approval.PaperChanged,
            certificates.CertificateRefusal,
        ) as refusal:
            messages.error(request, f"没有提交：{refusal.message}{refusal.remedy_text}")
            return redirect("approval:review", uuid=uuid)
    return redirect("approval:receipt", number=known.number)


def _handed_in(request: HttpRequest, actor: Actor, draft: Any) -> Any:
    """Hand in, with the applicant's signature where the browser gave one."""
    now, given = clock.now(), certificates.given_signature(request)
    if given is None:
        return approval.submit_application(actor=actor, draft=draft, now=now)
    to_sign = _to_sign(actor, draft)

    def sign(act_number: int) -> None:
        certificates.sign_if_given(actor=actor, now=now, to_sign=to_sign, given=given, act_number=act_number)

    return approval.submit_as_read(actor=actor, draft=draft, now=now, digest=to_sign.digest, sign=sign)


def _to_sign(actor: Actor, draft: Any) -> certificates.ToSign:
    return certificates.ToSign(
        what=f"提交“{draft.version.plain_name}”申请",
        operation="approval.submit_application",
        object_type="draft",
        object_number=str(draft.uuid),
        title=f"《{draft.version.plain_name}申请表》",
        digest=approval.digest_of_draft(draft=draft),
        signer=_signer(actor, draft),
    )


def _signer(actor: Actor, draft: Any) -> str:
    return f"{draft.enterprise_name}　{actor.name}" if draft.enterprise_name else actor.name


def _confirmation(actor: Actor, draft: Any, definition: forms.FormDefinition) -> Confirmation:
    version = draft.version
    later = approval.materials_deferred(
        version=version, fields=draft.fields, present={one.material_code for one in draft.files.all()}
    )
    days = approval.deferral_days(promise_days=version.promise_days)
    promises = [f"您承诺受理后 {days} 个工作日内补交{one.name}，补齐以前不作准予决定。" for one in later]
    return Confirmation(
        what=f"提交“{version.plain_name}”申请",
        whom=f"{version.matter.body.name}受理",
        signer=_signer(actor, draft),
        signing=certificates.offer_signature(actor=actor, to_sign=_to_sign(actor, draft), now=clock.now()),
        button="提交申请",
        effects=[
            "马上得到收件回执和办件编号。",
            f"{version.matter.body.short_name}在 {version.acceptance_days} 个工作日内答复是否受理；缺材料的，一次说全。",
            f"受理以后 {version.promise_days} 个工作日内作出决定，每一步都能在“我的”里看到。",
            *promises,
        ],
        back_address=reverse("approval:materials", args=[draft.uuid]),
        read_first="以上内容和材料真实、有效，我愿意承担相应的法律责任",
    )


def _named_problems(definition: forms.FormDefinition, problems: dict[str, str]) -> dict[str, str]:
    """Say which question each problem is about, for the list above the form."""
    labels = {field.id: field.label for field in definition.fields()}
    return {
        name.replace(".", "-"): problem
        if labels.get(name.split(".")[0], "") in problem
        else f"{labels.get(name.split('.')[0], '')}：{problem}"
        for name, problem in problems.items()
    }


def _linked_problems(
    definition: forms.FormDefinition, problems: dict[str, str], uuid: UUID
) -> list[tuple[str, str]]:
    """Lead from each problem to the page where it is mended."""
    place = {field.id: number for number, page in enumerate(definition, start=1) for field in page.fields}
    return [
        (
            problem,
            reverse("approval:step", args=[uuid, place[name.split(".")[0]]]) + f"#f-{name.replace('.', '-')}",
        )
        for name, problem in problems.items()
    ]


def _drafts(actor: Actor, version: Any) -> list[Any]:
    if actor.is_officer or not actor.is_signed_in:
        return []
    return list(approval.list_my_drafts(actor=actor).filter(version__matter_id=version.matter_id)[:5])


def _is_newest(draft: Any, now: datetime) -> bool:
    newest = matters.get_published(code=draft.version.matter.code, on=clock.today(now))
    return bool(newest.pk == draft.version_id)


def _names_to_apply_under(actor: Actor, version: Any) -> list[tuple[str, str, str, bool]]:
    """List under whose name the person may apply: their own, or an enterprise they may act for."""
    if actor.is_officer or not actor.is_signed_in:
        return []
    names = [("", f"{actor.name}（本人）", "以个人名义", not actor.enterprise_code)]
    names += [
        (one.credit_code, one.name, one.credit_code, one.credit_code == actor.enterprise_code)
        for one in _enterprises_of(actor)
    ]
    return names


def _enterprises_of(actor: Actor) -> list[Any]:
    if actor.account_id is None:
        return []
    mandates = identity.list_mandates_of(account_id=actor.account_id, on=clock.today(clock.now()))
    return list({one.enterprise_id: one.enterprise for one in mandates}.values())


def _wrong_kind(actor: Actor, version: Any) -> str:
    """Say when the matter is not for this kind of applicant."""
    audience = version.matter.audience
    if actor.enterprise_code and "enterprise" not in audience:
        return "这件事只有个人能办。请换成以本人名义。"
    if not actor.enterprise_code and "person" not in audience:
        return "这件事要以企业或个体工商户的名义办。请在上面选一个；没有可选的，先在“我的账户”里登记您能代表的企业。"
    return ""


def _after(uuid: UUID, number: int, count: int) -> str:
    if number < count:
        return reverse("approval:step", args=[uuid, number + 1])
    return reverse("approval:materials", args=[uuid])


def _with_row(answers: dict[str, Any], group: str) -> dict[str, Any]:
    """Add a blank row for those whose browser runs no script."""
    rows = answers.get(group)
    return answers | {group: [*(rows if isinstance(rows, list) else []), {}]}


def _revision(request: HttpRequest, known: int) -> int:
    """Read the revision the page was drawn with; autosaves of the same page tell the newer one."""
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdigit() else known
