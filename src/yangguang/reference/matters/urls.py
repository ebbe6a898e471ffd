"""Addresses of matters; a matter is reached by its catalogue code (12) or its full code (31)."""

from django.urls import path

from yangguang.reference.matters import views

app_name = "matters"

urlpatterns = [
    path("matters/", views.show_list, name="list"),
    path("matters/<slug:code>.json", views.show_json, name="json"),
    path("matters/<slug:code>/", views.show_guide, name="guide"),
    path("matters/<slug:code>/flow.bpmn", views.download_flow, name="flow"),
    path("matters/<slug:code>/versions/", views.show_versions, name="versions"),
    path("matters/<slug:code>/materials/<int:place>/", views.show_material, name="material"),
    path("admin-desk/matters/import/", views.show_import, name="import"),
    path("admin-desk/matters/import/<int:batch_id>/", views.show_batch, name="import_batch"),
    path("admin-desk/matters/import/<int:batch_id>/marked.xlsx", views.download_marked, name="import_marked"),
    path("admin-desk/matters/export.xlsx", views.download_export, name="export"),
]
