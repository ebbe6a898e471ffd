"""The combined form: page by page, shared materials once, early advice, read back, hand in."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.capabilities.joint import api as joint
from yangguang.foundation.access.api import actor_of_request, citizen_only, signed_in
from yangguang.foundation.files import api as files
from yangguang.foundation.forms import api as forms
from yangguang.foundation.organisation.models import Body
from yangguang.foundation.ui.api import Confirmation, FileRow, Step
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal


def combined_of(draft: Any) -> Any:
    """Give the combined form of a draft."""
    keys = joint.first_keys(version=draft.version, keys=list(draft.matters))
    return joint.combine(version=draft.version, matters=draft.matters, keys=keys)


def frame_of(draft: Any, definition: forms.FormDefinition, current: int) -> dict[str, Any]:
    """Gather what every page of the way shows."""
    names = [page.title for page in definition] + ["共享材料", "核对提交"]
    addresses = [
        reverse("joint:step", args=[draft.uuid, place + 1]) for place in range(len(definition.steps))
    ]
    addresses += [reverse("joint:materials", args=[draft.uuid]), reverse("joint:review", args=[draft.uuid])]
    steps = [
        Step(
            name=name,
            state="now" if place == current else "done" if place < current else "next",
            href=address,
        )
        for place, (name, address) in enumerate(zip(names, addresses, strict=True), start=1)
    ]
    return {
        "draft": draft,
        "version": draft.version,
        "steps": steps,
        "place": f"第 {current} 步，共 {len(steps)} 步",
        "back": addresses[current - 2] if current > 1 else "",
        "nav": "services",
    }


@citizen_only
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Show and keep one page of questions; which departments will read each answer stands beside it."""
    actor = actor_of_request(request)
    draft = joint.get_draft(actor=actor, uuid=uuid)
    combined = combined_of(draft)
    definition = combined.definition
    if not 1 <= number <= len(definition.steps):
        return redirect("joint:materials", uuid=uuid)
    page = definition.steps[number - 1]
    problems: dict[str, str] = {}
    answers = dict(draft.fields)
    if request.method == "POST":
        answers |= forms.read_step(step=page, posted=request.POST)
        draft = joint.save_joint_draft(
            actor=actor,
            draft=draft,
            revision=_revision(request, draft.revision),
            fields=answers,
            now=clock.now(),
        )
        if request.POST.get("then") == "later":
            messages.success(request, "已存好。从“联合办理”可以回来接着填。")
            return redirect("joint:guide", code=draft.version.scenario.code)
        if not request.POST.get("add_row"):
            problems = forms.problems_of(definition=definition, answers=answers, steps=[page])
            if not problems:
                return redirect(_after(uuid, number, len(definition.steps)))
    if request.POST.get("add_row"):
        answers = _with_row(answers, request.POST["add_row"])
    labels = {field.id: field.label for field in definition.fields()}
    context = frame_of(draft, definition, number) | {
        "page": page,
        "number": number,
        "views": forms.draw_step(step=page, answers=answers, problems=problems),
        "problems": {
            name.replace(".", "-"): f"{labels.get(name.split('.')[0], '')}：{text}"
            for name, text in problems.items()
        },
        "readers": _readers(combined, page),
    }
    return render(request, "joint/step.html", context, status=422 if problems else 200)


def _readers(combined: Any, page: Any) -> list[str]:
    keys = {
        key for field in page.fields for key in combined.composed.owners[field.id] if key in combined.matters
    }
    return list(
        dict.fromkeys(combined.matters[key].matter.body.short_name for key in combined.matters if key in keys)
    )


