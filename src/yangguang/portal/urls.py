"""The citizen's addresses, the log of acts, and the audit officers' desk."""

from django.urls import path

from yangguang.portal import rest
from yangguang.portal.views import audit, pages, record

app_name = "portal"
urlpatterns = [
    path("", pages.show_home, name="home"),
    path("now/", pages.show_now, name="now"),
    path("search/", pages.search, name="search"),
    path("progress/", pages.ask_progress, name="progress"),
    path("progress/<str:number>/", pages.show_progress, name="progress_of"),
    path("results/", pages.list_results, name="results"),
    path("board/", pages.show_board, name="board"),
    path("my/", pages.show_my_space, name="my"),
    path("log/", record.list_acts, name="log"),
    path("log/checkpoint", record.give_checkpoint, name="log_checkpoint"),
    path("log/key", record.give_key, name="log_key"),
    path("log/tile/<path:place>", record.give_tile, name="log_tile"),
    path("log/cosignatures/", record.take_cosignature, name="log_cosignatures"),
    path("log/verify/", record.show_verifier, name="log_verify"),
    path("log/<int:number>/", record.show_act, name="act"),
    path("log/<int:number>/proof.json", record.give_proof, name="act_proof"),
    path("log/cases/<str:number>/proof.json", record.give_case_proof, name="case_proof"),
    path("admin-desk/log/", audit.show_log_query, name="log_query"),
    path("admin-desk/log/state/", audit.show_log_state, name="log_state"),
    path("admin-desk/log/evidence/<str:object_type>/<str:number>/", audit.give_evidence, name="log_evidence"),
    path("demo-accounts/", pages.list_demo_accounts, name="demo_accounts"),
    path("accessibility/", pages.show_page, {"page": "accessibility"}, name="accessibility"),
    path("privacy/", pages.show_page, {"page": "privacy"}, name="privacy"),
    path("about/", pages.show_page, {"page": "about"}, name="about"),
    *rest.urlpatterns,
    path("coming/<slug:key>/", pages.show_coming, name="coming"),
]
