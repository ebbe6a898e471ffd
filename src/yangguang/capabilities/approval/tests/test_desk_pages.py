"""The officers' pages as officers use them: through addresses, signed in, with what they would type."""

import contextlib
import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.models import Application, IssuedDocument
from yangguang.capabilities.approval.tests.given import MONDAY, PDF, Office, later, office, upload
from yangguang.foundation.acts.api import list_acts_of
from yangguang.foundation.identity.api import Account
from yangguang.foundation.organisation.models import Officer
from yangguang.foundation.process.models import Task
from yangguang.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Office:
    return office()


@contextlib.contextmanager
def signed_in(username: str, *, at: datetime = MONDAY) -> Iterator[Client]:
    """A browser of somebody who has signed in, at a moment."""
    client = Client()
    with clock.fixed_at(at):
        client.force_login(Account.objects.get(username=username))
        yield client


def text_of(response) -> str:
    return response.content.decode()


def address(case: Application, rest: str = "") -> str:
    return f"/desk/cases/{case.number}/{rest}"


def confirm(client: Client, case: Application, **typed: str):
    """Fill in, read back, and give the page to be signed with the hidden fields of its form."""
    page = client.post(address(case, "act/"), typed)
    form = text_of(page).split('class="yg-confirm', 1)[-1]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    return page, hidden


# ---------------------------------------------------------------- who may look


def test_desk__applicant__is_refused(city):
    with signed_in("owner") as client:
        assert client.get("/desk/").status_code == 403


def test_desk__nobody_signed_in__is_sent_to_sign_in(city):
    response = Client().get("/desk/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/")


def test_workbench__case_of_another_body__does_not_exist(city):
    case = city.submitted()
    other = Account.objects.create(username="elsewhere", created_at=MONDAY)
    Officer.objects.create(account=other, number="9001", name="外单位")
    with signed_in("elsewhere") as client:
        assert client.get(address(case)).status_code == 404


def test_intake__officer_without_acceptance_post__is_refused(city):
    with signed_in("examiner") as client:
        assert client.get("/desk/intake/").status_code == 403


# ---------------------------------------------------------------- the desk


def test_desk__cases_due_at_different_times__says_the_sentence_and_groups_them(city):
    city.submitted(now=later(-7))
    city.submitted()
    with signed_in("clerk", at=later(1)) as client:
        page = text_of(client.get("/desk/"))
    assert "1 件已经超时" in page
    assert "先办这一件" in page
    assert "已超时<span>1 件</span>" in page
    assert page.count('class="grp"') == 2


def test_desk__search_words__narrow_the_list(city):
    case = city.submitted()
    with signed_in("clerk") as client:
        assert case.number in text_of(client.get(f"/desk/?q={case.number}"))
        assert "没有符合的办件" in text_of(client.get("/desk/?q=不存在的单位"))


def test_desk__more_cases__asks_no_more_queries(city):
    city.submitted()
    with signed_in("clerk") as client:
        client.get("/desk/")
        with CaptureQueriesContext(
            connection,
        ) as few:
            client.get("/desk/")
        for _ in range(4):
            city.submitted()
        with CaptureQueriesContext(connection) as many:
            client.get("/desk/")
    assert len(many) == len(few)
    assert len(many) <= 12


def test_claim__second_clerk__reads_who_has_it(city):
    case = city.submitted()
    task = city.step(case, "S")
    with signed_in("clerk") as client:
        client.post(address(case, f"steps/{task.pk}/claim/"))
    with signed_in("clerk2") as client:
        page = text_of(client.post(address(case, f"steps/{task.pk}/claim/"), follow=True))
        assert "0208 号" in page
        assert "没有签收" in page
        assert "0208 号" in text_of(client.get(address(case)))


# ---------------------------------------------------------------- the workbench


