"""A flow drawn for a power that has no code yet, and handed into its declaration."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel import clock
from yangguang.reference.declarations import api as declarations
from yangguang.reference.declarations.tests import given
from yangguang.reference.flows import api as flows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organised")]


@pytest.fixture(autouse=True)
def day() -> Iterator[None]:
    with clock.fixed_at(given.NOW + timedelta(hours=1)):
        yield


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def test_flow__before_the_code__is_drawn_tried_and_handed_into_the_declaration() -> None:
    declaration = given.opened(flow_xml="")
    clerk = signed_in("police-admin")
    page = clerk.get(f"{declaration.get_absolute_url()}edit/").content.decode()
    assert f"/admin-desk/flows/?matter={declaration.number}" in page

    begun = clerk.post("/admin-desk/flows/", {"matter": declaration.number, "origin": "shape:plain"})
    editor = f"/admin-desk/flows/{declaration.number}/"
    assert begun.url == editor
    shown = clerk.get(f"{editor}?row=examine").content.decode()
    assert "存入申报" in shown
    assert "人任职" in shown
    assert "走完" in clerk.post(f"{editor}trial/", {"do": "all"}).content.decode()
    draft = flows.get_flow_draft(code=declaration.number)
    clerk.post(editor, {"do": "hand_in", "revision": draft.revision, "row": ""})

    declaration.refresh_from_db()
    assert declarations.content_of_declaration(declaration).flow_xml == draft.xml
    assert declaration.revision == 2


def test_flow__of_a_declaration__is_hidden_from_other_bodies_and_closed_after_submission() -> None:
    declaration = given.opened()
    clerk = signed_in("police-admin")
    clerk.post("/admin-desk/flows/", {"matter": declaration.number, "origin": "current"})
    editor = f"/admin-desk/flows/{declaration.number}/"

    assert signed_in("water-admin").get(editor).status_code == 404
    assert signed_in("water-admin").post(
        "/admin-desk/flows/", {"matter": declaration.number, "origin": "current"}
    ).status_code in (403, 422)
    given.submitted(declaration)
    assert clerk.get(editor).status_code == 404


def test_flow__handed_in_after_the_signature__needs_a_new_one() -> None:
    declaration = given.opened()
    clerk = given.officer(PostKind.ADMIN, "police")
    signed_in("police-admin").post("/admin-desk/flows/", {"matter": declaration.number, "origin": "current"})
    declarations.sign_declaration(
        actor=given.officer(PostKind.DECIDE, "police"), now=given.NOW, declaration=declaration
    )
    draft = flows.get_flow_draft(code=declaration.number)

    flows.hand_in_flow(actor=clerk, now=given.NOW, draft=draft, revision=draft.revision)

    declaration.refresh_from_db()
    assert (declaration.state, declaration.signed_by) == ("draft", "")
