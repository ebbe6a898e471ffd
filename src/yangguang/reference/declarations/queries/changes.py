"""What changed in the list of powers lately, for everybody: new versions, ends, stops, resumptions, discretion standards."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from yangguang.kernel import clock
from yangguang.reference.discretion import api as discretion
from yangguang.reference.matters.models import Matter, MatterStop, MatterVersion

MOST = 60


@dataclass(frozen=True, slots=True)
class PowerChange:
    """One change: when it became public, of what, what happened, where the details stand."""

    at: datetime
    matter: Matter
    title: str
    text: str
    address: str
    mark: str = ""  # sets changes of one matter at one moment apart

    @property
    def key(self) -> str:
        """A name for feed readers, the same for ever."""
        day, moment = clock.today(self.at).isoformat(), int(self.at.timestamp())
        return f"tag:powers,{day}:{self.matter.catalog_code}:{moment}{self.mark}"


def list_changes(*, body: str = "") -> list[PowerChange]:
    """List the newest changes, newest first; of one body by its code, or of all."""
    versions = MatterVersion.objects.filter(published_at__isnull=False)
    stops = MatterStop.objects.all()
    ended = MatterVersion.objects.filter(status="retired", effective_until__isnull=False)
    standards = discretion.list_published()
    if body:
        ended = ended.filter(matter__body__code=body)
        standards = standards.filter(standard__matter__body__code=body)
        versions = versions.filter(matter__body__code=body)
        stops = stops.filter(matter__body__code=body)
    found = [
        _of_version(one)
        for one in versions.select_related("matter__body")
        .only("number", "published_at", "effective_from", "matter")
        .order_by("-published_at")[:MOST]
    ]
    for stop in stops.select_related("matter__body").order_by("-stopped_at")[:MOST]:
        found += _of_stop(stop)
    for version in ended.select_related("matter__body").order_by("-effective_until")[:MOST]:
        found.append(_of_end(version))
    for standard in standards.order_by("-published_at")[:MOST]:
        found += _of_standard(standard)
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def _of_version(version: MatterVersion) -> PowerChange:
    day = version.effective_from
    begins = f"{day.year}年{day.month}月{day.day}日起施行。" if day else ""
    matter = version.matter
    word = "公布" if version.number == 1 else f"有了第 {version.number} 版"
    at = version.published_at or matter.registered_at
    return PowerChange(
        at, matter, f"《{matter.name}》{word}", begins, f"{matter.get_absolute_url()}versions/"
    )


def _of_stop(stop: MatterStop) -> list[PowerChange]:
    matter = stop.matter
    address = matter.get_absolute_url()
    found = [
        PowerChange(stop.stopped_at, matter, f"《{matter.name}》暂停受理", f"原因：{stop.reason}", address)
    ]
    if stop.resumed_at is not None:
        found.append(PowerChange(stop.resumed_at, matter, f"《{matter.name}》恢复受理", "", address))
    return found


def _of_end(version: MatterVersion) -> PowerChange:
    matter = version.matter
    at = _first_moment(version.effective_until) or matter.registered_at
    text = f"第 {version.number} 版停用，没有新的版本接着施行。"
    return PowerChange(
        at, matter, f"《{matter.name}》取消", text, f"{matter.get_absolute_url()}versions/", ":end"
    )


def _of_standard(version: discretion.StandardVersion) -> list[PowerChange]:
    standard, day = version.standard, version.effective_from
    word = "公布" if version.number == 1 else f"有了第 {version.number} 版"
    begins = f"{day.year}年{day.month}月{day.day}日起施行。" if day else ""
    address = reverse("discretion:versions", args=[standard.code])
    at = version.published_at or standard.registered_at
    mark = f":{standard.code}"
    found = [PowerChange(at, standard.matter, f"裁量基准“{standard.act}”{word}", begins, address, mark)]
    ended = _first_moment(version.effective_until) if version.status == "retired" else None
    if ended is not None:
        found.append(
            PowerChange(ended, standard.matter, f"裁量基准“{standard.act}”停用", "", address, f"{mark}:end")
        )
    return found


def _first_moment(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=clock.SHANGHAI) if day else None
