"""What any officer does with powers: lend their own post for a time, take it back, or take another's in an emergency."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from yangguang.foundation.access import operations
from yangguang.foundation.access.derivation import kinds_of, powers
from yangguang.foundation.access.forms import DelegationForm, EmergencyForm
from yangguang.foundation.access.models import Delegation, EmergencyAccess, State
from yangguang.foundation.access.policies import officer_only
from yangguang.foundation.access.requests import ActorRequest
from yangguang.foundation.access.rules import OWN_DUTIES
from yangguang.foundation.access.step_up import step_up
from yangguang.foundation.access.views.signing_in import show_refusal
from yangguang.foundation.organisation import api as organisation
from yangguang.foundation.organisation.models import Post
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal


@officer_only()
@never_cache
@step_up
def delegations(request: ActorRequest) -> HttpResponse:
    """Lend a post one holds, and see what is lent, by whom, until when."""
    held = [post for post in request.actor.posts if not post.by and post.kind not in OWN_DUTIES]
    kinds = {post.kind for post in held}
    form = DelegationForm(
        request.POST if request.method == "POST" else None,
        posts=[(post.code, f"{post.body_name}　{post.name}") for post in held],
        powers=[(name, word) for name, word in powers() if kinds & kinds_of(name)],
        initial={"valid_from": clock.today(clock.now())},
    )
    if form.is_valid() and (answer := _lend(request, form)) is not None:
        return answer
    own = Delegation.objects.select_related("post__office__body", "delegate", "proposed_by")
    mine = own.filter(proposed_by__account_id=request.actor.account_id or 0).order_by("-pk")[:20]
    bodies = [post.body_code for post in request.actor.posts if post.kind == "admin"]
    context = {
        "form": form if held else None,
        "given": mine,
        "taken": own.filter(delegate__account_id=request.actor.account_id or 0).order_by("-pk")[:20],
        "waiting": own.filter(state=State.PROPOSED, post__office__body__code__in=bodies),
        "admin_bodies": bodies,
    }
    return render(request, "access/consoles/delegations.html", context, status=422 if form.is_bound else 200)


def _lend(request: ActorRequest, form: DelegationForm) -> HttpResponse | None:
    told = dict(form.cleaned_data)
    post = Post.objects.get(code=told.pop("post"))
    delegate = organisation.find_officer(number=told.pop("delegate"))
    if delegate is None:
        form.add_error("delegate", "没有这个工号，请核对。")
        return None
    try:
        operations.propose_delegation(
            actor=request.actor, now=clock.now(), post=post, delegate=delegate, **told
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None
    messages.success(request, "已提请。本单位管理岗或者安全管理员批准以后才有效。")
    return redirect("access:delegations")


@officer_only()
@never_cache
@step_up
def emergency(request: ActorRequest) -> HttpResponse:
    """Take the powers of a post of one's own body for some hours."""
    bodies = {post.body_code for post in request.actor.posts}
    posts = (
        Post.objects.filter(office__body__code__in=bodies)
        .exclude(kind__in=OWN_DUTIES)
        .select_related("office__body")
        .order_by("code")
    )
    form = EmergencyForm(
        request.POST if request.method == "POST" else None,
        posts=[(one.code, f"{one.name}　{one.office.name}　{one.code}") for one in posts],
    )
    if form.is_valid():
        told = form.cleaned_data
        try:
            operations.take_emergency_access(
                actor=request.actor,
                now=clock.now(),
                post=posts.get(code=told["post"]),
                reason=told["reason"],
                lasts=timedelta(hours=int(told["hours"])),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.warning(request, "应急授权已启用。您用它办的每一步都会记明，审计管理员会复核。")
            return redirect("access:emergency")
    own = EmergencyAccess.objects.filter(officer__account_id=request.actor.account_id or 0)
    rows = own.select_related("post__office__body").order_by("-pk")[:20]
    context = {
        "form": form,
        "rows": [(one, one.expires_at > clock.now() and not one.reviewed_by_id) for one in rows],
    }
    return render(request, "access/consoles/emergency.html", context, status=422 if form.is_bound else 200)
