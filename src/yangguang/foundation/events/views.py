"""For browsers and networks that keep no stream open: the same events, asked for."""

from django.http import HttpRequest, JsonResponse

from yangguang.foundation.access.api import public
from yangguang.foundation.events import announcements
from yangguang.kernel.refusals import NotFound


@public
def poll(request: HttpRequest, topic: str) -> JsonResponse:
    """Give what a topic was told after a number; without a number, only the latest number."""
    if not announcements.is_topic(topic):
        raise NotFound(what="这个话题")
    written = request.GET.get("after", "")
    if not (written.isascii() and written.isdigit() and len(written) < 19):
        return _answer([], announcements.latest_number(topic=topic))
    told = announcements.list_events_after(topic=topic, after=int(written))
    last = told[-1].pk if told else int(written)
    return _answer([{"id": one.pk, "data": one.payload} for one in told], last)


def _answer(events: list[dict[str, object]], last: int) -> JsonResponse:
    response = JsonResponse({"events": events, "last": last}, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = "no-store"
    return response
