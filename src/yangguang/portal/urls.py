"""The citizen's addresses."""

from django.urls import path

from yangguang.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.show_home, name="home"),
    path("now/", views.show_now, name="now"),
    path("search/", views.search, name="search"),
    path("progress/", views.ask_progress, name="progress"),
    path("progress/<str:number>/", views.show_progress, name="progress_of"),
    path("results/", views.list_results, name="results"),
    path("board/", views.show_board, name="board"),
    path("my/", views.show_my_space, name="my"),
    path("log/", views.list_acts, name="log"),
    path("log/<int:number>/", views.show_act, name="act"),
    path("demo-accounts/", views.list_demo_accounts, name="demo_accounts"),
    path("accessibility/", views.show_page, {"page": "accessibility"}, name="accessibility"),
    path("privacy/", views.show_page, {"page": "privacy"}, name="privacy"),
    path("about/", views.show_page, {"page": "about"}, name="about"),
    path("coming/<slug:key>/", views.show_coming, name="coming"),
]
