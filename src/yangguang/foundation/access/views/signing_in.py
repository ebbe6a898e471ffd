"""Signing in, signing up, signing out, choosing whom one stands for; in demo mode also by one click."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from yangguang.foundation.access import challenges
from yangguang.foundation.access.actors import actor_of
from yangguang.foundation.access.demo import demo_accounts
from yangguang.foundation.access.duties import before_duties
from yangguang.foundation.access.forms import SignInForm, SignUpForm
from yangguang.foundation.access.policies import SignInRequired, citizen_only, demo_only, public
from yangguang.foundation.access.requests import ActorRequest
from yangguang.foundation.access.sessions import (
    await_factor,
    begin_session,
    client_address,
    end_session,
    find_awaited,
    read_ended_notice,
    stand_for,
)
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.identity import api as identity
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput, NotFound, Refusal


@public
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: ActorRequest) -> HttpResponse:
    """Show the form; sign in and lead on."""
    back_to = next_address(request)
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        if request.actor.is_signed_in:
            return redirect(back_to or home_of(is_officer=request.actor.is_officer, actor=request.actor))
        context = {"form": form, "next": back_to, "replaced": read_ended_notice(request.GET.get("ended", ""))}
        return render(request, "access/sign_in.html", context)
    status = 422
    if form.is_valid():
        attempt = identity.Attempt(form.cleaned_data["username"], client_address(request))
        try:
            account = identity.authenticate(
                attempt=attempt, password=form.cleaned_data["password"], now=clock.now()
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = refusal.status
        else:
            if challenges.holds_factor(account_id=account.pk, now=clock.now()):
                await_factor(request, account=account, back_to=back_to, now=clock.now())
                return redirect("identity:second_step")
            return enter(request, account, back_to)
    return render(request, "access/sign_in.html", {"form": form, "next": back_to}, status=status)


@public
@never_cache
@sensitive_post_parameters("factor_code", "factor_passkey")
def second_step(request: ActorRequest) -> HttpResponse:
    """Ask for the second factor of whoever has just shown a password; then sign in and lead on."""
    now = clock.now()
    awaited = find_awaited(request, now)
    if awaited is None:
        messages.warning(request, "输入密码后隔得太久，请重新登录。")
        return redirect("identity:sign_in")
    account, back_to = awaited
    refusal = None
    if request.method == "POST":
        actor = actor_of(account=account, on=clock.today(now))
        try:
            challenges.answer(request, account, actor=actor, now=now)
        except Refusal as refused:
            refusal = refused
        else:
            response = enter(request, account, back_to)
            challenges.remember_shown(request, now)
            return response
    context = {**challenges.pose(request, account), "refusal": refusal}
    return render(request, "access/second_step.html", context, status=refusal.status if refusal else 200)


@public
@never_cache
@sensitive_post_parameters("password", "password_again", "id_number")
def sign_up(request: ActorRequest) -> HttpResponse:
    """Show the form; open the account and sign in."""
    form = SignUpForm(request.POST if request.method == "POST" else None)
    back_to = next_address(request)
    if request.method == "POST" and form.is_valid():
        try:
            person = _sign_up(request, form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "账户已经开好，您现在已登录。")
            return enter(request, person.account, back_to)
    status = 422 if request.method == "POST" else 200
    return render(request, "access/sign_up.html", {"form": form, "next": back_to}, status=status)


@public
@before_duties
@require_POST
def sign_out(request: ActorRequest) -> HttpResponse:
    """End the sign-in of this browser."""
    if request.actor.is_signed_in:
        end_session(request, actor=request.actor, now=clock.now())
    return redirect("/")


@citizen_only
@never_cache
def acting_for(request: ActorRequest) -> HttpResponse:
    """Show and choose whom the person stands for."""
    back_to = next_address(request)
    now = clock.now()
    if request.method == "POST":
        code = request.POST.get("credit_code", "")
        stand_for(request, actor=request.actor, credit_code=code, now=now)
        return lead_on(request, back_to or home_of(is_officer=False))
    mandates = identity.list_mandates_of(account_id=account_of(request), on=clock.today(now))
    context = {"mandates": mandates, "next": back_to, "chosen": request.actor.enterprise_code}
    return render(request, "access/acting_for.html", context)


@demo_only
@require_POST
def demo_sign_in(request: ActorRequest) -> HttpResponse:
    """Sign in as one of the published demo accounts by one click; in service this page does not exist."""
    username = request.POST.get("username", "")
    if username not in {one.username for one in demo_accounts()}:
        raise NotFound(what="这个演示账户")
    account = identity.Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise NotFound(what="这个演示账户")
    if request.actor.is_signed_in:
        end_session(request, actor=request.actor, now=clock.now())
    return enter(request, account, next_address(request))


def next_address(request: ActorRequest) -> str:
    """Give where to go on to, if it stays on this site; else nothing."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    stays = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if stays and asked.startswith("/") else ""


def home_of(*, is_officer: bool, actor: Actor | None = None) -> str:
    """Give the first page of an officer, of an administrator of the platform, or of an applicant."""
    if actor is not None and any(actor.holds(kind) for kind in ("system", "security", "audit")):
        return "/admin-desk/"
    return "/desk/" if is_officer else "/my/"


def show_refusal(form: Form, refusal: Refusal) -> None:
    """Put a refusal at the fields it names, or above the form."""
    for name, problem in refusal.fields.items():
        form.add_error(name if name in form.fields else None, problem)
    if not refusal.fields:
        form.add_error(None, f"{refusal.message}{refusal.remedy_text}")


def account_of(request: ActorRequest) -> int:
    """Give the account behind a page whose policy asks for one."""
    if request.actor.account_id is None:
        raise SignInRequired
    return request.actor.account_id


def _sign_up(request: ActorRequest, told: dict[str, str]) -> identity.Person:
    now = clock.now()
    details = identity.PersonDetails(told["name"], told["id_kind"], told["id_number"], told["phone"])
    known = (told["username"], told["phone"], told["id_number"])
    problems = identity.sign_up_problems(username=told["username"], person=details, now=now)
    problems |= identity.password_problems(password=told["password"], known=known)
    if problems:  # all at once, and before the work of hashing
        raise InvalidInput(fields=problems)
    secret = identity.hash_password(password=told["password"], known=known)
    return identity.sign_up(
        actor=request.actor, now=now, username=told["username"], secret=secret, person=details
    )


def enter(request: ActorRequest, account: identity.Account, back_to: str) -> HttpResponse:
    """Sign in and lead on."""
    now = clock.now()
    actor = actor_of(account=account, on=clock.today(now))
    begin_session(request, actor=actor, account=account, now=now)
    first = back_to or home_of(is_officer=actor.is_officer, actor=actor)
    if not actor.is_officer and identity.list_mandates_of(account_id=account.pk, on=clock.today(now)):
        return redirect(f"{reverse('identity:acting_for')}?{urlencode({'next': first})}")
    return lead_on(request, first)


def lead_on(request: ActorRequest, address: str) -> HttpResponse:
    """
    Go on to an address of ours; one that itself leads out of this site gets a page in between.

    Browsers hold the redirects of a sent form against the form's policy (form-action), and would stop there.
    """
    if not address.startswith("/sign-on/"):
        return redirect(address)
    return render(request, "access/lead_on.html", {"address": address})
