"""Which sources there are: those apps registered, and rows that name an address."""

from yangguang.reference.comparison.models import Source
from yangguang.reference.comparison.providers.base import SourceProvider
from yangguang.reference.comparison.providers.failing import FailingSource
from yangguang.reference.comparison.providers.remote import RemoteSource
from yangguang.reference.comparison.rules.refusals import SourceUnknown

_registered: dict[str, SourceProvider] = {}


def register_source(provider: SourceProvider) -> None:
    """Let an app's register be compared with."""
    _registered[provider.code] = provider


def list_registered() -> list[SourceProvider]:
    """List the registers of our own."""
    return list(_registered.values())


def source_provider(code: str) -> SourceProvider:
    """
    Give the provider of a source.

    Refuses with SourceUnknown.
    """
    if code in _registered:
        return _registered[code]
    row = Source.objects.filter(code=code).first()
    if row is None:
        raise SourceUnknown(source=code)
    if row.provider == "failing":
        return FailingSource(row.code, row.name)
    return RemoteSource(row.code, row.name, row.owner, row.address)