def test_workbench__clerk__sees_evidence_text_and_choices(city):
    case = city.submitted()
    with signed_in("clerk") as client:
        page = text_of(client.get(address(case)))
    for word in ("系统比对", "前面各岗的意见", "材料", "申请书", "受理", "一次性告知补正", "不需要许可"):
        assert word in page
    assert "checked" not in page.split('class="wb-choices"')[1].split("</fieldset>")[0]


def test_act__accept__is_read_back_first_and_writes_nothing(city):
    case = city.submitted()
    before = list_acts_of(object_type="application", object_number=case.number).count()
    with signed_in("clerk") as client:
        page, hidden = confirm(client, case, do="accept")
    assert page.status_code == 200
    assert "您签的就是这一页" in text_of(page)
    assert "受理通知书" in text_of(page)
    assert "签署后编号" in text_of(page)
    assert len(hidden["digest"]) == 64
    case.refresh_from_db()
    assert case.state == "submitted"
    assert list_acts_of(object_type="application", object_number=case.number).count() == before
    assert not IssuedDocument.objects.filter(application=case, kind="acceptance_notice").exists()


def test_act__signed__issues_the_page_that_was_read(city):
    case = city.submitted()
    with signed_in("clerk") as client:
        page, hidden = confirm(client, case, do="accept")
        done = client.post(address(case, "act/"), {**hidden, "has_read": "yes"}, follow=True)
    assert "已受理" in text_of(done)
    case.refresh_from_db()
    assert case.state == "accepted"
    issued = IssuedDocument.objects.select_related("document").get(application=case, kind="acceptance_notice")
    assert issued.number
    assert "予以受理" in issued.document.html
    assert "予以受理" in text_of(page)


def test_act__text_differs_from_what_was_read__is_not_signed(city):
    case = city.ready_to_decide()
    with signed_in("head") as client:
        _, hidden = confirm(client, case, do="refuse", **{"refuse-reasons": "布局不符合要求。"})
        changed = {**hidden, "refuse-reasons": "另一个理由。", "has_read": "yes"}
        page = client.post(address(case, "act/"), changed)
    assert page.status_code == 409
    assert "内容变了，没有签署" in text_of(page)
    assert "另一个理由" in text_of(page)
    case.refresh_from_db()
    assert case.state == "accepted"


def test_act__correction_without_a_problem__keeps_what_was_typed(city):
    case = city.submitted()
    spec = case.version.materials.filter(form_kind="upload").first()
    typed = {"do": "correction", f"correction-advice-{spec.code}": "标出冷藏设备"}
    with signed_in("clerk") as client:
        page = client.post(address(case, "act/"), typed)
    assert page.status_code == 422
    assert "请写清哪里不符合要求" in text_of(page)
    assert "标出冷藏设备" in text_of(page)


def test_act__correction__lists_the_items_in_the_notice(city):
    case = city.submitted()
    spec = case.version.materials.filter(form_kind="upload").first()
    typed = {
        "do": "correction",
        f"correction-problem-{spec.code}": "没有标注冷藏设备",
        "correction-name-own0": "租赁合同",
        "correction-problem-own0": "缺第二页",
    }
    with signed_in("clerk") as client:
        page, hidden = confirm(client, case, **typed)
        assert "没有标注冷藏设备" in text_of(page)
        client.post(address(case, "act/"), {**hidden, "has_read": "yes"})
    case.refresh_from_db()
    assert case.state == "correcting"
    assert [one["name"] for one in case.correction.items] == [spec.name, "租赁合同"]


def test_act__not_accepted_without_agency__says_so_beside_the_form(city):
    case = city.submitted()
    with signed_in("clerk") as client:
        page = client.post(address(case, "act/"), {"do": "not_accepted", "not_accepted-reason": "不属本机关"})
    assert page.status_code == 422
    assert "应当向哪个机关申请" in text_of(page)
    assert "不属本机关" in text_of(page)


