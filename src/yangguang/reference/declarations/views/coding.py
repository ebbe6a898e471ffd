"""The information office's page: what waits for codes, and the newest entries of the registry."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from yangguang.foundation.access.api import actor_of_request, officer_only
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.ui.api import Page, build_tabs
from yangguang.reference.declarations.models import CodedThing, CodeEntry
from yangguang.reference.declarations.queries.public import list_codes
from yangguang.reference.declarations.queries.rounds import list_declarations
from yangguang.reference.declarations.states import DeclarationState
from yangguang.reference.declarations.views.rail import page

PAGE_SIZE = 40


@officer_only(PostKind.INFORMATION)
@require_GET
def show_coding(request: HttpRequest) -> HttpResponse:
    """Show what was filed and has no codes yet; below, the registry."""
    actor = actor_of_request(request)
    waiting = list_declarations(actor=actor).filter(state=DeclarationState.FILED)
    thing = request.GET.get("thing", "")
    words = request.GET.get("q", "").strip()
    rows = list_codes(thing=thing, words=words).order_by("-id")
    counts = {name: CodeEntry.objects.filter(thing=name).count() for name in CodedThing.values}
    tabs = build_tabs(
        request.GET,
        "thing",
        [
            ("", "全部", sum(counts.values())),
            *((name, label, counts[name]) for name, label in CodedThing.choices),
        ],
    )
    context = {
        "waiting": waiting,
        "page": Page.of(rows, request.GET, size=PAGE_SIZE),
        "tabs": tabs,
        "words": words,
        "thing": thing,
    }
    return page(request, "coding", context)
