"""The addresses of the design system itself."""

from django.urls import path

from yangguang.foundation.ui import views

app_name = "ui"
urlpatterns = [
    path("text-size/", views.choose_text_size, name="text_size"),
    path("favicon.ico", views.show_mark, name="favicon"),
    path("parts/", views.show_parts, name="parts"),
]
