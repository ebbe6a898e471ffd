"""The functions service tasks may call: registered by name in Python, never named by a path in a model."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from yangguang.foundation.process.rules import ServiceNotRegistered

Service = Callable[[Mapping[str, Any], datetime], "dict[str, Any] | None"]
_registered: dict[str, Service] = {}


class FlowError(Exception):
    """Raised by a service to throw a BPMN error of that code, which a boundary event may catch."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


def service(name: str) -> Callable[[Service], Service]:
    """
    Register a function for service tasks: it gets the variables and the instant, and returns variables to set.

    It runs inside the step and its transaction, so it must be quick and must not reach outside the database.
    """

    def register(function: Service) -> Service:
        known = _registered.get(name)
        if known is not None and known.__qualname__ != function.__qualname__:
            raise RuntimeError(f"two services are called {name}")
        _registered[name] = function
        return function

    return register


def service_named(name: str) -> Service:
    """Give a registered function. Refuses with ServiceNotRegistered."""
    if name not in _registered:
        raise ServiceNotRegistered(name=name)
    return _registered[name]


def service_names() -> frozenset[str]:
    """List the registered names, for the linter."""
    return frozenset(_registered)
