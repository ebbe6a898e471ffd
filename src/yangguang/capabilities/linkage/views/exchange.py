"""The exchange as officers follow it: systems, their cases, what was refused, and the report of each day."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yangguang.capabilities.linkage import api as linkage
from yangguang.foundation.access.api import officer_only
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound

WHO = (PostKind.INFORMATION, PostKind.LEGAL, PostKind.GOVERNMENT, PostKind.MONITOR)
DAYS_SHOWN = 14


@officer_only(*WHO)
@require_GET
def systems(request: HttpRequest) -> HttpResponse:
    """Show the districts' systems, what they sent, what was refused and why, and what waits for them."""
    context = {
        "systems": linkage.list_systems(),
        "cases": linkage.list_district_cases(),
        "refused": linkage.list_refusals(),
        "kinds": linkage.KINDS,
    }
    return render(request, "linkage/desk/exchange.html", context)


@officer_only(*WHO)
@require_GET
def days(request: HttpRequest, code: str) -> HttpResponse:
    """Show the last two weeks of one system: what we hold of each day, and whether the district's own count agreed."""
    system = linkage.get_system(code=code)
    today = clock.today(clock.now())
    rows = []
    for back in range(DAYS_SHOWN):
        day = today - timedelta(days=back)
        ours = linkage.reconcile(system=system, day=day)
        rows.append(
            (day, sum(ours["counts"].values()), ours["held"], linkage.find_comparison(system=system, day=day))
        )
    context = {"system": system, "rows": rows, "waiting": ours["waiting_for_acknowledgement"]}
    return render(request, "linkage/desk/exchange_days.html", context)


@officer_only(*WHO)
@require_GET
def report(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """Show one day: each kind here and there, every event only one side has, and what is held for what comes before."""
    system = linkage.get_system(code=code)
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise NotFound(what="这一天") from None
    ours = linkage.reconcile(system=system, day=wanted)
    told = linkage.find_comparison(system=system, day=wanted)
    facts = told.facts if told else {}
    rows = [
        (
            word,
            ours["counts"][kind],
            facts.get("theirs", {}).get(kind),
            facts.get("only_here", {}).get(kind, []),
            facts.get("only_there", {}).get(kind, []),
        )
        for kind, word in linkage.KINDS.items()
    ]
    context = {
        "system": system,
        "day": wanted,
        "rows": rows,
        "told": told,
        "facts": facts,
        "held": linkage.list_held(system=system, day=wanted),
        "refused": [
            one for one in linkage.list_refusals(limit=200) if one.object_number == system.act_object[1]
        ][:50],
        "kinds": linkage.KINDS,
    }
    return render(request, "linkage/desk/exchange_day.html", context)
