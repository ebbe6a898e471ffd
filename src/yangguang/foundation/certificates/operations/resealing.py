"""Certificates under a new secret: the codes of the rows, the shares in hand, the key files."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from yangguang.foundation.certificates.models import IssuedCertificate
from yangguang.foundation.certificates.operations.escrow import reseal_shares
from yangguang.foundation.certificates.stores import reseal_key_files
from yangguang.kernel.sealing import Resealed


def reseal_certificates(*, old: str, progress: Callable[[int], None]) -> Resealed:
    """
    Make the codes of all certificates' rows with the present secret where the old one made them. No act of a person.

    A row that neither fits was changed by hand and stays so. To be repeated after an interruption.
    """
    told = Resealed()
    with transaction.atomic():
        for row in IssuedCertificate.objects.select_for_update().order_by("pk").iterator(chunk_size=500):
            if told.take(
                f"证书 {row.serial}",
                is_new=lambda row=row: row.mac == row.compute_mac(),
                is_old=lambda row=row: row.mac == row.compute_mac(old),
            ):
                row.save(update_fields=[])
            progress(1)
    return told


def reseal_secrets(*, old: str) -> Resealed:
    """Seal shares and key files anew."""
    shares, files = reseal_shares(old=old), Resealed()
    if settings.KEY_STORE == "file" and not settings.KEY_PASSWORD:
        files = reseal_key_files(old=old.encode(), new=settings.SECRET_KEY.encode())
    return Resealed(
        shares.changed + files.changed, shares.already + files.already, [*shares.broken, *files.broken]
    )
