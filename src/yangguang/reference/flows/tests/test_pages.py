"""The editor and the trial as officers meet them, with and without htmx."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yangguang.foundation.organisation.api import Officer, PostKind
from yangguang.foundation.process.api import parse
from yangguang.kernel import clock
from yangguang.reference.flows import api as flows
from yangguang.reference.flows.tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
EDITOR = f"/admin-desk/flows/{given.FOOD}/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def day() -> Iterator[None]:
    with clock.fixed_at(given.NOW + timedelta(hours=1)):
        yield


@pytest.fixture
def admin(client: Client) -> Client:
    officer = Officer.objects.filter(appointments__post__kind=PostKind.ADMIN).first()
    assert officer is not None
    client.force_login(officer.account)
    return client


def draft() -> flows.FlowDraft:
    return flows.get_flow_draft(code=given.FOOD)


def test_desk__begins_from_version_shape_and_file(admin: Client) -> None:
    for origin in ("current", "shape:site"):
        assert (
            admin.post("/admin-desk/flows/", {"matter": given.FOOD, "origin": origin}).headers["Location"]
            == EDITOR
        )
    upload = SimpleUploadedFile("a.bpmn", draft().xml.encode())

    response = admin.post("/admin-desk/flows/", {"matter": given.FOOD, "origin": "file", "file": upload})

    assert response.status_code == 302
    assert "从文件导入" in admin.get(EDITOR).content.decode()
    assert "食品经营许可" in admin.get("/admin-desk/flows/?q=食品经营许可").content.decode()


def test_desk__file_that_runs_code__is_refused_with_its_line(admin: Client) -> None:
    source = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">\n'
        '<process id="p">\n<scriptTask id="x"/></process></definitions>'
    )
    sent = {"matter": given.FOOD, "origin": "file", "file": SimpleUploadedFile("a.bpmn", source.encode())}

    response = admin.post("/admin-desk/flows/", sent)

    assert response.status_code == 422
    assert "第3行 x：脚本任务不准导入" in response.content.decode()


def test_editor__row__is_opened_and_saved(admin: Client) -> None:
    given.draft()
    sent = {
        "row": "examine", "revision": draft().revision, "do": "save", "name": "仔细审查", "limit": "4", "unit": "wd",
        "letter": "A", "lane": "post:expert", "what": "核对 <材料>", "basis": "行政许可法第三十四条",
        "has_materials": "1", "materials": ["M001", "坏的"], "documents": "审查意见",
    }  # fmt: skip

    assert 'value="审查材料"' in admin.get(f"{EDITOR}?row=examine").content.decode()
    assert admin.post(EDITOR, sent).status_code == 302

    node = parse(draft().xml).nodes["examine"]
    assert (node.name, node.limit.text if node.limit else "") == ("仔细审查", "4个工作日")
    assert node.extension["materials"] == "M001"
    assert node.documentation == "核对 <材料>\n依据：行政许可法第三十四条"
    assert parse(draft().xml).post_kind_of("examine") == "expert"


def test_editor__wrong_field__is_refused_and_nothing_changes(admin: Client) -> None:
    revision = given.draft().revision

    response = admin.post(EDITOR, {"row": "examine", "revision": revision, "limit": "很久"})

    assert response.status_code == 422
    assert "时限“很久”不是" in response.content.decode()
    assert draft().revision == revision


def test_editor__with_htmx__gives_the_part_and_says_so(admin: Client) -> None:
    revision = given.draft().revision

    page = admin.post(
        EDITOR, {"row": "examine", "revision": revision, "do": "branch"}, headers=HTMX
    ).content.decode()
    told = admin.post(
        EDITOR,
        {"row": "examine", "revision": revision + 1, "name": "审"},
        headers={**HTMX, "HX-Target": "told"},
    ).content.decode()

    assert page.startswith('<div id="flow" data-open="branch_1">')
    assert "要么写条件，要么设为默认连线" in page
    assert told.startswith('<div id="told">')
    assert f'id="revision-row" value="{revision + 2}" hx-swap-oob="true"' in told


def test_editor__stale_page__shows_who_and_what_was_typed(admin: Client) -> None:
    revision = given.draft().revision
    admin.post(EDITOR, {"row": "review", "revision": revision, "name": "先改的"})

    response = admin.post(EDITOR, {"row": "review", "revision": revision, "name": "后改的"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "您这一步没有存上" in page
    assert "后改的" in page
    assert draft().rows.row("review").name == "先改的"


def test_editor__undo_and_hand_in(admin: Client) -> None:
    start = given.draft()
    admin.post(EDITOR, {"row": "review", "revision": start.revision, "name": "先改的"})
    admin.post(EDITOR, {"row": "review", "revision": start.revision + 1, "do": "undo"})

    page = admin.post(
        EDITOR, {"row": "", "revision": start.revision + 2, "do": "hand_in"}, headers=HTMX
    ).content.decode()

    assert draft().rows == start.rows
    assert "流程存进了事项草稿" in page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = = b", "第 5 个字符处"),
        ("commitmen = true", "表单里没有：commitmen"),
        ("commitment = true", "写得对"),
        ("", ""),
    ],
)
def test_condition__as_it_is_typed(admin: Client, text: str, words: str) -> None:
    given.draft()

    assert words in admin.get(f"{EDITOR}condition/", {"way-x-when": text}).content.decode()


def test_download__is_the_file_with_a_diagram(admin: Client) -> None:
    given.draft()

    response = admin.get(f"{EDITOR}flow.bpmn")

    assert parse(response.content).shapes


def test_trial__played_to_its_end_and_one_step_back(admin: Client) -> None:
    admin.post("/admin-desk/flows/", {"matter": given.FOOD, "origin": "current"})
    address = f"{EDITOR}trial/"
    assert "commitment" in admin.get(address).content.decode()

    begun = admin.post(address, {"do": "begin", "fact-commitment": "true"})
    played = admin.post(address, {"do": "all", "state": begun.context["state"]})
    back = admin.post(address, {"do": "back", "state": played.context["state"]})

    assert "现在轮到" in begun.content.decode()
    assert "走完了" in played.content.decode()
    assert "从受理到决定用了" in played.content.decode()
    assert "制证送达" in back.content.decode()
    assert not any(one.node_id == "inspect" for one in played.context["shown"].done)


def test_trial__broken_record__is_refused(admin: Client) -> None:
    given.draft()

    response = admin.post(f"{EDITOR}trial/", {"do": "all", "state": '{"facts": 1}'})

    assert response.status_code == 422


def test_unknown_flow__is_not_found(admin: Client) -> None:
    assert admin.get("/admin-desk/flows/440199999999/").status_code == 404
