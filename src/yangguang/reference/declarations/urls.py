"""Addresses of the order of powers: the officers' under /admin-desk/powers/, the public's under /powers/."""

from django.urls import path

from yangguang.reference.declarations.views import (
    authority,
    campaigns,
    coding,
    declare,
    desk,
    joint,
    keeping,
    public,
    review,
    sheets,
)

app_name = "declarations"
HOME = "admin-desk/powers"

urlpatterns = [
    path(f"{HOME}/", desk.show_desk, name="desk"),
    path(f"{HOME}/campaigns/new/", campaigns.open_campaign, name="new_campaign"),
    path(f"{HOME}/campaigns/<int:campaign_id>/", campaigns.show_campaign, name="campaign"),
    path(f"{HOME}/campaigns/<int:campaign_id>/joint/", joint.open_joint_round, name="new_joint"),
    path(f"{HOME}/campaigns/<int:campaign_id>/<slug:body_code>/", declare.show_workbench, name="workbench"),
    path(f"{HOME}/campaigns/<int:campaign_id>/<slug:body_code>/import/", sheets.show_imports, name="import"),
    path(
        f"{HOME}/campaigns/<int:campaign_id>/<slug:body_code>/import/<int:sheet_id>/",
        sheets.show_sheet,
        name="sheet",
    ),
    path(
        f"{HOME}/campaigns/<int:campaign_id>/<slug:body_code>/import/<int:sheet_id>/refused.xlsx",
        sheets.download_refused,
        name="sheet_refused",
    ),
    path(f"{HOME}/declarations/<slug:number>/", review.show_declaration, name="declaration"),
    path(f"{HOME}/declarations/<slug:number>/edit/", declare.edit_declaration, name="edit"),
    path(f"{HOME}/joint/<int:joint_id>/", joint.show_joint_round, name="joint"),
    path(f"{HOME}/review/", review.show_queue, name="review"),
    path(f"{HOME}/formats/", keeping.show_formats, name="formats"),
    path(f"{HOME}/formats/<slug:kind>/", keeping.edit_format, name="format"),
    path(f"{HOME}/laws/", keeping.show_laws, name="laws"),
    path(f"{HOME}/coding/", coding.show_coding, name="coding"),
    path(f"{HOME}/authorities/", authority.show_authorities, name="authorities"),
    path(f"{HOME}/authorities/<slug:number>/", authority.show_authority, name="authority"),
    path(f"{HOME}/stops/", authority.show_stops, name="stops"),
    path("powers/", public.show_powers, name="powers"),
    path("powers.xlsx", public.download_powers, name="powers_xlsx"),
    path("powers.json", public.show_powers_json, name="powers_json"),
    path("powers/changes/", public.show_changes, name="changes"),
    path("powers/changes.xml", public.show_changes_feed, name="changes_feed"),
    path("powers/codes/", public.show_codes, name="codes"),
    path("powers/codes.json", public.show_code_json, name="code_json"),
    path("powers/subscriptions/", public.show_subscriptions, name="subscriptions"),
    path("powers/<slug:code>/", public.show_power, name="power"),
    path("sitemap.xml", public.show_sitemap, name="sitemap"),
    path("sitemap-matters.json", public.show_sitemap_json, name="sitemap_json"),
]
