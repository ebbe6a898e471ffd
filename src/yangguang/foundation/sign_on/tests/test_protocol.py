"""The provider against hostile and clumsy clients, without a network."""

import base64
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client as Browser

from yangguang.foundation.access import operations as access
from yangguang.foundation.access import snapshot
from yangguang.foundation.access.demo import SMALL_CITY, build_people
from yangguang.foundation.access.queries import find_faults
from yangguang.foundation.access.tests.given import actor, sign_in
from yangguang.foundation.identity.tests.given import NOW
from yangguang.foundation.sign_on import keys, operations
from yangguang.foundation.sign_on.models import AccessToken, Client, Consent, SigningKey
from yangguang.foundation.sign_on.rules import ClientIncomplete
from yangguang.foundation.sign_on.tests.given import BACK, connected, registered
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotPermitted

pytestmark = pytest.mark.django_db

VERIFIER = "v" * 50


@pytest.fixture(autouse=True)
def people(settings) -> None:
    settings.DEMO_MODE = True
    snapshot._current = snapshot.Snapshot("never")
    build_people(now=NOW, only=SMALL_CITY)


def address(client: Client, **changes: str | None) -> str:
    told = {
        "client_id": client.client_id,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "openid profile",
        "state": "s1",
        "nonce": "n1",
        "code_challenge": keys.challenge_of(VERIFIER),
        "code_challenge_method": "S256",
        **changes,
    }
    return (
        f"/sign-on/authorize?{urlencode({name: value for name, value in told.items() if value is not None})}"
    )


def answer_of(response) -> dict[str, str]:
    assert response.status_code == 302
    assert response.headers["Location"].startswith(BACK)
    return {
        name: values[0] for name, values in parse_qs(urlsplit(response.headers["Location"]).query).items()
    }


def code_for(browser: Browser, client: Client, **changes) -> str:
    return answer_of(browser.post(address(client, **changes), {"verdict": "allow"}))["code"]


def exchange(client: Client, secret: str, code: str, **changes: str):
    told = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    shown = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
    return Browser().post("/sign-on/token", {**told, **changes}, headers={"Authorization": f"Basic {shown}"})


@pytest.fixture
def reader() -> Browser:
    browser = Browser()
    sign_in(browser, "ouyang")
    return browser


def test_client__before_approval__does_not_exist(reader: Browser) -> None:
    made = registered()

    assert reader.get(address(made.client)).status_code == 400


def test_client__row_changed__does_not_exist_and_is_named(reader: Browser) -> None:
    client, _ = connected()
    Client.objects.filter(pk=client.pk).update(redirect_uris=["https://evil.example/"])

    assert reader.get(address(client, redirect_uri="https://evil.example/")).status_code == 400
    assert any("市图书馆" in one for one in find_faults())


def test_client__same_person__cannot_approve() -> None:
    made = registered()
    with pytest.raises(NotPermitted):
        access.approve_proposal(actor=actor("system1"), now=NOW, proposal=made.client)


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uris": ("ftp://x/",)},
        {"redirect_uris": ("https://x/#y",)},
        {"redirect_uris": ("https://*.x/",)},
        {"redirect_uris": ()},
        {"scopes": ("openid", "everything")},
        {"kind": "other"},
        {"reason": ""},
    ],
)
def test_register_client__bad_input__is_refused_by_field(changes: dict) -> None:
    with pytest.raises(ClientIncomplete):
        registered(**changes)


def test_whole_way__consent_then_code_then_tokens_then_userinfo(reader: Browser) -> None:
    client, secret = connected()
    page = reader.get(address(client)).content.decode()
    assert "市图书馆" in page
    assert "您的姓名和用户名" in page

    answer = answer_of(reader.post(address(client), {"verdict": "allow"}))
    assert answer["state"] == "s1"
    told = exchange(client, secret, answer["code"]).json()
    claims = keys.read_token(told["id_token"])
    assert claims["nonce"] == "n1"
    assert claims["aud"] == client.client_id
    assert claims["at_hash"] == keys.half_hash(told["access_token"])
    person = (
        Browser().get("/sign-on/userinfo", headers={"Authorization": f"Bearer {told['access_token']}"}).json()
    )
    assert person["sub"] == claims["sub"]
    assert person["preferred_username"] == "ouyang"
    assert "phone_number" not in person
    assert "code" in answer_of(reader.get(address(client))), "agreed once, not asked again"


