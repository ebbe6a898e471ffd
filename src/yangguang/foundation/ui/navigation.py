"""
The five entries of the head and how links to pages that do not exist yet stay honest.

The shell lies below the apps whose pages it names, so it knows addresses, not views, and asks the router whether
an address is there; where it is not, the link leads to the page that says what will come.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import Resolver404, resolve

from yangguang.foundation.acts.api import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the head: its key, its word, its address and the addresses that belong to it."""

    key: str
    word: str
    address: str
    prefixes: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Tell whether a page stands under this entry."""
        return any(path.startswith(prefix) for prefix in (self.address, *self.prefixes))


ENTRIES = (
    Entry("services", "办事", "/matters/", ("/guides/", "/apply/", "/search/", "/life-events/")),
    Entry("progress", "查进度", "/progress/", ("/my/", "/applications/", "/cases/")),
    Entry("disclosure", "公开", "/results/", ("/disclosure/", "/licences/")),
    Entry("participation", "互动", "/participation/", ("/hotline/", "/deliberation/")),
    Entry("supervision", "监督", "/board/", ("/log/", "/monitoring/")),
)


@functools.cache
def exists(address: str) -> bool:
    """Tell whether a page answers at this address; the routes do not change while the server runs."""
    try:
        resolve(address.split("?", maxsplit=1)[0])
    except Resolver404:
        return False
    return True


def address_of(entry: Entry) -> str:
    """Give the entry's own page, or the page that says what will come."""
    return entry.address if exists(entry.address) else f"/coming/{entry.key}/"


def current_entry(path: str, chosen: str = "") -> str:
    """Give the key of the entry a page stands under; *chosen* is what the view said itself."""
    if chosen:
        return chosen
    return next((entry.key for entry in ENTRIES if entry.holds(path) or path == f"/coming/{entry.key}/"), "")


# ---------------------------------------------------------------- the officers' rail

RailLink = tuple[str, str, int | None]
RailSource = Callable[[Actor], tuple[str, Sequence[RailLink]]]
_rail_sources: list[RailSource] = []


def register_rail(source: RailSource) -> RailSource:
    """
    Let an app put a group into the rail of the officers' pages.

    *source* is asked with the actor and gives a heading and links (word, address, count or nothing); no links, no group.
    """
    if source not in _rail_sources:
        _rail_sources.append(source)
    return source


def registered_rail(actor: Actor, path: str) -> list[tuple[str, list[tuple[str, str, int | None, bool]]]]:
    """Give the groups that apps have registered, as the rail draws them."""
    groups = []
    for source in _rail_sources:
        heading, links = source(actor)
        if links:
            groups.append(
                (heading, [(word, address, count, path == address) for word, address, count in links])
            )
    return groups
