"""
A whole clean-up round with hands in Chromium: unit, head, legal office, the offices that are heard, government and citizen;
it ends with a new matter that a citizen applies under and that runs at once. Every page on the way is examined: with axe on a
desk, and for its width on a desk and on a phone.
"""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from time import time
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import Workbook
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, follow
from tests.browser.test_main_job import RULES, WIDER, fill
from tests.journeys.conftest import city, city_databases  # noqa: F401 - fixtures
from tests.journeys.people import CANTEEN, FOOD, City, Given
from yangguang.kernel import clock
from yangguang.kernel.clock import SHANGHAI
from yangguang.reference.declarations import tasks
from yangguang.reference.declarations.models import SheetImport
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.models import Matter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "小餐饮店登记"
ROW = {
    "职权名称": NAME,
    "职权类型": "行政许可",
    "实施依据": "《中华人民共和国食品安全法》第三十五条",
    "法定期限": "20个工作日",
    "承诺期限": "15个工作日",
    "承办处室": "食品经营安全监管处",
    "联系电话": "0755-0000 1018",
    "办理地点": "市民中心政务服务大厅",
    "受理条件": "1.有固定的经营场所\n2.有相应的设施",
    "办理结果": "小餐饮店登记证",
    "救济途径": "行政复议：60 日内向市政府申请；行政诉讼：6 个月内向法院起诉",
    "收费标准": "不收费",
    "通俗名称": "开小餐馆登记",
    "一句话说明": "经营面积小的餐饮店，登记以后就能开业。",
    "服务对象类型": "企业和单位",
    "权力来源": "法定本级行使",
    "主体性质": "法定机关",
    "备注": "来自 2025 年台账",
}


class Round:
    """The people of a round with browsers, and what was wrong on the pages they saw."""

    def __init__(self, open_context: Callable[..., BrowserContext]) -> None:
        self.open_context = open_context
        self.pages: dict[str, Page] = {}
        self.found: dict[str, list[str]] = {}

    def person(self, username: str, address: str = "") -> Page:
        """Give somebody's page, signed in by hand, at an address."""
        if username not in self.pages:
            page = self.open_context(viewport=DESKTOP).new_page()
            page.goto("/demo-accounts/")
            follow(page, page.locator(f'form:has(input[value="{username}"]) button').first)
            if page.locator(f'input[name="credit_code"][value="{CANTEEN}"]').count():  # on whose behalf
                page.locator(f'input[name="credit_code"][value="{CANTEEN}"]').check()
                follow(page, page.locator("main form button[type='submit']").first)
            self.pages[username] = page
        page = self.pages[username]
        if address:
            page.goto(address)
        return page

    def look(self, page: Page, name: str) -> None:
        """Examine a page: axe on a desk, and nothing wider than the screen on a desk and on a phone."""
        broken = [
            f"{one['id']}: {one['nodes'][0]['html'][:140]}"
            for one in Axe().run(page, options=RULES).response["violations"]
        ]
        broken += page.evaluate(WIDER)
        page.set_viewport_size(PHONE)
        broken += [f"{one} (390)" for one in page.evaluate(WIDER)]
        page.set_viewport_size(DESKTOP)
        if broken:
            self.found[name] = broken

    def press(self, username: str, address: str, button: str, look: str = "", **filled: str) -> Page:
        """Open a page, fill something in, press one button."""
        page = self.person(username, address)
        if look:
            self.look(page, look)
        form = page.locator(f"form:has(button:has-text('{button}'))").first
        for name, value in filled.items():
            form.locator(f'[name="{name}"]').first.fill(value)
        follow(page, form.get_by_role("button", name=button).first)
        return page


