"""The page that checks proof files: in the browser alone, with the network cut, right files right and wrong ones wrong."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from yangguang.foundation.acts.api import prove_act
from yangguang.foundation.acts.tests.given import acts, sequence
from yangguang.foundation.acts.tests.test_proof_files import _changed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def proof(settings, tmp_path: Path) -> str:
    """The proof of one act among others."""
    settings.VAR = tmp_path
    done = acts(300)
    sequence()
    return prove_act(number=done[137].number, is_full=True).to_text()


@pytest.fixture
def offline(proof: str, open_context: Callable[..., BrowserContext]) -> Page:
    """The page, loaded, with the network cut."""
    context = open_context()
    page = context.new_page()
    page.goto("/log/verify/")
    context.set_offline(True)
    return page


def _hand(page: Page, text: str) -> None:
    page.set_input_files(
        "#proof", {"name": "proof.json", "mimeType": "application/json", "buffer": text.encode()}
    )


def test_verify_page__a_right_file_offline__says_right_and_tells_the_act(offline: Page, proof: str) -> None:
    _hand(offline, proof)

    expect(offline.locator("[data-answer=right]")).to_be_visible()
    expect(offline.locator("[data-verdict]")).to_contain_text("同意")
    expect(offline.locator("[data-verdict]")).to_contain_text("与本页打开时本站公布的比对过")


@pytest.mark.parametrize("field", ["index", "entry", "salt", "content", "proof"])
def test_verify_page__one_bit_changed_offline__says_wrong(offline: Page, proof: str, field: str) -> None:
    _hand(offline, _changed(proof, field))

    expect(offline.locator("[data-answer=wrong]")).to_be_visible()


def test_verify_page__signature_changed_or_nonsense__is_not_right(offline: Page, proof: str) -> None:
    given = json.loads(_changed(proof, "checkpoint", -20))
    _hand(offline, json.dumps(given))
    expect(offline.locator("[data-answer]")).not_to_have_attribute("data-answer", "right")

    _hand(offline, "{}")
    expect(offline.locator("[data-answer=unreadable]")).to_be_visible()


def test_verify_page__a_file_dropped_in__is_checked(offline: Page, proof: str) -> None:
    offline.evaluate(
        """text => {
            const carried = new DataTransfer();
            carried.items.add(new File([text], "proof.json", { type: "application/json" }));
            document.querySelector("[data-verify] label").dispatchEvent(
                new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
        }""",
        proof,
    )

    expect(offline.locator("[data-answer=right]")).to_be_visible()
