"""Where else a guide leads: to pages of capabilities above, which register here; the same for every reader."""

from collections.abc import Callable, Sequence

from yangguang.reference.matters.models import MatterVersion

Link = tuple[str, str]
LinkSource = Callable[[MatterVersion], Sequence[Link]]
_sources: list[LinkSource] = []


def register_links(source: LinkSource) -> LinkSource:
    """Let a capability add (word, address) to the guide of a matter; called from `apps.ready()`."""
    if source not in _sources:
        _sources.append(source)
    return source


def links_of(version: MatterVersion) -> list[Link]:
    """List the ways on from a guide."""
    return [link for source in _sources for link in source(version)]
