"""The main job: apply, accept, correct, examine, visit, review, decide, serve, verify; refusals on the way included."""

import re
import sys
import time
from collections.abc import Callable
from typing import TextIO

from yangguang.config.smoke.visitor import Deviation, Page, Visitor

PASSWORD = "yangguang-demo"  # noqa: S105 - published on purpose, demo mode only
MATTER = "440131016000"
ENTERPRISE = "91440300MXDEMA012F"
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
xref
0 3
0000000000 65535 f\x20
0000000009 00000 n\x20
0000000052 00000 n\x20
trailer<</Size 3/Root 1 0 R>>
startxref
95
%%EOF
"""
ANSWERS: dict[str, str | list[str]] = {
    "district": "南山区",
    "area_m2": "86",
    "pollution_distance_ok": "true",
    "business_form": "餐饮服务经营者",
    "items": ["热食类食品制售", "冷食类食品制售"],
    "network": "true",
    "seats": "32",
    "equipment.0.use": "后厨",
    "equipment.0.name": "四门冰柜",
    "equipment.0.count": "2",
    "safety_officer": "王敏",
    "safety_officer_id": "440303190001020028",
    "staff_count": "6",
    "commitment": "false",
    "visit_date": "2026-12-01",
}


class Smoke:
    """One run: the people, the case, the account of steps."""

    def __init__(self, url: str, out: TextIO) -> None:
        """Open a browser for each person."""
        self.url, self.out = url, out
        self.citizen = Visitor(url)
        self.stranger = Visitor(url)
        self.officers: dict[str, Visitor] = {}
        self.number = ""
        self.code = ""

    def officer(self, username: str) -> Visitor:
        """Give an officer's browser, signed in."""
        if username not in self.officers:
            visitor = self.officers[username] = Visitor(self.url)
            sign_in(visitor, username)
        return self.officers[username]

    def latest_act(self) -> str:
        """Give the number of the newest act on the case, as anybody can read it."""
        if not self.number:
            return ""
        page = self.citizen.get(f"/cases/{self.number}/")
        found = re.search(r"第 ([\d\s\u2009\u202f]+) 条", page.words)
        return re.sub(r"\D", "", found[1]) if found else ""


def sign_in(visitor: Visitor, username: str) -> Page:
    """Sign in with the demo password."""
    page = visitor.get("/sign-in/")
    return visitor.post(page, page.form("username", "password"), {"username": username, "password": PASSWORD})


# ---------------------------------------------------------------- the steps, in order


def look_around(run: Smoke) -> None:
    """公众打开首页、搜索、指南和流程文件"""
    run.stranger.get("/").must_say("权力摆在明处")
    run.stranger.get("/matters/?words=%E9%A4%90%E9%A6%86").must_say("食品经营许可")
    guide = run.stranger.get(f"/matters/{MATTER}/").must_say(
        "图上怎么画，事情就怎么走", "审查材料", "现场核查"
    )
    flow = run.stranger.get(f"/matters/{MATTER}/flow.bpmn")
    if b"<" not in flow.body or "SM3" not in guide.words:
        raise Deviation("流程文件或指纹不在")


def refuse_wrong_password(run: Smoke) -> None:
    """密码不对，不让进"""
    page = run.stranger.get("/sign-in/")
    form = page.form("username", "password")
    answer = run.stranger.post(page, form, {"username": "lina", "password": "wrong"}, expect=422)
    answer.must_say("不对")


