"""Reading the filters of the list out of an address; what is not known is left out."""

from collections.abc import Mapping

from yangguang.reference.matters.queries import MatterFilters

MAX_WORDS = 60


def read_filters(query: Mapping[str, str]) -> MatterFilters:
    """Read what the reader asked for; overlong words are cut, since nobody searches for a paragraph."""
    return MatterFilters(
        words=query.get("q", "").replace("\x00", "").strip()[:MAX_WORDS],
        kind=_short(query.get("kind", "")),
        theme=_short(query.get("theme", "")),
        life_event=_short(query.get("life_event", "")),
        body=_short(query.get("body", "")),
        district=_short(query.get("district", "")),
        audience=_short(query.get("audience", "")),
    )


def _short(value: str) -> str:
    return value.replace("\x00", "").strip()[:30]
