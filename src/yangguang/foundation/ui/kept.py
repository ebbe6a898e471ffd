"""
Rendered parts of public pages, kept for as long as what they were made from stays what it was.

Each process keeps its own. Nothing is ever told to go: a part is found by a key that says all it depends on, so a new
version of a law has a new key and its page is made anew at once.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.http import HttpRequest

Part = TypeVar("Part")


class Kept(Generic[Part]):
    """The latest part under each name, of at most so many names; those not asked for longest go first."""

    def __init__(self, most: int) -> None:
        """Keep *most* names."""
        self.most = most
        self._parts: OrderedDict[Hashable, tuple[Hashable, Part]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: Hashable, key: Hashable, make: Callable[[], Part]) -> Part:
        """Give the part kept under *name* if its key is still *key*, else make it."""
        with self._lock:
            known = self._parts.get(name)
            if known is not None and known[0] == key:
                self._parts.move_to_end(name)
                return known[1]
        part = make()  # outside the lock: two may make the same, nobody waits
        with self._lock:
            self._parts[name] = (key, part)
            self._parts.move_to_end(name)
            while len(self._parts) > self.most:
                self._parts.popitem(last=False)
        return part


def is_asked_by_stranger(request: HttpRequest) -> bool:
    """Tell whether a page cannot depend on who asks: no cookie at all came along, nor anything behind the address."""
    return not request.COOKIES and not request.META.get("QUERY_STRING")