def apply_online(run: Smoke) -> None:
    """代理人代企业网上申请，草稿、条件问题、上传、核对、提交"""
    page = sign_in(run.citizen, "lina")
    if "/acting-for" in page.path:
        form = next(one for one in page.forms if any(c.kind == "radio" for c in one.controls))
        name = next(c.name for c in form.controls if c.kind == "radio")
        page = run.citizen.post(page, form, {name: ENTERPRISE})
    page = run.citizen.get(f"/apply/{MATTER}/").must_say("以谁的名义申请")
    page = run.citizen.post(page, page.form(action="/begin/"))
    draft = page.path.rsplit("/", 2)[0]
    while "/materials" not in page.path:
        form = page.form("revision")
        names = form.names()
        known = {key: value for key, value in ANSWERS.items() if key in names}
        page = run.citizen.post(page, form, known)
    page = upload_all(run.citizen, page)
    page = run.citizen.get(f"{draft}/review/").must_say("核对一遍", "四门冰柜", "请核对，签署后不能撤回")
    form = next(one for one in page.forms if one.action == "" and is_signature(one.names()))
    reviewed = page
    page = run.citizen.post(reviewed, form, tick(form.names()))
    run.number = page.path.split("/")[2]
    page.must_say("收到了", run.number)
    again = run.citizen.post(reviewed, form, tick(form.names()))
    if again.path.split("/")[2] != run.number:
        raise Deviation("同一份草稿提交两次，得到了两个办件")


def is_signature(names: set[str]) -> bool:
    """Tell the form of the grave button: it has nothing but its token and the tick."""
    return names <= {"csrfmiddlewaretoken", "has_read"}


def tick(names: set[str]) -> dict[str, str | list[str]]:
    """Tick what has to be read first."""
    return {name: "yes" for name in names if name == "has_read"}


def upload_all(visitor: Visitor, page: Page) -> Page:
    """Upload a file for every material that wants one."""
    while True:
        forms = [one for one in page.forms if one.is_multipart]
        if not forms:
            return page
        page = visitor.post(page, forms[0], files={"file": ("材料.pdf", PDF)})


def hide_from_strangers(run: Smoke) -> None:
    """别人的办件编号，看不到"""
    other = Visitor(run.url)
    sign_in(other, "liuyang")
    other.get(f"/cases/{run.number}/", expect=404)
    run.officer("housing-window").get(f"/desk/cases/{run.number}/", expect=404)


def ask_for_more(run: Smoke) -> None:
    """窗口一次性告知补正"""
    page = run.officer("window").get(f"/desk/cases/{run.number}/")
    form = page.form("do")
    problem = next(name for name in sorted(form.names()) if name.startswith("correction-problem-"))
    act(run, "window", "correction", {problem: "布局图没有标出就餐区。"})
    run.citizen.get(f"/cases/{run.number}/").must_say("补齐", "布局图没有标出就餐区")


def answer(run: Smoke) -> None:
    """申请人补齐材料"""
    page = run.citizen.get(f"/cases/{run.number}/correct/")
    form = page.form("answer_note")
    run.citizen.post(page, form, {"answer_note": "已补标就餐区。"}).must_say("补正材料已收到")


def accept(run: Smoke) -> None:
    """窗口受理；再办一次，被告知已经办过"""
    window = run.officer("window")
    stale = window.get(f"/desk/cases/{run.number}/")
    act(run, "window", "accept")
    form = stale.form("do")
    window.post(stale, form, {"do": "accept"}, expect=409)
    run.citizen.get(f"/cases/{run.number}/").must_say("正在审查材料", "受理通知书")


def examine(run: Smoke) -> None:
    """审查岗同意"""
    act(run, "examiner", "agree", {"agree-text": "材料齐全，符合法定形式。"})


def visit(run: Smoke) -> None:
    """两名核查人员现场核查；少一人被拒"""
    values: dict[str, str | list[str]] = {
        "visit-findings": "布局与申请图纸一致，设备齐全。",
        "visit-is_passed": "passed",
        "visit-address": "南山区演示路 8 号",
    }
    officer = run.officer("inspector1")
    page = officer.get(f"/desk/cases/{run.number}/")
    refused = officer.post(page, page.form("do"), {"do": "visit", **values}, expect=422)
    refused.must_say("两")
    act(run, "inspector1", "visit", {**values, "visit-companions": ["0648"]})


