"""Chromium for the browser tests: one for all of them, one fresh context for each test."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

# Playwright's synchronous door keeps an event loop in this thread; the database is still used by one thread at a time.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start Chromium once: the machine's own, or the one Playwright keeps; its event loop must not outlive these tests."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def open_context(browser: Browser, live_server: Any) -> Iterator[Callable[..., BrowserContext]]:
    """Give fresh contexts against the running server; what a page complains of in its console fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(**options: Any) -> BrowserContext:
        context = browser.new_context(base_url=live_server.url, locale="zh-CN", **options)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    """Give one page on a desktop."""
    return open_context(viewport=DESKTOP).new_page()


def follow(page: Page, link: Locator) -> None:
    """Click what leads to another page and wait until that page is whole: a click alone does not wait."""
    with page.expect_navigation():
        link.click()
