"""Jobs of the hall: parcels handed over and followed, notices run out, questions late, cases put on file."""

from yangguang.capabilities.hall import api
from yangguang.capabilities.hall.models import Parcel
from yangguang.capabilities.hall.operations.posts import post_named
from yangguang.capabilities.hall.rules.refusals import (
    PostUnavailable,
    TrackingFromTomorrow,
    TrackingOutOfOrder,
)
from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

POST = system_actor("邮政投递")
CALENDAR = system_actor("期限自动处理")
ARCHIVE = system_actor("立卷归档")


@jobs.every(cron="* * * * *", name="hall.hand_over_parcels")
def hand_over_parcels(timestamp: int) -> None:
    """Ask the post to take what waits, each once a minute at most."""
    for parcel in api.list_unhanded():
        hand_over(parcel)


def hand_over(parcel: Parcel) -> None:
    """Ask the post once to take a parcel; how it went is written down."""
    waybill, problem, now = "", "", clock.now()
    try:
        waybill = post_named(parcel.carrier).take(
            reference=parcel.number,
            receiver=parcel.receiver,
            phone=parcel.phone,
            address=parcel.address,
            now=now,
        )
    except PostUnavailable as failure:
        problem = failure.message
    api.hand_parcel(actor=POST, parcel=parcel, waybill=waybill, problem=problem, now=now)


@jobs.every(cron="*/10 * * * *", name="hall.follow_parcels")
def follow_parcels(timestamp: int) -> None:
    """Ask the post where its parcels are; a post that is down is asked again in ten minutes."""
    for parcel in api.list_parcels_underway():
        follow(parcel)


def follow(parcel: Parcel) -> None:
    """Write down what the post says of one parcel; what cannot be is left, and named in the act of the refusal's caller."""
    now = clock.now()
    try:
        told = post_named(parcel.carrier).track(
            waybill=parcel.waybill, handed_at=parcel.handed_at or parcel.made_at, now=now
        )
        for event in told:
            api.record_tracking(actor=POST, parcel=parcel, event=event, now=now)
            parcel.refresh_from_db()
    except (PostUnavailable, TrackingOutOfOrder, TrackingFromTomorrow) as failure:
        Parcel.objects.filter(pk=parcel.pk).update(problem=failure.message[:300])


@jobs.every(cron="0 17 * * *", name="hall.keep_days")
def keep_days(timestamp: int) -> None:
    """Serve by notices that have run out, say which questions are late, make receipts that were missed, file closed cases."""
    now = clock.now()
    for notice in api.list_running_notices(now=now):
        api.serve_by_notice(actor=CALENDAR, notice=notice, now=now)
    for question in api.list_late_unreminded(now=now):
        api.remind_answer(actor=CALENDAR, question=question, now=now)
    for charge in api.list_unbilled():
        api.write_bill(actor=CALENDAR, charge=charge, now=now)
    for application in api.list_unfiled(now=now):
        try:
            api.close_volume(actor=ARCHIVE, application=application, now=now)
        except Refusal:  # filed by somebody this minute
            continue
