"""The pages of matters as people and machines meet them."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from yangguang.foundation.identity.models import Account
from yangguang.foundation.organisation.api import Officer, PostKind
from yangguang.kernel import clock
from yangguang.reference.matters import api as matters
from yangguang.reference.matters import queries, tasks
from yangguang.reference.matters.queries import figures
from yangguang.reference.matters.tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day() -> Iterator[None]:
    with clock.fixed_at(given.NOW + timedelta(hours=1)):
        yield


@pytest.fixture
def catalogue(loaded: None) -> list[matters.MatterVersion]:
    return given.catalogue()


@pytest.fixture
def admin(client: Client, loaded: None) -> Client:
    officer = Officer.objects.filter(appointments__post__kind=PostKind.ADMIN).first()
    assert officer is not None
    client.force_login(officer.account)
    return client


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_guide__food_licence__says_everything_the_law_wants_public(
    client: Client, catalogue: list[matters.MatterVersion]
) -> None:
    page = text_of(client, "/matters/440131016000/")

    for words in (
        "食品经营许可（新办）",
        "法律规定最长 20 个",
        "您要准备的 4 份材料",
        "这 3 份不用您交",
        "什么情况能办",
        "第三十五条",
        "行政复议",
        "看文字版流程",
        "与执行中的流程一致",
        "0755-0000 1234",
        '<svg class="flow"',
    ):
        assert words in page


def test_guide__every_matter_of_the_catalogue__opens(
    client: Client, catalogue: list[matters.MatterVersion]
) -> None:
    for version in catalogue:
        page = text_of(client, version.matter.get_absolute_url())
        assert version.plain_name in page
        for place in range(1, len(version.materials_to_bring()) + 1):
            text_of(client, f"/matters/{version.matter.catalog_code}/materials/{place}/")


def test_guide__full_code__opens_too(client: Client, catalogue: list[matters.MatterVersion]) -> None:
    text_of(client, f"/matters/{catalogue[0].matter.code}/")


def test_guide__unknown_code__is_not_found_in_plain_words(client: Client) -> None:
    assert "没有找到编码为 440131999000 的事项" in text_of(client, "/matters/440131999000/", 404)


def test_guide__with_figures__shows_the_distribution_and_the_steps(
    client: Client, catalogue: list[matters.MatterVersion], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = queries.Figures(
        at=given.NOW,
        days={1: 96, 2: 151, 3: 204, 4: 262, 5: 231, 6: 158, 7: 101, 8: 3, 9: 2},
        overdue=5,
        refused=31,
        rating=4.8,
        rating_count=902,
        nodes={"inspect": queries.NodeFigures(running=138, overdue=2)},
    )
    monkeypatch.setattr(figures, "_provider", lambda version, now: known)

    page = text_of(client, "/matters/440131016000/")

    assert "近 90 天办结 <b>1,208</b> 件，一半在 <b>4</b> 个工作日内办完" in page
    assert "在办 138" in page
    assert "138，其中 2 件超时" in page
    assert "4.8 分（902 人）" in page


def test_guide__without_figures__says_so(
    client: Client, catalogue: list[matters.MatterVersion], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "_provider", None)

    assert "还没有办结的件" in text_of(client, "/matters/440131016000/")


def test_flow__download__is_the_file_that_runs(
    client: Client, catalogue: list[matters.MatterVersion]
) -> None:
    version = matters.get_published(code=given.FOOD, on=given.TODAY)

    response = client.get("/matters/440131016000/flow.bpmn")

    assert version.definition is not None
    assert response.content.decode() == version.flow_xml == version.definition.xml
    assert response.headers["X-Content-SM3"] == version.definition.hash


def test_json__food_licence__carries_national_names(
    client: Client, catalogue: list[matters.MatterVersion]
) -> None:
    record = json.loads(text_of(client, "/matters/440131016000.json"))

    assert record["catalog_code"] == given.FOOD
    assert record["promise_day"] == 7
    assert [one["material_name"] for one in record["materials"]][:1] == ["食品经营许可申请书"]
    assert record["form"]["schema"]["properties"]["area_m2"]["title"] == "经营面积"


def test_versions__second_published__are_compared_field_by_field(client: Client, loaded: None) -> None:
    given.published(effective_from=given.TODAY + timedelta(days=30), promise_days=8)

    page = text_of(client, "/matters/440131016000/versions/")

    assert "第 1 版到第 2 版，改了 1 处" in page
    assert "8 个工作日" in page


@pytest.mark.parametrize(
    ("query", "there", "missing"),
    [
        ("", "食品经营许可（新办）", "没有找到"),
        ("q=网吧", "<mark>网吧</mark>", "排污许可证"),
        ("kind=07", "社保参保证明", "食品经营许可"),
        ("life_event=开餐饮店", "排水许可证", "取水许可"),
        ("district=440308&q=旅馆", "公共场所卫生许可", "特种行业"),
        ("audience=person&kind=01", "取水许可", "施工许可证"),
    ],
)
def test_list__words_and_filters__narrow_the_rows(
    client: Client, catalogue: list[matters.MatterVersion], query: str, there: str, missing: str
) -> None:
    page = text_of(client, f"/matters/?{query}").partition('class="yg-rows ml-rows"')[2] or text_of(
        client, f"/matters/?{query}"
    )

    assert there in page
    assert missing not in page


def test_list__nothing_found__offers_near_words_and_12345(
    client: Client, catalogue: list[matters.MatterVersion]
) -> None:
    page = text_of(client, "/matters/?q=网巴")

    assert "没有找到“网巴”" in page
    assert "网吧" in page
    assert "12345" in page


@pytest.mark.parametrize("query", ["q=%00", "q=<script>", "page=99999999999", "kind=x", "q=" + "长" * 500])
def test_list__odd_addresses__answer_calmly(
    client: Client, catalogue: list[matters.MatterVersion], query: str
) -> None:
    assert "<script>" not in text_of(client, f"/matters/?{query}").replace("<script type=", "").replace(
        "<script src=", ""
    )


def test_list__query_budget__does_not_grow_with_rows(
    client: Client, catalogue: list[matters.MatterVersion], django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get("/matters/")


def test_guide__query_budget(
    client: Client, catalogue: list[matters.MatterVersion], django_assert_max_num_queries: object
) -> None:
    client.get("/matters/440131016000/")
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        client.get("/matters/440131016000/")


def test_guide__kept_page__gives_way_to_a_new_version_at_once(client: Client, loaded: None) -> None:
    given.published(summary="老规矩。")
    client.cookies["yg-size"] = "large"
    own = text_of(client, "/matters/440131016000/")
    client.cookies.clear()
    before = text_of(client, "/matters/440131016000/")

    given.published(summary="新规矩。")

    assert "老规矩。" in own
    assert "老规矩。" in before
    assert 'data-size="large"' in own
    assert 'data-size="large"' not in before
    assert "新规矩。" in text_of(client, "/matters/440131016000/")


def test_import_page__visitor__is_sent_to_sign_in(client: Client) -> None:
    assert client.get("/admin-desk/matters/import/").status_code == 302


def test_import_page__officer_without_the_post__is_refused(client: Client, loaded: None) -> None:
    officer = Officer.objects.exclude(appointments__post__kind=PostKind.ADMIN).first()
    assert officer is not None
    client.force_login(Account.objects.get(pk=officer.account_id))

    assert client.get("/admin-desk/matters/import/").status_code == 403


def test_import_page__upload_check_confirm__writes_drafts(admin: Client) -> None:
    source = queries.export_workbook()
    book = given.edited(source, ("事项", 3, "summary", "换一句话"), ("事项", 4, "promise_day", "很快"))

    from django.core.files.uploadedfile import SimpleUploadedFile

    response = admin.post(
        "/admin-desk/matters/import/", {"workbook": SimpleUploadedFile("事项.xlsx", book)}, follow=True
    )
    place = response.request["PATH_INFO"]
    batch_id = int(place.rstrip("/").rsplit("/", 1)[-1])
    assert "逐行核对中" in response.content.decode()
    assert "<progress" in response.content.decode()
    tasks.check_import(batch_id=batch_id)
    page = admin.get(place).content.decode()
    assert f"{len(queries.read_catalogue()) - 1}</b> 行可以导入" in page
    assert "不是不小于 0 的整数" in page
    marked = admin.get(response.request["PATH_INFO"] + "marked.xlsx")
    assert marked.status_code == 200

    confirmed = admin.post(place, {"do": "confirm"}, follow=True)
    assert "导入中" in confirmed.content.decode()
    tasks.write_import(batch_id=batch_id)

    assert "已导入" in admin.get(place).content.decode()
    assert matters.MatterVersion.objects.filter(status="draft").count() == 1


def test_import_page__formula__says_what_and_where(admin: Client) -> None:
    book = given.edited(queries.export_workbook(), ("事项", 6, "summary", "=1+1"))

    from django.core.files.uploadedfile import SimpleUploadedFile

    response = admin.post(
        "/admin-desk/matters/import/", {"workbook": SimpleUploadedFile("事项.xlsx", book)}, follow=True
    )
    place = response.request["PATH_INFO"]
    tasks.check_import(batch_id=int(place.rstrip("/").rsplit("/", 1)[-1]))

    page = admin.get(place).content.decode()
    assert "是公式" in page
    assert "确认导入" not in page
