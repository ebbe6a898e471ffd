"""Every document of an approval, from sample to PDF: it says what the law wants and leaves no gap."""

import copy
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from yangguang.capabilities.approval.tests.sample_documents import APPLICATION, CONTACT, SAMPLES
from yangguang.foundation.documents import api as documents
from yangguang.foundation.documents import printing
from yangguang.kernel import clock

FOLDER = Path(__file__).parents[1] / "templates"
NAMES = [f"{template}-{context.get('act', '')}".strip("-") for template, _, _, context, _ in SAMPLES]


@pytest.fixture(autouse=True)
def _templates(settings):
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [FOLDER]
    settings.TEMPLATES = templates


def page_of(template: str, title: str, number: str, context: dict) -> str:
    facts = {
        "application": APPLICATION,
        "contact": CONTACT,
        "title": title,
        "number": number,
        "body_name": "深圳市市场监督管理局",
        "addressee": APPLICATION["applicant_name"],
    }
    import uuid

    return documents.preview_document(
        template=f"approval/documents/{template}.html",
        context={**facts, **context},
        now=clock.now(),
        seal_text="行政许可专用章",
        identity=uuid.UUID(int=7),
    )


def text_of(html: str) -> str:
    body = html.partition("</style>")[2]
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", body))


@pytest.mark.parametrize(("template", "title", "number", "context", "expected"), SAMPLES, ids=NAMES)
def test_template__sample__says_it_all_and_prints(template, title, number, context, expected, tmp_path):
    html = page_of(template, title, number, context)

    text = text_of(html)
    for part in (title, number, "深圳市市场监督管理局", expected):
        assert re.sub(r"\s+", "", part) in text
    for gap in ("None", "{{", "{%", "：：", "。。", "，，", "（）", "于前", "《》", "至。"):
        assert gap not in text
    assert not re.search(r"年0\d月|月0\d日", text)
    printed = printing.print_page(html)
    if printed is None:
        pytest.skip("this machine has no pango: documents are printable pages")
    assert printed.content.startswith(b"%PDF-")
    assert 1 <= printed.page_count <= 2
    if shutil.which("pdftotext"):
        (tmp_path / "a.pdf").write_bytes(printed.content)
        read = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, check=True)
        assert re.sub(r"\s+", "", expected) in re.sub(r"\s+", "", read.stdout.decode())


@pytest.mark.parametrize(
    "template", ["rejection_decision", "not_required_notice", "refusal_decision", "licence_decision"]
)
def test_template__decision_against_the_reader__names_review_and_court(template):
    found = [sample for sample in SAMPLES if sample[0] == template][-1]

    text = text_of(page_of(*found[:4]))

    assert "六十日内" in text
    assert "六个月内" in text
    assert "深圳市盐田区人民法院" in text


def test_samples__folder__every_template_has_one():
    files = {path.stem for path in (FOLDER / "approval/documents").glob("*.html")}

    assert files == {sample[0] for sample in SAMPLES}
