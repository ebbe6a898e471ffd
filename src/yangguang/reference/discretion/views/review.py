"""The legal office's page of a standard under review: each table beside its earlier version, remarks at the tier they concern."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.acts.api import Actor, list_acts_of
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.discretion import operations, permissions, queries
from yangguang.reference.discretion.models import Remark, StandardVersion
from yangguang.reference.discretion.rules import (
    compare_contents,
    compare_grids,
    find_faults,
    run_example,
)
from yangguang.reference.discretion.rules.comparison import ComparedGrid
from yangguang.reference.discretion.rules.refusals import StandardNotFound
from yangguang.reference.discretion.states import VersionStatus
from yangguang.reference.discretion.views.editor import rail


@officer_only(PostKind.LEGAL, PostKind.ADMIN)
@require_http_methods(["GET", "POST"])
def show_review(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a standard would say beside what is in force; remark, settle, return, file."""
    actor = actor_of_request(request)
    standard = queries.get_standard(code=code)
    version = queries.find_draft(standard=standard)
    if version is None or (
        version.status == VersionStatus.DRAFT and not permissions.may_draft_standard(actor, standard)
    ):
        raise StandardNotFound(code=f"{code} 的送审稿")
    if request.method == "POST":
        _act(request, actor, version)
        return HttpResponseRedirect(request.path)
    return render(request, "discretion/review.html", _context(request, actor, version))


def _context(request: HttpRequest, actor: Actor, version: StandardVersion) -> dict[str, Any]:
    before = queries.version_before(version)
    new, old = version.said, before.said if before else None
    remarks = list(version.remarks.all())
    pins: dict[tuple[str, int], list[Remark]] = {}
    for one in remarks:
        pins.setdefault((one.grid, one.row) if one.round == version.round else (one.grid, 0), []).append(one)
    return {
        "version": version,
        "standard": version.standard,
        "content": new,
        "before": before,
        "differences": compare_contents(old, new) if old else [],
        "grids": [_side_by_side(grid, pins) for grid in compare_grids(old, new)],
        "whole": pins.get(("", 0), []),
        "open_remarks": [one for one in remarks if one.settled_at is None],
        "faults": find_faults(new),
        "examples": [(one, run_example(new, one)) for one in new.examples],
        "can_review": permissions.reviews(actor) and version.status == VersionStatus.SUBMITTED,
        "acts": list_acts_of(object_type="discretion_version", object_number=version.act_object[1])[:30],
        "rail_groups": rail(request),
    }


def _side_by_side(grid: ComparedGrid, pins: dict[tuple[str, int], list[Remark]]) -> dict[str, Any]:
    """Make a compared table ready for the page: cells with their headings, remarks at their row."""
    rows = []
    for one in grid.rows:
        results = one.after or ("—",) * len(grid.results)
        rows.append(
            {
                "row": one,
                "cells": [
                    *((head, text, "") for head, text in zip(grid.heads, one.tests, strict=False)),
                    *((head, text, "n") for head, text in zip(grid.results, results, strict=False)),
                ],
                "remarks": pins.get((grid.name, one.number), []) if one.number else [],
            }
        )
    span = len(grid.heads) + len(grid.results) + 1
    return {"grid": grid, "rows": rows, "span": span, "remarks": pins.get((grid.name, 0), [])}


Deed = Callable[[HttpRequest, Actor, StandardVersion], Any]


def _act(request: HttpRequest, actor: Actor, version: StandardVersion) -> None:
    deed, said = DEEDS.get(request.POST.get("do", ""), (None, ""))
    if deed is None:
        return
    try:
        deed(request, actor, version)
    except Refusal as refusal:
        messages.error(request, f"没有办成：{refusal.message}{refusal.remedy_text}")
    else:
        messages.success(request, said)


def _remark(request: HttpRequest, actor: Actor, version: StandardVersion) -> Any:
    grid, _, row = request.POST.get("pin", "").partition(":")
    return operations.remark(
        actor=actor,
        now=clock.now(),
        version=version,
        text=request.POST.get("text", ""),
        grid=grid,
        row=int(row) if row.isdecimal() and len(row) < 6 else 0,
    )


def _settle(request: HttpRequest, actor: Actor, version: StandardVersion) -> Any:
    chosen = request.POST.get("remark", "")
    remark_id = int(chosen) if chosen.isdecimal() and len(chosen) < 18 else 0
    return operations.settle_remark(actor=actor, now=clock.now(), version=version, remark_id=remark_id)


DEEDS: dict[str, tuple[Deed, str]] = {
    "remark": (_remark, "意见已保存，写在您指的那一条旁边。"),
    "settle": (_settle, "这条意见标为已解决。"),
    "return": (
        lambda _, actor, version: operations.return_standard(actor=actor, now=clock.now(), version=version),
        "已退回，单位看得到每一条意见。",
    ),
    "file": (
        lambda _, actor, version: operations.file_standard(actor=actor, now=clock.now(), version=version),
        "已备案，编了备案号。单位可以公布了。",
    ),
}
