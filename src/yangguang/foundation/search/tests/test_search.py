"""People find what they mean, by the words they have."""

import pytest
from hypothesis import given as examples
from hypothesis import settings as effort
from hypothesis import strategies

from yangguang.foundation.search import api as search
from yangguang.foundation.search import rules
from yangguang.foundation.search.models import SearchEntry
from yangguang.foundation.search.tests import given

pytestmark = pytest.mark.django_db

ENTRIES = [
    search.Findable(
        kind="matter",
        object_number="440125001000",
        title="食品经营许可（新办）",
        url="/matters/440125001000/",
        keywords="开饭店 开餐馆 餐饮服务许可证 卫生许可证",
        body="在深圳市从事食品销售、餐饮服务、单位食堂，应当取得食品经营许可。",
        boost=1.5,
    ),
    search.Findable(
        kind="matter",
        object_number="440125001001",
        title="食品经营许可（变更）",
        url="/matters/440125001001/",
        body="许可证载明的许可事项发生变化的，应当申请变更。",
    ),
    search.Findable(
        kind="matter",
        object_number="440137002000",
        title="城市建筑垃圾处置核准",
        url="/matters/440137002000/",
        body="余泥渣土排放。",
        area_code="440303",
    ),
    search.Findable(
        kind="guide",
        object_number="g1",
        title="罗湖区办事大厅搬迁公告",
        url="/notices/1/",
        body="大厅由东门中路搬到保罗湖畔中心。",
        area_code="440303",
    ),
    search.Findable(
        kind="licence",
        object_number="JY4403002026000123",
        title="食品经营许可证 南山区小满餐饮店",
        url="/verify/?q=JY4403002026000123",
    ),
    search.Findable(
        kind="file", object_number="f1", title="内部食品抽检计划", url="/desk/1/", is_public=False
    ),
]


@pytest.fixture(autouse=True)
def indexed():
    given.in_operation(lambda: search.index(ENTRIES))


def titles(words: str, **options) -> list[str]:
    return [hit.title for hit in search.find(words=words, **options).hits]


def test_find__the_name__comes_first_whole_title_before_part():
    assert titles("食品经营许可（变更）")[0] == "食品经营许可（变更）"
    assert titles("食品经营许可")[0] == "食品经营许可（新办）"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("开饭店", "食品经营许可（新办）"),
        ("餐馆", "食品经营许可（新办）"),
        ("渣土", "城市建筑垃圾处置核准"),
        ("垃圾", "城市建筑垃圾处置核准"),
        ("罗湖", "罗湖区办事大厅搬迁公告"),
        ("保罗湖", "罗湖区办事大厅搬迁公告"),
        ("筑垃", "城市建筑垃圾处置核准"),
        ("圾处置核", "城市建筑垃圾处置核准"),
        ("垃", "城市建筑垃圾处置核准"),
        ("大厅 搬迁", "罗湖区办事大厅搬迁公告"),
        ("搬迁　公告，罗湖", "罗湖区办事大厅搬迁公告"),
        ("小满", "食品经营许可证 南山区小满餐饮店"),
        ("jy4403002026000123", "食品经营许可证 南山区小满餐饮店"),
        ("ＪＹ４４０３", "食品经营许可证 南山区小满餐饮店"),
        ("000123", "食品经营许可证 南山区小满餐饮店"),
        ("440137002", "城市建筑垃圾处置核准"),
    ],
)
def test_find__words_parts_and_numbers__are_found(words, title):
    found = search.find(words=words)

    assert found.hits[0].title == title
    assert not found.is_near


def test_find__two_words__must_both_occur():
    assert titles("食品 变更") == ["食品经营许可（变更）"]


def test_find__kinds__narrow_hits_but_not_counts():
    found = search.find(words="食品经营许可", kinds=("licence",))

    assert [hit.kind for hit in found.hits] == ["licence"]
    assert found.total == 1
    assert found.counts == {"matter": 2, "licence": 1}


