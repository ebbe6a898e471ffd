"""Addresses of comparison: the officers' under /desk/comparisons/."""

from django.urls import path

from yangguang.reference.comparison.views import checks, keeping

app_name = "comparison"
HOME = "desk/comparisons"

urlpatterns = [
    path(f"{HOME}/", checks.show_checks, name="checks"),
    path(f"{HOME}/rules/", keeping.show_all_rules, name="rules"),
    path(f"{HOME}/rules/<slug:kind>/<int:number>/", keeping.show_rules, name="rules_version"),
    path(f"{HOME}/sources/", keeping.show_sources, name="sources"),
    path(f"{HOME}/runs/", keeping.show_runs, name="runs"),
    path(f"{HOME}/runs/<uuid:uuid>/", keeping.show_run, name="run"),
    path(f"{HOME}/<uuid:uuid>/", checks.show_check, name="check"),
]
