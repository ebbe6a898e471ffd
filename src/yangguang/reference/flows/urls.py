"""Addresses of the flow editor; a flow is reached by its matter's catalogue code."""

from django.urls import path

from yangguang.reference.flows.views import editor, trial

app_name = "flows"

urlpatterns = [
    path("admin-desk/flows/", editor.show_desk, name="desk"),
    path("admin-desk/flows/<slug:code>/", editor.show_editor, name="editor"),
    path("admin-desk/flows/<slug:code>/condition/", editor.check_condition, name="condition"),
    path("admin-desk/flows/<slug:code>/flow.bpmn", editor.download, name="download"),
    path("admin-desk/flows/<slug:code>/trial/", trial.show_trial, name="trial"),
]
