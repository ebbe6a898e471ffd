"""Taking files in: what is taken, what is refused, and that nothing is left behind."""

import errno
from pathlib import Path

import pytest

from yangguang.foundation.acts.api import ANONYMOUS, system_actor
from yangguang.foundation.files import api as files
from yangguang.foundation.files import tasks, vault
from yangguang.foundation.files.models import StoredFile
from yangguang.foundation.files.tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(tmp_path, settings):
    settings.VAR = tmp_path
    settings.FILE_SCANNER = "demo"
    return tmp_path


def left_behind(var: Path) -> list[Path]:
    return [path for path in (var / "files").rglob("*") if path.is_file()]


def store(content, name, declared="application/octet-stream", **options):
    upload = given.upload(content, name, declared)
    return given.in_operation(
        lambda: files.store(upload, actor=ANONYMOUS, now=given.NOW, **{"kinds": files.ALL, **options})
    )


@pytest.mark.parametrize(
    ("content", "name", "declared", "media_type"),
    [
        (given.PDF, "申请书.pdf", "application/pdf", "application/pdf"),
        (given.png(), "照片.PNG", "image/png", "image/png"),
        (given.JPEG, "门头.jpeg", "image/jpeg", "image/jpeg"),
        (given.packed("OFD.xml"), "执照.ofd", "application/zip", "application/ofd"),
        (
            given.packed("word/document.xml"),
            "制度.docx",
            "",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            given.packed("xl/workbook.xml"),
            "人员.xlsx",
            "application/octet-stream",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("说明，第一条。\n".encode(), "说明.txt", "text/plain; charset=utf-8", "text/plain"),
        ("说明，第一条。\n".encode("gb18030"), "旧说明.txt", "text/plain", "text/plain"),
    ],
)
def test_store__every_format_we_take__is_kept_under_its_digest(content, name, declared, media_type):
    stored = store(content, name, declared)

    assert (stored.media_type, stored.size, stored.name) == (media_type, len(content), name)
    assert files.read_file(stored) == content
    assert stored.digest == files.digest_of(content)
    assert files.is_intact(stored)


@pytest.mark.parametrize(
    ("content", "name", "declared", "refusal"),
    [
        (given.JPEG, "申请书.pdf", "application/pdf", files.FileTypeMismatch),
        (given.PDF, "申请书.pdf", "image/png", files.FileTypeMismatch),
        (b"MZ\x90\0\x03\0\0\0 program", "申请书.pdf", "application/pdf", files.FileTypeMismatch),
        (b"<html><script>1</script>", "图.png", "image/png", files.FileTypeMismatch),
        (given.packed("word/document.xml"), "人员.xlsx", "", files.FileTypeMismatch),
        (b"MZ\x90\0", "工具.exe", "", files.FileTypeNotTaken),
        (b"x", "没有扩展名", "", files.FileTypeNotTaken),
        (given.PDF[:-8], "半份.pdf", "application/pdf", files.FileDamaged),
        (given.png()[:-9], "半张.png", "image/png", files.FileDamaged),
        (given.packed("word/document.xml")[:-10], "半份.docx", "", files.FileDamaged),
        (
            given.packed("xl/workbook.xml", "xl/vbaProject.bin"),
            "带宏.xlsx",
            "",
            files.FileDamaged,
        ),
        (b"", "空.pdf", "application/pdf", files.FileEmpty),
        (b"ok\0binary", "说明.txt", "text/plain", files.FileTypeMismatch),
    ],
)
def test_store__lying_damaged_or_unknown__is_refused_and_leaves_nothing(
    var, content, name, declared, refusal
):
    with pytest.raises(refusal) as caught:
        store(content, name, declared)

    assert name in caught.value.message
    assert not StoredFile.objects.exists()
    assert left_behind(var) == []


def test_store__kind_not_wanted_here__names_what_is_taken():
    with pytest.raises(files.FileTypeNotTaken) as caught:
        store(given.packed("xl/workbook.xml"), "表.xlsx", kinds=("pdf", "png"))

    assert "PDF、PNG" in caught.value.message


def test_store__over_the_limit__is_refused(var):
    with pytest.raises(files.FileTooLarge) as caught:
        store(given.PDF + b" " * 2048, "大.pdf", limit=1024)

    assert "1 KB" in caught.value.message
    assert left_behind(var) == []


def test_store__sender_lies_about_the_size__is_refused_while_writing(var):
    upload = given.upload(given.PDF + b" " * 4096, "大.pdf")
    upload.size = 10

    with pytest.raises(files.FileTooLarge):
        given.in_operation(lambda: files.store(upload, actor=ANONYMOUS, now=given.NOW, limit=1024))
    assert left_behind(var) == []


def test_store__eicar_test_string__is_refused_as_unsafe(var):
    with pytest.raises(files.FileUnsafe):
        store(given.EICAR, "测试.txt", "text/plain")
    assert left_behind(var) == []


def test_store__disk_full__is_refused_by_name_and_leaves_nothing(var, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(vault.os, "fsync", full)

    with pytest.raises(files.StorageFull) as caught:
        store(given.PDF, "申请书.pdf")
    assert "不是您的文件有问题" in caught.value.message
    assert left_behind(var) == []


def test_store__stream_breaks_half_way__leaves_nothing(var):
    upload = given.upload(given.PDF, "申请书.pdf")

    def broken():
        yield given.PDF[:10]
        raise ConnectionResetError

    upload.chunks = broken
    with pytest.raises(ConnectionResetError):
        given.in_operation(lambda: files.store(upload, actor=ANONYMOUS, now=given.NOW))
    assert left_behind(var) == []


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\材料\\申请书.pdf", "申请书.pdf"),
        ("..", "未命名"),
        (".pdf", "未命名.pdf"),
        ("执照\u202efdp.pdf", "执照fdp.pdf"),
        ("一\u0000二\n三.pdf", "一二三.pdf"),
        ("身份证（正面）　张三.pdf", "身份证（正面） 张三.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("𠮷野家.pdf", "𠮷野家.pdf"),
    ],
)
def test_clean_name__any_name__is_safe_and_still_the_persons_own(given_name, kept):
    assert files.clean_name(given_name) == kept


def test_store__same_content_twice__is_on_disk_once(var):
    first, second = store(given.PDF, "甲.pdf"), store(given.PDF, "乙.pdf")

    assert first.digest == second.digest
    assert len(left_behind(var)) == 1


def test_store_all__too_many__takes_none(var):
    uploads = [given.upload(given.PDF, f"{number}.pdf") for number in range(3)]

    with pytest.raises(files.TooManyFiles) as caught:
        given.in_operation(
            lambda: files.store_all(uploads, actor=ANONYMOUS, now=given.NOW, most=5, already=3)
        )
    assert "最多放 5 份" in caught.value.message
    assert left_behind(var) == []


def test_store__outside_an_operation__is_a_programming_error():
    with pytest.raises(RuntimeError):
        files.store(given.upload(given.PDF, "x.pdf"), actor=ANONYMOUS, now=given.NOW)


def test_scanner_down__file_waits__and_opens_once_scanned(settings):
    settings.FILE_SCANNER = "failing"
    stored = store(given.PDF, "申请书.pdf")

    assert stored.state == files.FileState.WAITING_SCAN
    with pytest.raises(files.FileNotReady):
        files.open_file(stored)
    assert tasks.scan_waiting(timestamp=0) == 0
    settings.FILE_SCANNER = "demo"
    assert tasks.scan_waiting(timestamp=0) == 1
    stored.refresh_from_db()
    assert files.read_file(stored) == given.PDF


def test_scan_file__by_a_person__is_not_permitted():
    stored = store(given.PDF, "申请书.pdf")

    with pytest.raises(Exception, match="补做安全检查"):
        files.scan_file(actor=ANONYMOUS, now=given.NOW, stored=stored)
    files.scan_file(actor=system_actor("安全检查"), now=given.NOW, stored=stored)


def test_open_file__content_gone__is_refused_by_name():
    stored = store(given.PDF, "申请书.pdf")
    vault.drop(stored.digest)

    with pytest.raises(files.FileMissing):
        files.open_file(stored)
    assert not files.is_intact(stored)


def test_sweep__rolled_back_content__goes_after_a_day_and_the_rest_stays(var):
    import os

    kept, lost = store(given.PDF, "甲.pdf"), store(given.png(), "乙.png")
    fresh = store(given.JPEG, "丙.jpg")
    StoredFile.objects.filter(pk__in=[lost.pk, fresh.pk]).delete()
    for digest in (kept.digest, lost.digest):
        os.utime(vault.place_of(digest), (1, 1))

    assert tasks.sweep(timestamp=0) == 1
    assert files.is_intact(kept)
    assert not files.is_intact(lost)
    assert files.is_intact(fresh)


def test_file_response__chinese_name__is_a_safe_download():
    response = files.file_response(store(given.PDF, "申请书.pdf"))

    assert (
        response.headers["Content-Disposition"]
        == "attachment; filename*=utf-8''%E7%94%B3%E8%AF%B7%E4%B9%A6.pdf"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert b"".join(response.streaming_content) == given.PDF
    response.close()


def test_file_response__text_asked_inline__is_still_a_download():
    response = files.file_response(store(b"<script>", "a.txt", "text/plain"), inline=True)

    assert response.headers["Content-Disposition"].startswith("attachment")
    response.close()
