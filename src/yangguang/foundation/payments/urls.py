"""Addresses of payments: paying, the bank's messages, the demo's bank, and the desk of those who keep the money."""

from django.urls import path

from yangguang.foundation.payments import views

app_name = "payments"

urlpatterns = [
    path("pay/<str:number>/", views.order, name="order"),
    path("pay/<str:number>/go/", views.go, name="go"),
    path("payments/demo/", views.demo_bank, name="demo_bank"),
    path("payments/calls/<slug:provider>/", views.hear, name="hear"),
    path("desk/payments/", views.desk, name="desk"),
    path("desk/payments/orders/<str:number>/", views.desk_order, name="desk_order"),
    path("desk/payments/refunds/<uuid:uuid>/", views.judge, name="judge"),
    path("desk/payments/days/", views.days, name="days"),
    path("desk/payments/days/<slug:provider>/<str:day>/", views.one_day, name="day"),
]