def test_act__nothing_chosen__asks_to_choose(city):
    case = city.submitted()
    with signed_in("clerk") as client:
        page = client.post(address(case, "act/"), {})
    assert page.status_code == 422
    assert "请先选择怎么办" in text_of(page)


def test_act__opinion__goes_to_the_next_post(city):
    case = city.accepted()
    with signed_in("examiner") as client:
        _, hidden = confirm(client, case, do="agree", **{"agree-text": "材料齐全。"})
        client.post(address(case, "act/"), {**hidden, "has_read": "yes"})
    assert case.opinions.get().text == "材料齐全。"
    with signed_in("examiner2") as client:
        assert "材料齐全。" in text_of(client.get(address(case)))


def test_act__wrong_post_by_direct_request__is_refused(city):
    case = city.ready_to_decide()
    with signed_in("clerk") as client:
        page = client.post(
            address(case, "act/"), {"do": "grant", "signed": "yes", "digest": "0" * 64, "has_read": "yes"}
        )
    assert page.status_code == 403
    case.refresh_from_db()
    assert case.state == "accepted"


def test_act__step_done_by_a_colleague_meanwhile__says_by_whom(city):
    case = city.accepted()
    task = city.step(case, "A")
    with signed_in("examiner2") as client:
        city.opinion(case, "A", by="examiner")
        page = client.post(
            address(case, "act/"), {"do": "agree", "agree-text": "我写了很久的意见", "task": str(task.pk)}
        )
    assert page.status_code == 409
    assert "0417 号" in text_of(page)


def test_visit__alone__is_refused_and_keeps_the_findings(city):
    case = city.accepted(commitment=False)
    typed = {
        "do": "visit",
        "visit-findings": "布局一致",
        "visit-is_passed": "passed",
        "visit-visited_on": "2026-09-14",
        "has_read": "yes",
    }
    with signed_in("inspector") as client:
        task = Task.objects.filter(instance=case.instance, step="E").first()
        if task is None:
            city.opinion(case, "A")
        page = client.post(address(case, "act/"), typed)
        assert page.status_code == 422
        assert "两名以上" in text_of(page)
        assert "布局一致" in text_of(page)
        done = client.post(
            address(case, "act/"),
            {**typed, "visit-companions": ["0648"], "visit-photos": upload("现场.pdf", PDF)},
            follow=True,
        )
    assert "核查记录已签署" in text_of(done)
    assert {one.number for one in case.site_visits.get().officers.all()} == {"0631", "0648"}


def test_special_procedure__started_and_ended__pauses_and_resumes(city):
    case = city.accepted()
    typed = {
        "special-kind": "expert_review",
        "special-needed_days": "10",
        "special-reason": "布局需专家评审",
    }
    with signed_in("examiner") as client:
        _, hidden = confirm(client, case, do="special", **typed)
        client.post(address(case, "act/"), {**hidden, "has_read": "yes"})
        case.refresh_from_db()
        assert case.state == "suspended"
        assert "结束特别程序" in text_of(client.get(address(case)))
    with signed_in("examiner", at=later(2)) as client:
        _, hidden = confirm(client, case, do="special_end", **{"special_end-result": "评审通过"})
        client.post(address(case, "act/"), {**hidden, "has_read": "yes"})
    case.refresh_from_db()
    assert case.state == "accepted"


def test_return__to_an_earlier_step__goes_back(city):
    case = city.accepted()
    city.opinion(case, "A")
    with signed_in("examiner2") as client:
        earlier = Task.objects.get(instance=case.instance, step="A")
        typed = {"do": "return", "return-to_node": earlier.node_id, "return-reason": "请补充审查面积"}
        page = client.post(address(case, "act/"), typed, follow=True)
    assert "已退回" in text_of(page)
    assert city.step(case, "A").node_id == earlier.node_id


