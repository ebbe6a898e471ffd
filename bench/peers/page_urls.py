"""The platform's addresses and the bare view: one query, one line."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from yangguang.config.urls import urlpatterns as ours
from yangguang.foundation.access.api import public
<<<<<<< HEAD
from yangguang.reference.matters.models import Matter
=======
from yangguang.reference.matters.models import MatterVersion
>>>>>>> 2dbf0ec (bench: Ask pages of a really served group beside a bare view.)


@public
def bare(request: HttpRequest, code: str) -> HttpResponse:
    """Fetch one row as a model and say its name."""
<<<<<<< HEAD
    return HttpResponse(Matter.objects.get(catalog_code=code).name)
=======
    version = MatterVersion.objects.select_related("matter").get(
        matter__catalog_code=code, status="published"
    )
    return HttpResponse(version.plain_name)
>>>>>>> 2dbf0ec (bench: Ask pages of a really served group beside a bare view.)


urlpatterns = [path("bare/<str:code>/", bare), *ours]
