"""Paging, sorting and filters keep their state in the address."""

import pytest
from django.http import QueryDict
from django.template import Context, Template

from yangguang.foundation.identity.models import Account
from yangguang.foundation.ui.api import Column, Page, Table, build_tabs, chosen_order, with_parameters
from yangguang.kernel import clock


class TestNumberedPages:
    def test_first_page__leads_on(self) -> None:
        page = Page.of(list(range(45)), QueryDict("state=open"))

        assert list(page) == list(range(20))
        assert page.account == "显示 20 件，共 45 件"
        assert page.next_address == "?state=open&page=2"
        assert page.previous_address == ""

    @pytest.mark.parametrize("asked", ["99", "0", "-1", "x", "9" * 30, "²"])
    def test_page_out_of_range__gives_the_nearest(self, asked: str) -> None:
        page = Page.of(list(range(45)), QueryDict(f"page={asked}"))

        assert page.number in (1, 3)
        assert page.rows

    def test_nothing__is_an_empty_first_page(self) -> None:
        page = Page.of([], QueryDict(""))

        assert (page.number, page.total, page.next_address) == (1, 0, "")


@pytest.mark.django_db
class TestKeysetPages:
    def test_walk__sees_every_row_once(self) -> None:
        for number in range(7):
            Account.objects.create(username=f"a{number}", created_at=clock.now())
        query, seen = QueryDict(""), []
        while True:
            page = Page.by_key(Account.objects.all(), query, key="pk", size=3)
            seen += [row.username for row in page]
            if not page.next_address:
                break
            query = QueryDict(page.next_address.lstrip("?"))

        assert seen == [f"a{number}" for number in range(6, -1, -1)]

    def test_bad_key__begins_at_the_newest(self) -> None:
        Account.objects.create(username="a", created_at=clock.now())

        assert len(Page.by_key(Account.objects.all(), QueryDict("after=x' or 1=1"), key="pk")) == 1


class TestAddresses:
    def test_new_filter__starts_paging_over(self) -> None:
        assert with_parameters(QueryDict("page=3&q=店"), state="late") == "?q=%E5%BA%97&state=late"

    def test_tabs__mark_the_chosen(self) -> None:
        tabs = build_tabs(QueryDict("level=red"), "level", [("", "全部", 3), ("red", "红牌", 1)])

        assert [tab.is_current for tab in tabs] == [False, True]
        assert tabs[0].address == "?"

    @pytest.mark.parametrize("asked", ["password", "-password", "name; drop"])
    def test_order__only_allowed_fields(self, asked: str) -> None:
        assert chosen_order(QueryDict(f"sort={asked}"), ["due"], "-due") == "-due"


def test_table__rows_are_escaped_and_headed() -> None:
    rows = [{"name": "<b>云栖里</b>", "days": 2}]
    table = Table(
        "办件",
        [Column("申请人", "name", "link", sort="name"), Column("天", "days", "num")],
        Page.of(rows, QueryDict("")),
        QueryDict("sort=name"),
        href=lambda row: "/my/",
    )
    html = Template("{% table table %}").render(Context({"table": table}))

    assert "&lt;b&gt;云栖里" in html
    assert 'aria-sort="ascending"' in html
    assert '<th scope="row"' in html
    assert "?sort=-name" in html
