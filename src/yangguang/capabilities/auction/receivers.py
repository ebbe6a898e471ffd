"""The room follows the venue: it is prepared when a lot is announced, gives seats, stands still with the lot."""

from uuid import UUID

from yangguang.capabilities.auction.api import (
    BATCH,
    admit_bidder,
    find_session_of,
    open_session,
    pause,
    resume,
)
from yangguang.capabilities.venue.api import BidderReady, LotAnnounced, LotHalted, get_lot
from yangguang.foundation.acts.api import subscribe

TRADED_HERE = ("land", "mining", "property", "asset")


@subscribe(LotAnnounced)
def prepare_room(event: LotAnnounced, act_number: int) -> None:
    """Prepare the room of a lot that is sold by bidding; a new round gets a new one."""
    lot = get_lot(number=event.lot_number)
    present = find_session_of(lot_number=lot.number)
    if lot.market in TRADED_HERE and (present is None or present.phase in ("decided", "aborted")):
        open_session(actor=BATCH, now=event.at, lot=lot)


@subscribe(BidderReady)
def seat_bidder(event: BidderReady, act_number: int) -> None:
    """Give the seat; the opening looks again for whoever was missed."""
    session = find_session_of(lot_number=event.lot_number)
    if session is not None and session.phase not in ("decided", "aborted"):
        admit_bidder(actor=BATCH, now=event.at, session=session, registration=UUID(event.registration))


@subscribe(LotHalted)
def follow_halt(event: LotHalted, act_number: int) -> None:
    """Pause a running room while an objection or complaint keeps the lot standing, and resume it afterwards."""
    session = find_session_of(lot_number=event.lot_number)
    if session is None or session.phase in ("decided", "aborted") or session.is_paused == event.is_halted:
        return
    step = pause if event.is_halted else resume
    step(actor=BATCH, now=event.at, session=session, reason=event.reason)
