"""Addresses of licences; the verification address is printed in QR codes and never changes."""

from django.urls import path

from yangguang.reference.licences import views

app_name = "licences"
urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify_code, name="verify_code"),
    path("licences/<str:code>/paper/", views.paper, name="paper"),
]
