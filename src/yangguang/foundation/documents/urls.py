"""One public address: the check page of a document."""

from django.urls import path

from yangguang.foundation.documents import views

app_name = "documents"
urlpatterns = [path("documents/<uuid:reference>/", views.check, name="check")]
