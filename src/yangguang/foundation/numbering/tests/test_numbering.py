"""Numbers without gaps and duplicates, on a real database with real threads; and their written forms."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import close_old_connections, connection

from yangguang.foundation.acts.api import REGISTRY, Actor, operation, system_actor
from yangguang.foundation.numbering import api as numbering

BODY = "11440300MXDEM01705"
NOW = datetime(2026, 9, 24, 2, tzinfo=UTC)
Deed = Callable[[], Any]


@dataclass(frozen=True)
class Subject:
    act_object: tuple[str, str] = ("document", "test")


@pytest.fixture
def within() -> Iterator[Callable[[Deed], Any]]:
    @operation("numbering_test.work", summary="测试", permission=lambda actor: True, subject="subject")
    def work(*, actor: Actor, now: datetime, subject: Subject, deed: Deed) -> Any:
        return deed()

    yield lambda deed: work(actor=system_actor("测试"), now=NOW, subject=Subject(), deed=deed)
    REGISTRY.pop("numbering_test.work", None)


def issue(word: str = "深市监许准", body: str = BODY, year: int = 2026) -> str:
    return numbering.issue_document_number(body_code=body, word=word, year=year)


@pytest.mark.django_db
class TestSeries:
    def test_issue_document_number__one_after_the_other__counts_from_one(self, within: Callable) -> None:
        assert [within(issue) for _ in range(2)] == ["深市监许准〔2026〕1号", "深市监许准〔2026〕2号"]

    def test_issue_document_number__other_body_kind_or_year__has_its_own_series(
        self, within: Callable
    ) -> None:
        within(issue)

        others = [
            within(lambda: issue(body="11440300MXDEM00586")),
            within(lambda: issue(word="深市监罚")),
            within(lambda: issue(year=2027)),
        ]

        assert others == ["深市监许准〔2026〕1号", "深市监罚〔2026〕1号", "深市监许准〔2027〕1号"]
        assert numbering.last_number(body_code=BODY, kind="深市监许准", year=2026) == 1
        assert numbering.last_number(body_code=BODY, kind="深市监许准", year=2025) == 0

    def test_issue_number__outside_an_operation__is_a_programming_error(self) -> None:
        with pytest.raises(RuntimeError, match="operation"):
            issue()

    @pytest.mark.parametrize("pattern", ["A{year}", "A{number}{month}", "A{number}{}"])
    def test_issue_number__bad_pattern__costs_no_number(self, within: Callable, pattern: str) -> None:
        with pytest.raises(ValueError, match="pattern"):
            within(lambda: numbering.issue_number(body_code=BODY, kind="A", year=2026, pattern=pattern))

        assert numbering.last_number(body_code=BODY, kind="A", year=2026) == 0

    def test_issue_number__refused_operation__gives_the_number_back(self, within: Callable) -> None:
        def refused() -> None:
            issue()
            raise LookupError("after the number was drawn")

        within(issue)
        with pytest.raises(LookupError):
            within(refused)

        assert within(issue) == "深市监许准〔2026〕2号"

    def test_issue_receipt_number__ends_in_a_proof_only_we_can_write(self, within: Callable) -> None:
        receipt = within(
            lambda: numbering.issue_receipt_number(body_code=BODY, kind="receipt", day=date(2026, 9, 24))
        )

        number, proof = receipt.split("-")
        assert number == "SZ20260924000001"
        assert numbering.is_genuine(receipt)
        assert numbering.is_genuine(f" {receipt.lower()} ")
        assert numbering.normalised(receipt.lower()) == receipt
        assert not numbering.is_genuine(number)
        assert not numbering.is_genuine(f"SZ20260924000002-{proof}")

    def test_is_genuine__a_thousand_guesses__find_nothing(self) -> None:
        chance = random.Random(1)
        guesses = [
            f"SZ20260924{chance.randint(1, 999):06d}-{''.join(chance.choices('0123456789ABCDEFGHJKLMNPQRTUWXY', k=4))}"
            for _ in range(1000)
        ]

        assert not any(numbering.is_genuine(guess) for guess in guesses)

    def test_is_genuine__after_the_secret_was_renewed__still_knows_old_numbers(
        self, within: Callable, settings: Any
    ) -> None:
        receipt = within(
            lambda: numbering.issue_receipt_number(body_code=BODY, kind="r", day=date(2026, 9, 24))
        )

        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
        assert numbering.is_genuine(receipt)

        settings.SECRET_KEY_FALLBACKS = []
        assert not numbering.is_genuine(receipt)


@pytest.mark.django_db(transaction=True)
def test_issue_number__eight_threads_with_rollbacks__no_gap_and_no_duplicate(within: Callable) -> None:
    chance = random.Random(20090209)
    plans = [[chance.random() < 0.3 for _ in range(25)] for _ in range(8)]

    def work(fails: list[bool]) -> list[str]:
        close_old_connections()
        kept = []
        try:
            for fail in fails:
                try:
                    kept.append(within(lambda fail=fail: issue_or_fail(fail)))
                except LookupError:
                    continue
        finally:
            connection.close()
        return kept

    with ThreadPoolExecutor(max_workers=8) as pool:
        issued = [number for numbers in pool.map(work, plans) for number in numbers]

    expected = sum(not fail for plan in plans for fail in plan)
    assert 100 < expected < 200
    assert set(issued) == {f"深市监许准〔2026〕{number}号" for number in range(1, expected + 1)}
    assert len(issued) == expected
    assert numbering.last_number(body_code=BODY, kind="深市监许准", year=2026) == expected


def issue_or_fail(fail: bool) -> str:
    number = issue()
    if fail:
        raise LookupError("the act was refused")
    return number


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("深市监许准〔2026〕1187号", "深市监许准〔2026〕1187号"),
        ("深市监处罚[2025]第007号", "深市监处罚〔2025〕7号"),
        ("深府（2009）153号", "深府〔2009〕153号"),
        (" 深府 〔2009〕 153 号 ", "深府〔2009〕153号"),
    ],
)
def test_check_document_number__as_people_write_it__is_put_right(typed: str, value: str) -> None:
    check = numbering.check_document_number(typed)

    assert (check.value, check.is_valid) == (value, True)
    assert bool(check.warnings) == (typed != value)


@pytest.mark.parametrize(
    "typed", ["深市监〔26〕7号", "〔2026〕7号", "深市监〔2026〕0号", "深市监2026年7号", ""]
)
def test_check_document_number__other_form__is_refused(typed: str) -> None:
    assert "六角括号" in numbering.check_document_number(typed).errors[0]


@pytest.mark.parametrize("word", ["", "深市监〔许〕", "深市监第", "深市监2", "深 市监"])
def test_document_pattern__word_that_breaks_the_form__is_a_programming_error(word: str) -> None:
    with pytest.raises(ValueError, match="document word"):
        numbering.document_pattern(word)
