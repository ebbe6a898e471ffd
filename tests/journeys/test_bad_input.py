"""What comes wrong, late, twice or with bad intent: a clear refusal, nothing half-done, nothing typed lost."""

import contextvars
import io
import threading
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.journeys.people import CANTEEN, FOOD, SHOP, City, Person
from tests.journeys.test_first_answer import offers
from yangguang.capabilities.approval.models import Application, Draft, IssuedDocument, SubmittedFile
from yangguang.config.smoke.play import is_signature, tick
from yangguang.config.smoke.visitor import Page
from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.acts.models import Act
from yangguang.foundation.process.bpmn.parse import read_document
from yangguang.kernel.refusals import Refusal
from yangguang.reference.matters.api import read_catalogue
from yangguang.reference.matters.models import Matter
from yangguang.reference.matters.operations import draft_version, publish_version
from yangguang.reference.matters.tasks import check_import


def begun(city: City, username: str = "lina", enterprise: str = CANTEEN) -> tuple[Person, Page]:
    """Open a draft and stand at its first page."""
    person = city.person(username, for_enterprise=enterprise)
    page = person.get(f"/apply/{FOOD}/")
    return person, person.post(page, page.form(action="/begin/"))


def page_with(person: Person, page: Page, name: str) -> Page:
    """Go on to the page of the draft that asks for something."""
    for number in range(1, 9):
        found = person.get(page.path.replace("/1/", f"/{number}/"))
        if any(name in form.names() for form in found.forms):
            return found
    raise AssertionError(name)


# ---------------------------------------------------------------- wrong, late, stale


def test_wrong_check_digit__is_said_under_the_field_and_nothing_typed_is_lost(city: City) -> None:
    lina, first = begun(city)
    page = page_with(lina, first, "safety_officer_id")
    given = {"safety_officer": "王敏", "safety_officer_id": "440303190001020029", "staff_count": "6"}
    refused = lina.post(page, page.form("revision"), given, expect=422)

    refused.must_say("校验码对不上")
    values = {one.name: one.value for one in refused.form("revision").controls}
    assert values["safety_officer"] == "王敏" and values["safety_officer_id"] == "440303190001020029"


def test_expired_session__keeps_what_was_typed_until_signed_in_again(city: City) -> None:
    lina, first = begun(city)
    page = page_with(lina, first, "address")
    people = dict(city._people)
    city.wait(hours=1)
    late = lina.post(page, page.form("revision"), {"address": "南山区新路 9 号"}, expect=401)
    late.must_say("没有丢", "请先登录")
    city._people.update(people)

    sign_in(lina, late, "lina", CANTEEN)
    again = lina.post(late, late.form("address"), expect=403)  # the token of before is no longer good
    again.must_say("页面过期了", "没有丢")
    lina.post(again, again.form("address"), expect=422).must_say("还没有选择“所在区”")

    assert Draft.objects.get().fields["address"] == "南山区新路 9 号"


def sign_in(person: Person, page: Page, username: str, enterprise: str) -> None:
    """Sign in again in the same browser."""
    there = person.get("/demo-accounts/")
    form = next(one for one in there.forms if ("username", username) in one.pairs({}))
    there = person.post(there, form)
    person.post(there, there.form("credit_code"), {"credit_code": enterprise})


def test_form_from_elsewhere__is_not_offered_to_be_sent_again(city: City) -> None:
    lina, first = begun(city)
    answer = lina.client.post(
        first.path, {"address": "别处来的"}, headers={"origin": "https://elsewhere.example"}
    )

    assert answer.status_code == 403 and "别处来的" not in answer.content.decode()


def test_double_submit__gives_one_case_and_the_same_receipt(city: City) -> None:
    page = city.draft("lina", FOOD, for_enterprise=CANTEEN)
    lina = city.person("lina")
    form = next(one for one in page.forms if one.action == "" and is_signature(one.names()))
    first = lina.post(page, form, tick(form.names()))
    second = lina.post(page, form, tick(form.names()))

    assert first.path == second.path and Application.objects.count() == 1


def test_double_submit__at_the_same_moment__gives_one_case(city: City) -> None:
    page = city.draft("lina", FOOD, for_enterprise=CANTEEN)
    lina = city.person("lina")
    form = next(one for one in page.forms if one.action == "" and is_signature(one.names()))
    reached = together([lambda: lina.post(page, form, tick(form.names())).path for _ in range(3)])

    assert len(set(reached)) == 1 and Application.objects.count() == 1


