"""The consultation room: agenda, who is invited, opinions in time, live discussion, vote, minutes, signatures, decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yangguang.capabilities.joint import api as joint
from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.files import api as files
from yangguang.foundation.ui.api import Step
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound

ORDER = ("opinions", "discussion", "voting", "minutes", "closed")
WORDS = ("征求意见", "讨论", "表决", "会签纪要", "决定")


@officer_only()
@require_GET
def room(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a consultation as it stands; open pages hear of every word at once."""
    actor = actor_of_request(request)
    found = joint.get_consultation(actor=actor, uuid=uuid)
    own = {post.body_code for post in actor.posts if post.kind in ("examine", "review", "decide")}
    seats = list(found.invitees.all())
    seat = next((one for one in seats if one.body.code in own), None)
    place = ORDER.index(found.state)
    context = {
        "room": found,
        "case": found.case,
        "seats": seats,
        "seat": seat,
        "is_host": joint.may_open_discussion(actor, found),
        "remarks": found.remarks.select_related("body", "officer", "file"),
        "contradictions": found.contradictions.select_related("part__body", "other__body"),
        "line": [
            Step(name=word, state="done" if n < place else "now" if n == place else "next")
            for n, word in enumerate(WORDS)
        ],
        "is_over": clock.now() > found.opinions_until,
        "tally": {
            stance: sum((one.vote or (one.stance if one.is_silent else "")) == stance for one in seats)
            for stance in ("agree", "oppose", "abstain")
        },
        "live_address": f"/live/{found.live_topic}",
    }
    return render(request, "joint/desk/room.html", context)


@officer_only()
@require_POST
def act(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Do one of the deeds of the room."""
    actor = actor_of_request(request)
    found = joint.get_consultation(actor=actor, uuid=uuid)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise NotFound(what="这个操作")
    said = deed(request, actor, found)
    if said:
        messages.success(request, said)
    return redirect("joint:room", uuid=uuid)


@officer_only()
@require_GET
def file(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Give a file that was shown in the discussion."""
    found = joint.get_consultation(actor=actor_of_request(request), uuid=uuid)
    remark = found.remarks.select_related("file").filter(pk=pk, file__isnull=False).first()
    if remark is None or remark.file is None:
        raise NotFound(what="这个文件")
    return files.file_response(remark.file)  # type: ignore[return-value]


def _opinion(request: HttpRequest, actor: Any, room_: Any) -> str:
    joint.give_consultation_opinion(
        actor=actor,
        consultation=room_,
        stance=_stance(request, "stance"),
        text=request.POST.get("text", ""),
        now=clock.now(),
    )
    return "意见已记入。"


def _stance(request: HttpRequest, name: str) -> str:
    chosen = request.POST.get(name, "")
    return chosen if chosen in ("agree", "oppose", "abstain") else "abstain"


def _close_opinions(request: HttpRequest, actor: Any, room_: Any) -> str:
    joint.close_due_opinions(now=clock.now())
    return ""


def _say(request: HttpRequest, actor: Any, room_: Any) -> str:
    joint.say_remark(
        actor=actor,
        consultation=room_,
        text=request.POST.get("text", ""),
        upload=request.FILES.get("file"),
        now=clock.now(),
    )
    return ""


def _vote_open(request: HttpRequest, actor: Any, room_: Any) -> str:
    joint.open_vote(actor=actor, consultation=room_, now=clock.now())
    return "讨论结束，请各单位表决。"


def _vote(request: HttpRequest, actor: Any, room_: Any) -> str:
    joint.cast_vote(actor=actor, consultation=room_, vote=_stance(request, "vote"), now=clock.now())
    return "已表决。"


def _minutes(request: HttpRequest, actor: Any, room_: Any) -> str:
    joint.write_minutes(actor=actor, consultation=room_, text=request.POST.get("text", ""), now=clock.now())
    return "纪要已形成，请各单位签署。"


def _sign(request: HttpRequest, actor: Any, room_: Any) -> str:
    joint.sign_minutes(
        actor=actor, consultation=room_, dissent=request.POST.get("dissent", ""), now=clock.now()
    )
    return "已签署。"


def _close(request: HttpRequest, actor: Any, room_: Any) -> str:
    joint.close_consultation(actor=actor, consultation=room_, now=clock.now())
    return "会商结束，决定已记入联办件。"


DEEDS = {
    "opinion": _opinion,
    "close_opinions": _close_opinions,
    "say": _say,
    "open_vote": _vote_open,
    "vote": _vote,
    "minutes": _minutes,
    "sign": _sign,
    "close": _close,
}
