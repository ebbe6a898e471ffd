"""
People who come to the city: each has a browser that reads pages and sends their forms, as the smoke test's visitors do.

The same visitor, on Django's test client instead of a network, so that the clock can be set.
"""

import urllib.request
from contextlib import ExitStack
from datetime import datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client

from yangguang.capabilities.approval import tasks as approval_tasks
from yangguang.capabilities.approval.demo.answers import answers_for
from yangguang.config.smoke.play import PDF, is_signature, tick
from yangguang.config.smoke.visitor import Deviation, Form, Page, Visitor, _page
from yangguang.foundation.acts.api import attend
from yangguang.foundation.process import tasks as process_tasks
from yangguang.kernel import clock
from yangguang.kernel.clock import SHANGHAI
from yangguang.oversight.monitoring import tasks as monitoring_tasks
from yangguang.reference.matters import api as matters

MONDAY = datetime(2026, 9, 14, 10, 0, tzinfo=SHANGHAI)
HOST = "http://testserver"
FOOD, FOOD_CHANGE, FOOD_RENEW, FOOD_CANCEL = "440131016000", "440131016001", "440131016002", "440131016003"
PROOF, COMPANY, DISCHARGE, HOSPITAL = "440707001000", "440131001000", "440116020000", "440123002000"
HOTEL, DRAINAGE = "440106012000", "440117021000"
CANTEEN, SHOP = "91440300MXDEMA012F", "92440300MXDEMB015W"
Given = dict[str, str | list[str]]


class Person(Visitor):
    """One person with one browser, inside the test process."""

    def __init__(self) -> None:
        super().__init__(HOST)
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=True)

    def _ask(self, request: urllib.request.Request, expect: int) -> Page:
        method, url, body = request.get_method(), request.full_url, request.data or b""
        kind = request.get_header("Content-type") or ""
        for _ in range(6):
            parts = urlsplit(url)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            headers = {"origin": HOST} if method == "POST" else {}
            answer = self.client.generic(
                method, path, body, kind or "application/octet-stream", headers=headers
            )
            if answer.status_code not in (301, 302, 303):
                content = b"".join(answer) if answer.streaming else answer.content
                page = _page(url, answer.status_code, content)
                if page.status != expect:
                    raise Deviation(f"{page.path} 答复 {page.status}，应为 {expect}：{page.words[:400]}")
                return page
            method, url, body, kind = "GET", urljoin(url, answer.headers["Location"]), b"", ""
        raise Deviation(f"{url} 一直在转")


