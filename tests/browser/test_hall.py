"""What a hall does around a case, in browsers: a fee paid and receipted, a question answered, a result posted, a volume filed."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import DESKTOP, PHONE, follow
from tests.browser.test_joint import broken_pages, sign_in
from yangguang.capabilities.approval.tests.given import FOOD
from yangguang.capabilities.hall import api as hall
from yangguang.capabilities.hall.tests import given
from yangguang.foundation.payments import api as payments
from yangguang.kernel import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_hall__both_sides_of_every_page__fit_and_pass_axe(
    open_context: Callable[..., BrowserContext],
    live_server: Any,
    viewport: dict[str, int],
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.VAR = tmp_path
    now = clock.now()
    office = given.office()
    given.agent(office)
    case = office.accepted(now=now)
    charge = hall.find_charge(case_number=case.number)  # its acceptance was heard, and charged
    assert charge is not None
    owner, clerk, head, examiner = (
        sign_in(open_context(viewport=viewport), live_server, name)
        for name in ("owner", "clerk", "head", "examiner")
    )

    owner.goto(f"/cases/{case.number}/")
    follow(owner, owner.get_by_role("link", name="去缴费"))
    follow(owner, owner.get_by_role("button", name="去银行缴款"))
    follow(owner, owner.get_by_role("button", name="付款 128.00 元", exact=True))
    assert "已缴 128.00 元" in owner.inner_text("h1")
    charge.refresh_from_db()
    assert charge.bill_number
    clerk.goto(f"/desk/payments/orders/{charge.order.number}/")
    clerk.locator("[name='amount']").fill("28.00")
    clerk.locator("[name='reason']").fill("多收")
    follow(clerk, clerk.get_by_role("button", name="提出，请第二人核准"))
    head.goto(f"/desk/payments/orders/{charge.order.number}/")
    follow(head, head.get_by_role("button", name="核准，退回 28.00 元"))
    assert charge.order.refunds.get().state == "approved"

    owner.goto(f"/matters/{FOOD}/")
    follow(owner, owner.get_by_role("link", name="网上问"))
    owner.locator("[name='text']").fill("我叫张伟，电话 13800000308，厨房多大才够？")
    follow(owner, owner.get_by_role("button", name="提交问题"))
    examiner.goto("/desk/questions/")
    follow(examiner, examiner.locator(".yg-rows a").first)
    examiner.locator("[name='answer']").fill("看品种，没有统一的最低数。")
    follow(examiner, examiner.get_by_role("button", name="答复", exact=True))
    question = hall.Question.objects.get()
    assert "13800000308" not in question.shown_text

    posted = office.granted(now=now)
    clerk.goto(f"/desk/parcels/cases/{posted.number}/")
    follow(clerk, clerk.get_by_role("button", name="签署，交寄结果"))
    filed = office.delivered(now=now)
    clerk.goto(f"/desk/volumes/cases/{filed.number}/")
    follow(clerk, clerk.get_by_role("button", name="签署，立卷归档"))
    volume = hall.Volume.objects.get()
    yesterday = clock.today(now) - timedelta(days=1)
    payments.reconcile_day(actor=given.PLATFORM, provider="demo", day=yesterday, now=now)

    own = [
        f"/pay/{charge.order.number}/",
        "/questions/",
        f"/questions/ask/{FOOD}/",
        f"/questions/{question.number}/",
    ]
    own += ["/service-notices/", "/agents/", f"/cases/{case.number}/"]
    desk = [
        f"/desk/fees/cases/{case.number}/",
        "/desk/payments/",
        f"/desk/payments/orders/{charge.order.number}/",
    ]
    desk += ["/desk/payments/days/", f"/desk/payments/days/demo/{yesterday}/", "/desk/parcels/"]
    desk += [f"/desk/parcels/cases/{posted.number}/", "/desk/volumes/", f"/desk/volumes/{volume.number}/"]
    desk += [f"/desk/cases/{posted.number}/history/"]
    width = viewport["width"]
    assert broken_pages(owner, own, width) == {}
    assert broken_pages(clerk, desk, width) == {}
    assert broken_pages(head, ["/desk/fees/rules/"], width) == {}
    assert broken_pages(examiner, ["/desk/questions/", f"/desk/questions/{question.number}/"], width) == {}
