"""Addresses of the app."""

app_name = "venue"
urlpatterns: list[object] = []
