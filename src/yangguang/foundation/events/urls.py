"""The address of the fallback; the stream itself (`/live/<topic>`) is served before Django."""

from django.urls import path

from yangguang.foundation.events import views

app_name = "events"
urlpatterns = [path("live-poll/<str:topic>/", views.poll, name="poll")]
