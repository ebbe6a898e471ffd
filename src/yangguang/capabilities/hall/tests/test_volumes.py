"""Volumes: every piece with its digest, closed for good, exported whole or not at all."""

import io
import json
import zipfile
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests.given import MONDAY, later
from yangguang.capabilities.approval.tests.test_complaints import signed_in
from yangguang.capabilities.hall import api as hall
from yangguang.capabilities.hall import tasks
from yangguang.capabilities.hall.models import Volume, VolumeEntry
from yangguang.capabilities.hall.rules import retention
from yangguang.capabilities.hall.tests import given
from yangguang.foundation.documents.models import Document
from yangguang.foundation.files.api import digest_of
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound, NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.VAR = tmp_path


def close(office, case, now=MONDAY):
    return hall.close_volume(actor=office.clerk, application=case, now=now)


@pytest.mark.parametrize(
    ("how", "kept", "until"),
    [
        ((True, True, False), "permanent", None),
        ((True, False, False), "30y", date(2057, 1, 1)),
        ((False, False, True), "30y", date(2057, 1, 1)),
        ((False, False, False), "10y", date(2037, 1, 1)),
    ],
)
def test_retention__by_what_became_of_the_case(how, kept, until):
    is_granted, is_without_end, is_heard = how
    found = retention.retention_of(is_granted=is_granted, is_without_end=is_without_end, is_heard=is_heard)
    assert (found, retention.keep_until(retention=found, closed_on=date(2026, 9, 14))) == (kept, until)


def test_volume__lists_every_paper_file_and_act__and_exports_what_the_index_says():
    office = given.office(fee=0)
    case = office.delivered()
    volume = close(office, case)
    titles = [one.title for one in volume.entries.all()]
    assert any("申请书" in one for one in titles) and any("送达回证" in one for one in titles)
    assert "办理记录" in titles and any("申请材料" in one for one in titles)
    packed = hall.export_volume(volume=volume)
    assert packed == hall.export_volume(volume=volume)
    with zipfile.ZipFile(io.BytesIO(packed)) as box:
        manifest = json.loads(box.read("manifest.json"))
        assert digest_of(box.read("manifest.json")) == volume.digest
        for piece in manifest["pieces"]:
            assert digest_of(box.read(f"pieces/{piece['file']}")) == piece["sm3"]
        assert len(box.read("SM3SUMS").splitlines()) == len(manifest["pieces"])
    act = approval.acts_of(application=case, actor=office.head)[0]
    assert (act.operation, act.facts["manifest_sm3"]) == ("hall.close_volume", volume.digest)


def test_volume__of_an_open_case_or_by_another_body__is_refused():
    office = given.office(fee=0)
    case = office.granted()
    with pytest.raises(hall.CaseStillOpen):
        close(office, case)
    with pytest.raises(NotPermitted):
        hall.close_volume(actor=office.owner, application=case, now=MONDAY)
    with pytest.raises(NotFound):
        hall.get_volume(actor=office.stranger, number="x")


def test_volume__closed__refuses_every_change():
    office = given.office(fee=0)
    volume = close(office, office.delivered())
    for change in (
        lambda: Volume.objects.filter(pk=volume.pk).update(title="别的"),
        lambda: Volume.objects.filter(pk=volume.pk).delete(),
        lambda: VolumeEntry.objects.filter(volume=volume).update(digest="0" * 64),
        lambda: VolumeEntry.objects.filter(volume=volume)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_volume__with_a_changed_piece__names_it_and_is_not_exported():
    office = given.office(fee=0)
    volume = close(office, office.delivered())
    entry = volume.entries.filter(kind="document").first()
    Document.objects.filter(uuid=entry.source).update(html="改过的")
    assert [one.pk for one in hall.verify_volume(volume=volume)] == [entry.pk]
    with pytest.raises(hall.VolumeDamaged) as refused:
        hall.export_volume(volume=volume)
    assert str(entry.place) in refused.value.message


def test_later_paper__makes_the_next_part__and_nothing_new_makes_none():
    office = given.office(fee=0)
    case = office.delivered()
    close(office, case)
    with pytest.raises(hall.NothingNewToFile):
        close(office, case, now=later(1))
    source = Document.objects.filter(object_number=case.number).first()
    source.pk, source.uuid, source.html, source.number, source.pdf = (
        None,
        uuid4(),
        "后来的",
        "",
        None,
    )
    source.save()
    part = close(office, case, now=later(2))
    assert part.part == 2
    assert [one.kind for one in part.entries.all()].count("document") == 1


def test_calendar__files_a_case_a_month_after_its_end__once():
    office = given.office(fee=0)
    case = office.delivered()
    with clock.fixed_at(later(20)):
        tasks.keep_days(0)
    assert not Volume.objects.exists()
    for day in (31, 32):
        with clock.fixed_at(later(day)):
            tasks.keep_days(0)
    assert Volume.objects.get().case_number == case.number


def test_pages__close_show_and_export():
    office = given.office(fee=0)
    case = office.delivered()
    clerk = signed_in("clerk")
    page = reverse("hall:close_volume", args=[case.number])
    assert clerk.get(page).status_code == 200
    made = clerk.post(page).url
    shown = clerk.get(made).content.decode()
    assert "和目录一致" in shown
    number = Volume.objects.get().number
    assert clerk.get(reverse("hall:export_volume", args=[number]))["Content-Type"] == "application/zip"
    assert number in clerk.get(reverse("hall:volumes")).content.decode()
    assert signed_in("owner").get(made).status_code == 403
