"""The signed list by which anybody checks licences without a network: made every hour, and at once when a licence ends."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max, Q

from yangguang.foundation.acts.api import Actor, note, operation, sign_text
from yangguang.kernel import clock
from yangguang.reference.licences import permissions
from yangguang.reference.licences.models import Licence, StatusList
from yangguang.reference.licences.rules.status_bits import EXPIRED, bits_of_status, pack, write_list
from yangguang.reference.licences.states import Status

LIFE = timedelta(hours=24)
KEPT = 48
_LOCK = 4660801  # one list at a time; a number of our own


@operation(
    "licences.publish_status_list",
    summary="签发证照状态清单",
    permission=permissions.may_publish_status_list,
    subject="result",
)
def publish_status_list(*, actor: Actor, now: datetime) -> StatusList:
    """Sign what every licence is worth now; good for a day, since an older one could hide a revocation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    today = clock.today(now)
    size = Licence.objects.aggregate(largest=Max("pk"))["largest"] or 0
    ended = Licence.objects.filter(~Q(status=Status.VALID) | Q(valid_until__lt=today))
    standings = (
        (place, bits_of_status(status) or EXPIRED)
        for place, status in ended.values_list("pk", "status").iterator(chunk_size=5000)
    )
    packed = pack(size, standings)
    last = StatusList.objects.values_list("number", flat=True).first() or 0
    text = write_list(number=last + 1, size=size, made_at=now, next_at=now + LIFE, packed=packed)
    made = StatusList.objects.create(
        number=last + 1, made_at=now, next_at=now + LIFE, size=size, note=sign_text(text).to_text()
    )
    StatusList.objects.filter(number__lte=made.number - KEPT).delete()
    note(number=made.number, size=size)
    return made
