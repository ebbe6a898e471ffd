"""
The own account: who the platform thinks one is, how to be reached, password, enterprises, and where one is
signed in.
"""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from yangguang.foundation.access.duties import before_duties
from yangguang.foundation.access.forms import AgentForm, ClaimForm, ContactForm, PasswordForm
from yangguang.foundation.access.policies import citizen_only, signed_in
from yangguang.foundation.access.requests import ActorRequest
from yangguang.foundation.access.sessions import client_address
from yangguang.foundation.access.views.signing_in import account_of, show_refusal
from yangguang.foundation.identity import api as identity
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, Refusal


@signed_in
@never_cache
def show_account(request: ActorRequest) -> HttpResponse:
    """Show the own account."""
    return _render(request)


@citizen_only
@require_POST
def update_contact(request: ActorRequest) -> HttpResponse:
    """Change telephone, e-mail and address."""
    form = ContactForm(request.POST)
    if form.is_valid():
        contact = identity.Contact(**form.cleaned_data)
        try:
            identity.update_contact(
                actor=request.actor, now=clock.now(), person=_person(request), contact=contact
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _saved(request, "联系方式已更新，以后的通知发到新的号码。")
    return _render(request, contact_form=form)


@signed_in
@before_duties
@never_cache
@sensitive_post_parameters()
def change_password(request: ActorRequest) -> HttpResponse:
    """Change the password after the old one was confirmed; other browsers are signed out."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _change_password(request, form.cleaned_data["current_password"], form.cleaned_data["password"])
        except identity.SignInFailed:
            form.add_error("current_password", "现在的密码不对，没有修改。")
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _saved(request, "密码已修改，别处的登录都已退出。")
    if request.user.password_is_temporary or request.method != "POST":  # type: ignore[union-attr]
        status = 422 if request.method == "POST" else 200
        shell = "ui/desk_shell.html" if request.actor.is_officer else "ui/shell.html"
        context = {"password_form": form, "shell": shell}
        return render(request, "access/change_password.html", context, status=status)
    return _render(request, password_form=form)


@citizen_only
@require_POST
def claim_enterprise(request: ActorRequest) -> HttpResponse:
    """Be recognised as a legal representative."""
    form = ClaimForm(request.POST)
    if form.is_valid():
        try:
            mandate = identity.claim_enterprise(
                actor=request.actor, now=clock.now(), person=_person(request), **form.cleaned_data
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _saved(request, f"已关联{mandate.enterprise.name}，您可以用它的名义办事了。")
    return _render(request, claim_form=form)


@citizen_only
@require_POST
def appoint_agent(request: ActorRequest) -> HttpResponse:
    """Let somebody act for an enterprise one represents."""
    form = AgentForm(request.POST, enterprises=_represented(request, clock.now()))
    if form.is_valid():
        told = dict(form.cleaned_data)
        enterprise = identity.get_enterprise(credit_code=told.pop("enterprise"))
        try:
            mandate = identity.appoint_agent(
                actor=request.actor, now=clock.now(), enterprise=enterprise, **told
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return _saved(request, f"已委托{mandate.person.name}，对方登录后就可以代为办事。")
    return _render(request, agent_form=form)


@citizen_only
@require_POST
def end_mandate(request: ActorRequest, mandate_id: int) -> HttpResponse:
    """End an agency one has given, or give up one's own."""
    mandate = identity.Mandate.objects.select_related("enterprise", "person").filter(pk=mandate_id).first()
    today = clock.today(clock.now())
    visible = {
        one.pk
        for one in (
            *identity.list_mandates_of(account_id=account_of(request), on=today),
            *identity.list_agents_of(account_id=account_of(request), on=today),
        )
    }
    if mandate is None or mandate.pk not in visible:
        raise NotFound(what="这项委托")
    identity.end_mandate(actor=request.actor, now=clock.now(), mandate=mandate)
    return _saved(request, f"{mandate.person.name} 代表{mandate.enterprise.name}的委托已结束。")


@signed_in
@require_POST
def end_sign_in(request: ActorRequest, sign_in_id: int) -> HttpResponse:
    """Sign out another browser of one's own."""
    now = clock.now()
    own = identity.list_sign_ins(account_id=account_of(request), now=now)
    sign_in = own.exclude(session_key=request.session.session_key).filter(pk=sign_in_id).first()
    if sign_in is None:
        raise NotFound(what="这次登录")
    identity.end_sign_in(actor=request.actor, now=now, sign_in=sign_in, ending="ended_elsewhere")
    return _saved(request, "那里的登录已经退出。")


def _render(request: ActorRequest, **forms: Form) -> HttpResponse:
    now = clock.now()
    account_id = account_of(request)
    person = identity.find_person(account_id=account_id)
    represented = _represented(request, now)
    context = {
        "person": person,
        "document": identity.masked_document(person) if person else "",
        "sign_ins": identity.list_sign_ins(account_id=account_id, now=now),
        "is_administrator": any(request.actor.holds(kind) for kind in ("system", "security", "audit")),
        "has_factor": identity.has_second_factor(account_id=account_id),
        "own_session": request.session.session_key,
        "mandates": identity.list_mandates_of(account_id=account_id, on=clock.today(now)),
        "agents": identity.list_agents_of(account_id=account_id, on=clock.today(now)),
        "contact_form": ContactForm(initial=_contact(person)),
        "password_form": PasswordForm(),
        "claim_form": ClaimForm(),
        "agent_form": AgentForm(enterprises=represented) if represented else None,
        **forms,
    }
    template = "access/officer_account.html" if request.actor.is_officer else "access/account.html"
    return render(request, template, context, status=422 if forms else 200)


def _change_password(request: ActorRequest, current: str, new: str) -> None:
    account = identity.Account.objects.get(pk=account_of(request))
    attempt = identity.Attempt(account.username, client_address(request))
    now = clock.now()
    identity.authenticate(attempt=attempt, password=current, now=now)
    secret = identity.hash_password(password=new, known=(account.username, request.actor.phone))
    identity.change_password(
        actor=request.actor,
        now=now,
        account=account,
        secret=secret,
        keep_session=request.session.session_key or "",
    )
    # Cycles the key of this session too and writes the new hash into it; all others no longer fit.
    old_key = request.session.session_key
    update_session_auth_hash(request, account)
    identity.SignIn.objects.filter(session_key=old_key).update(session_key=request.session.session_key)


def _person(request: ActorRequest) -> identity.Person:
    person = identity.find_person(account_id=account_of(request))
    if person is None:
        raise NotFound(what="您的实名信息")
    return person


def _contact(person: identity.Person | None) -> dict[str, str]:
    return {"phone": person.phone, "email": person.email, "address": person.address} if person else {}


def _represented(request: ActorRequest, now: datetime) -> list[tuple[str, str]]:
    mandates = identity.list_mandates_of(account_id=account_of(request), on=clock.today(now))
    by_law = identity.MandateKind.LEGAL_REPRESENTATIVE
    return [(one.enterprise.credit_code, one.enterprise.name) for one in mandates if one.kind == by_law]


def _saved(request: ActorRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("identity:account")
