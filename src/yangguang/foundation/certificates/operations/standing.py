"""Suspending and revoking at once; coming back goes through the desk."""

from datetime import datetime

from yangguang.foundation.acts.api import Actor, note, operation, system_actor
from yangguang.foundation.certificates import permissions, queries
from yangguang.foundation.certificates.models import IssuedCertificate, Standing
from yangguang.foundation.certificates.operations.publishing import publish_list
from yangguang.foundation.certificates.rules.refusals import StandingWrong
from yangguang.foundation.signing.api import REASONS
from yangguang.kernel.refusals import InvalidInput

REVOKING = tuple(name for name in REASONS if name not in ("certificate_hold", "remove_from_crl"))


@operation(
    "certificates.suspend_certificate",
    summary="暂停使用证书",
    permission=permissions.may_suspend_certificate,
    subject="certificate",
    asks_factor=True,
)
def suspend_certificate(*, actor: Actor, now: datetime, certificate: IssuedCertificate) -> IssuedCertificate:
    """Put a certificate and its twin on hold; it counts from this instant. Refuses with StandingWrong."""
    return put_on_hold(certificate, now=now)


def put_on_hold(certificate: IssuedCertificate, *, now: datetime) -> IssuedCertificate:
    """Suspend inside the operation that decides. Refuses with StandingWrong."""
    return _change(certificate, Standing.SUSPENDED, "certificate_hold", now=now, what="暂停")


@operation(
    "certificates.revoke_certificate",
    summary="吊销证书",
    permission=permissions.may_revoke_certificate,
    subject="certificate",
    asks_factor=True,
)
def revoke_certificate(
    *,
    actor: Actor,
    now: datetime,
    certificate: IssuedCertificate,
    reason: str,
    invalid_since: datetime | None = None,
) -> IssuedCertificate:
    """Take a certificate and its twin back for good, with the reason. Refuses with StandingWrong, InvalidInput."""
    return take_back(certificate, reason=reason, now=now, invalid_since=invalid_since)


def take_back(
    certificate: IssuedCertificate, *, reason: str, now: datetime, invalid_since: datetime | None = None
) -> IssuedCertificate:
    """Revoke inside the operation that decides. Refuses with StandingWrong, InvalidInput."""
    if reason not in REVOKING:
        raise InvalidInput(fields={"reason": "请选择吊销的原因。"})
    return _change(certificate, Standing.REVOKED, reason, now=now, what="吊销", invalid_since=invalid_since)


def resume(certificate: IssuedCertificate, *, now: datetime) -> IssuedCertificate:
    """Bring a certificate back inside the operation that approves. Refuses with StandingWrong."""
    return _change(certificate, Standing.VALID, "", now=now, what="恢复")


_FROM = {
    Standing.SUSPENDED: (Standing.VALID,),
    Standing.REVOKED: (Standing.VALID, Standing.SUSPENDED),
    Standing.VALID: (Standing.SUSPENDED,),
}


def _change(
    certificate: IssuedCertificate,
    standing: Standing,
    reason: str,
    *,
    now: datetime,
    what: str,
    invalid_since: datetime | None = None,
) -> IssuedCertificate:
    numbers = [pk for pk in (certificate.pk, certificate.twin_id) if pk]
    rows = list(IssuedCertificate.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    changed = certificate
    for row in rows:
        queries.expect_untouched(row)
        if row.standing not in _FROM[standing]:
            if row.pk != certificate.pk:
                continue
            raise StandingWrong(standing=row.get_standing_display(), what=what)
        row.standing, row.standing_since = standing, now
        row.reason, row.invalid_since = reason, invalid_since
        row.save(update_fields=["standing", "standing_since", "reason", "invalid_since"])
        if row.pk == certificate.pk:
            changed = row
    note(serial=certificate.serial, standing=standing.value, reason=reason)
    publish_list(actor=system_actor("吊销列表发布"), now=now, authority=certificate.authority, is_delta=True)
    return changed
