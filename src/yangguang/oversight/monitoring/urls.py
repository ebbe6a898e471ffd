"""Addresses of supervision in the desk: cards against one's own posts, and the supervisor's console."""

from django.urls import path

from yangguang.oversight.monitoring import views

app_name = "monitoring"
urlpatterns = [
    path("desk/cards/", views.list_cards, name="cards"),
    path("desk/cards/<int:card_id>/", views.show_card, name="card"),
    path("desk/cards/<int:card_id>/explain/", views.explain, name="explain"),
    path("desk/cards/<int:card_id>/revoke/", views.revoke, name="revoke"),
]
