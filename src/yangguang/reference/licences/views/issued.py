"""The licences of an officer's body: the list, and one with everything that may happen to it by law."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.acts.api import Actor, list_acts_of
from yangguang.foundation.documents.api import list_documents_of
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Page, build_tabs
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal
from yangguang.reference.licences import api
from yangguang.reference.licences.queries import desk
from yangguang.reference.licences.queries.signed import seal_key
from yangguang.reference.licences.rules.refusals import LicencePeriodWrong
from yangguang.reference.licences.states import STEPS

MAKERS = (PostKind.DELIVER, PostKind.DECIDE)
DEEDS = (
    ("suspend_licence", "暂扣", "处罚决定要求暂时不得使用，到期自动恢复"),
    ("resume_licence", "恢复效力", "暂扣提前解除"),
    ("withdraw_licence", "撤回", "依据的法律变了或者客观情况重大变化；当事人没有过错，损失要补偿"),
    ("revoke_licence", "撤销", "本来不该许可：滥用职权、超越职权、违反程序，或者以欺骗、贿赂取得"),
    ("invalidate_licence", "吊销", "执行吊销许可证件的处罚决定"),
    ("cancel_licence", "注销", "期满未延续、死亡、终止、被撤销撤回吊销以后的登记，或者当事人申请"),
)


@officer_only(*MAKERS)
@require_safe
def show_issued(request: HttpRequest) -> HttpResponse:
    """List what the officer's bodies issued."""
    actor = actor_of_request(request)
    words, status = request.GET.get("words", "").strip()[:60], request.GET.get("status", "")
    counts = desk.count_issued(actor=actor)
    tabs = build_tabs(
        request.GET,
        "status",
        [
            ("", "全部", sum(counts.values())),
            *((value, word, counts[value]) for value, word in api.Status.choices if value in counts),
        ],
    )
    rows = desk.list_issued(actor=actor, status=status, words=words)
    today = clock.today(clock.now())
    page = Page.by_key(rows, request.GET, key="pk", total=None)
    context = {
        "page": page,
        "rows": [{"licence": one, "standing": one.standing(today)} for one in page],
        "tabs": tabs,
        "words": words,
        "status": status,
        "total": sum(counts.values()),
    }
    return render(request, "licences/issued.html", context)


@officer_only(*MAKERS)
@require_http_methods(["GET", "POST"])
def show_one(request: HttpRequest, code: str) -> HttpResponse:
    """Show a licence with its versions, documents and record; do one of the acts of law."""
    actor, now = actor_of_request(request), clock.now()
    licence = desk.get_issued(actor=actor, code=code)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _act(request, actor, licence)
            return redirect("licences:one", code=licence.verification_code)
        except Refusal as refused:
            refusal = refused
    standing = licence.standing(clock.today(now))
    kind, number = licence.act_object
    context: dict[str, Any] = {
        "licence": licence,
        "standing": standing,
        "deeds": [
            {"key": key, "word": word, "hint": hint, "basis": STEPS[key].basis}
            for key, word, hint in DEEDS
            if standing.code in STEPS[key].before and licence.issuer.code in _deciding(actor, key)
        ],
        "chosen": request.POST.get("do", ""),
        "refusal": refusal,
        "typed": request.POST,
        "today": clock.today(now),
        "documents": list_documents_of(object_type=kind, object_number=number),
        "acts": list_acts_of(object_type=kind, object_number=number).order_by("-number")[:20],
        "history": licence.history.order_by("-at"),
        "sealed": seal_key(licence),
        "readings": desk.list_own_readings(actor=actor).filter(licence=licence)[:10],
    }
    return render(request, "licences/one.html", context, status=refusal.status if refusal else 200)


def _deciding(actor: Actor, deed: str) -> set[str]:
    """Give the bodies in which the actor holds a post that may do this deed."""
    kinds = MAKERS if deed == "cancel_licence" else (PostKind.DECIDE,)
    return {post.body_code for post in actor.posts if post.kind in kinds}


def _act(request: HttpRequest, actor: Actor, licence: api.Licence) -> None:
    do, reason, basis = (request.POST.get(name, "") for name in ("do", "reason", "basis"))
    now = clock.now()
    said: dict[str, Any] = {
        "actor": actor,
        "now": now,
        "licence": licence,
        "reason": reason,
        "basis": basis[:120],
    }
    acts = {
        "resume_licence": api.resume_licence,
        "withdraw_licence": api.withdraw_licence,
        "revoke_licence": api.revoke_licence,
        "invalidate_licence": api.invalidate_licence,
        "cancel_licence": api.cancel_licence,
    }
    if do == "suspend_licence":
        api.suspend_licence(**said, until=_day(request.POST.get("until", ""), now))
    elif do in acts:
        acts[do](**said)
    else:
        raise NotFound(what="这一步")
    word = next(word for key, word, _ in DEEDS if key == do)
    messages.success(request, f"已{word}，文书已经出具，查验页和状态清单马上改过来。")


def _day(said: str, now: Any) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError as problem:
        raise LicencePeriodWrong(
            valid_from=clock.today(now),
            valid_until=said or "（未填）",
            fields={"until": "请选暂扣到哪一天。"},
        ) from problem
