"""Addresses of the app."""

app_name = "auction"
urlpatterns: list[object] = []