def test_subject__is_another_for_every_client(reader: Browser) -> None:
    first, _ = connected()
    second, _ = connected(name="市体育馆")

    assert keys.subject_of(first, 7) != keys.subject_of(second, 7)
    assert keys.subject_of(first, 7) == keys.subject_of(first, 7)


def test_code__used_twice__voids_the_tokens(reader: Browser) -> None:
    client, secret = connected()
    code = code_for(reader, client)
    token = exchange(client, secret, code).json()["access_token"]

    again = exchange(client, secret, code)

    assert again.json()["error"] == "invalid_grant"
    assert Browser().get("/sign-on/userinfo", headers={"Authorization": f"Bearer {token}"}).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 50},
        {"code_verifier": ""},
        {"code_verifier": "short"},
        {"redirect_uri": BACK + "/x"},
        {"code": "unknown"},
    ],
)
def test_exchange__what_does_not_fit__is_invalid_grant(reader: Browser, changes: dict) -> None:
    client, secret = connected()
    code = code_for(reader, client)

    response = exchange(client, secret, **{"code": code, **changes})

    assert response.status_code == 400
    assert response.json()["error"] == "invalid_grant"
    assert response.headers["Cache-Control"]


def test_exchange__by_another_client_or_a_wrong_secret__is_refused(reader: Browser) -> None:
    client, secret = connected()
    other, other_secret = connected(name="市体育馆")
    code = code_for(reader, client)

    assert exchange(other, other_secret, code).json()["error"] == "invalid_grant"
    assert exchange(client, "wrong", code).status_code == 401
    assert exchange(client, secret, code).status_code == 200


def test_exchange__a_minute_later__is_expired(reader: Browser) -> None:
    client, secret = connected()
    code = code_for(reader, client)

    with clock.fixed_at(clock.now() + timedelta(seconds=61)):
        assert exchange(client, secret, code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"request_uri": "https://x/"}, "request_not_supported"),
        ({"prompt": "none"}, "consent_required"),
        ({"prompt": "none login"}, "invalid_request"),
    ],
)
def test_authorize__what_is_not_understood__goes_back_to_the_client(
    reader: Browser, changes: dict, error: str
) -> None:
    client, _ = connected()

    answer = answer_of(reader.get(address(client, **changes)))

    assert answer["error"] == error
    assert answer["state"] == "s1"


@pytest.mark.parametrize("uri", [BACK + "/", BACK + "?x=1", "https://evil.example/", ""])
def test_authorize__unregistered_address__sends_nobody_there(reader: Browser, uri: str) -> None:
    client, _ = connected()

    assert reader.get(address(client, redirect_uri=uri)).status_code == 400


def test_authorize__stranger__signs_in_first_and_none_is_told() -> None:
    client, _ = connected()
    browser = Browser()

    assert browser.get(address(client)).headers["Location"].startswith("/sign-in/?next=/sign-on/authorize")
    assert answer_of(browser.get(address(client, prompt="none")))["error"] == "login_required"


def test_authorize__deny__is_access_denied(reader: Browser) -> None:
    client, _ = connected()

    assert answer_of(reader.post(address(client), {"verdict": "deny"}))["error"] == "access_denied"
    assert not Consent.objects.exists()


def test_authorize__max_age_passed__signs_in_again(reader: Browser) -> None:
    client, _ = connected()
    code_for(reader, client)

    with clock.fixed_at(clock.now() + timedelta(minutes=5)):
        response = reader.get(address(client, max_age="60"))

    assert response.headers["Location"].startswith("/sign-in/")


