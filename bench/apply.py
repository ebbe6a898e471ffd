"""
Applying for real: ten people at once fill in the form, upload three files, hand in and get the receipt, again and again.

Over HTTP against the served group, web processes and the worker that prints the receipts' PDFs, on a database that writes
to disk. The claim is the wait that counts: from pressing 提交申请 to the receipt on the screen. What every other request
of the way took stands beside it. The people pause between pages, far shorter than people do.
"""

import contextlib
import http.client
import random
import re
import statistics
import threading
import time
from urllib.parse import urlencode, urlsplit

from bench import crowd
from bench.frame import Figures, load_note, percentile, progress
from bench.served import Site, served

MATTER = "440118008000"  # 客运班线经营许可: seventeen questions, three files to upload
USERS = 10
FILES = 3
PAUSE_SECONDS = (0.2, 0.8)
BOUNDARY = "bench-b0undary"


def run(*, quick: bool) -> Figures:
    """Let them apply for so many seconds."""
    with served(crowd.build_demo) as site:
        answers = _answers()
        users = [User(site, answers) for _ in range(USERS)]
        for user in users:
            user.sign_in()
        progress("one application each, not counted")
        _let_apply(users, seconds=0)
        for user in users:
            user.waits.clear()
            user.others.clear()
        before, began = site.web_processor_seconds(), time.perf_counter()
        progress("all at once")
        _let_apply(users, seconds=15 if quick else 60)
        passed, processor = time.perf_counter() - began, site.web_processor_seconds() - before
    waits = [wait for user in users for wait in user.waits]
    others = [other for user in users for other in user.others]
    return {
        **load_note(),
        "p95_ms": round(percentile(waits, 0.95), 1),
        "p50_ms": round(statistics.median(waits), 1),
        "submissions_per_s": round(len(waits) / passed, 2),
        "other_requests_p95_ms": round(percentile(others, 0.95), 1),
        "web_cpu_ms_per_submission": round(1000 * processor / len(waits), 0),
        "submissions": float(len(waits)),
        "requests": float(len(others) + 2 * len(waits)),
        "users": float(USERS),
    }


def _let_apply(users: list["User"], *, seconds: float) -> None:
    until = time.perf_counter() + seconds
    failures: list[BaseException] = []

    def work(user: "User") -> None:
        try:
            user.apply()
            while time.perf_counter() < until:
                user.apply()
        except Exception as failure:  # noqa: BLE001 - told below, in the thread that can end the run
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


class User:
    """One person with a browser that reads only what it needs to go on."""

    def __init__(self, site: Site, answers: dict[str, str | list[str]]) -> None:
        """Open a connection that is kept."""
        self.site, self.answers = site, answers
        self.connection = http.client.HTTPConnection(site.host, site.port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.waits: list[float] = []
        self.others: list[float] = []

    def sign_in(self) -> None:
        """Sign in as the agent of an enterprise, and stand for it."""
        from yangguang.config.smoke.play import ENTERPRISE, PASSWORD

        self.get("/sign-in/")
        self.post("/sign-in/", {"username": "lina", "password": PASSWORD, "next": ""})
        self.post("/acting-for/", {"credit_code": ENTERPRISE, "next": ""})

    def apply(self) -> None:
        """Go the whole way once."""
        from yangguang.config.smoke.play import PDF

        self.get(f"/apply/{MATTER}/")
        page = self.post(f"/apply/{MATTER}/begin/", {})
        draft, uploaded = page.rsplit("/", 2)[0], []
        while "/materials" not in page:
            asked = self.get(page)
            names = set(re.findall(r'name="([^"]+)"', asked))
            known = {name: value for name, value in self.answers.items() if name in names}
            kept = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', asked))
            kept = {name: value for name, value in kept.items() if name in names and name not in known}
            kept.pop("csrfmiddlewaretoken", None)
            self.pause()
            reached = self.post(page, {**_typed(asked, kept), **known})
            assert reached, f"{page} kept us: {_problem(self.last)}"
            page = reached
        for _ in range(FILES):
            open_still = re.findall(rf'action="({draft}/materials/[^"]+)"', self.get(page))
            missing = [target for target in open_still if target not in uploaded]
            target = (missing or open_still)[0]
            self.pause()
            self.upload(target, PDF)
            uploaded.append(target)
        self.get(f"{draft}/review/")
        self.pause()
        began = time.perf_counter()
        receipt = self.post(f"{draft}/review/", {"has_read": "yes"}, counted=False)
        assert "/receipt/" in receipt, f"not handed in: {receipt} {_problem(self.last)}"
        said = self.get(receipt, counted=False)
        self.waits.append((time.perf_counter() - began) * 1000)
        assert "收到了" in said
        self.pause()

    def pause(self) -> None:
        """Take a breath."""
        time.sleep(random.uniform(*PAUSE_SECONDS))

    def get(self, path: str, *, counted: bool = True) -> str:
        """Open a page."""
        _, _, text = self._ask("GET", path, counted=counted)
        return text

    def post(self, path: str, values: dict[str, str | list[str]], *, counted: bool = True) -> str:
        """Send a form; the answer is the address it leads to, empty if it leads nowhere."""
        token = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        body = urlencode({**token, **values}, doseq=True).encode()
        _, target, _ = self._ask("POST", path, body, "application/x-www-form-urlencoded", counted=counted)
        return urlsplit(target).path

    def upload(self, path: str, content: bytes) -> None:
        """Send a file."""
        token = self.cookies.get("csrftoken", "")
        fields = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        )
        body = fields.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        status, _, text = self._ask("POST", path, body, f"multipart/form-data; boundary={BOUNDARY}")
        assert status == 302, f"upload: {status} {_problem(text)}"

    def _ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = "", *, counted: bool = True
    ) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Content-Type": kind, "Referer": self.site.address + path} if kind else {}
        began = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except ConnectionError:  # the server let go of an idle connection; browsers ask again, too
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        text = answer.read().decode()
        if counted:
            self.others.append((time.perf_counter() - began) * 1000)
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {_problem(text)}")
        self.last = text
        return answer.status, answer.headers.get("Location", ""), text


def _answers() -> dict[str, str | list[str]]:
    """Answer every question of the form, under the names its fields have in the page."""
    from yangguang.capabilities.approval.demo.answers import answers_for
    from yangguang.kernel import clock
    from yangguang.reference.matters import api as matters

    today = clock.today(clock.now())
    version = matters.get_published(code=MATTER, on=today)
    written: dict[str, str | list[str]] = {}
    for name, value in answers_for(version=version, known={}, day=today, rng=random.Random(7)).items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for row, cells in enumerate(value):
                written |= {f"{name}.{row}.{column}": _word(cell) for column, cell in cells.items()}
        else:
            written[name] = [str(each) for each in value] if isinstance(value, list) else _word(value)
    return written


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _typed(page: str, kept: dict[str, str]) -> dict[str, str | list[str]]:
    """Leave out what is only offered: buttons, and choices that nobody has made."""
    offered = set(re.findall(r'<input[^>]*type="(?:radio|checkbox|file)"[^>]*name="([^"]+)"', page))
    offered |= set(re.findall(r'<(?:button)[^>]*name="([^"]+)"', page))
    return {name: value for name, value in kept.items() if name not in offered}


def _problem(page: str) -> str:
    with contextlib.suppress(ValueError):
        page = page[page.index("<main") :]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())[:300]
