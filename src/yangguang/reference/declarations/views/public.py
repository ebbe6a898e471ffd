"""What everybody may read: the power and responsibility list, codes, subscriptions, and the map for machines."""

from dataclasses import replace
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from yangguang.foundation.access.api import actor_of_request, public, signed_in
from yangguang.foundation.organisation.api import Area, Body
from yangguang.foundation.ui.api import Page, Tab, build_tabs
from yangguang.kernel import clock
from yangguang.kernel.identifiers import MATTER_TYPES
from yangguang.reference.declarations import operations
from yangguang.reference.declarations.models import Subscription
from yangguang.reference.declarations.queries.changes import list_changes
from yangguang.reference.declarations.queries.duties import call_to_account, duties_of
from yangguang.reference.declarations.queries.public import (
    PowerFilters,
    code_record,
    list_codes,
    list_powers,
    look_up_code,
    powers_workbook,
    record_of_power,
    with_papers,
)
from yangguang.reference.declarations.rules.formats import PUBLIC_SERVICE
from yangguang.reference.discretion import api as discretion
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.rules import SERVICE_CLASSES

PAGE_SIZE = 50
MAPPED = 50_000
MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _filters(request: HttpRequest) -> PowerFilters:
    get = request.GET.get
    words = get("q", "").strip()[:60]
    return PowerFilters(get("body", ""), get("kind", ""), get("area", ""), words, get("service", ""))


@public
@require_GET
def show_powers(request: HttpRequest) -> HttpResponse:
    """Show the power and responsibility list by body, kind and area."""
    today = clock.today(clock.now())
    filters = _filters(request)
    page = Page.of(list_powers(filters=filters, on=today), request.GET, size=PAGE_SIZE)
    everything = list_powers(filters=PowerFilters(filters.body, "", filters.area, filters.words), on=today)
    rows = everything.order_by().values_list("matter__kind").annotate(count=Count("id"))
    counts: dict[str, int] = dict(rows)
    context = {
        "filters": filters,
        "page": page,
        "powers": with_papers(page.rows),
        "tabs": build_tabs(
            request.GET,
            "kind",
            [
                ("", "全部", sum(counts.values())),
                *((code, name, counts[code]) for code, name in MATTER_TYPES.items() if code in counts),
            ],
        ),
        "services": _service_tabs(request, filters, today) if filters.kind == PUBLIC_SERVICE else [],
        "bodies": Body.objects.filter(matters__isnull=False).distinct().order_by("code"),
        "areas": Area.objects.filter(level__in=("city", "district")).order_by("code"),
        "query": request.GET.urlencode(),
    }
    return render(request, "declarations/powers.html", context)


def _service_tabs(request: HttpRequest, filters: PowerFilters, today: date) -> list[Tab]:
    """Give the classes of public services with their counts."""
    every = list_powers(filters=replace(filters, service=""), on=today).order_by()
    counts: dict[str, int] = dict(every.values_list("columns__service_class").annotate(count=Count("id")))
    named = [(code, word, counts[code]) for code, word in SERVICE_CLASSES.items() if counts.get(code)]
    return build_tabs(request.GET, "service", [("", "全部类别", sum(counts.values())), *named])


@public
@require_GET
def show_power(request: HttpRequest, code: str) -> HttpResponse:
    """Show the register form of one power (职权登记表) and the duties of each post under it (责任表)."""
    version = matters.get_published(code=code, on=clock.today(clock.now()))
    power = with_papers([version])[0]
    context = {
        "power": power,
        "version": version,
        "matter": version.matter,
        "duties": duties_of(version, power.authority),
        "account": call_to_account(version.matter.kind),
        "standards": [
            one for one in discretion.list_of_matter(matter=version.matter) if one.status == "published"
        ],
    }
    return render(request, "declarations/power.html", context)


@public
@require_GET
def download_powers(request: HttpRequest) -> HttpResponse:
    """Give the list, narrowed as the page is, as a spreadsheet."""
    found = list_powers(filters=_filters(request), on=clock.today(clock.now()))
    response = HttpResponse(powers_workbook(with_papers(found)), content_type=SHEET)
    name = content_disposition_header(as_attachment=True, filename="权责清单.xlsx")
    response.headers["Content-Disposition"] = name or ""
    return response


@public
@require_GET
def show_powers_json(request: HttpRequest) -> HttpResponse:
    """Give the list to machines."""
    now = clock.now()
    found = list_powers(filters=_filters(request), on=clock.today(now))
    powers = [record_of_power(one) for one in with_papers(found)]
    return _json({"at": clock.local(now).isoformat(), "count": len(powers), "powers": powers})


@public
@require_GET
def show_changes(request: HttpRequest) -> HttpResponse:
    """Show what changed in the list lately; a notice for everybody, without an account."""
    body = request.GET.get("body", "")[:18]
    context = {
        "changes": list_changes(body=body),
        "body": Body.objects.filter(code=body).first(),
        "query": request.GET.urlencode(),
    }
    return render(request, "declarations/changes.html", context)


