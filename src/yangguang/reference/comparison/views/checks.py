"""What waits for a person: the list, and one comparison field by field with the decision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.ui.api import Page, build_tabs
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal
from yangguang.reference.comparison import api, permissions
from yangguang.reference.comparison.queries import list_sources
from yangguang.reference.comparison.queries.keeping import KINDS
from yangguang.reference.comparison.states import Verdict


@officer_only(*permissions.JUDGES)
@require_safe
def show_checks(request: HttpRequest) -> HttpResponse:
    """List what the officer's bodies have to decide."""
    actor = actor_of_request(request)
    counts = api.count_open_checks(actor=actor)
    tabs = build_tabs(
        request.GET,
        "outcome",
        [
            ("", "全部", sum(counts.values())),
            *((one.value, one.word, counts[one.value]) for one in api.Outcome if one.value in counts),
        ],
    )
    found = api.list_open_checks(actor=actor, outcome=request.GET.get("outcome", ""))
    context = {"page": Page.of(found, request.GET), "tabs": tabs, "total": sum(counts.values())}
    return render(request, "comparison/checks.html", context)


@officer_only(*permissions.JUDGES)
@require_http_methods(["GET", "POST"])
def show_check(request: HttpRequest, uuid: str) -> HttpResponse:
    """Show both sides and the score; decide, or compare again."""
    actor = actor_of_request(request)
    check = api.get_check(actor=actor, uuid=uuid)
    refusal: Refusal | None = None
    if request.method == "POST":
        now = clock.now()
        try:
            if request.POST.get("do") == "again":
                claim = api.Claim(check.kind, check.claim, item=check.item, key=check.subject_number)
                (check,) = api.compare_claims(
                    actor=actor,
                    now=now,
                    subject=api.Subject(check.subject_type, check.subject_number, check.body_code),
                    body_code=check.body_code,
                    claims=[(check.source, claim)],
                    occasion=api.Occasion.ASKED.value,
                )
                messages.success(request, f"已重新比对：{check.result.word}。")
            else:
                api.judge_check(
                    actor=actor,
                    now=now,
                    check=check,
                    verdict=request.POST.get("verdict", ""),
                    reason=request.POST.get("reason", ""),
                    keep_as_sample=bool(request.POST.get("sample")),
                )
                messages.success(request, "判断已经记下，同样的内容下次不再问。")
            return redirect(check.get_absolute_url())
        except Refusal as refused:
            refusal = refused
    context = {
        "check": check,
        "fields": _both_sides(check),
        "verdicts": Verdict.choices,
        "refusal": refusal,
        "typed": request.POST,
        "source_name": _source_name(check.source),
        "rules_word": KINDS.get(check.kind, check.kind),
    }
    return render(request, "comparison/check.html", context, status=refusal.status if refusal else 200)


def _source_name(code: str) -> str:
    return next((one["name"] for one in list_sources() if one["code"] == code), code)


def _both_sides(check: api.Check) -> list[dict[str, object]]:
    """Lay said and known beside each other in the order of the rules."""
    if check.rules is None:
        return []
    weighed = {one["field"]: one for one in check.reasons}
    differing = {one["field"] for one in check.differences}
    known = check.record or {}
    return [
        {
            "label": rule.label,
            "said": check.claim.get(rule.name, ""),
            "known": known.get(rule.name, ""),
            "measure": weighed.get(rule.name, {}).get("measure", ""),
            "weight": weighed.get(rule.name, {}).get("weight"),
            "differs": rule.name in differing,
        }
        for rule in check.rules.rules.fields
        if check.claim.get(rule.name) or known.get(rule.name)
    ]
