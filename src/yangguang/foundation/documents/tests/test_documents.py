"""Issuing documents: one act, one digest, one paper; checked by anybody, read by nobody else."""

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from yangguang.foundation.acts.api import list_acts_of
from yangguang.foundation.documents import api as documents
from yangguang.foundation.documents import printing, tasks
from yangguang.foundation.files import api as files
from yangguang.foundation.files.tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(tmp_path, settings):
    settings.VAR = tmp_path


def issue(**options):
    facts = {
        "kind": "test_notice",
        "title": "受理通知书",
        "number": "深市监许受〔2026〕1187号",
        "template": "documents/document.html",
        "context": {},
        "body_code": "11440300MXDEM01705",
        "body_name": "深圳市市场监督管理局",
        "object_type": "test",
        "object_number": "1",
        "addressee": "南山区小满餐饮店",
        "seal_text": "行政许可专用章",
        "now": given.NOW,
    }
    return given.in_operation(lambda: documents.make_document(**{"pdf": "now", **facts, **options}))


def test_make_document__now__is_a_pdf_whose_digest_stands_in_the_act():
    document = issue()

    assert document.state == documents.DocumentState.PDF
    assert document.page_count == 1
    assert files.read_file(document.pdf).startswith(b"%PDF-")
    assert files.digest_of(files.read_file(document.pdf)) == document.digest
    act = list_acts_of(object_type="test", object_number="1").get()
    assert act.facts["document_test_notice"]["sm3"] == document.digest
    assert documents.find_act_number(document=document) == act.number
    for part in ("2026年9月21日", "南山区小满餐饮店：", "演示印章", f"/documents/{document.uuid}/"):
        assert part in document.html


def test_make_document__number_given_before__is_refused():
    issue()

    with pytest.raises(documents.DocumentNumberTaken):
        issue()
    assert documents.Document.objects.count() == 1


@pytest.mark.parametrize("reader", ["the job after the commit", "the hourly job", "the first to open it"])
def test_make_document__later__is_printed_once_by(reader):
    document = issue(pdf="later")

    assert document.state == documents.DocumentState.WAITING_PDF
    assert document.digest == files.digest_of(document.html.encode())
    for _ in range(2):
        if reader == "the job after the commit":
            tasks.print_newest()
        elif reader == "the hourly job":
            tasks.print_waiting(timestamp=0)
        else:
            documents.document_response(document).file_to_stream.close()
    document.refresh_from_db()
    assert document.state == documents.DocumentState.PDF
    assert list_acts_of(object_type="document", object_number=str(document.uuid)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_make_document__later_and_committed__one_job_waits_for_all_of_them():
    with (
        connection.cursor() as cursor
    ):  # Django empties only tables it made: others' committed jobs are still there
        cursor.execute("DELETE FROM procrastinate_jobs")
    for number in ("深市监许受〔2026〕1号", "深市监许受〔2026〕2号"):
        issue(number=number, pdf="later")

    job = ProcrastinateJob.objects.get(task_name="documents.print_newest")
    assert job.scheduled_at == given.NOW + tasks.A_MOMENT


def test_make_document__machine_without_engine__is_a_printable_page(monkeypatch):
    monkeypatch.setattr(printing, "_engine", lambda: None)

    document = issue()

    assert (document.state, document.pdf) == (documents.DocumentState.PAGE_ONLY, None)
    response = documents.document_response(document)
    assert "受理通知书" in response.content.decode()
    assert "sandbox" in response.headers["Content-Security-Policy"]
    page = Client().get(document.get_absolute_url()).content.decode()
    assert "只有可打印的页面" in page


def test_make_document__template_reaches_for_a_file__gets_nothing(monkeypatch, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")

    printed = printing.print_page(
        f'<link rel="stylesheet" href="file://{secret}"><img src="file://{secret}">x'
    )

    assert printed is not None
    assert b"secret" not in printed.content


def test_check_page__anybody__sees_what_was_issued_but_not_to_whom():
    document = issue()

    page = Client().get(document.get_absolute_url()).content.decode()

    for part in (document.number, document.digest, "2026年9月21日", "深圳市市场监督管理局"):
        assert part in page
    assert "小满餐饮店" not in page


def test_check_page__unknown_reference__is_not_found():
    assert Client().get("/documents/00000000-0000-0000-0000-000000000001/").status_code == 404


def test_document_response__pdf__opens_in_the_browser_under_its_name():
    response = documents.document_response(issue())

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("inline")
    response.close()


def test_template__text_of_a_person__is_escaped():
    html = documents.preview_document(
        template="documents/document.html",
        context={"title": "<script>", "addressee": "<img src=x>", "body_name": "局", "number": ""},
        now=given.NOW,
    )

    assert "<script>" not in html
    assert "<img src=x>" not in html
    assert "预览" in html


def test_filters__lists_and_texts__become_closed_sentences():
    template = Template("{% load documents %}{% for s in v|sentences %}[{{ s }}]{% endfor %}")

    assert template.render(Context({"v": "甲\n乙。\n\n"})) == "[甲。][乙。]"
    assert template.render(Context({"v": ["丙；", "", "丁"]})) == "[丙；][丁。]"
    assert template.render(Context({"v": None})) == ""
