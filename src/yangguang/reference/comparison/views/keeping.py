"""Rules, sources and runs, for those who keep the data."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.ui.api import Page, build_tabs
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal
from yangguang.reference.comparison import api, permissions
from yangguang.reference.comparison.models import RulesVersion, RunLine
from yangguang.reference.comparison.queries.keeping import (
    KINDS,
    get_rules,
    list_rules,
    list_runs,
    list_samples,
    list_sources,
    run_of,
)
from yangguang.reference.comparison.rules.refusals import RulesUnreadable


@officer_only(*permissions.KEEPERS)
@require_safe
def show_all_rules(request: HttpRequest) -> HttpResponse:
    """List the versions of the rules by kind."""
    kinds = [
        {
            "kind": kind,
            "word": word,
            "versions": list(list_rules(kind=kind)),
            "samples": len(list_samples(kind=kind)),
        }
        for kind, word in KINDS.items()
    ]
    return render(request, "comparison/all_rules.html", {"kinds": kinds})


@officer_only(*permissions.KEEPERS)
@require_http_methods(["GET", "POST"])
def show_rules(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Show one version; draft the next, hand over, publish or give back."""
    version = get_rules(kind=kind, number=number)
    refusal: Refusal | None = None
    typed = request.POST.get("content", "")
    if request.method == "POST":
        try:
            return _acted(request, version)
        except Refusal as refused:
            refusal = refused
    context = {
        "version": version,
        "kind_word": KINDS.get(kind, kind),
        "rules": version.rules,
        "text": typed or json.dumps(version.content, ensure_ascii=False, indent=2),
        "samples": list_samples(kind=kind),
        "refusal": refusal,
        "typed": request.POST,
        "is_author": version.drafted_by == actor_of_request(request).account_id,
    }
    return render(request, "comparison/rules.html", context, status=refusal.status if refusal else 200)


def _acted(request: HttpRequest, version: RulesVersion) -> HttpResponse:
    actor, now, do = actor_of_request(request), clock.now(), request.POST.get("do", "")
    if do == "draft":
        version = api.draft_rules(
            actor=actor,
            now=now,
            kind=version.kind,
            content=_content(request.POST.get("content", "")),
            why=request.POST.get("why", ""),
        )
        messages.success(request, f"第 {version.number} 版草稿已经存好。")
    elif do == "propose":
        api.propose_rules(actor=actor, now=now, version=version)
        messages.success(request, "回归样例全部通过，已提交另一个人审核。")
    elif do == "publish":
        api.publish_rules(actor=actor, now=now, version=version)
        messages.success(request, f"第 {version.number} 版从现在起生效。")
    elif do == "return":
        api.return_rules(actor=actor, now=now, version=version, reason=request.POST.get("reason", ""))
        messages.success(request, "已退回起草人。")
    else:
        raise NotFound(what="这一步")
    return redirect("comparison:rules_version", kind=version.kind, number=version.number)


def _content(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except ValueError as problem:
        raise RulesUnreadable(problem=f"不是合格的 JSON（{problem}）") from problem
    if not isinstance(content, dict):
        raise RulesUnreadable(problem="最外层应是一个对象")
    return content


@officer_only(*permissions.KEEPERS)
@require_http_methods(["GET", "POST"])
def show_sources(request: HttpRequest) -> HttpResponse:
    """Show each source and how it is doing; connect another."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _connect(request, actor_of_request(request))
            return redirect("comparison:sources")
        except Refusal as refused:
            refusal = refused
    sources = list_sources()
    context = {
        "sources": sources,
        "down": sum(1 for one in sources if one["row"] is not None and one["row"].down_since),
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "comparison/sources.html", context, status=refusal.status if refusal else 200)


def _connect(request: HttpRequest, actor: Actor) -> None:
    told = {name: request.POST.get(name, "") for name in ("code", "name", "owner", "address")}
    api.connect_source(actor=actor, now=clock.now(), **told)
    messages.success(request, f"“{told['name']}”已经接入。")


@officer_only(*permissions.KEEPERS)
@require_safe
def show_runs(request: HttpRequest) -> HttpResponse:
    """List the runs over many claims."""
    return render(request, "comparison/runs.html", {"page": Page.of(list_runs(), request.GET)})


@officer_only(*permissions.KEEPERS)
@require_safe
def show_run(request: HttpRequest, uuid: str) -> HttpResponse:
    """Show what one run came to, with the lines that need looking at."""
    run = run_of(uuid=uuid)
    outcome = request.GET.get("outcome", "")
    lines = RunLine.objects.filter(run=run).exclude(outcome=api.Outcome.AGREES)
    if outcome:
        lines = RunLine.objects.filter(run=run, outcome=outcome)
    tabs = build_tabs(
        request.GET,
        "outcome",
        [
            ("", "要看的", run.done - int(run.counts.get(api.Outcome.AGREES.value, 0))),
            *((one.value, one.word, int(run.counts.get(one.value, 0))) for one in api.Outcome),
        ],
    )
    context = {
        "run": run,
        "tabs": tabs,
        "page": Page.by_key(lines, request.GET, key="pk"),
        "outcomes": api.Outcome,
    }
    return render(request, "comparison/run.html", context)
