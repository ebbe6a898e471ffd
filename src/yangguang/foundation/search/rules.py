"""
How Chinese text becomes searchable, and what people type becomes a query. Pure functions; no Django.

Two kinds of lexeme, both with their place in the text: the words rjieba cuts (for ranking) and all pairs of neighbouring signs
(so that any two signs or more are found, also across the edges of words, where word indexes find nothing). Pairs carry
the mark “·” in front, so that a pair never counts as a word.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

LONGEST_QUERY = 60
_LAST_PLACE = 16383  # what a tsvector can hold
_MOST_PLACES = 250
_RUN = re.compile(r"[0-9a-z]+|[^\W\d_a-z]+|\d+")
_PAIR = "·"


def fold(text: str) -> str:
    """Bring full-width, upper-case and compatibility forms together; sign by sign, so places stay places."""
    folded = (unicodedata.normalize("NFKC", sign).lower() for sign in text)
    return "".join(new if len(new) == 1 else sign for new, sign in zip(folded, text, strict=True))


def runs_of(text: str) -> list[tuple[str, int]]:
    """Cut folded text into runs of Latin and digits or of other letters, each with its place."""
    return [(match[0], match.start()) for match in _RUN.finditer(text)]


def words_of(run: str) -> list[tuple[str, int]]:
    """Cut a run into words as a search index wants them: long words also give their parts."""
    import rjieba  # noqa: PLC0415 - its dictionary takes a while to load

    if run.isascii() or len(run) == 1:
        return [(run, 0)]
    words = [(word, start) for word, start, _ in rjieba.tokenize(run, "search")]
    return [(word, start) for word, start in words if len(word) > 1]


def vector_of(*, title: str, keywords: str = "", body: str = "") -> str:
    """Write the tsvector of an entry: title and keywords weigh A (words) and B (pairs), the body C and D."""
    places: dict[str, dict[int, str]] = defaultdict(dict)
    offset = 1
    for text, word_weight, pair_weight in ((title, "A", "B"), (keywords, "A", "B"), (body, "C", "D")):
        _collect(places, fold(text), offset, word_weight, pair_weight)
        offset += len(text) + 2
    return " ".join(_lexeme(word, at) for word, at in places.items())


def _collect(
    places: dict[str, dict[int, str]], text: str, offset: int, word_weight: str, pair_weight: str
) -> None:
    for run, start in runs_of(text):
        for word, at in words_of(run):
            places[word].setdefault(min(offset + start + at, _LAST_PLACE), word_weight)
        for at in range(len(run) - 1):
            places[_PAIR + run[at : at + 2]].setdefault(min(offset + start + at, _LAST_PLACE), pair_weight)


def _lexeme(word: str, places: dict[int, str]) -> str:
    kept = sorted(places)[:_MOST_PLACES]
    return f"{_quoted(word)}:{','.join(f'{at}{places[at]}' for at in kept)}"


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def terms_of(query: str) -> list[str]:
    """Give the runs a person typed, folded and without doubles."""
    return list(dict.fromkeys(run for run, _ in runs_of(fold(query[:LONGEST_QUERY]))))


def strict_query(terms: Iterable[str], *, places: str = "") -> str:
    """
    Write a tsquery in which every term must occur: as the words it is made of, or as it stands.

    *places* are the weights a word may have; AB is titles and keywords alone.
    """
    return " & ".join(f"({_as_it_stands(term, places)})" for term in terms)


def _as_it_stands(term: str, places: str) -> str:
    at_place = f":{places}" if places else ""
    if len(term) == 1:
        return f"{_quoted(term)}:*{places}"
    pairs = " <-> ".join(_quoted(_PAIR + term[at : at + 2]) + at_place for at in range(len(term) - 1))
    if term.isascii():
        return f"{_quoted(term)}:*{places} | ({pairs})"
    words = " & ".join(_quoted(word) + at_place for word, _ in words_of(term))
    return f"({words}) | ({pairs})" if words else pairs


def loose_query(terms: Iterable[str]) -> str:
    """Write a tsquery for near misses: any word or pair will do."""
    lexemes: list[str] = []
    for term in terms:
        lexemes += [_quoted(word) for word, _ in words_of(term)]
        lexemes += [_quoted(_PAIR + term[at : at + 2]) for at in range(len(term) - 1)]
    return " | ".join(dict.fromkeys(lexemes))


def highlight(text: str, terms: Iterable[str]) -> SafeString:
    """Mark what was asked for in a text; everything else of the text is escaped."""
    folded = fold(text)
    marks: set[int] = set()
    for needle in _needles(terms):
        start = folded.find(needle)
        while start >= 0:
            marks.update(range(start, start + len(needle)))
            start = folded.find(needle, start + 1)
    parts: list[str] = []
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or (at in marks) != (begin in marks):
            piece = text[begin:at]
            parts.append(format_html("<b>{}</b>", piece) if begin in marks else escape(piece))
            begin = at
    return mark_safe("".join(parts))  # noqa: S308 - every piece was escaped above


def _needles(terms: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for term in terms:
        found.add(term)
        found.update(word for word, _ in words_of(term))
    return {needle for needle in found if len(needle) > 1 or not needle.isascii()}


def excerpt(text: str, terms: Iterable[str], *, length: int = 72) -> str:
    """Give the part of a text around the first thing that was asked for."""
    if len(text) <= length:
        return text
    folded = fold(text)
    places = [place for place in (folded.find(needle) for needle in _needles(terms)) if place >= 0]
    start = max(0, min(min(places, default=0) - length // 4, len(text) - length))
    shown = text[start : start + length]
    return f"{'…' if start else ''}{shown}{'…' if start + length < len(text) else ''}"
