"""The rule book: rules of the house, rules as data with their trials and counts; the outside systems and their deliveries."""

from typing import Any, cast

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yangguang.foundation.access.api import officer_only
from yangguang.foundation.acts.api import Actor, FactorNeeded
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal
from yangguang.oversight.monitoring.forms import RuleForm
from yangguang.oversight.monitoring.models import FieldStandard, IntakeBatch, RuleState, RuleVersion, Source
from yangguang.oversight.monitoring.operations.rulebook import approve_rule, stop_rule, try_rule, write_rule
from yangguang.oversight.monitoring.rules.intake import WORDS
from yangguang.oversight.monitoring.rules.levels import RULES, Level


@officer_only(PostKind.MONITOR)
@require_http_methods(["GET", "POST"])
def show_rulebook(request: HttpRequest) -> HttpResponse:
    """Show all rules, and take a new one."""
    form = RuleForm(request.POST or None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            write_rule(actor=_actor(request), now=clock.now(), **form.cleaned_data)
            messages.success(request, "规则已起草。先在历史上试算，再由另一个人批准。")
            return redirect("monitoring:rulebook")
        except Refusal as found:
            refusal = found
    context: dict[str, Any] = {
        "house": [(rule, Level(int(rule.level)).label) for rule in RULES.values()],
        "written": RuleVersion.objects.all()[:100],
        "form": form,
        "refusal": refusal,
    }
    status = 422 if refusal or form.errors else 200
    return render(request, "monitoring/rulebook.html", context, status=status)


@officer_only(PostKind.MONITOR)
@require_POST
def act_on_rule(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Try, approve or stop a rule."""
    rule = get_object_or_404(RuleVersion, pk=pk)
    actor, now = _actor(request), clock.now()
    try:
        if deed == "try":
            try_rule(actor=actor, rule=rule, now=now)
            messages.success(request, "试算完了，结果在规则下面。")
        elif deed == "approve":
            approve_rule(actor=actor, rule=rule, now=now)
            messages.success(request, "规则已启用。")
        elif deed == "stop" and rule.state == RuleState.IN_FORCE:
            stop_rule(actor=actor, rule=rule, reason=request.POST.get("reason") or "监察岗停用", now=now)
            messages.success(request, "规则已停用。发过的牌都还在。")
        else:
            raise NotFound(what="这个操作")
    except FactorNeeded:
        raise
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, f"{refusal.message}{refusal.remedy_text}")
    return redirect("monitoring:rulebook")


@officer_only(PostKind.MONITOR)
@require_GET
def show_sources(request: HttpRequest) -> HttpResponse:
    """Show the outside systems, what they delivered and how it was answered."""
    context = {
        "sources": Source.objects.annotate(events_count=Count("events")).order_by("code"),
        "standards": FieldStandard.objects.all()[:100],
        "batches": [
            (batch, [(WORDS.get(name, name), count) for name, count in batch.counts.items()])
            for batch in IntakeBatch.objects.select_related("source")[:30]
        ],
    }
    return render(request, "monitoring/sources.html", context)


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]
