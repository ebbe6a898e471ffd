"""
Sources of comparison: registers of our own and, by the same interface, those of other bodies.

An app that holds a register gives its provider to `register_source` when it starts; another body's register is a row of
`Source` with its address.
"""

from yangguang.reference.comparison.providers.base import SourceProvider
from yangguang.reference.comparison.providers.enterprises import EnterpriseRegister
from yangguang.reference.comparison.providers.failing import FailingSource
from yangguang.reference.comparison.providers.registry import (
    list_registered,
    register_source,
    source_provider,
)
from yangguang.reference.comparison.providers.remote import RemoteSource

register_source(EnterpriseRegister())

__all__ = [
    "EnterpriseRegister",
    "FailingSource",
    "RemoteSource",
    "SourceProvider",
    "list_registered",
    "register_source",
    "source_provider",
]