def test_sign_out__ends_the_tokens(reader: Browser) -> None:
    client, secret = connected()
    token = exchange(client, secret, code_for(reader, client)).json()["access_token"]

    reader.post("/sign-out/")

    assert Browser().get("/sign-on/userinfo", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_consent_withdrawn__tokens_stop(reader: Browser) -> None:
    client, secret = connected()
    token = exchange(client, secret, code_for(reader, client)).json()["access_token"]

    reader.post("/account/consents/", {"client_id": client.client_id})

    assert Browser().get("/sign-on/userinfo", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_client_credentials__of_a_service__has_no_person() -> None:
    client, secret = connected(kind="service", redirect_uris=(), scopes=("posts",))
    told = {
        "grant_type": "client_credentials",
        "client_id": client.client_id,
        "client_secret": secret,
        "scope": "posts",
    }

    answer = Browser().post("/sign-on/token", told).json()

    assert "id_token" not in answer
    shown = {"Authorization": f"Bearer {answer['access_token']}"}
    assert Browser().get("/sign-on/userinfo", headers=shown).status_code == 403
    assert Browser().post("/sign-on/token", {**told, "scope": "profile"}).json()["error"] == "invalid_scope"


def test_public_client__needs_no_secret_but_the_verifier(reader: Browser) -> None:
    client, secret = connected(kind="public")
    assert secret == ""
    told = {
        "grant_type": "authorization_code",
        "client_id": client.client_id,
        "code": code_for(reader, client),
        "redirect_uri": BACK,
    }

    assert Browser().post("/sign-on/token", told).json()["error"] == "invalid_grant"
    assert Browser().post("/sign-on/token", {**told, "code_verifier": VERIFIER}).status_code == 200


def test_keys__private_halves__lie_sealed_and_rotation_keeps_old_ones_verifying(reader: Browser) -> None:
    client, secret = connected()
    told = exchange(client, secret, code_for(reader, client)).json()
    old = SigningKey.objects.get(algorithm="RS256")
    assert b'"d"' not in bytes(old.sealed_private)
    assert "d" not in old.public

    operations.rotate_key(actor=operations.hand_of(client), now=clock.now(), algorithm="RS256")

    assert keys.read_token(told["id_token"])
    published = Browser().get("/sign-on/jwks.json").json()["keys"]
    assert {one["alg"] for one in published} == {"RS256", "ES256"}
    assert len(published) == 3


def test_end_session__proven_by_the_token__leaves_at_once(reader: Browser) -> None:
    client, secret = connected()
    told = exchange(client, secret, code_for(reader, client)).json()
    query = urlencode(
        {
            "id_token_hint": told["id_token"],
            "post_logout_redirect_uri": "http://127.0.0.1:9/bye",
            "state": "z",
        }
    )

    response = reader.get(f"/sign-on/end-session?{query}")

    assert response.headers["Location"] == "http://127.0.0.1:9/bye?state=z"
    assert reader.get("/account/").status_code == 302


def test_end_session__without_proof__asks_and_an_unknown_address_is_refused(reader: Browser) -> None:
    client, _ = connected()

    assert "要退出登录吗" in reader.get("/sign-on/end-session").content.decode()
    assert reader.get("/account/").status_code == 200
    query = urlencode({"client_id": client.client_id, "post_logout_redirect_uri": "https://evil.example/"})
    assert reader.get(f"/sign-on/end-session?{query}").status_code == 400
    forged = urlencode({"id_token_hint": "eyJhbGciOiJub25lIn0.e30."})
    assert reader.get(f"/sign-on/end-session?{forged}").status_code == 200
    assert reader.post("/sign-on/end-session", {"verdict": "leave"}).headers["Location"] == "/"


@pytest.mark.parametrize(
    "header", ["Basic %%%", "Basic " + base64.b64encode(b"\xff").decode(), "Bearer x", ""]
)
def test_token__malformed_credentials__are_invalid_client(header: str) -> None:
    response = Browser().post("/sign-on/token", {"grant_type": "x"}, headers={"Authorization": header})

    assert response.status_code == 401
    assert Browser().get("/sign-on/token").status_code == 405
    assert not AccessToken.objects.exists()
