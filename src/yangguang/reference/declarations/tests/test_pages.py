"""Every page, as each office sees it; what the public may read, in all shapes."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from openpyxl import load_workbook

from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel.clock import fixed_at
from yangguang.reference.declarations import api as declarations
from yangguang.reference.declarations import receivers
from yangguang.reference.declarations.tests import given
from yangguang.reference.matters import api as matters
from yangguang.reference.matters import tasks as matters_tasks
from yangguang.reference.matters.events import MatterPublished, MatterStopped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded", "today")]
HOME = "/admin-desk/powers/"


@pytest.fixture
def today() -> Any:
    with fixed_at(given.NOW):
        yield


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def said(response: Any) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("username", "pages"),
    [
        (
            "legal1",
            ["", "review/", "formats/", "formats/02/", "laws/", "authorities/", "stops/", "campaigns/new/"],
        ),
        ("admin", ["", "formats/", "laws/", "authorities/", "stops/"]),
        ("information1", ["", "coding/"]),
        ("government1", ["", "authorities/", "stops/"]),
        ("monitor", [""]),
        ("hall", [""]),
    ],
)
def test_desk_pages__for_each_office__answer(username: str, pages: list[str]) -> None:
    client = signed_in(username)

    assert {page: client.get(HOME + page).status_code for page in pages} == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("page", ["review/", "coding/", "campaigns/new/"])
def test_desk_pages__of_other_offices__are_closed_to_a_unit(page: str) -> None:
    assert signed_in("admin").get(HOME + page).status_code == 403


def test_whole_round__in_the_pages__ends_with_a_public_matter() -> None:
    legal, clerk, head = signed_in("legal1"), signed_in("police-admin"), signed_in("police-director")
    information, government = signed_in("information1"), signed_in("government1")
    police = given.body("police")
    answer = legal.post(
        f"{HOME}campaigns/new/", {"title": "清理", "due_on": "2026-10-01", "bodies": [police.code]}
    )
    board = answer.headers["Location"]
    answer = clerk.post(f"{board}{police.code}/", {"kind": "20"})
    edit = answer.headers["Location"]
    form = {
        "revision": "1", "name": "居住登记", "plain_name": "办居住登记", "summary": "来深居住，登记一次。", "audience": "person",
        "office_name": "人口处", "by_law": "《旅馆业治安管理办法》第四条", "power_source": "1", "dept_type": "1",
        "conditions": "在本市居住", "statutory_days": "20", "statutory_unit": "wd", "promise_days": "10",
        "promise_unit": "wd", "acceptance_days": "5", "correction_days": "30", "visits": "0", "needs_site_visit": "yes",
        "is_online": "yes", "fee_fen": "0", "fee_basis_rank": "", "result_name": "登记凭证", "hall_address": "派出所",
        "hall_phone": "110", "remedies": "不服：可以申请行政复议", "material_name": ["居住证明", ""],
        "material_kind": ["upload", "upload"], "material_necessity": ["required", "required"],
        "material_standard": ["地址清楚", ""], "material_source": ["房东", ""], "service_class": "7",
        "flow_from": str(matters.get_published(code=given.FOOD, on=given.TODAY).pk),
    }  # fmt: skip
    wrong = clerk.post(edit, {**form, "statutory_days": "二十", "by_law": "建筑法第七条"})
    assert wrong.status_code == 422
    assert "整数" in said(wrong)
    assert "要写成《法律名称》" in said(wrong)
    assert "居住登记" in said(wrong)
    page = clerk.post(edit, form).headers["Location"]
    assert "内容符合格式和规定" in said(head.get(page))
    for client, do in ((head, "sign"), (clerk, "submit")):
        client.post(page, {"do": do})
    legal.post(page, {"do": "comment", "pin": "field:事项名称", "text": "写全称"})
    assert "写全称" in said(clerk.get(edit)) or "写全称" in said(clerk.get(page))
    comment = declarations.Declaration.objects.get(name="居住登记").comments.get()
    legal.post(page, {"do": "settle", "comment": comment.pk})
    lines = list(declarations.format_of(comment.declaration).checklist)
    legal.post(page, {"do": "file", "lines": lines})
    information.post(page, {"do": "code"})
    refused = clerk.post(page, {"do": "publish"}, follow=True)
    assert "还没有申报网上行使身份" in said(refused)
    clerk.post(page, {"do": "propose"})
    authority = declarations.Authority.objects.get(matter__name="居住登记").get_absolute_url()
    legal.post(authority, {"do": "examine", "reason": "相符"})
    government.post(authority, {"do": "approve"})
    assert "文书" in said(government.get(authority))
    clerk.post(page, {"do": "publish"})

    matter = matters.Matter.objects.get(name="居住登记")
    guide = Client().get(matter.get_absolute_url())
    assert guide.status_code == 200
    assert "办居住登记" in said(guide)
    assert "居住登记" in said(Client().get("/powers/"))


def test_edit__colleague_was_faster__keeps_what_was_typed() -> None:
    declaration = given.opened()
    clerk = signed_in("police-admin")
    edit = f"{declaration.get_absolute_url()}edit/"
    content = {"revision": "7", "name": "旅馆许可", "summary": "我刚写的一句话"}
    form = clerk.get(edit)
    assert form.status_code == 200
    answer = clerk.post(
        edit,
        {
            **content, "statutory_unit": "wd", "promise_unit": "wd", "power_source": "1", "dept_type": "1",
            "fee_basis_rank": "",
        },
    )  # fmt: skip

    assert answer.status_code == 422
    assert "我刚写的一句话" in said(answer)
    assert "被同事改过" in said(answer)


def test_edit__flow_that_is_no_bpmn__is_said_by_name() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    declaration = given.opened()
    clerk = signed_in("police-admin")
    upload = SimpleUploadedFile("a.bpmn", b"\xff\xfe\x00", "application/xml")

    answer = clerk.post(f"{declaration.get_absolute_url()}edit/", {"flow_file": upload, "revision": "1"})

    assert "不是 UTF-8" in said(answer)


def test_declaration__of_another_body__is_not_found() -> None:
    declaration = given.opened()

    assert signed_in("admin").get(declaration.get_absolute_url()).status_code == 404


def test_declaration__change_under_review__shows_both_sides() -> None:
    declaration = given.submitted(given.change(given.FOOD, "market", correction_days=45))

    page = said(signed_in("legal1").get(declaration.get_absolute_url()))

    assert "现行第 1 版" in page
    assert "改了 1 处" in page


def test_declaration__flow_changed__stands_beside_the_one_in_force() -> None:
    current = matters.get_published(code=given.FOOD, on=given.TODAY)
    flow = current.flow_xml.replace('name="复核"', 'name="处室复核"')
    assert flow != current.flow_xml
    declaration = given.submitted(given.change(given.FOOD, "market", flow_xml=flow))

    page = said(signed_in("legal1").get(declaration.get_absolute_url()))

    assert page.count("<svg") >= 2
    assert "现行没有这一环节" in page
    assert "<s>复核</s>" in page


def test_workbench__second_round__is_compared_with_the_last_one() -> None:
    first = given.campaign("market")
    given.change(given.FOOD, "market", inside=first, correction_days=45)
    declarations.close_campaign(actor=given.legal(), now=given.NOW, campaign=first)
    first.declarations.update(state="withdrawn")
    kept = given.campaign("market")
    given.change(given.FOOD, "market", inside=kept, correction_days=45)
    first.declarations.update(state="published")

    page = said(signed_in("admin").get(f"{kept.get_absolute_url()}{given.body('market').code}/"))

    assert "两次都报的 1 项，这次新报 0 项，上次报过、这次没有报的 0 项" in page
    assert "与上次报的一样" in page


def test_workbench__power_registered_from_an_article__begins_with_its_basis() -> None:
    campaign = given.campaign("market")
    page = f"{campaign.get_absolute_url()}{given.body('market').code}/"
    clerk = signed_in("admin")
    asked = {"do": "law", "kind": "01", "name": "小餐饮登记", "law": "中华人民共和国食品安全法"}

    refused = clerk.post(page, {**asked, "article": "三十五"}, follow=True)
    answer = clerk.post(page, {**asked, "article": "第三十五条"})

    assert "要写成“第三十五条”的样子" in said(refused)
    declaration = declarations.Declaration.objects.get(name="小餐饮登记")
    assert answer.headers["Location"].endswith(f"{declaration.number}/edit/")
    assert declaration.content["by_law"] == [
        {"law": "中华人民共和国食品安全法", "article": "第三十五条", "text": ""}
    ]


def test_board__for_the_legal_office__shows_progress_and_overlaps() -> None:
    declaration = given.opened(given.FOOD, "police")

    page = said(signed_in("legal1").get(declaration.campaign.get_absolute_url()))

    assert "两个单位都报了" in page


def test_powers__narrowed__in_page_sheet_and_json__agree() -> None:
    body = given.body("market").code
    client = Client()
    page = client.get("/powers/", {"body": body})
    record = client.get("/powers.json", {"body": body}).json()
    sheet = load_workbook(io.BytesIO(client.get("/powers.xlsx", {"body": body}).content)).active
    assert sheet is not None

    assert record["count"] == 1
    assert record["powers"][0]["filing_number"].startswith("深司备")
    assert record["powers"][0]["authority"].startswith("深府网权")
    assert record["powers"][0]["flow_sm3"]
    assert sheet.max_row == 2
    assert "食品经营许可" in said(page)
    assert "取水许可" not in said(page)


def test_power__register_and_duties__say_post_limit_and_basis_of_each_step() -> None:
    page = said(Client().get(f"/powers/{given.FOOD}/"))
    sheet = load_workbook(io.BytesIO(Client().get("/powers.xlsx").content))["责任表"]
    rows = list(sheet.iter_rows(values_only=True))

    for words in (
        "收件受理",
        "受理岗 0208 号",
        "行政许可法第三十二条",
        "5 个工作日",
        "第七章追究责任",
        "深府网权",
    ):
        assert words in page
    assert rows[0][3:6] == ("环节", "责任岗位", "处室")
    assert any(row[1] == "食品经营许可" and row[3] == "收件受理" for row in rows)
    assert Client().get("/powers/nothing/").status_code == 404


def test_powers__public_services__are_narrowed_by_their_class() -> None:
    given.catalogue("442014010000")

    page = said(Client().get("/powers/?kind=20"))
    narrowed = Client().get("/powers.json?kind=20&service=3").json()
    none = Client().get("/powers.json?kind=20&service=1").json()

    assert "劳有所得" in page
    assert [one["service_class"] for one in narrowed["powers"]] == ["劳有所得"]
    assert none["count"] == 0
    assert "劳有所得" in said(signed_in("legal1").get(f"{HOME}review/"))


def test_powers__queries__do_not_grow_with_the_list(django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12):
        Client().get("/powers/")


def test_codes__looked_up__as_people_write_them() -> None:
    client = Client()
    matter = matters.Matter.objects.get(catalog_code=given.FOOD)

    for text in (
        matter.code,
        matter.catalog_code,
        matter.legacy_code,
        f"{matter.code}-M001",
        f"{matter.code}-P01S",
    ):
        assert client.get("/powers/codes/", {"code": text}).status_code == 200, text
    assert client.get("/powers/codes/", {"code": "没有"}).status_code == 404
    assert client.get("/powers/codes.json", {"code": "x"}).status_code == 404
    assert client.get("/powers/codes.json", {"code": matter.legacy_code}).json()["later"] == [matter.code]


def test_sitemaps__list_every_matter_in_force() -> None:
    client = Client()
    record = json.loads(client.get("/sitemap-matters.json").content)

    assert record["count"] == 3
    assert said(client.get("/sitemap.xml")).count("<url>") == 3


def test_sitemap__longer_than_a_map_may_be__is_split(monkeypatch: pytest.MonkeyPatch) -> None:
    from yangguang.reference.declarations.views import public

    monkeypatch.setattr(public, "MAPPED", 2)
    client = Client()

    assert said(client.get("/sitemap.xml")).count("<sitemap>") == 2
    assert said(client.get("/sitemap.xml", {"part": "2"})).count("<url>") == 1


def test_change__published_and_stopped__reaches_subscribers_page_and_feed() -> None:
    from yangguang.foundation.messaging.models import Message

    citizen = signed_in("admin")
    citizen.post("/powers/subscriptions/", {"body": given.body("market").code})
    account = Account.objects.get(username="admin")
    given.published(given.coded(given.change(given.FOOD, "market", correction_days=45)))
    matter = matters.Matter.objects.get(catalog_code=given.FOOD)
    matters.stop_matter(
        actor=given.officer(PostKind.ADMIN),
        now=given.NOW + timedelta(hours=2),
        matter=matter,
        reason="系统升级",
    )
    receivers.tell_of_version(MatterPublished(matter.code, matter.name, 2, given.TODAY, given.NOW), 1)
    receivers.tell_of_stop(MatterStopped(matter.code, matter.name, "系统升级。", given.NOW), 2)

    titles = list(Message.objects.filter(account_id=account.pk).values_list("title", flat=True))
    assert any("有新版本" in one for one in titles)
    assert any("暂停受理" in one for one in titles)
    page = said(Client().get("/powers/changes/"))
    assert "《食品经营许可》有了第 2 版" in page
    assert "《食品经营许可》暂停受理" in page
    feed = Client().get("/powers/changes.xml", {"body": given.body("market").code})
    assert fromstring(feed.content).tag.endswith("feed")
    assert "取水许可" not in said(feed)


def test_change__of_a_standard_and_an_end__stand_in_the_changes_and_reach_subscribers() -> None:
    from yangguang.foundation.messaging.models import Message
    from yangguang.reference.discretion.demo import build_standards
    from yangguang.reference.discretion.events import StandardPublished

    given.catalogue("440209001000")
    versions = build_standards(now=given.NOW)
    citizen = signed_in("admin")
    citizen.post("/powers/subscriptions/", {"body": given.body("market").code})
    standard = versions[0].standard
    receivers.tell_of_standard(
        StandardPublished(standard.code, standard.act, 1, given.TODAY, given.NOW), act_number=1
    )
    water = matters.get_published(code=given.WATER, on=given.TODAY)
    matters.retire_version(
        actor=given.officer(PostKind.ADMIN, "water"), now=given.NOW, version=water, reason="法律废止"
    )

    page = said(Client().get("/powers/changes/"))
    feed = said(Client().get("/powers/changes.xml"))
    account = Account.objects.get(username="admin")
    titles = list(Message.objects.filter(account_id=account.pk).values_list("title", flat=True))

    assert f"裁量基准“{standard.act}”公布" in page
    assert f"/discretion/{standard.code}/versions/" in page
    assert "《取水许可》取消" in page
    assert feed.count("<entry>") == len(set(feed.split("<id>"))) - 2  # every entry has a name of its own
    assert f"裁量基准“{standard.act}”有新版本" in titles


def test_bpmn__downloaded__has_the_published_digest_and_is_what_runs() -> None:
    version = matters.get_published(code=given.FOOD, on=given.TODAY)
    answer = Client().get(f"/matters/{given.FOOD}/flow.bpmn", {"version": version.number})

    assert matters.bytes_digest(answer.content) == version.flow_hash == version.definition.hash
    assert f'data-sm3="{version.flow_hash}"' in said(Client().get(f"/matters/{given.FOOD}/versions/"))


def test_stops__emergency__closes_the_guide_and_opens_it_again() -> None:
    clerk = signed_in("admin")
    matter = matters.Matter.objects.get(catalog_code=given.FOOD)
    clerk.post(f"{HOME}stops/", {"matter": matter.code, "reason": "系统升级"})

    guide = said(Client().get(matter.get_absolute_url()))
    assert "暂停受理" in guide
    assert "系统升级。" in guide
    assert "开始申请" not in guide
    assert "系统升级" in said(clerk.get(f"{HOME}stops/"))
    clerk.post(f"{HOME}stops/", {"matter": matter.code, "do": "resume"})
    assert "暂停受理" not in said(Client().get(matter.get_absolute_url()))


def test_stops__of_another_body__are_not_found() -> None:
    matter = matters.Matter.objects.get(catalog_code=given.WATER)

    answer = signed_in("admin").post(f"{HOME}stops/", {"matter": matter.code, "reason": "x"})

    assert answer.status_code == 404


def test_guide__version_to_come__is_announced() -> None:
    coded = given.coded(given.change(given.FOOD, "market", correction_days=45))
    given.published(coded, effective_from=given.TODAY.replace(day=20))

    assert "新版本已经公布" in said(Client().get(f"/matters/{given.FOOD}/"))


def test_subscriptions__begun_and_ended() -> None:
    account = Account.objects.get(username="admin")
    client = signed_in("admin")
    client.post("/powers/subscriptions/", {"body": given.body("market").code})
    page = said(client.get("/powers/subscriptions/"))
    assert "市场监督管理局的全部事项" in page
    from yangguang.reference.declarations.models import Subscription

    one = Subscription.objects.get(account_id=account.pk)
    client.post("/powers/subscriptions/", {"end": one.pk})
    assert not Subscription.objects.exists()


def test_import__rows_of_other_bodies__are_counted_out() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from yangguang.reference.matters.queries import export_workbook

    campaign = given.campaign()
    page = f"{campaign.get_absolute_url()}{given.body('market').code}/import/"
    clerk = signed_in("admin")
    answer = clerk.post(
        page, {"workbook": SimpleUploadedFile("事项.xlsx", export_workbook()), "columns": "list"}
    )

    assert "逐行核对中" in said(clerk.get(answer.url))
    matters_tasks.check_import(batch_id=int(answer.url.rpartition("=")[2]))
    checked = said(clerk.get(answer.url))
    assert "可以起草 <b>1</b> 行" in checked
    assert "2 行是别的单位的" in checked
    refused = clerk.post(page, {"workbook": SimpleUploadedFile("事项.xlsx", b"no zip"), "columns": "list"})
    assert refused.status_code == 422
