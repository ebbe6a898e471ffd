"""The operator's desk: applications to judge, questions and objections to answer, deals to bring to their end."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yangguang.capabilities.venue import api as venue
from yangguang.foundation.access.api import actor_of_request, officer_only, signed_in
from yangguang.foundation.acts.api import FactorNeeded
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, NotPermitted, Refusal

Found = TypeVar("Found")


@officer_only()
@require_GET
def show_desk(request: HttpRequest) -> HttpResponse:
    """List the lots of the officer's body."""
    actor = actor_of_request(request)
    return render(request, "venue/desk.html", {"lots": venue.list_lots_of(actor=actor)[:100]})


@officer_only()
@require_GET
def show_desk_lot(request: HttpRequest, number: str) -> HttpResponse:
    """Show what waits in one lot: for the operator applications with names, for the others only what is theirs."""
    actor = actor_of_request(request)
    lot = venue.get_lot_for(actor=actor, number=number)
    role = venue.role_in(actor=actor, lot=lot)
    if not role.watches:
        raise NotPermitted(summary="这个标的不归您所在的单位")
    deal = venue.find_deal(lot=lot)
    context = {
        "lot": lot,
        "role": role,
        "registrations": venue.list_registrations(lot=lot) if role.operates or role.supervises else [],
        "open_questions": venue.list_open_questions(lot=lot),
        "objections": venue.list_objections(lot=lot),
        "flags": venue.list_flags(lot=lot) if role.supervises else [],
        "deal": deal if deal and (role.operates or role.supervises or deal.confirmed_at) else None,
    }
    return render(request, "venue/desk_lot.html", context)


@signed_in
@require_POST
def act(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing of the desk; who may is asked by the operation."""
    lot = venue.get_lot_for(actor=actor_of_request(request), number=number)
    step = _found(_steps(request, lot).get(deed), "这一步")
    try:
        said = step()
    except (NotPermitted, NotFound, FactorNeeded):
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message}{''.join(refusal.fields.values())} {refusal.remedy_text}")
    else:
        messages.success(request, said)
    return redirect("venue:desk_lot", number=number)


def _steps(request: HttpRequest, lot: venue.Lot) -> dict[str, Callable[[], str]]:
    given: dict[str, Any] = {"actor": actor_of_request(request), "now": clock.now()}
    post = request.POST

    def sold() -> venue.Deal:
        return _found(venue.find_deal(lot=lot), "这个标的的成交")

    def registration() -> venue.Registration:
        wanted = post.get("registration", "")
        return _found(
            next((one for one in venue.list_registrations(lot=lot) if str(one.uuid) == wanted), None),
            "这份竞买申请",
        )

    def chosen(rows: Iterable[Any], name: str, what: str, key: str = "pk") -> Any:
        wanted = post.get(name, "")
        return _found(next((one for one in rows if str(getattr(one, key)) == wanted), None), what)

    def question() -> venue.Question:
        return chosen(venue.list_open_questions(lot=lot), "question", "这个问题")

    def objection() -> venue.Objection:
        return chosen(venue.list_objections(lot=lot), "objection", "这份异议", key="number")

    def flag() -> venue.RedFlag:
        return chosen(venue.list_flags(lot=lot), "flag", "这条疑点")

    text = post.get("text", "")
    return {
        "qualify": lambda: _said(
            venue.qualify(**given, registration=registration()), "资格已确认，编了匿名竞买号。"
        ),
        "refuse": lambda: _said(
            venue.refuse_registration(**given, registration=registration(), reason=text),
            "已告知不予确认的理由。",
        ),
        "answer": lambda: _said(
            venue.answer_question(**given, question=question(), text=text), "答复已公开。"
        ),
        "object": lambda: _said(
            venue.answer_objection(
                **given, objection=objection(), text=text, is_upheld=post.get("upheld") == "on"
            ),
            "已答复；没有别的异议时交易恢复。",
        ),
        "judge": lambda: _said(
            venue.judge_flag(**given, lot=lot, flag=flag(), opinion=text), "研判意见已记录。"
        ),
        "confirm": lambda: _said(venue.confirm_deal(**given, deal=sold()), "成交确认书已签发。"),
        "publish": lambda: _said(venue.publish_result(**given, deal=sold()), "结果已公示。"),
        "certify": lambda: _said(venue.certify_deal(**given, deal=sold()), "比对一致，交易鉴证书已出具。"),
        "default": lambda: _said(
            venue.record_default(**given, deal=sold(), reason=text), "已认定违约，保证金不予退还。"
        ),
        "terminate": lambda: _said(venue.terminate_lot(**given, lot=lot, reason=text), "已终止并公告。"),
    }


def _found(row: Found | None, what: str) -> Found:
    if row is None:
        raise NotFound(what=what)
    return row


def _said(_: object, words: str) -> str:
    return words
