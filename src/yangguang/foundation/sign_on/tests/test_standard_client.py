"""A standard OpenID Connect client (authlib), unchanged, over real HTTP: discovery, sign-on, userinfo, log-out told back."""

import http.server
import threading
import urllib.parse
from collections.abc import Iterator

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

from yangguang.foundation.access import snapshot
from yangguang.foundation.access.demo import SMALL_CITY, build_people
from yangguang.foundation.identity.demo import DEMO_PASSWORD
from yangguang.foundation.identity.tests.given import NOW
from yangguang.foundation.sign_on import tasks
from yangguang.foundation.sign_on.models import ClientSession
from yangguang.foundation.sign_on.queries import sessions_to_tell
from yangguang.foundation.sign_on.tests.given import connected

pytestmark = pytest.mark.django_db(transaction=True)


class _Library(http.server.BaseHTTPRequestHandler):
    """The other system: hears of log-outs."""

    heard: list[str] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.heard.append(urllib.parse.parse_qs(body)["logout_token"][0])
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def library() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Library)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _Library.heard.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_standard_client__signs_a_person_on_and_hears_of_the_log_out(
    live_server, settings, library: str, algorithm: str
) -> None:
    settings.DEMO_MODE = True
    settings.BASE_URL = live_server.url
    snapshot._current = snapshot.Snapshot("never")
    build_people(now=NOW, only=SMALL_CITY)
    back = f"{library}/callback"
    client, secret = connected(
        redirect_uris=(back,), backchannel_uri=f"{library}/logout", algorithm=algorithm
    )
    found = requests.get(f"{live_server.url}/.well-known/openid-configuration", timeout=10).json()
    system = OAuth2Session(
        client.client_id, secret, scope="openid profile", redirect_uri=back, code_challenge_method="S256"
    )
    verifier = "a-verifier-of-the-standard-client-0123456789"
    address, state = system.create_authorization_url(
        found["authorization_endpoint"], code_verifier=verifier, nonce="n-0S6"
    )

    person = requests.Session()
    page = person.get(address, timeout=10)
    assert page.url.startswith(f"{live_server.url}/sign-in/")
    page = _send(person, page, username="ouyang", password=DEMO_PASSWORD)
    onward = page.text.split('content="0;url=')[1].split('"')[0].replace("&amp;", "&")
    page = person.get(f"{live_server.url}{onward}", timeout=10)
    assert "市图书馆" in page.text
    answer = _send(person, page, follow=False, verdict="allow")
    token = system.fetch_token(
        found["token_endpoint"],
        authorization_response=answer.headers["Location"],
        state=state,
        code_verifier=verifier,
    )

    published = KeySet.import_key_set(requests.get(found["jwks_uri"], timeout=10).json())
    claims = jwt.decode(token["id_token"], published, algorithms=[algorithm]).claims
    registry = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": found["issuer"]},
        aud={"essential": True, "value": client.client_id},
        nonce={"essential": True, "value": "n-0S6"},
        exp={"essential": True},
    )
    registry.validate(claims)
    told = system.get(found["userinfo_endpoint"]).json()
    assert told["sub"] == claims["sub"]
    assert told["preferred_username"] == "ouyang"

    leaving = person.get(
        found["end_session_endpoint"],
        params={"id_token_hint": token["id_token"]},
        timeout=10,
        allow_redirects=False,
    )
    assert leaving.status_code == 302
    assert [one.client.pk for one in sessions_to_tell()] == [client.pk]
    tasks.catch_up()
    heard = jwt.decode(_Library.heard[0], published, algorithms=[algorithm])
    assert heard.header["typ"] == "logout+jwt"
    assert heard.claims["sid"] == claims["sid"]
    assert "http://schemas.openid.net/event/backchannel-logout" in heard.claims["events"]
    assert "nonce" not in heard.claims
    assert ClientSession.objects.get().told_at
    tasks.catch_up()
    assert len(_Library.heard) == 1
    person.close()  # a connection kept alive keeps the server's thread, and its database, with it
    system.close()


def _send(
    person: requests.Session, page: requests.Response, *, follow: bool = True, **told: str
) -> requests.Response:
    """Send the form of a page as a browser would: its own token, to its own address."""
    form = (
        page.text.split('<form class="yg-')[1]
        if "verdict" in told
        else page.text.split('action="/sign-in/"')[1]
    )
    token = form.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    kept = {"csrfmiddlewaretoken": token}
    if 'name="next" value="' in form:
        kept["next"] = form.split('name="next" value="')[1].split('"')[0].replace("&amp;", "&")
    address = page.url if "verdict" in told else page.url.split("?")[0]
    headers = {"Referer": page.url}
    answer = person.post(address, data={**kept, **told}, headers=headers, timeout=10, allow_redirects=False)
    if follow and answer.is_redirect:
        return person.get(urllib.parse.urljoin(page.url, answer.headers["Location"]), timeout=10)
    return answer
