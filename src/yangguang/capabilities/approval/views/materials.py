"""The frame of the way from blank form to case: the line of steps, and the materials to be added."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from yangguang.capabilities.approval import api as approval
from yangguang.foundation.access.api import citizen_only
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.forms import api as forms
from yangguang.foundation.ui.api import FileRow, Step
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal


def actor_of(request: HttpRequest) -> Actor:
    """Give the person behind the request."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


class NoFileChosen(Refusal):
    """The upload form came without a file."""

    code = "approval.no_file_chosen"
    status = 422
    text = "还没有选文件。"
    remedy = "请先选一份文件，再上传。"


@citizen_only
@require_GET
def materials(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what is to be added, what has been added, and what government fetches itself."""
    return _draw(request, approval.get_draft(actor=actor_of(request), uuid=uuid))


def _draw(request: HttpRequest, draft: Any, refusal: Refusal | None = None) -> HttpResponse:
    definition = approval.form_of(version=draft.version)
    context = frame_of(draft, definition, len(definition.steps) + 1) | {
        "demands": demands_of(draft),
        "limit_bytes": settings.MAX_UPLOAD_BYTES,
        "limit_mb": settings.MAX_UPLOAD_BYTES // 1048576,
        "refusal": refusal,
        "deferral_days": approval.deferral_days(promise_days=draft.version.promise_days),
    }
    return render(request, "approval/materials.html", context, status=refusal.status if refusal else 200)


@citizen_only
@require_POST
def upload(request: HttpRequest, uuid: UUID, material: str) -> HttpResponse:
    """Take files for one material; each is checked before it counts, and a refused one leaves the page as it was."""
    actor = actor_of(request)
    draft = approval.get_draft(actor=actor, uuid=uuid)
    wants_data = request.headers.get("accept", "").startswith("application/json")
    files = request.FILES.getlist("file")
    try:
        if not files:
            raise NoFileChosen
        for file in files:
            approval.attach_file(
                actor=actor, draft=draft, material_code=material, upload=file, now=clock.now()
            )
    except Refusal as refusal:
        if wants_data:
            raise
        return _draw(request, draft, refusal)
    return JsonResponse({"stored": len(files)}) if wants_data else redirect("approval:materials", uuid=uuid)


@citizen_only
@require_POST
def take_down(request: HttpRequest, uuid: UUID, file: UUID) -> HttpResponse:
    """Take a file off the draft."""
    actor = actor_of(request)
    draft = approval.get_draft(actor=actor, uuid=uuid)
    submitted = approval.get_submitted_file(actor=actor, uuid=file)
    approval.remove_file(actor=actor, draft=draft, file=submitted, now=clock.now())
    return redirect("approval:materials", uuid=uuid)


def frame_of(draft: Any, definition: forms.FormDefinition, current: int) -> dict[str, Any]:
    """Gather what every page of the way shows: the matter, the line of steps, the draft's state."""
    names = [page.title for page in definition] + ["材料", "核对提交"]
    count = len(definition.steps)
    addresses = [reverse("approval:step", args=[draft.uuid, number]) for number in range(1, count + 1)]
    addresses += [
        reverse("approval:materials", args=[draft.uuid]),
        reverse("approval:review", args=[draft.uuid]),
    ]
    reached = max(draft.page, current)
    steps = [
        Step(
            name=name,
            state="now" if number == current else "done" if number < current else "next",
            href=address if number <= reached + 1 else "",
        )
        for number, (name, address) in enumerate(zip(names, addresses, strict=True), start=1)
    ]
    return {
        "draft": draft,
        "version": draft.version,
        "matter": draft.version.matter,
        "matter_address": reverse("matters:guide", args=[draft.version.matter.code]),
        "steps": steps,
        "back": addresses[current - 2] if current > 1 else "",
        "nav": "services",
    }


@dataclass(frozen=True)
class Demand:
    """One material to upload, what has been uploaded for it, and whether more may come."""

    spec: Any
    is_required: bool
    files: list[Any]
    rows: list[FileRow]
    rows_only: list[FileRow]

    @property
    def room(self) -> bool:
        """Whether another file fits."""
        return len(self.files) < self.spec.max_files


def demands_of(draft: Any) -> dict[str, list[Any]]:
    """Sort the materials that apply: to upload, answered by the form, fetched by government itself."""
    asked = approval.materials_asked(version=draft.version, fields=draft.fields)
    held: dict[str, list[Any]] = {}
    for one in draft.files.all():
        held.setdefault(one.material_code, []).append(one)
    covered = covered_by_licences(draft)
    upload = [
        _demand(draft, spec, held.get(spec.code, []))
        for spec in asked
        if spec.form_kind == "upload" and (spec.code not in covered or spec.code in held)
    ]
    return {
        "upload": upload,
        "covered": [
            (spec, covered[spec.code]) for spec in asked if spec.code in covered and spec.code not in held
        ],
        "form": [spec for spec in asked if spec.form_kind == "online_form"],
        "shared": [spec for spec in asked if spec.form_kind == "shared" and spec.code not in covered],
    }


def covered_by_licences(draft: Any) -> dict[str, Any]:
    """Give the applicant's own licences that take the place of materials, by the material's code."""
    holder = draft.enterprise_code or draft.account.person.id_number
    return approval.covered_materials(
        version=draft.version, fields=draft.fields, holder=holder, on=clock.today(clock.now())
    )


def _demand(draft: Any, spec: Any, files: list[Any]) -> Demand:
    def rows(removable: bool) -> list[FileRow]:
        return [
            FileRow(
                name=one.file.name,
                size=one.file.size,
                href=reverse("approval:file", args=[one.file.uuid]),
                digest=one.file.digest,
                remove_address=reverse("approval:take_down", args=[draft.uuid, one.file.uuid])
                if removable
                else "",
            )
            for one in files
        ]

    return Demand(spec, spec.necessity == "required", files, rows(True), rows(False))
