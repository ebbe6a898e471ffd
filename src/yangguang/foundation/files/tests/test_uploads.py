"""The mouth of the upload: cut-off bodies, too large ones, too many parts, over the real middleware stack."""

import io

import pytest
from django.http import HttpResponse, JsonResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from yangguang.foundation.access.api import public
from yangguang.foundation.files.tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@public
@csrf_exempt
def take(request):
    return JsonResponse({name: upload.size for name, upload in request.FILES.items()})


urlpatterns = [path("take/", take)]
EDGE = "----edge"


def body(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    for name, content in parts:
        out.write(
            f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n".encode()
        )
        out.write(content + b"\r\n")
    out.write(f"--{EDGE}--\r\n".encode())
    return out.getvalue()


def post(content: bytes, length: int | None = None) -> HttpResponse:
    return Client().generic(
        "POST",
        "/take/",
        content,
        content_type=f"multipart/form-data; boundary={EDGE}",
        headers={"accept": "application/json"},
        **({} if length is None else {"CONTENT_LENGTH": str(length)}),
    )


def test_upload__whole__arrives():
    response = post(body(("a", given.PDF)))

    assert response.json() == {"a": len(given.PDF)}


@pytest.mark.parametrize("sent", [120, 400, 100_000])
def test_upload__cut_off__is_refused_by_name(sent, monkeypatch):
    import django.test.client

    # the test client's own stream refuses to be read past its end; a broken socket just ends
    monkeypatch.setattr(django.test.client, "FakePayload", io.BytesIO)
    whole = body(("a", b"%PDF-" + b"x" * 200_000))

    response = post(whole[:sent], len(whole))

    assert (response.status_code, response.json()["code"]) == (400, "files.cut_off")


def test_upload__over_the_site_limit__is_refused_while_it_comes(settings):
    settings.MAX_UPLOAD_BYTES = 100_000

    response = post(body(("a", b"x" * 300_000)))

    assert (response.status_code, response.json()["code"]) == (413, "files.too_large")


def test_upload__more_parts_than_any_form_has__is_refused(settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3

    response = post(body(*[(f"f{number}", b"x") for number in range(5)]))

    assert (response.status_code, response.json()["code"]) == (422, "files.too_many")
