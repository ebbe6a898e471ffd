"""Addresses of the venue: /trading/ for everybody, /trading/my/ for bidders, /trading-desk/ for those who run and watch it."""

from django.urls import path

from yangguang.capabilities.venue.views import desk, lots, own

app_name = "venue"

urlpatterns = [
    path("trading/", lots.show_lots, name="lots"),
    path("trading/my/", own.show_own, name="own"),
    path("trading/my/<uuid:reference>/pay/", own.pay, name="pay"),
    path("trading/lots/<slug:number>/", lots.show_lot, name="lot"),
    path("trading/lots/<slug:number>/register/", own.register, name="register"),
    path("trading/lots/<slug:number>/say/<slug:deed>/", lots.speak, name="speak"),
    path("trading/ocds/releases.json", lots.show_releases, name="releases"),
    path("trading/ocds/records.json", lots.show_records, name="records"),
    path("trading-desk/", desk.show_desk, name="desk"),
    path("trading-desk/<slug:number>/", desk.show_desk_lot, name="desk_lot"),
    path("trading-desk/<slug:number>/<slug:deed>/", desk.act, name="act"),
]
