"""Addresses of live bidding; bids themselves go to `/bid/<room>/` (`views/door.py`)."""

from django.urls import path

from yangguang.capabilities.auction.views import rooms, watching

app_name = "auction"

urlpatterns = [
    path("auctions/", rooms.show_rooms, name="rooms"),
    path("auctions/clock.json", rooms.show_clock, name="clock"),
    path("auctions/of/<slug:number>/", rooms.find_room, name="of_lot"),
    path("auctions/<uuid:reference>/", rooms.show_public, name="public"),
    path("auctions/<uuid:reference>/screen/", rooms.show_screen, name="screen"),
    path("auctions/<uuid:reference>/state.json", rooms.show_state, name="state"),
    path("auctions/<uuid:reference>/bids.json", rooms.show_bids, name="bids"),
    path("auctions/<uuid:reference>/log.jsonl", rooms.download_log, name="log"),
    path("auctions/<uuid:reference>/room/", rooms.show_room, name="room"),
    path("auctions/<uuid:reference>/bid/", rooms.bid, name="bid"),
    path("auctions/<uuid:reference>/say/<slug:deed>/", rooms.speak, name="speak"),
    path("auctions/<uuid:reference>/watch/", watching.show_watch, name="watch"),
    path("auctions/<uuid:reference>/watch/<slug:deed>/", watching.act, name="act"),
]
