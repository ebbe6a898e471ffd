"""Publishing revocation lists: a full one every day, a delta at every change, the roots' every half year."""

from datetime import datetime, timedelta

from yangguang.foundation.acts.api import Actor, note, operation, system_actor
from yangguang.foundation.certificates import permissions, queries
from yangguang.foundation.certificates.models import Authority, IssuedCertificate, PublishedList, Standing
from yangguang.foundation.certificates.stores import key_store
from yangguang.foundation.signing import api as signing

FULL_LIFE = timedelta(days=2)  # published daily: a day's failure still leaves a list in force
DELTA_LIFE = timedelta(days=1)
ROOT_LIFE = timedelta(days=400)
RENEW_WITHIN = timedelta(days=1)


@operation(
    "certificates.publish_list",
    summary="发布吊销列表",
    permission=permissions.may_publish_list,
    subject="authority",
)
def publish_list(*, actor: Actor, now: datetime, authority: Authority, is_delta: bool) -> PublishedList:
    """
    Sign and publish the list of what was taken back; a delta holds what changed since the last full one.

    Refuses with KeyStoreUnavailable, SignatureFailed.
    """
    locked = Authority.objects.select_for_update().get(pk=authority.pk)
    begins = now.replace(microsecond=0)
    base = queries.find_list(authority=locked, is_delta=False, at=now) if is_delta else None
    locked.last_list_number += 1
    locked.save(update_fields=["last_list_number"])
    is_root = locked.parent_id is None
    life = DELTA_LIFE if base else ROOT_LIFE if is_root else FULL_LIFE
    certificate = queries.read_certificate(bytes(locked.encoded))
    made = signing.issue_revocation_list(
        signer=key_store().signer(locked.key_name),
        issuer=certificate.subject,
        issuer_key_identifier=certificate.subject_key_identifier or b"",
        number=locked.last_list_number,
        this_update=begins,
        next_update=begins + life,
        entries=_changed(locked, base) if base else _taken_back(locked, begins),
        base_number=base.number if base else None,
    )
    note(number=locked.last_list_number, base=base.number if base else None)
    return PublishedList.objects.create(
        authority=locked,
        number=locked.last_list_number,
        base_number=base.number if base else None,
        this_update=begins,
        next_update=begins + life,
        encoded=made.encoded,
    )


def publish_stale_lists(*, now: datetime) -> int:
    """Publish every full list that is missing or ends within a day; for the calendar and the start."""
    published = 0
    for authority in Authority.objects.order_by("pk"):
        newest = queries.find_list(authority=authority, is_delta=False, at=now)
        if newest is None or newest.next_update - now <= RENEW_WITHIN:
            publish_list(actor=system_actor("吊销列表发布"), now=now, authority=authority, is_delta=False)
            published += 1
    return published


def _taken_back(authority: Authority, at: datetime) -> list[signing.RevokedEntry]:
    rows = IssuedCertificate.objects.filter(authority=authority, not_after__gte=at).exclude(
        standing=Standing.VALID
    )
    return [_entry(row) for row in rows.order_by("standing_since")]


def _changed(authority: Authority, base: PublishedList) -> list[signing.RevokedEntry]:
    listed = base.revocation_list.entries
    rows = IssuedCertificate.objects.filter(authority=authority, standing_since__gte=base.this_update)
    entries = []
    for row in rows.order_by("standing_since"):
        if row.standing != Standing.VALID:
            entries.append(_entry(row))
        elif int(row.serial, 16) in listed:
            since = row.standing_since.replace(microsecond=0)
            entries.append(signing.RevokedEntry(int(row.serial, 16), since, "remove_from_crl"))
    return entries


def _entry(row: IssuedCertificate) -> signing.RevokedEntry:
    since = row.standing_since.replace(microsecond=0)
    invalid = row.invalid_since.replace(microsecond=0) if row.invalid_since else None
    return signing.RevokedEntry(int(row.serial, 16), since, row.reason or "unspecified", invalid)
