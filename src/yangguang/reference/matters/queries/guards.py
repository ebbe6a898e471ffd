"""
What must be true elsewhere before a version is published, asked here.

Authority to act online (网上行使身份) is kept above matters, so the arrow is turned: `declarations` registers one function; a
matter that did not come by its way has no gap.
"""

from collections.abc import Callable

from yangguang.reference.matters.models import MatterVersion

Guard = Callable[[MatterVersion, frozenset[str]], str]
_guards: list[Guard] = []


def guard_publication_by(guard: Guard) -> None:
    """Let *guard* say, given a version and the kinds of post its flow needs, what is still missing; nothing if all is there."""
    if guard not in _guards:
        _guards.append(guard)


def explain_gap(version: MatterVersion, post_kinds: frozenset[str]) -> str:
    """Say what keeps this version from being published besides its own content."""
    return next((gap for guard in _guards if (gap := guard(version, post_kinds))), "")
