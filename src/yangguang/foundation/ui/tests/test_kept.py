"""What is kept of pages, and for whom."""

from django.test import RequestFactory

from yangguang.foundation.ui.api import Kept, is_asked_by_stranger


def test_get__same_key__makes_it_once() -> None:
    kept: Kept[str] = Kept(most=2)
    made = [kept.get("guide", ("v1", 7), lambda: "page") for _ in range(2)]
    made.append(kept.get("guide", ("v1", 7), lambda: "another"))
    assert made == ["page", "page", "page"]


def test_get__new_key__makes_it_anew_and_forgets_the_old() -> None:
    kept: Kept[str] = Kept(most=2)
    kept.get("guide", "version 1", lambda: "old law")
    assert kept.get("guide", "version 2", lambda: "new law") == "new law"
    assert kept.get("guide", "version 1", lambda: "made again") == "made again"


def test_get__more_names_than_fit__lets_the_least_asked_go() -> None:
    kept: Kept[str] = Kept(most=2)
    for name in ("a", "b", "a", "c"):
        kept.get(name, "", lambda name=name: f"first {name}")
    assert kept.get("a", "", lambda: "again") == "first a"
    assert kept.get("b", "", lambda: "again") == "again"


def test_is_asked_by_stranger__cookie_or_query__is_not() -> None:
    ask = RequestFactory()
    assert is_asked_by_stranger(ask.get("/"))
    assert not is_asked_by_stranger(ask.get("/?print=1"))
    ask.cookies["yg-size"] = "large"
    assert not is_asked_by_stranger(ask.get("/"))