def test_find__area__keeps_its_own_and_the_citys():
    assert titles("垃圾", area_code="440303") == ["城市建筑垃圾处置核准"]
    assert titles("垃圾", area_code="440305000000") == []
    assert titles("开饭店", area_code="440305")[0] == "食品经营许可（新办）"


def test_find__internal__is_for_officers_only():
    assert "内部食品抽检计划" not in titles("抽检")
    assert titles("抽检计划", public_only=False) == ["内部食品抽检计划"]


def test_find__slip_of_the_pen__gives_near_hits_and_suggestions():
    found = search.find(words="建筑拉圾处置")

    assert found.is_near
    assert found.suggestions[0] == "城市建筑垃圾处置核准"
    assert len(found.suggestions) <= 3


def test_find__single_signs_of_a_sentence__do_not_stand_in_the_way():
    assert titles("我要办食品变更")[0] == "食品经营许可（变更）"


@pytest.mark.parametrize(
    "words", ["", "   ", "，。！", "'", "\\", "' | 'x", "a:*", "<b>", "&", "\0", "🙂", "𠮷", "x" * 5000]
)
def test_find__nothing_or_nonsense__finds_nothing_and_breaks_nothing(words):
    found = search.find(words=words)

    assert not found.hits or found.is_near or words in {"a:*"}


@effort(max_examples=60, deadline=None)
@examples(strategies.text(max_size=40))
def test_find__any_text__is_answered(words):
    search.find(words=words)


@effort(max_examples=60, deadline=None)
@examples(strategies.text(min_size=2, max_size=30).filter(rules.terms_of))
def test_index__any_text__is_found_by_itself(text):
    thing = search.Findable(kind="any", object_number="any", title=text.replace("\0", ""), url="/")
    given.in_operation(lambda: search.index(thing))

    terms = rules.terms_of(thing.title)
    if terms and len(thing.title) <= 40:
        found = search.find(words=thing.title, kinds=("any",))
        assert [hit.object_number for hit in found.hits] == ["any"]
        assert not found.is_near


def test_index__again__brings_up_to_date():
    changed = search.Findable(
        kind="guide", object_number="g1", title="大厅迁回公告", url="/notices/2/", body=""
    )

    given.in_operation(lambda: search.index(changed))

    assert titles("搬迁") == []
    assert titles("迁回") == ["大厅迁回公告"]
    assert SearchEntry.objects.filter(kind="guide").count() == 1


def test_remove__once__is_gone():
    assert given.in_operation(lambda: search.remove(kind="guide", object_number="g1"))
    assert not given.in_operation(lambda: search.remove(kind="guide", object_number="g1"))
    assert titles("罗湖区") == []


def test_index__outside_an_operation__is_a_programming_error():
    with pytest.raises(RuntimeError):
        search.index(ENTRIES[0])


def test_find__page__costs_two_queries(django_assert_num_queries):
    many = [
        search.Findable(kind="notice", object_number=str(number), title=f"公告第 {number} 号", url="/")
        for number in range(45)
    ]
    given.in_operation(lambda: search.index(many))

    with django_assert_num_queries(2):
        first = search.find(words="公告", kinds=("notice",))
    last = search.find(words="公告", kinds=("notice",), page=3)

    assert (len(first.hits), first.total, first.has_next) == (20, 45, True)
    assert (len(last.hits), last.has_next) == (5, False)


def test_highlight__dangerous_text__is_escaped_and_marked():
    assert rules.highlight("<script>食品</script>", ["食品"]) == "&lt;script&gt;<b>食品</b>&lt;/script&gt;"
    assert rules.highlight("JY44 许可", ["jy44", "许可"]) == "<b>JY44</b> <b>许可</b>"
    assert rules.highlight("没有", ["食品"]) == "没有"


def test_excerpt__long_text__shows_the_place():
    text = "甲" * 200 + "食品经营" + "乙" * 200

    shown = rules.excerpt(text, ["食品"], length=40)

    assert "食品" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= 42
