"""Addresses of discretion standards; a standard is reached by its code."""

from django.urls import path

from yangguang.reference.discretion.views import editor, public, review

app_name = "discretion"

urlpatterns = [
    path("discretion/", public.show_list, name="list"),
    path("discretion/<slug:code>.json", public.show_json, name="json"),
    path("discretion/<slug:code>/", public.show_calculator, name="calculator"),
    path("discretion/<slug:code>/versions/", public.show_versions, name="versions"),
    path("discretion/<slug:code>/standard.dmn", public.download_dmn, name="dmn"),
    path("admin-desk/discretion/", editor.show_desk, name="desk"),
    path("admin-desk/discretion/<slug:code>/", editor.show_editor, name="editor"),
    path("admin-desk/discretion/<slug:code>/review/", review.show_review, name="review"),
    path("admin-desk/discretion/<slug:code>/check/", editor.check, name="check"),
    path("admin-desk/discretion/<slug:code>/file/", editor.take_file, name="take_file"),
    path("admin-desk/discretion/<slug:code>/retire/", editor.retire, name="retire"),
    path("admin-desk/discretion/<slug:code>/export.dmn", editor.give_file, {"kind": "dmn"}, name="give_dmn"),
    path(
        "admin-desk/discretion/<slug:code>/export.xlsx", editor.give_file, {"kind": "xlsx"}, name="give_xlsx"
    ),
]
