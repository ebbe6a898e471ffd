"""Addresses of supervision in the desk: cards against one's own posts, and the supervisor's console."""

from django.urls import path

from yangguang.oversight.monitoring import rest
from yangguang.oversight.monitoring.views import cards, live, rulebook

app_name = "monitoring"
urlpatterns = [
    path("api/monitoring/schema/", rest.show_schema, name="schema"),
    path("api/monitoring/events/", rest.take_events, name="events"),
    path("desk/cards/", cards.list_cards, name="cards"),
    path("desk/cards/<int:card_id>/", cards.show_card, name="card"),
    path("desk/cards/<int:card_id>/explain/", cards.explain, name="explain"),
    path("desk/cards/<int:card_id>/revoke/", cards.revoke, name="revoke"),
    path("desk/cards/<int:card_id>/<slug:deed>/", cards.act_on, name="card_deed"),
    path("desk/watch/", live.show_live, name="live"),
    path("desk/watch/rules/", rulebook.show_rulebook, name="rulebook"),
    path("desk/watch/rules/<int:pk>/<slug:deed>/", rulebook.act_on_rule, name="rule_deed"),
    path("desk/watch/sources/", rulebook.show_sources, name="sources"),
    path("desk/watch/feed/", live.show_feed, name="feed"),
    path("desk/watch/processes/", live.list_processes, name="processes"),
    path("desk/watch/processes/<str:plan_code>/", live.show_process, name="process"),
    path("desk/watch/cases/<str:number>/", live.replay_case, name="replay"),
]