class City:
    """The city on a day: whoever is asked for signs in, and the clock stands until it is moved."""

    pdf = PDF

    def __init__(self) -> None:
        self.number = ""
        self._people: dict[str, Person] = {}
        self._clock = ExitStack()
        self.now = MONDAY

    def __enter__(self) -> "City":
        self.go_to(MONDAY)
        return self

    def __exit__(self, *_: object) -> None:
        self._clock.close()

    # ------------------------------------------------------------ the clock

    def go_to(self, instant: datetime) -> None:
        """Move the clock; who has been idle too long signs in again when next asked for."""
        self._clock.close()
        self._clock.enter_context(clock.fixed_at(instant))
        self._people.clear()
        self.now = instant

    def wait(self, days: float = 0, *, hours: float = 0) -> None:
        """Let calendar days pass."""
        self.go_to(self.now + timedelta(days=days, hours=hours))

    def night(self) -> None:
        """Do what the background work does by the calendar, now."""
        process_tasks.fire_due()
        approval_tasks.deem_accepted()
        approval_tasks.close_uncorrected()
        approval_tasks.publish_results()
        attend()  # supervision reads the acts in the order of the log
        monitoring_tasks.keep_watch()

    # ------------------------------------------------------------ people

    def person(self, username: str, *, for_enterprise: str = "") -> Person:
        """Give somebody's browser, signed in."""
        if username not in self._people:
            person = self._people[username] = Person()
            page = person.get("/demo-accounts/")
            form = next(one for one in page.forms if ("username", username) in one.pairs({}))
            page = person.post(page, form)
            if "/acting-for" in page.path:
                form = page.form("credit_code")
                person.post(page, form, {"credit_code": for_enterprise})
        return self._people[username]

    officer = person  # as the smoke test calls it

    @property
    def stranger(self) -> Person:
        """Give somebody nobody knows."""
        return Person()

    # ------------------------------------------------------------ applying

    def apply(
        self, username: str, matter: str, *, for_enterprise: str = "", files: bool = True, **given: Any
    ) -> str:
        """Apply online for a matter, page by page; gives the number of the case."""
        person = self.person(username, for_enterprise=for_enterprise)
        page = self.draft(username, matter, for_enterprise=for_enterprise, files=files, **given)
        form = next(one for one in page.forms if one.action == "" and is_signature(one.names()))
        page = person.post(page, form, tick(form.names())).must_say("收到了")
        self.number = page.path.split("/")[2]
        return self.number

    def draft(
        self, username: str, matter: str, *, for_enterprise: str = "", files: bool = True, **given: Any
    ) -> Page:
        """Fill in everything and stop before handing in, at the page that reads it all back."""
        person = self.person(username, for_enterprise=for_enterprise)
        page = person.get(f"/apply/{matter}/")
        page = person.post(page, page.form(action="/begin/"))
        answers = self.answers(matter, **given)
        while "/materials" not in page.path:
            before = page.path
            form = page.form("revision")
            page = person.post(page, form, fitting(form, answers, set(given)))
            assert page.path != before, page.words
        while files and (forms := [one for one in page.forms if one.is_multipart]):
            page = person.post(page, forms[0], files={"file": ("材料.pdf", PDF)})
        return person.get(page.path.replace("/materials/", "/review/"))

    def answers(self, matter: str, **given: Any) -> Given:
        """Believable answers to the form of a matter, as a browser would send them."""
        day = clock.today(self.now)
        version = matters.get_published(code=matter, on=day)
        return flat(answers_for(version=version, known={}, day=day, rng=Random(1), **given))

    # ------------------------------------------------------------ officers

    def act(self, username: str, deed: str, number: str = "", **given: str | list[str]) -> Page:
        """Do one thing at the workbench: fill in, read back, sign."""
        officer = self.person(username)
        page = officer.get(f"/desk/cases/{number or self.number}/")
        page = officer.post(page, page.form("do"), self.deed(page, deed, **given))
        signature = next((one for one in page.forms if "signed" in one.names()), None)
        return page if signature is None else officer.post(page, signature, tick(signature.names()))

    def deed(self, page: Page, deed: str, **given: str | list[str]) -> Given:
        """Write what the form of the workbench sends for one deed."""
        written: Given = {"do": deed, **{f"{deed}-{name}": value for name, value in given.items()}}
        return written | tick(page.form("do").names())

    def refused(self, username: str, deed: str, *, status: int, number: str = "", **given: Any) -> Page:
        """Try one thing and be refused."""
        officer = self.person(username)
        page = officer.get(f"/desk/cases/{number or self.number}/")
        return officer.post(page, page.form("do"), self.deed(page, deed, **given), expect=status)

    def visit(self, username: str, companion: str, **given: Any) -> Page:
        """Record a visit by two officers."""
        facts = {"findings": "布局与申请图纸一致。", "is_passed": "passed", "companions": [companion]}
        return self.act(username, "visit", **{**facts, **given})

    def case_page(self, username: str) -> Page:
        """Open the applicant's page of the case."""
        return self.person(username).get(f"/cases/{self.number}/")


def fitting(form: Form, answers: Given, given: set[str]) -> Given:
    """Pick the answers a page asks for; what the page has filled in itself stays, unless the test says otherwise."""
    filled = {
        one.name for one in form.controls if one.value and one.is_on and one.kind not in ("select", "hidden")
    }
    names = form.names()
    return {
        name: value
        for name, value in answers.items()
        if name in names and (name not in filled or name in given)
    }


def flat(answers: dict[str, Any]) -> Given:
    """Write answers as a form sends them: rows by number, yes and no as words."""
    found: Given = {}
    for name, value in answers.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for place, row in enumerate(value):
                found |= {f"{name}.{place}.{key}": _text(one) for key, one in row.items()}
        elif isinstance(value, list):
            found[name] = [_text(one) for one in value]
        else:
            found[name] = _text(value)
    return found


def _text(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
