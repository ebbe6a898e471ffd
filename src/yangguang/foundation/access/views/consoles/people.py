"""The system administrator's desk: officers' accounts, who has not used theirs, who leaves, who forgot a password."""

import secrets

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from yangguang.foundation.access import operations
from yangguang.foundation.access.policies import officer_only
from yangguang.foundation.access.queries.accounts import account_lines, list_officer_accounts
from yangguang.foundation.access.requests import ActorRequest
from yangguang.foundation.access.step_up import step_up
from yangguang.foundation.access.views.consoles.frame import ADMINISTRATORS, page, tell
from yangguang.foundation.identity import api as identity
from yangguang.foundation.organisation import api as organisation
from yangguang.foundation.organisation.models import Appointment, Officer, Post
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal

_SHOWN = 50
FILTERS = (
    ("", "全部"),
    ("dormant", "90 天没有登录"),
    ("unbound", "没有第二因素"),
    ("idle", "没有岗位"),
    ("closed", "已离任"),
)


@officer_only("system", "security")
@never_cache
def people(request: ActorRequest) -> HttpResponse:
    """List officers' accounts, narrowed by words or by what is wrong with them."""
    now = clock.now()
    words, only = request.GET.get("q", "").strip(), request.GET.get("only", "")
    tabs = [
        (
            word,
            f"?only={value}" if value else "?",
            list_officer_accounts(now=now, only=value).count(),
            value == only,
        )
        for value, word in FILTERS
    ]
    found = list_officer_accounts(now=now, words=words, only=only)
    lines = account_lines(officers=list(found[:_SHOWN]), now=now)
    context = {
        "tabs": tabs,
        "lines": lines,
        "total": found.count(),
        "shown": _SHOWN,
        "words": words,
        "only": only,
    }
    return page(request, "access/consoles/people.html", context)


@officer_only("system", "security")
@never_cache
def person(request: ActorRequest, number: str) -> HttpResponse:
    """Show one officer: posts, factors, where signed in, and what may be done."""
    return _person(request, _officer(number))


@officer_only("system", "security")
@require_POST
@step_up
def do(request: ActorRequest, number: str) -> HttpResponse:
    """Let an officer leave, give a temporary password, or unbind factors."""
    officer, now = _officer(number), clock.now()
    verb, reason = request.POST.get("verb", ""), request.POST.get("reason", "")
    if verb not in ("retire", "password", "factors", "administrator"):
        raise NotFound(what="这个办法")
    try:
        if verb == "retire":
            organisation.retire_officer(actor=request.actor, now=now, officer=officer, reason=reason)
            messages.success(request, f"{officer.name}今天离任：岗位、账户和登录都已结束。")
        elif verb == "administrator":
            post = administrator_posts().filter(code=request.POST.get("post", "")).first()
            if post is None:
                raise NotFound(what="这个管理岗")
            operations.propose_administrator(
                actor=request.actor, now=now, officer=officer, post=post, reason=reason
            )
            messages.success(request, f"已提请任命{officer.name}，由安全管理员批准。")
        elif verb == "password":
            return _give_password(request, officer)
        else:
            identity.reset_factors(actor=request.actor, now=now, account=officer.account, reason=reason)
            messages.success(request, f"{officer.name}的第二因素已解除，下次登录重新绑定。")
    except Refusal as refusal:
        tell(request, refusal, what="没有办成")
    return redirect("access:person", number=number)


def administrator_posts() -> QuerySet[Post]:
    """List the posts of the three administrators."""
    return Post.objects.filter(kind__in=ADMINISTRATORS).select_related("office__body").order_by("code")


def _give_password(request: ActorRequest, officer: Officer) -> HttpResponse:
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    identity.give_temporary_password(
        actor=request.actor,
        now=clock.now(),
        account=officer.account,
        secret=identity.hash_password(password=password),
    )
    return _person(request, officer, password=password)


def _person(request: ActorRequest, officer: Officer, *, password: str = "") -> HttpResponse:
    now = clock.now()
    held = Appointment.objects.filter(officer=officer).running_on(clock.today(now))
    context = {
        "officer": officer,
        "posts": held.select_related("post__office__body").order_by("post__code"),
        "factors": identity.factors_of(account_id=officer.account_id),
        "sign_ins": identity.list_sign_ins(account_id=officer.account_id, now=now),
        "password": password,
        "is_system": request.actor.holds("system"),
        "administrator_posts": administrator_posts(),
        "is_self": officer.account_id == request.actor.account_id,
    }
    return page(request, "access/consoles/person.html", context)


def _officer(number: str) -> Officer:
    officer = organisation.find_officer(number=number)
    if officer is None:
        raise NotFound(what=f"工号 {number} 的工作人员")
    return officer