@citizen_only
@require_POST
def autosave(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Keep what is being typed, without judging it."""
    actor = actor_of_request(request)
    draft = joint.get_draft(actor=actor, uuid=uuid)
    page = combined_of(draft).definition.steps[number - 1]
    saved = joint.save_joint_draft(
        actor=actor,
        draft=draft,
        revision=_revision(request, draft.revision),
        fields=dict(draft.fields) | forms.read_step(step=page, posted=request.POST),
        now=clock.now(),
    )
    return JsonResponse({"revision": saved.revision})


@citizen_only
@require_GET
def materials(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show each shared material once, with every matter that uses it."""
    return _draw_materials(request, joint.get_draft(actor=actor_of_request(request), uuid=uuid))


def _draw_materials(request: HttpRequest, draft: Any, refusal: Refusal | None = None) -> HttpResponse:
    combined = combined_of(draft)
    pool = combined.pool(draft.fields, {})
    context = frame_of(draft, combined.definition, len(combined.definition.steps) + 1) | {
        "demands": demands(pool, draft.files.select_related("file"), combined, draft=draft),
        "saved_count": sum(len(one.uses) - 1 for one in pool),
        "shared": _shared(combined),
        "limit_bytes": settings.MAX_UPLOAD_BYTES,
        "limit_mb": settings.MAX_UPLOAD_BYTES // 1048576,
        "refusal": refusal,
    }
    return render(request, "joint/materials.html", context, status=refusal.status if refusal else 200)


def demands(pool: list[Any], held: Any, combined: Any, *, draft: Any = None) -> list[dict[str, Any]]:
    """Give each shared material with its files and the matters that use it."""
    by_item: dict[str, list[Any]] = {}
    for one in held:
        by_item.setdefault(one.item, []).append(one)
    rows = []
    for item in pool:
        own = by_item.get(item.key, [])
        rows.append(
            {
                "item": item,
                "users": [combined.matters[key].plain_name for key in dict.fromkeys(item.parts)],
                "has_room": len(own) < item.max_files,
                "files": [
                    FileRow(
                        name=one.file.name,
                        size=one.file.size,
                        href=reverse("joint:file", args=[one.file.uuid]),
                        digest=one.file.digest,
                        remove_address=reverse("joint:take_down", args=[draft.uuid, one.file.uuid])
                        if draft
                        else "",
                    )
                    for one in own
                ],
            }
        )
    return rows


def _shared(combined: Any) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for version in combined.matters.values():
        for one in version.materials.all():
            if one.form_kind == "shared":
                found.setdefault(one.name, one.source)
    return list(found.items())


@citizen_only
@require_POST
def upload(request: HttpRequest, uuid: UUID, item: str) -> HttpResponse:
    """Take files for one shared material."""
    actor = actor_of_request(request)
    draft = joint.get_draft(actor=actor, uuid=uuid)
    wants_data = request.headers.get("accept", "").startswith("application/json")
    sent = request.FILES.getlist("file")
    try:
        joint.require_file(sent)
        for file in sent:
            joint.attach_pool_file(actor=actor, draft=draft, item=item, upload=file, now=clock.now())
    except Refusal as refusal:
        if wants_data:
            raise
        return _draw_materials(request, draft, refusal)
    return JsonResponse({"stored": len(sent)}) if wants_data else redirect("joint:materials", uuid=uuid)


@citizen_only
@require_POST
def take_down(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponse:
    """Take a file off the draft."""
    actor = actor_of_request(request)
    draft = joint.get_draft(actor=actor, uuid=uuid)
    row = joint.get_pool_file(actor=actor, uuid=file)
    joint.remove_pool_file(actor=actor, draft=draft, file=row, now=clock.now())
    return redirect("joint:materials", uuid=uuid)


@signed_in
@require_GET
def file(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Give a shared file to the applicant or to a department whose matter uses it."""
    return files.file_response(joint.get_pool_file(actor=actor_of_request(request), uuid=uuid).file)


@citizen_only
@require_http_methods(["GET", "POST"])
def advice(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask a department before applying; what was answered stands below, for the record."""
    actor = actor_of_request(request)
    draft = joint.get_draft(actor=actor, uuid=uuid)
    combined = joint.combine(version=draft.version, matters=draft.matters, keys=list(draft.matters))
    bodies = {one.matter.body.code: one.matter.body for one in combined.matters.values()}
    problems: dict[str, str] = {}
    if request.method == "POST":
        body = bodies.get(request.POST.get("body", "")) or next(iter(bodies.values()))
        try:
            joint.ask_early_advice(
                actor=actor,
                draft=draft,
                body=Body.objects.get(pk=body.pk),
                question=request.POST.get("question", ""),
                now=clock.now(),
            )
            messages.success(request, f"已送到{body.short_name}。提前介入不计时限，答复了会告诉您。")
            return redirect("joint:advice", uuid=uuid)
        except joint.TextNeeded as refusal:
            problems = refusal.fields
    context = {
        "draft": draft,
        "version": draft.version,
        "bodies": list(bodies.values()),
        "rows": joint.list_advice_of(draft_uuid=draft.uuid),
        "problems": problems,
        "nav": "services",
    }
    return render(request, "joint/advice.html", context, status=422 if problems else 200)


@citizen_only
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Read everything back; handing in is the one grave button of the way."""
    actor = actor_of_request(request)
    if request.method == "POST":
        return _hand_in(request, uuid)
    draft = joint.get_draft(actor=actor, uuid=uuid)
    combined = combined_of(draft)
    definition = combined.definition
    problems = forms.problems_of(definition=definition, answers=draft.fields)
    pool = combined.pool(draft.fields, {})
    present = set(draft.files.values_list("item", flat=True))
    missing = [one for one in pool if one.is_required and one.key not in present]
    place = {field.id: number for number, page in enumerate(definition, start=1) for field in page.fields}
    context = frame_of(draft, definition, len(definition.steps) + 2) | {
        "pages": [
            (title, reverse("joint:step", args=[uuid, number]), views)
            for number, (title, views) in enumerate(
                forms.read_back(definition=definition, answers=draft.fields), start=1
            )
        ],
        "demands": demands(pool, draft.files.select_related("file"), combined),
        "problems": [
            (text, reverse("joint:step", args=[uuid, place[name.split(".")[0]]]))
            for name, text in problems.items()
        ],
        "missing": missing,
        "confirmation": _confirmation(actor, draft, combined),
        "is_ready": not problems and not missing,
    }
    return render(request, "joint/review.html", context)


def _hand_in(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = actor_of_request(request)
    known = joint.find_case_of_draft(actor=actor, uuid=uuid)
    if known is None:
        draft = joint.get_draft(actor=actor, uuid=uuid)
        try:
            known = joint.submit_joint_application(actor=actor, draft=draft, now=clock.now())
        except (joint.FormUnfinished, joint.PoolIncomplete, joint.MatterRenewed) as refusal:
            messages.error(request, f"没有提交：{refusal.message}{refusal.remedy_text}")
            return redirect("joint:review", uuid=uuid)
        messages.success(request, f"收到了。编号 {known.number}，已同时送到各部门。")
    return redirect("joint:case", number=known.number)


def _confirmation(actor: Any, draft: Any, combined: Any) -> Confirmation:
    bodies = list(dict.fromkeys(one.matter.body.short_name for one in combined.matters.values()))
    content = draft.version.content
    return Confirmation(
        what=f"提交“{draft.version.name}”联办申请，共 {len(draft.matters)} 件事",
        whom="、".join(bodies),
        signer=f"{draft.enterprise_name}　{actor.name}" if draft.enterprise_name else actor.name,
        button="提交联办申请",
        effects=[
            f"{len(bodies)} 个部门同时收到，各自在 5 个工作日内答复是否受理。",
            f"第一个部门受理以后，全部办完最多 {content['total_days']} 个工作日（行政许可法第四十二条）。",
            "各部门只看到自己要用的内容和材料。",
            "全部办完以后，结果一起送达。",
        ],
        back_address=reverse("joint:materials", args=[draft.uuid]),
        read_first="以上内容和材料真实、有效，同意分送上面列的各部门使用",
    )


@citizen_only
@require_POST
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Throw the draft away."""
    actor = actor_of_request(request)
    draft = joint.get_draft(actor=actor, uuid=uuid)
    code = draft.version.scenario.code
    joint.discard_joint_draft(actor=actor, draft=draft, now=clock.now())
    messages.success(request, "草稿已删除。")
    return redirect("joint:guide", code=code)


def _revision(request: HttpRequest, known: int) -> int:
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdigit() else known


def _after(uuid: UUID, number: int, count: int) -> str:
    if number < count:
        return reverse("joint:step", args=[uuid, number + 1])
    return reverse("joint:materials", args=[uuid])


def _with_row(answers: dict[str, Any], group: str) -> dict[str, Any]:
    rows = answers.get(group)
    return answers | {group: [*(rows if isinstance(rows, list) else []), {}]}