def ledger() -> bytes:
    """The market regulator's own ledger: a title above, columns of its own, one good row and one that will be refused."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["市市场监督管理局职权台账"])
    sheet.merge_cells("A1:R1")
    sheet.append(list(ROW))
    sheet.append(list(ROW.values()))
    sheet.append([*list(ROW.values())[:3], "尽快", *list(ROW.values())[4:]])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_round__from_the_clean_up_to_the_first_case(
    city: City,  # noqa: F811
    open_context: Callable[..., BrowserContext],
) -> None:
    city.go_to(datetime.fromtimestamp(time(), SHANGHAI))  # the browser's own clock cannot be set
    play = Round(open_context)

    campaign = open_campaign(play, city)
    declaration = declare_from_ledger(play, campaign)
    draw_its_flow(play, declaration)
    sign_and_submit(play, declaration)
    review_with_one_return(play, campaign, declaration)
    code = code_authorise_and_publish(play, declaration)
    read_what_is_public(play, code)

    city.number = apply(play, code, city.answers(code, commitment=False))
    city.act("window", "accept")
    page = play.person("lina", f"/cases/{city.number}/")
    expect(page.get_by_text("受理").first).to_be_visible()
    expect(
        page.get_by_text("审查").first
    ).to_be_visible()  # the flow that was drawn runs: the next step waits
    assert not play.found, "\n".join(f"{name}: {one}" for name, many in play.found.items() for one in many)


def open_campaign(play: Round, city: City) -> str:  # noqa: F811
    """The legal office opens a clean-up of the market regulator; gives its address."""
    page = play.person("legal1", "/admin-desk/powers/")
    play.look(page, "desk of the legal office")
    follow(page, page.get_by_role("link", name="开展一次清理"))
    play.look(page, "new campaign")
    page.locator('[name="title"]').fill("小餐饮专项清理")
    page.locator('[name="due_on"]').fill((clock.today(city.now) + timedelta(days=20)).isoformat())
    for box in page.locator('[name="bodies"]').all():
        label = box.locator("xpath=ancestor::label").inner_text()
        box.set_checked("市场监督管理局" in label)
    follow(page, page.get_by_role("button", name="开展清理"))
    expect(page.get_by_role("heading", level=1)).to_have_text("小餐饮专项清理")
    play.look(page, "campaign")
    return page.url


def declare_from_ledger(play: Round, campaign: str) -> str:
    """The unit's clerk takes the ledger in: maps, sees the refused row, drafts the good one; gives the declaration's address."""
    page = play.person("admin", "/admin-desk/powers/")
    follow(page, page.get_by_role("link", name="小餐饮专项清理"))
    play.look(page, "workbench")
    follow(page, page.get_by_role("link", name="上传表格"))
    play.look(page, "import")
    page.locator('[name="workbook"]').set_input_files(
        {"name": "台账.xlsx", "mimeType": "application/zip", "buffer": ledger()}
    )
    follow(page, page.get_by_role("button", name="上传表格"))
    expect(page.get_by_label("承诺期限")).to_have_value("promise_days")
    expect(page.get_by_label("备注")).to_have_value("")
    page.get_by_label("服务对象类型").select_option("audience")
    page.get_by_label("主体性质").select_option("dept_type")
    play.look(page, "mapping")
    follow(page, page.get_by_role("button", name="按这样对照"))
    expect(page.get_by_role("heading", name="逐行核对中")).to_be_visible()
    play.look(page, "progress")
    tasks.check_sheet(sheet_id=SheetImport.objects.get().pk)  # the worker's part
    expect(page.get_by_text("不是期限或者次数")).to_be_visible()  # the page asks again by itself
    play.look(page, "refused rows")
    follow(page, page.get_by_role("button", name="起草这 1 份申报"))
    tasks.draft_sheet(sheet_id=SheetImport.objects.get().pk)
    follow(page, page.get_by_role("link", name="可以起草的行"))
    follow(page, page.locator("td a[href*='/declarations/']"))
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    return page.url


def draw_its_flow(play: Round, declaration: str) -> None:
    """The clerk borrows form and flow, then draws on the chart: two departments side by side, and a way back."""
    page = play.person("admin", f"{declaration}edit/")
    play.look(page, "declaration being written")
    food = matters.get_published(code=FOOD, on=clock.today(clock.now()))
    page.locator('[name="flow_from"]').select_option(str(food.pk))
    page.locator('[name="result_word"]').fill("深市监餐登")
    follow(page, page.get_by_role("button", name="保存", exact=True))
    page.goto(f"{declaration}edit/")
    follow(page, page.get_by_role("link", name="在流程编制里画"))
    follow(page, page.get_by_role("button", name="开始", exact=True))
    play.look(page, "flow editor")
    page.locator('.fw-chart [data-node="examine"] rect').click()
    expect(page.get_by_role("toolbar")).to_be_visible()
    page.get_by_role("toolbar").get_by_role("button", name="后面同时进行").click()
    expect(page.locator(".fw-chart text.t", has_text="甲部门审查")).to_be_visible()
    page.locator('.fw-chart [data-node="review"] rect').click()
    expect(page.get_by_label("名称", exact=True)).to_have_value("复核")
    page.get_by_role("toolbar").get_by_role("button", name="连到…").click()
    page.locator('.fw-chart [data-node="examine"] rect').click()
    expect(page.get_by_text("改好了，图已重画")).to_be_visible()
    expect(page.get_by_text("检查都过了")).to_be_visible()
    play.look(page, "flow editor with a row open")
    follow(page, page.get_by_role("link", name="试走一遍"))
    play.look(page, "trial")
    page.go_back()
    page.get_by_role("button", name="存入申报").click()
    expect(page.get_by_text("流程存进了申报")).to_be_visible()


def sign_and_submit(play: Round, declaration: str) -> None:
    """The head signs, the clerk submits."""
    page = play.person("director", declaration)
    play.look(page, "declaration for the head")
    follow(page, page.get_by_role("button", name="签核这份申报"))
    expect(page.get_by_text("已签核").first).to_be_visible()
    play.press("admin", declaration, "提交法制审核")


def review_with_one_return(play: Round, campaign: str, declaration: str) -> None:
    """The legal office returns it with a comment, hears the others, and files it the second time."""
    page = play.person("legal1", declaration)
    play.look(page, "review")
    fold = page.locator("details.pw-pin").first
    fold.locator("summary").click()
    fold.locator("textarea, input[name='text']").first.fill("名称请与法条一致。")
    follow(page, fold.get_by_role("button").first)
    follow(page, page.get_by_role("button", name="退回修改"))
    page = play.person("admin", f"{declaration}edit/")
    page.locator('[name="summary"]').fill("经营面积不大的餐饮店，登记以后就能开业。")
    follow(page, page.get_by_role("button", name="保存", exact=True))
    sign_and_submit(play, declaration)

    page = play.person("legal1", campaign)
    follow(page, page.get_by_role("link", name="会审一批"))
    play.look(page, "new joint round")
    page.locator('[name="due_on"]').fill((clock.today(clock.now()) + timedelta(days=5)).isoformat())
    follow(page, page.get_by_role("button", name="开展会审"))
    joint = page.url
    for username in ("monitor", "hall", "information1"):
        page = play.person(username, joint)
        if username == "hall":
            play.look(page, "joint round to be answered")
        page.locator('[name="agrees"][value="yes"]').check()
        follow(page, page.get_by_role("button", name="的意见"))
    page = play.person("legal1", joint)
    expect(page.get_by_text("全部答复完了")).to_be_visible()
    play.look(page, "joint board")
    page.goto(declaration)
    follow(page, page.get_by_role("button", name="已解决").first)
    for box in page.locator('[name="lines"]').all():
        box.check()
    follow(page, page.get_by_role("button", name="备案", exact=True))
    expect(page.get_by_text("备案号").first).to_be_visible()
    for name, address in (
        ("queue", "review/?state=all"),
        ("laws", "laws/"),
        ("formats", "formats/"),
        ("format", "formats/01/"),
    ):
        play.look(play.person("legal1", f"/admin-desk/powers/{address}"), name)


def code_authorise_and_publish(play: Round, declaration: str) -> str:
    """Codes, authority in three hands, publication; gives the catalogue code."""
    page = play.person("information1", "/admin-desk/powers/coding/")
    play.look(page, "coding")
    page.goto(declaration)
    follow(page, page.get_by_role("button", name="赋码"))
    play.press("admin", declaration, "申报网上行使身份")
    page = play.person("legal1", "/admin-desk/powers/authorities/")
    play.look(page, "authorities")
    follow(page, page.get_by_role("link", name=NAME).first)
    authority = page.url
    page.locator('[name="reason"]').first.fill("单位、岗位、人员与职权相符")
    follow(page, page.get_by_role("button", name="审查同意"))
    page = play.person("government1", authority)
    follow(page, page.get_by_role("button", name="核准，出具核准书"))
    play.look(page, "authority approved")
    follow(page, page.get_by_role("link", name="网上行使行政职权身份核准书"))
    page = play.person("admin", declaration)
    follow(page, page.get_by_role("button", name="公布", exact=True))
    play.look(page, "published declaration")
    play.look(play.person("admin", "/admin-desk/powers/stops/"), "stops")
    return Matter.objects.get(name=NAME).catalog_code


def read_what_is_public(play: Round, code: str) -> None:
    """A citizen finds the power in the list, checks its fingerprint, looks its code up, follows it."""
    page = play.person("lina")
    for name, address, said in (
        ("list", "/powers/?q=小餐饮", NAME),
        ("guide", f"/matters/{code}/", NAME),
        ("code", f"/powers/codes/?code={code}", NAME),
        ("versions", f"/matters/{code}/versions/", "第 1 版"),
    ):
        page.goto(address)
        expect(page.get_by_text(said).first).to_be_visible()
        play.look(page, f"public {name}")
    page.goto("/powers/subscriptions/")
    play.look(page, "subscriptions")


def apply(play: Round, code: str, answers: Given) -> str:
    """A citizen applies under the new matter for the canteen; gives the number of the case."""
    page = play.person("lina", f"/apply/{code}/")
    follow(page, page.locator("form[action$='/begin/'] button"))
    while "/materials/" not in page.url:
        fill(page, answers)
        follow(page, page.locator("main form button.yg-btn--primary"))
    play.look(page, "materials of the new matter")
    follow(page, page.get_by_role("link", name="下一步，核对"))
    page.locator("input[name='has_read']").check()
    follow(page, page.get_by_role("button", name="提交申请"))
    page.wait_for_url("**/receipt/")
    return page.url.rstrip("/").split("/")[-2]


def test_flow__drawn_by_a_legal_officer__with_the_keyboard_and_by_dragging(
    city: City,  # noqa: F811
    open_context: Callable[..., BrowserContext],
) -> None:
    city.go_to(datetime.fromtimestamp(time(), SHANGHAI))
    page = Round(open_context).person("legal1", f"/admin-desk/flows/?matter={FOOD}")
    page.locator('[name="origin"][value="shape:plain"]').check()
    follow(page, page.get_by_role("button", name="开始", exact=True))

    page.locator('.fw-chart [data-node="examine"]').focus()
    page.keyboard.press("Enter")
    page.get_by_role("toolbar").get_by_role("button", name="后面同时进行").click()
    expect(page.locator(".fw-chart text.t", has_text="乙部门审查")).to_be_visible()
    drag(page, "review", "examine")

    expect(page.get_by_text("检查都过了")).to_be_visible()
    expect(page.locator(".fw-chart text", has_text="退回").first).to_be_visible()


def drag(page: Page, start: str, end: str) -> None:
    """Drag from one step of the chart to another."""
    boxes: list[Any] = []
    for node in (start, end):
        shape = page.locator(f'.fw-chart [data-node="{node}"] rect').first
        shape.scroll_into_view_if_needed()
        boxes.append(shape.bounding_box())
    (x, y), (to_x, to_y) = [(one["x"] + one["width"] / 2, one["y"] + one["height"] / 2) for one in boxes]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2, steps=4)
    page.mouse.move(to_x, to_y, steps=4)
    page.mouse.up()
