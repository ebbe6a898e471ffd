"""Addresses of the inbox."""

from django.urls import path

from yangguang.foundation.messaging import views

app_name = "messaging"
urlpatterns = [
    path("messages/", views.show_inbox, name="inbox"),
    path("messages/read-all/", views.read_all, name="read_all"),
    path("messages/<uuid:reference>/read/", views.read, name="read"),
]
