"""Addresses of the hall: questions for everybody, an enterprise's agents, and the desks of parcels, questions, fees, volumes."""

from django.urls import path

from yangguang.capabilities.hall.views import agents, fees, parcels, questions, volumes

app_name = "hall"

urlpatterns = [
    path("questions/", questions.questions, name="questions"),
    path("questions/ask/<str:code>/", questions.ask, name="ask"),
    path("questions/<str:number>/", questions.question, name="question"),
    path("service-notices/", parcels.notices, name="notices"),
    path("agents/", agents.agents, name="agents"),
    path("desk/questions/", questions.desk, name="desk_questions"),
    path("desk/questions/<str:number>/", questions.answer, name="answer"),
    path("desk/parcels/", parcels.desk, name="parcels"),
    path("desk/parcels/cases/<str:number>/", parcels.case, name="post"),
    path("desk/fees/cases/<str:number>/", fees.case, name="fee"),
    path("desk/fees/rules/", fees.rules, name="hold_rules"),
    path("desk/volumes/", volumes.volumes, name="volumes"),
    path("desk/volumes/cases/<str:number>/", volumes.close, name="close_volume"),
    path("desk/volumes/<str:number>/", volumes.volume, name="volume"),
    path("desk/volumes/<str:number>/export/", volumes.export, name="export_volume"),
]
