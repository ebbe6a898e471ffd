"""Kill -9 of the whole served group while clerks work: no committed act is lost, none is done twice."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest
from django.db import connection

from tests.journeys.conftest import A_DAY
from tests.journeys.people import CANTEEN, FOOD, City
from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.demo.answers import answers_for
from yangguang.capabilities.approval.models import Application, IssuedDocument
from yangguang.config.smoke.play import tick
from yangguang.config.smoke.visitor import Deviation, Visitor
from yangguang.config.tests.test_serve import below, free_port
from yangguang.foundation.access.api import actor_of
from yangguang.foundation.acts.models import Act
from yangguang.foundation.identity.models import Account
from yangguang.kernel import clock
from yangguang.kernel.clock import SHANGHAI
from yangguang.kernel.identifiers import compose_citizen_number
from yangguang.reference.matters import api as matters

CASES = 14
PATIENCE = 90
SOURCES = str(Path(__file__).resolve().parents[2] / "src")


class Group:
    """A served group on the city's present database."""

    def __init__(self, var: Path) -> None:
        given = connection.get_connection_params()
        user = quote(str(given.get("user", "")))
        secret = f":{quote(str(given['password']))}" if given.get("password") else ""
        host = quote(str(given.get("host") or "localhost"), safe="")  # a folder when it is a socket
        server = f"host={host}&port={given.get('port') or 5432}"
        where = f"{user}{secret}@/{connection.settings_dict['NAME']}?{server}"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = var / "serve.log"
        self.environment = {
            **os.environ,
            "PYTHONPATH": SOURCES,
            "YANGGUANG_VAR": str(var),
            "DATABASE_URL": f"postgresql://{where}",
            "YANGGUANG_LOG_PATIENCE_MINUTES": str(A_DAY),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait for the first page."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "yangguang.config.command", "serve", "--port", str(self.port)],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                Visitor(self.url).get("/sign-in/")
            except (Deviation, OSError):
                assert time.monotonic() < deadline, self.log.read_text()
                time.sleep(0.2)
            else:
                return

    def kill(self) -> None:
        """Kill every process of the group at once, without a word."""
        assert self.process is not None
        for number in [self.process.pid, *below(self.process.pid)]:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(PATIENCE)


@pytest.fixture
def group(city: City, tmp_path: Path) -> Iterator[Group]:
    """Give a group that is not started yet; whatever runs at the end is killed."""
    one = Group(tmp_path)
    yield one
    if one.process is not None and one.process.poll() is None:
        one.kill()


def test_kill__in_mid_step__loses_no_committed_act_and_repeats_none(city: City, group: Group) -> None:
    city.go_to(datetime.fromtimestamp(time.time(), SHANGHAI))  # the group's own clock cannot be set
    numbers = [hand_in(city, place) for place in range(CASES)]
    connection.close()
    group.start()
    confirmed: list[str] = []
    clerks = [
        threading.Thread(target=accept_all, args=(group.url, username, mine, confirmed))
        for username, mine in (("window", numbers[::2]), ("window2", numbers[1::2]))
    ]
    for clerk in clerks:
        clerk.start()
    wait_for(lambda: len(confirmed) >= CASES // 3)
    group.kill()
    for clerk in clerks:
        clerk.join()

    assert len(confirmed) < CASES, "all was done before the kill"
    check(numbers, confirmed)
    group.start()
    accept_all(group.url, "window", numbers, confirmed)
    check(numbers, numbers)
    given = [int(one.split("〕")[1].rstrip("号")) for one in acceptance_numbers()]
    assert sorted(given) == list(range(1, CASES + 1))


def hand_in(city: City, place: int) -> str:
    """Hand in one application over the counter."""
    account = Account.objects.get(username="window")
    actor = actor_of(account=account, on=clock.today(city.now))
    version = matters.get_published(code=FOOD, on=clock.today(city.now))
    name = f"深圳市演示面馆{place}"
    number = compose_citizen_number(area="440305", born=date(1900, 3, 8), sequence=101)
    known = {
        "enterprise.name": name,
        "enterprise.credit_code": CANTEEN,
        "enterprise.legal_representative": "张伟",
        "person.name": "张伟",
        "person.phone": "13800000308",
    }
    fields = answers_for(
        version=version, known=known, day=clock.today(city.now), rng=Random(place), commitment=True
    )
    applicant = approval.Applicant(
        person_name="张伟",
        person_number=number,
        phone="13800000308",
        enterprise_code=CANTEEN,
        enterprise_name=name,
    )
    paper = approval.PaperApplication(applicant=applicant, fields=fields, files=())
    return approval.register_paper_application(
        actor=actor, version=version, paper=paper, now=clock.now()
    ).number


def accept_all(url: str, username: str, numbers: list[str], confirmed: list[str]) -> None:
    """Accept case after case as a clerk does, until the server is gone; done already is no fault."""
    clerk = Visitor(url)
    try:
        page = clerk.get("/demo-accounts/")
        clerk.post(page, next(one for one in page.forms if ("username", username) in one.pairs({})))
        for number in numbers:
            page = clerk.get(f"/desk/cases/{number}/")
            if not any("do" in form.names() for form in page.forms):
                continue
            form = page.form("do")
            page = clerk.post(page, form, {"do": "accept", **tick(form.names())})
            form = page.form("signed")
            clerk.post(page, form, tick(form.names()))
            confirmed.append(number)
    except (Deviation, OSError):
        return


def check(numbers: list[str], at_least: list[str]) -> None:
    """Each case is accepted whole or not at all: state, one act and one notice go together."""
    for case in Application.objects.filter(number__in=numbers):
        acts = Act.objects.filter(operation="approval.accept_application", object_number=case.number).count()
        notices = IssuedDocument.objects.filter(application=case, kind="acceptance_notice").count()
        is_accepted = case.state == "accepted"
        assert (acts, notices) == ((1, 1) if is_accepted else (0, 0)), case.number
        assert is_accepted or case.number not in at_least, f"{case.number} was confirmed and is lost"
    connection.close()


def acceptance_numbers() -> list[str]:
    """The document numbers of all acceptance notices."""
    found = IssuedDocument.objects.filter(kind="acceptance_notice").select_related("document")
    return [one.document.number for one in found]


def wait_for(happens: object) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not happens():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.01)