def test_decide_and_deliver__through_the_pages__close_the_case(city):
    case = city.ready_to_decide()
    with signed_in("head") as client:
        page, hidden = confirm(client, case, do="grant")
        assert "准予行政许可决定书" in text_of(page)
        client.post(address(case, "act/"), {**hidden, "has_read": "yes"})
    case.refresh_from_db()
    assert case.state == "granted"
    post = city.step(case, "N").post_kind
    with signed_in("clerk" if post == "accept" else "maker") as client:
        _, hidden = confirm(client, case, do="deliver", **{"deliver-way": "pickup"})
        client.post(address(case, "act/"), {**hidden, "has_read": "yes"})
    case.refresh_from_db()
    assert case.state == "delivered"
    assert case.delivery.way == "pickup"


def test_draft__while_writing__shows_what_is_still_wanting(city):
    case = city.submitted()
    with signed_in("clerk") as client:
        wanting = text_of(client.post(address(case, "draft/"), {"do": "not_required"}))
        drawn = text_of(
            client.post(
                address(case, "draft/"), {"do": "not_required", "not_required-reason": "依法不需要许可。"}
            )
        )
    assert "还差这些" in wanting
    assert "不受理告知书" in drawn
    case.refresh_from_db()
    assert case.state == "submitted"


def test_file__of_the_case__opens_in_our_frame_only(city):
    case = city.submitted()
    stored = case.files.first().file
    with signed_in("clerk") as client:
        response = client.get(address(case, f"files/{stored.uuid}/"))
        assert b"".join(response.streaming_content) == PDF
        other = city.submitted()
        assert client.get(address(other, f"files/{stored.uuid}/")).status_code == 404
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]


def test_history__of_a_finished_case__has_steps_clocks_and_acts(city):
    case = city.delivered()
    with signed_in("head") as client:
        page = text_of(client.get(address(case, "history/")))
    for word in ("各环节", "时限", "文书", "全部记录", "受理申请", "制证送达"):
        assert word in page


# ---------------------------------------------------------------- the window


def typed_at_the_window(city: Office, **changes: str) -> dict[str, str]:
    return {
        "who-kind": "person",
        "who-person_name": "王芳",
        "who-person_number": city.stranger.id_number,
        "who-phone": "13800000309",
        "key": "6c1f5c1e-5f0f-4a5e-9d4c-3a1f6a1b2c3d",
        **changes,
    }


def test_register__wrong_identity_number__is_refused_with_everything_kept(city):
    code = city.versions["440131016000"].matter.code
    with signed_in("clerk") as client:
        page = client.post(
            f"/desk/intake/{code}/", typed_at_the_window(city, **{"who-person_number": "440305190003081012"})
        )
    assert page.status_code == 422
    assert "王芳" in text_of(page)
    assert not Application.objects.exists()


def test_register__twice__is_one_case_with_one_receipt(city):
    code = city.versions["440131016000"].matter.code
    with signed_in("clerk") as client:
        first = client.post(f"/desk/intake/{code}/", typed_at_the_window(city), follow=True)
        client.post(f"/desk/intake/{code}/", typed_at_the_window(city), follow=True)
    case = Application.objects.get()
    assert case.channel == "window"
    assert case.number in text_of(first)
    assert "打印收件回执" in text_of(first)


# ---------------------------------------------------------------- what supervision hangs in


def test_cards__of_whoever_watches__are_shown_with_a_way_to_explain(city, monkeypatch):
    from yangguang.capabilities.approval.queries import desk

    case = city.submitted()
    card = approval.DeskCard(
        number="Y-1",
        lamp="yellow",
        title="受理超时",
        text="应在 9月21日前答复",
        case_number=case.number,
        explain_address="/monitoring/cards/Y-1/explain/",
    )
    monkeypatch.setattr(desk, "_card_sources", [lambda actor, now: [card]])
    with signed_in("clerk") as client:
        page = text_of(client.get("/desk/"))
    assert "本岗的牌" in page
    assert "/monitoring/cards/Y-1/explain/" in page