@public
@require_GET
def show_changes_feed(request: HttpRequest) -> HttpResponse:
    """Give the same to feed readers (Atom, RFC 4287)."""
    base = settings.BASE_URL.rstrip("/")
    changes = list_changes(body=request.GET.get("body", "")[:18])
    newest = changes[0].at if changes else clock.now()
    entries = "".join(
        f"<entry><id>{escape(one.key)}</id><title>{escape(one.title)}</title><updated>{one.at.isoformat()}</updated>"
        f"<link href={quoteattr(base + one.address)}/><summary>{escape(one.text)}</summary></entry>"
        for one in changes
    )
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{escape(base)}/powers/changes.xml</id><title>权责清单的变动</title><updated>{newest.isoformat()}</updated>"
        f'<author><name>{escape(settings.SITE_NAME)}</name></author><link rel="self" href={quoteattr(base + request.path)}/>'
    )
    return HttpResponse(f"{head}{entries}</feed>", content_type="application/atom+xml; charset=utf-8")


@public
@require_GET
def show_codes(request: HttpRequest) -> HttpResponse:
    """Look a code up, of any structure; without one, show how codes are built and the newest ones."""
    text = request.GET.get("code", "").strip()[:60]
    found = look_up_code(text) if text else None
    context = {"text": text, "found": found, "newest": list_codes(thing="matter").order_by("-id")[:8]}
    return render(
        request, "declarations/codes.html", context, status=404 if found and not found.entry else 200
    )


@public
@require_GET
def show_code_json(request: HttpRequest) -> HttpResponse:
    """Look a code up for machines; retired codes still answer."""
    record = code_record(look_up_code(request.GET.get("code", "")[:60]))
    response = _json(record)
    response.status_code = 200 if record["found"] else 404
    return response


@signed_in
@require_http_methods(["GET", "POST"])
def show_subscriptions(request: HttpRequest) -> HttpResponse:
    """Follow a matter, a body or the whole list; end it."""
    actor = actor_of_request(request)
    own = Subscription.objects.filter(account_id=actor.account_id or 0).select_related("matter", "body")
    if request.method == "POST":
        now = clock.now()
        ending = request.POST.get("end", "")
        if ending.isdigit():
            subscription = own.filter(pk=int(ending)).first()
            if subscription is not None:
                operations.unsubscribe(actor=actor, now=now, subscription=subscription)
                messages.success(request, "已取消订阅。")
        else:
            code = request.POST.get("matter", "")
            matter = matters.Matter.objects.filter(catalog_code=code).first() if code else None
            body = Body.objects.filter(code=request.POST.get("body", "")).first()
            one = operations.subscribe(actor=actor, now=now, matter=matter, body=None if matter else body)
            messages.success(request, f"已订阅：{one.about}。有变动会发到您的消息里。")
        return redirect("declarations:subscriptions")
    bodies = Body.objects.filter(matters__isnull=False).distinct().order_by("code")
    return render(request, "declarations/subscriptions.html", {"own": own, "bodies": bodies})


@public
@require_GET
def show_sitemap(request: HttpRequest) -> HttpResponse:
    """
    Give search engines every guide in force, with the day it came into force.

    A map holds 50,000 addresses at most (sitemaps.org): a longer list becomes an index of maps.
    """
    base = settings.BASE_URL.rstrip("/")
    rows = _in_force().values_list("matter__catalog_code", "effective_from")
    part = request.GET.get("part", "")
    if not part.isdigit() and (count := rows.count()) > MAPPED:
        maps = "".join(
            f"<sitemap><loc>{escape(base)}/sitemap.xml?part={place}</loc></sitemap>"
            for place in range(1, -(-count // MAPPED) + 1)
        )
        return _xml(f'<sitemapindex xmlns="{MAP}">{maps}</sitemapindex>')
    if part.isdigit():
        start = (max(1, int(part[:4])) - 1) * MAPPED
        rows = rows[start : start + MAPPED]
    urls = "".join(
        f"<url><loc>{escape(base)}/matters/{escape(code)}/</loc><lastmod>{day.isoformat()}</lastmod></url>"
        for code, day in rows
    )
    return _xml(f'<urlset xmlns="{MAP}">{urls}</urlset>')


def _xml(body: str) -> HttpResponse:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return HttpResponse(f"{head}{body}", content_type="application/xml; charset=utf-8")


@public
@require_GET
def show_sitemap_json(request: HttpRequest) -> HttpResponse:
    """Give machines every matter in force: guide, record, flow, and the fingerprints to check them by."""
    base = settings.BASE_URL.rstrip("/")
    rows = [
        {
            "code": one.matter.code,
            "name": one.matter.name,
            "version": one.number,
            "effective_from": one.effective_from.isoformat() if one.effective_from else None,
            "state": one.matter.state,
            "guide": f"{base}/matters/{one.matter.catalog_code}/",
            "record": f"{base}/matters/{one.matter.catalog_code}.json",
            "flow": f"{base}/matters/{one.matter.catalog_code}/flow.bpmn",
            "versions": f"{base}/matters/{one.matter.catalog_code}/versions/",
            "content_sm3": one.content_hash,
            "flow_sm3": one.flow_hash,
        }
        for one in _in_force().defer("form", "flow_xml")
    ]
    return _json({"count": len(rows), "matters": rows})


def _in_force() -> Any:
    today = clock.today(clock.now())
    return matters.list_matters(filters=matters.MatterFilters(), on=today).order_by("matter__catalog_code")


def _json(record: Any) -> JsonResponse:
    return JsonResponse(record, json_dumps_params={"ensure_ascii": False, "indent": 1})
