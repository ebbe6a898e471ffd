"""Finding things by what people type."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.search import SearchQueryField
from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.safestring import SafeString

from yangguang.foundation.search import rules
from yangguang.foundation.search.models import SearchEntry

PAGE_SIZE = 20
LAST_PAGE = 50
SUGGESTIONS = 3
LOOKED_AT = 1_000
"""How many hits are ranked where a list must answer in bounded time."""


class _Written(Func):
    """A tsquery we wrote ourselves, lexeme by quoted lexeme; no parser comes between and drops signs."""

    template = "%(expressions)s::tsquery"
    output_field = SearchQueryField()


class _Matches(Func):
    """Whether the tokens answer the query."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


class _Rank(Func):
    """ts_rank with our weights: pairs in a body hardly count, words of a title count most."""

    function = "ts_rank"
    template = "ts_rank('{0.05,0.2,0.3,1.0}', %(expressions)s, 1)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found; the two html texts are safe and have what was asked for in bold."""

    kind: str
    object_number: str
    title: str
    url: str
    area_code: str
    title_html: SafeString
    excerpt_html: SafeString


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives: one page of hits, how many there are of each kind, near words when there is nothing."""

    words: str
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    page: int = 1
    has_next: bool = False
    is_near: bool = False
    suggestions: list[str] = field(default_factory=list)


def find(
    *,
    words: str,
    kinds: Sequence[str] = (),
    page: int = 1,
    area_code: str = "",
    public_only: bool = True,
) -> Found:
    """
    Find things by what a person typed, best first.

    Every word must occur, as words or as a part of at least one sign. When nothing fits, `is_near` is set and the hits
    are what comes closest, with up to three of their titles as suggestions. *area_code* keeps entries of the area, of
    what is inside it, and of no area. `counts` ignores *kinds*, so that filters can show their numbers.
    """
    words = words.replace("\0", "")[: rules.LONGEST_QUERY]
    terms = rules.terms_of(words)
    if not terms:
        return Found(words=words)
    entries = _entries(area_code=area_code, public_only=public_only)
    strict = rules.strict_query(terms)
    found = entries.filter(_matches(strict, terms))
    counts = _counts(found)
    if counts:
        return _page(found, strict, terms, words, counts, kinds, page)
    loose = rules.loose_query(terms)
    if not loose:
        return Found(words=words)
    near = entries.filter(_answering(loose))
    return _page(near, loose, terms, words, _counts(near), kinds, page, is_near=True)


def find_numbers(*, words: str, kind: str, most: int = 60) -> list[str]:
    """
    Give the numbers of the things of one kind that answer, best first, in bounded time however many there are.

    Only so many are ranked as `LOOKED_AT` says; those with the words in title or keywords come before the others.
    """
    words = words.replace("\0", "")[: rules.LONGEST_QUERY]
    terms = rules.terms_of(words)
    if not terms:
        return []
    entries = _entries(area_code="", public_only=True).filter(kind=kind)
    strict = rules.strict_query(terms)
    wanted = (_matches(rules.strict_query(terms, places="AB"), terms), _answering(strict))
    found: dict[str, None] = {}
    for condition in wanted:
        looked_at = entries.filter(condition).order_by().values("pk")[:LOOKED_AT]
        rows = _ranked(SearchEntry.objects.filter(pk__in=looked_at), strict, words)
        found |= dict.fromkeys(rows.values_list("object_number", flat=True)[:most])
        if len(found) >= most:
            break
    return list(found)[:most]


def find_near_names(*, words: str, kind: str) -> list[str]:
    """Give titles and keywords of things of one kind that share a word or pair with what was typed, so many as are looked at."""
    loose = rules.loose_query(rules.terms_of(words.replace("\0", "")[: rules.LONGEST_QUERY]))
    if not loose:
        return []
    entries = _entries(area_code="", public_only=True).filter(_answering(loose), kind=kind).order_by()
    names: dict[str, None] = {}
    for title, keywords in entries.values_list("title", "keywords")[:LOOKED_AT]:
        names |= dict.fromkeys((title, *keywords.split()))
    return list(names)


def _entries(*, area_code: str, public_only: bool) -> QuerySet[SearchEntry]:
    entries = SearchEntry.objects.all()
    if public_only:
        entries = entries.filter(is_public=True)
    if area_code:
        entries = entries.filter(
            Q(area_code="") | Q(area_code__startswith=area_code.rstrip("0") or area_code)
        )
    return entries


def _answering(written: str) -> Q:
    return Q(_Matches(F("tokens"), _Written(Value(written))))


def _matches(strict: str, terms: list[str]) -> Q:
    matches = _answering(strict)
    if len(terms) == 1 and len(terms[0]) >= 3 and terms[0].isascii():
        matches |= Q(object_number__icontains=terms[0])  # a part of a number; trigrams help here
    return matches


def _counts(entries: QuerySet[SearchEntry]) -> dict[str, int]:
    rows = entries.order_by().values("kind").annotate(count=Count("pk")).values_list("kind", "count")
    return dict(rows)


def _page(
    entries: QuerySet[SearchEntry],
    written: str,
    terms: list[str],
    words: str,
    counts: dict[str, int],
    kinds: Sequence[str],
    page: int,
    *,
    is_near: bool = False,
) -> Found:
    page = min(max(page, 1), LAST_PAGE)
    wanted = entries.filter(kind__in=kinds) if kinds else entries
    start = (page - 1) * PAGE_SIZE
    rows = list(_ranked(wanted, written, words)[start : start + PAGE_SIZE])
    total = sum(count for kind, count in counts.items() if not kinds or kind in kinds)
    return Found(
        words=words,
        hits=[_hit(row, terms) for row in rows],
        total=total,
        counts=counts,
        page=page,
        has_next=page < LAST_PAGE and start + PAGE_SIZE < total,
        is_near=is_near,
        suggestions=_suggestions(rows) if is_near else [],
    )


def _ranked(entries: QuerySet[SearchEntry], written: str, words: str) -> QuerySet[SearchEntry]:
    """Best first: the whole title or number beats everything, the beginning of a title beats its middle."""
    typed = words.strip()
    whole: Any = Case(
        When(Q(title__iexact=typed) | Q(object_number__iexact=typed), then=Value(4.0)),
        When(title__istartswith=typed, then=Value(2.0)),
        default=Value(1.0),
        output_field=FloatField(),
    )
    rank = ExpressionWrapper(
        (_Rank(F("tokens"), _Written(Value(written))) + Value(0.001)) * F("boost") * whole,
        output_field=FloatField(),
    )
    return entries.defer("tokens").annotate(rank=rank).order_by("-rank", "pk")


def _suggestions(rows: list[SearchEntry]) -> list[str]:
    return list(dict.fromkeys(row.title for row in rows))[:SUGGESTIONS]


def _hit(row: SearchEntry, terms: list[str]) -> Hit:
    return Hit(
        kind=row.kind,
        object_number=row.object_number,
        title=row.title,
        url=row.url,
        area_code=row.area_code,
        title_html=rules.highlight(row.title, terms),
        excerpt_html=rules.highlight(rules.excerpt(row.body, terms), terms),
    )


def count_entries(*, kind: str) -> int:
    """Count what is indexed of a kind, for the owner's check."""
    return SearchEntry.objects.filter(kind=kind).count()
