"""Deny by default: every address declares who may ask, and what is not public does not open to a stranger."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

from yangguang.foundation.access.api import policy_of

_SOME_UUID = "00000000-0000-4000-8000-000000000000"


def routes(
    resolver: URLResolver | None = None, names: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """Walk all addresses, with the name under which each can be reversed."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(one, (*names, one.namespace) if one.namespace else names)
        else:
            yield ":".join((*names, one.name or "")), one


def _view(pattern: URLPattern) -> Callable[..., object]:
    return pattern.callback


def _policy_name(pattern: URLPattern) -> str:
    return getattr(_view(pattern), "access_policy_name", "")


def _argument(converter: object) -> object:
    if isinstance(converter, IntConverter):
        return 1
    return _SOME_UUID if isinstance(converter, UUIDConverter) else "x"


def _closed() -> list[tuple[str, URLPattern]]:
    return [(name, one) for name, one in routes() if _policy_name(one) not in ("public", "demo_only")]


def test_routes__each_one__declares_a_policy() -> None:
    open_to_chance = [name for name, pattern in routes() if policy_of(_view(pattern)) is None]

    assert open_to_chance == []


def test_routes__each_one__has_a_name_in_a_namespace() -> None:
    nameless = [str(pattern.pattern) for name, pattern in routes() if ":" not in name or name.endswith(":")]

    assert nameless == []


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "pattern"), _closed(), ids=[name for name, _ in _closed()])
def test_routes__not_public__lead_a_stranger_to_sign_in(name: str, pattern: URLPattern) -> None:
    address = reverse(name, kwargs={key: _argument(one) for key, one in pattern.pattern.converters.items()})
    client = Client(enforce_csrf_checks=False)

    asked = client.get(address)
    sent = client.post(address)

    assert asked.status_code == 302
    assert asked.headers["Location"].startswith(settings.LOGIN_URL)
    assert sent.status_code == 401


@pytest.mark.django_db
def test_routes__of_the_demo__do_not_exist_in_service(settings) -> None:
    settings.DEMO_MODE = False
    demo = [name for name, pattern in routes() if _policy_name(pattern) == "demo_only"]

    assert [Client().get(reverse(name)).status_code for name in demo] == [404] * len(demo)
