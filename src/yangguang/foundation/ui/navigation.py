"""
The five entries of the head and how links to pages that do not exist yet stay honest.

The shell lies below the apps whose pages it names, so it knows addresses, not views, and asks the router whether
an address is there; where it is not, the link leads to the page that says what will come.
"""

import functools
from dataclasses import dataclass

from django.urls import Resolver404, resolve


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