def test_stale_form_version__is_told_and_carried_over(city: City) -> None:
    page = city.draft("lina", FOOD, for_enterprise=CANTEEN)
    entry = next(one for one in read_catalogue() if one.entry.catalog_code == FOOD)
    editor = system_actor("事项编目")
    matter = Matter.objects.get(catalog_code=FOOD)
    version = draft_version(actor=editor, now=city.now, matter=matter, content=entry.content)
    publish_version(actor=editor, now=city.now, version=version, effective_from=date(2026, 9, 14))
    lina = city.person("lina")
    form = next(one for one in page.forms if one.action == "" and is_signature(one.names()))
    refused = lina.post(page, form, tick(form.names()))

    refused.must_say("换了新版", "您填的内容都还在")
    assert not Application.objects.exists()
    renewed = lina.post(refused, refused.form(action="/renew/"))
    renewed.must_say("您填过的内容都还在")
    assert Draft.objects.get().version.number == 2


def test_draft_changed_on_another_device__is_not_overwritten(city: City) -> None:
    lina, first = begun(city)
    page = page_with(lina, first, "address")
    lina.post(page, page.form("revision"), {"address": "第一台设备"}, expect=422)
    late = lina.post(page, page.form("revision"), {"address": "第二台设备"}, expect=409)

    late.must_say("已经在别的页面或设备上改过")
    assert Draft.objects.get().fields["address"] == "第一台设备"


# ---------------------------------------------------------------- files


BAD_FILES = {
    "a program": ("平面图.pdf", b"MZ\x90\x00" + b"\x00" * 200, 415, "内容其实是"),
    "a picture": ("平面图.pdf", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100 + b"IEND\xaeB`\x82", 415, "PNG 图片"),
    "cut off": ("平面图.pdf", b"%PDF-1.7\n" + b"x" * 4000, 422, "不完整或已损坏"),
    "another name": ("平面图.exe", b"%PDF-1.7\n%%EOF\n", 415, "这里只收"),
    "nothing in it": ("平面图.pdf", b"", 422, "空"),
}


def test_upload__that_lies_or_is_cut_off__is_refused_and_not_attached(city: City) -> None:
    page = city.draft("lina", FOOD, for_enterprise=CANTEEN, files=False)
    lina = city.person("lina")
    there = lina.get(page.path.replace("/review/", "/materials/"))
    form = next(one for one in there.forms if one.is_multipart)

    for name, content, status_code, words in BAD_FILES.values():
        refused = lina.post(there, form, files={"file": (name, content)}, expect=status_code)
        refused.must_say(words, "上传材料", "别的材料没有变动")
    assert not SubmittedFile.objects.exists()


def test_spreadsheet__with_a_formula__is_refused_and_changes_nothing(city: City) -> None:
    admin = city.person("admin")
    book = load_workbook(io.BytesIO(admin.get("/admin-desk/matters/export.xlsx").body))
    changed(book)
    out = io.BytesIO()
    book.save(out)
    before = Matter.objects.count()
    page = admin.get("/admin-desk/matters/import/")
    received = admin.post(page, page.form("workbook"), files={"workbook": ("事项.xlsx", out.getvalue())})
    check_import(batch_id=int(received.path.strip("/").rsplit("/", 1)[1]))  # the worker's part

    answer = admin.get(received.path)
    answer.must_say("公式")
    assert Matter.objects.count() == before


def changed(book: Workbook) -> None:
    """Put a formula where a name belongs."""
    sheet = book.worksheets[0]
    sheet.cell(row=sheet.max_row, column=3, value='=HYPERLINK("https://elsewhere.example","x")')


def test_flow_file__with_an_entity_bomb__is_refused() -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a0 "x">{lines}]><definitions>&a9;</definitions>'

    with pytest.raises(Refusal) as refused:
        read_document(bomb)
    assert refused.value.code


# ---------------------------------------------------------------- bad intent


def test_step_of_another_post__by_direct_request__is_refused(city: City) -> None:
    city.apply("lina", FOOD, for_enterprise=CANTEEN)
    page = city.person("window").get(f"/desk/cases/{city.number}/")
    task = next(one.value for one in page.form("do").controls if one.name == "task") if _has(page) else ""
    for username in ("director", "examiner", "maker"):
        other = city.person(username)
        seen = other.get(f"/desk/cases/{city.number}/")
        assert not offers(seen)
        answer = forced(other, city.number, do="grant", task=task, signed="yes", has_read="yes")
        assert answer.status_code in (403, 409), username
    answer = forced(city.person("window"), city.number, do="grant", signed="yes", has_read="yes")

    assert answer.status_code in (403, 409)
    assert Application.objects.get().state == "submitted"
    assert not Act.objects.filter(operation="approval.decide").exists()


