"""Addresses of linkage: levels, halls, the officers' desks, and the exchange with districts' systems."""

from django.urls import path

from yangguang.capabilities.linkage import rest
from yangguang.capabilities.linkage.views import exchange, halls, lendings, levels

app_name = "linkage"

urlpatterns = [
    path("levels/", levels.which, name="which"),
    path("levels/<str:code>/", levels.where, name="where"),
    path("halls/", halls.halls, name="halls"),
    path("halls/bookings/<uuid:uuid>/cancel/", halls.cancel, name="cancel"),
    path("halls/tickets/<uuid:uuid>/", halls.ticket, name="ticket"),
    path("halls/<slug:code>/", halls.hall, name="hall"),
    path("halls/<slug:code>/book/", halls.book, name="book"),
    path("halls/<slug:code>/ticket/", halls.take, name="take"),
    path("desk/linkage/", levels.desk, name="desk"),
    path("desk/linkage/cases/<str:number>/", levels.case, name="desk_case"),
    path("desk/linkage/transfers/", levels.transfers, name="transfers"),
    path("desk/linkage/transfers/<uuid:uuid>/", levels.move, name="move"),
    path("desk/linkage/take-in/<str:code>/", levels.take_in, name="take_in"),
    path("desk/linkage/exchange/", exchange.systems, name="exchange"),
    path("desk/linkage/exchange/<str:code>/", exchange.days, name="exchange_days"),
    path("desk/linkage/exchange/<str:code>/<str:day>/", exchange.report, name="exchange_day"),
    path("desk/linkage/lendings/", lendings.lendings, name="lendings"),
    path("desk/linkage/lendings/<int:pk>/end/", lendings.end, name="end_lending"),
    path("desk/linkage/transfers/<uuid:uuid>/history/", levels.history, name="transfer"),
    path("desk/halls/", halls.counters, name="counters"),
    path("desk/halls/<slug:code>/<int:number>/", halls.counter, name="counter"),
    path("exchange/v1/openapi.json", rest.describe, name="openapi"),
    path("exchange/v1/events/", rest.receive, name="receive"),
    path("exchange/v1/outgoing/", rest.outgoing, name="outgoing"),
    path("exchange/v1/receipts/", rest.acknowledge, name="acknowledge"),
    path("exchange/v1/batches/", rest.batch, name="batch"),
    path("exchange/v1/reconciliation/", rest.reconciliation, name="reconciliation"),
]