def review(run: Smoke) -> None:
    """复核岗同意"""
    for username in ("reviewer", "examiner2", "examiner"):
        page = run.officer(username).get(f"/desk/cases/{run.number}/")
        if any("do" in one.names() for one in page.forms):
            act(run, username, "agree", {"agree-text": "同意审查和核查结论。"})
            return
    raise Deviation("没有人能复核")


def decide(run: Smoke) -> None:
    """决定岗签署，准予许可"""
    act(run, "director", "grant", {"grant-reasons": "符合法定条件，准予许可。"})
    run.citizen.get(f"/cases/{run.number}/").must_say("准予")


def deliver(run: Smoke) -> None:
    """制证送达"""
    for username in ("maker", "window"):
        page = run.officer(username).get(f"/desk/cases/{run.number}/")
        if any("do" in one.names() for one in page.forms):
            act(run, username, "deliver", {"deliver-way": "electronic", "deliver-receiver": "李娜"})
            break
    page = run.citizen.get(f"/cases/{run.number}/").must_say("办完了", "食品经营许可证")
    link = next((one for one in page.links if one.startswith("/verify/")), "")
    run.code = link.strip("/").split("/")[-1]
    if not run.code:
        raise Deviation("办件页上没有证照查验的链接")


def verify(run: Smoke) -> None:
    """任何人查验证照和行为记录"""
    run.stranger.get(f"/verify/{run.code}/").must_say("有效", "市市场监督管理局")
    run.stranger.get("/verify/NOSUCHCODE000/", expect=404)
    run.stranger.get(f"/log/?object={run.number}").must_say("制证送达")


def rate(run: Smoke) -> None:
    """申请人评价，只能评一次"""
    page = run.citizen.get(f"/cases/{run.number}/rate/")
    form = page.form("level")
    run.citizen.post(page, form, {"level": "5", "comment": "快。"}).must_say("评价已收到")
    run.citizen.post(page, form, {"level": "1"}, expect=409)


STEPS: tuple[Callable[[Smoke], None], ...] = (
    look_around,
    refuse_wrong_password,
    apply_online,
    hide_from_strangers,
    ask_for_more,
    answer,
    accept,
    examine,
    visit,
    review,
    decide,
    deliver,
    verify,
    rate,
)


def act(run: Smoke, username: str, deed: str, values: dict[str, str | list[str]] | None = None) -> Page:
    """Do one thing at the workbench: fill in, read back, sign."""
    officer = run.officer(username)
    page = officer.get(f"/desk/cases/{run.number}/")
    form = page.form("do")
    given: dict[str, str | list[str]] = {"do": deed, **(values or {})}
    given |= tick(form.names())
    page = officer.post(page, form, given)
    signature = next((one for one in page.forms if "signed" in one.names()), None)
    if signature is not None:
        page = officer.post(page, signature, tick(signature.names()))
    return page


def play(url: str, out: TextIO | None = None) -> int:
    """Play every step; 0 if all went as the law says, 1 at the first deviation."""
    stream = out or sys.stdout
    run = Smoke(url, stream)
    began = time.monotonic()
    for count, step in enumerate(STEPS, start=1):
        started = time.monotonic()
        title = (step.__doc__ or step.__name__).strip()
        try:
            step(run)
        except (Deviation, OSError, StopIteration, IndexError) as deviation:
            stream.write(f"{count:2d}  不对  {title}\n    {str(deviation) or '页面上缺少应有的表单'}\n")
            return 1
        spent = time.monotonic() - started
        record = run.latest_act()
        stream.write(f"{count:2d}  通过  {spent:5.2f}s  {'记录 ' + record if record else '':<12}  {title}\n")
        stream.flush()
    stream.write(f"主线业务走通，办件 {run.number}，共 {time.monotonic() - began:.1f} 秒。\n")
    return 0
