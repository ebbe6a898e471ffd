"""The platform's addresses and the bare view: one query, one line."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from yangguang.config.urls import urlpatterns as ours
from yangguang.foundation.access.api import public
from yangguang.reference.matters.models import Matter


@public
def bare(request: HttpRequest, code: str) -> HttpResponse:
    """Fetch one row as a model and say its name."""
    return HttpResponse(Matter.objects.get(catalog_code=code).name)


urlpatterns = [path("bare/<str:code>/", bare), *ours]