def _has(page: Page) -> bool:
    return any(one.name == "task" for one in page.form("do").controls)


def test_applicant__cannot_decide_on_their_own_case(city: City) -> None:
    city.apply("lina", FOOD, for_enterprise=CANTEEN)
    answer = forced(city.person("lina"), city.number, do="accept", signed="yes", has_read="yes")

    assert answer.status_code == 403 and Application.objects.get().state == "submitted"


def forced(person: Person, number: str, **given: str) -> Any:
    """Send what no page offers."""
    person.client.handler.enforce_csrf_checks = False
    try:
        return person.client.post(f"/desk/cases/{number}/act/", given)
    finally:
        person.client.handler.enforce_csrf_checks = True


def test_case_of_somebody_else__looks_as_if_it_were_not_there(city: City) -> None:
    city.apply("lina", FOOD, for_enterprise=CANTEEN)
    liuyang = city.person("liuyang")
    paper = IssuedDocument.objects.first()
    file = SubmittedFile.objects.first()
    assert paper is not None and file is not None
    for path in (
        "",
        "receipt/",
        "answers/",
        "withdraw/",
        "correct/",
        "complain/",
        "rate/",
        "step/",
        f"documents/{paper.document.uuid}/",
    ):
        missing = liuyang.get(f"/cases/{city.number}/{path}", expect=404)
        assert "清禾里" not in missing.words
    liuyang.get(f"/case-files/{file.file.uuid}/", expect=404)
    liuyang.get("/cases/2026-0101-99999/", expect=404).must_say("没有找到")
    city.person("housing-window").get(f"/desk/cases/{city.number}/", expect=404)
    city.stranger.get(f"/cases/{city.number}/").must_say("登录")


# ---------------------------------------------------------------- at the same moment


def test_two_clerks__accepting_the_same_case_at_once__one_does_and_one_is_told(city: City) -> None:
    city.apply("lina", FOOD, for_enterprise=CANTEEN)
    signing = []
    for username in ("window", "window2"):
        clerk = city.person(username)
        page = clerk.get(f"/desk/cases/{city.number}/")
        read_back = clerk.post(page, page.form("do"), city.deed(page, "accept"))
        form = next(one for one in read_back.forms if "signed" in one.names())
        signing.append((clerk, read_back, form))

    answers = together(
        [lambda one=one: status(one[0], one[1], one[2], tick(one[2].names())) for one in signing]
    )

    assert sorted(answers) == [200, 409]
    assert Act.objects.filter(operation="approval.accept_application").count() == 1
    assert IssuedDocument.objects.filter(kind="acceptance_notice").count() == 1


def test_two_halves_of_a_join__finished_at_once__lose_nothing(city: City) -> None:
    city.apply("zhangwei", FOOD, for_enterprise=SHOP, commitment=True)
    city.act("window", "accept")
    city.act("examiner", "add_signers", officers=["0423", "0429"])
    prepared = []
    for username in ("examiner2", "examiner3"):
        person = city.person(username)
        page = person.get(f"/desk/cases/{city.number}/")
        read_back = person.post(page, page.form("do"), city.deed(page, "agree", text="同意。"))
        form = next(one for one in read_back.forms if "signed" in one.names())
        prepared.append((person, read_back, form))

    answers = together(
        [lambda one=one: status(one[0], one[1], one[2], tick(one[2].names())) for one in prepared]
    )

    assert answers == [200, 200]
    city.act("examiner", "agree", text="三人一致。")
    city.act("examiner2", "agree", text="复核同意。")


def status(person: Person, page: Page, form: Any, values: Any) -> int:
    """Send a form and give the status of what comes back."""
    try:
        return person.post(page, form, values).status
    except Exception as deviation:  # noqa: BLE001 - the status is what is asked for
        return 409 if "答复 409" in str(deviation) else 500


def together(deeds: list[Any]) -> list[Any]:
    """Do several things in threads that start at the same moment, each with the clock of the city."""
    from django.db import connections

    start, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int) -> None:
        try:
            start.wait()
            results[place] = deeds[place]()
        finally:
            connections.close_all()

    contexts = [contextvars.copy_context() for _ in deeds]
    threads = [
        threading.Thread(target=context.run, args=(run, place)) for place, context in enumerate(contexts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
