"""Register a matter, draft a version, publish it, take it out of force."""

from datetime import date, datetime

from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.organisation.models import Body
from yangguang.foundation.process.api import Process, publish_definition
from yangguang.foundation.search import api as search
from yangguang.kernel import clock
from yangguang.kernel.identifiers import compose_task_code
from yangguang.reference.matters import permissions
from yangguang.reference.matters.events import MatterPublished, VersionRetired
from yangguang.reference.matters.models import MaterialSpec, Matter, MatterVersion
from yangguang.reference.matters.queries.fitness import examine_content
from yangguang.reference.matters.queries.guards import explain_gap
from yangguang.reference.matters.queries.lists import SEARCH_KIND
from yangguang.reference.matters.queries.versions import content_of, entry_of
from yangguang.reference.matters.rules import Fault, MatterEntry, VersionContent, give_material_codes
from yangguang.reference.matters.rules.contents import text_digest
from yangguang.reference.matters.rules.refusals import (
    AuthorityMissing,
    EffectiveDateTaken,
    MatterAlreadyRegistered,
    ReasonMissing,
    VersionNotFit,
    VersionNotOpen,
)
from yangguang.reference.matters.states import VersionStatus, may_move


@operation(
    "matters.register_matter",
    summary="登记事项并赋码",
    permission=permissions.may_register_matter,
    subject="result",
)
def register_matter(*, actor: Actor, now: datetime, body: Body, entry: MatterEntry) -> Matter:
    """
    Register a matter and give it its code (实施编码: body, level, catalogue code; handbook §4.4).

    Refuses with MatterAlreadyRegistered.
    """
    code = compose_task_code(
        body_code=body.code, use_level=int(entry.use_level), catalog_code=entry.catalog_code
    )
    taken = Matter.objects.filter(catalog_code=entry.catalog_code).first()
    if taken is not None:
        raise MatterAlreadyRegistered(code=taken.code, name=taken.name)
    note(code=code, name=entry.name, body=body.code)
    return Matter.objects.create(code=code, body=body, registered_at=now, **entry.as_columns())


@operation(
    "matters.draft_version",
    summary="起草事项版本",
    permission=permissions.may_draft_version,
    subject="result",
)
def draft_version(*, actor: Actor, now: datetime, matter: Matter, content: VersionContent) -> MatterVersion:
    """Write the open draft of a matter: a new version, or the draft that is already there, as a whole."""
    Matter.objects.select_for_update().get(pk=matter.pk)
    MatterVersion.objects.filter(matter=matter, status=VersionStatus.DRAFT).delete()
    last = matter.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = MatterVersion.objects.create(
        matter=matter,
        number=last + 1,
        drafted_at=now,
        flow_hash=text_digest(content.flow_xml) if content.flow_xml else "",
        content_hash=content.digest(entry=entry_of(matter), body_code=matter.body.code),
        **content.columns_of_row(),
    )
    codes = give_material_codes(
        matter_code=matter.code,
        names=[one.name for one in content.materials],
        known=list(
            MaterialSpec.objects.filter(version__matter=matter).order_by("id").values_list("name", "code")
        ),
    )
    MaterialSpec.objects.bulk_create(
        MaterialSpec(
            version=version, code=code, **{name: getattr(material, name) for name in material.__slots__}
        )
        for material, code in zip(content.materials, codes, strict=True)
    )
    note(number=version.number, content_hash=version.content_hash)
    return version


@operation(
    "matters.publish_version",
    summary="发布事项版本",
    permission=permissions.may_publish_version,
    subject="version",
    asks_factor=True,
)
def publish_version(
    *, actor: Actor, now: datetime, version: MatterVersion, effective_from: date | None = None
) -> MatterVersion:
    """
    Publish a draft, from a day on; from then on neither it nor its flow changes (行政许可法第三十条).

    The version in force until then ends on that day; cases that run it go on under it.

    Refuses with VersionNotOpen, VersionNotFit, EffectiveDateTaken, AuthorityMissing.
    """
    matter = Matter.objects.select_for_update().select_related("body").get(pk=version.matter_id)
    if not may_move(version.status, VersionStatus.PUBLISHED):
        raise VersionNotOpen(name=str(version), status=version.get_status_display())
    begins = effective_from or clock.today(now)
    content = content_of(version)
    process, faults = examine_content(entry=entry_of(matter), content=content)
    if faults:
        raise _not_fit(version, faults)
    _require_authority(version, process)
    _end_predecessor(matter, begins)
    version.definition = publish_definition(
        key=matter.code, xml=version.flow_xml, now=now, name=version.plain_name
    )
    version.status = VersionStatus.PUBLISHED
    version.effective_from = begins
    version.published_at = now
    version.save()
    search.index(_findable(matter, version))
    note(number=version.number, effective_from=begins.isoformat(), content_hash=version.content_hash)
    emit(MatterPublished(matter.code, version.plain_name, version.number, begins, now))
    return version


@operation(
    "matters.retire_version",
    summary="停用事项版本",
    permission=permissions.may_retire_version,
    subject="version",
    asks_factor=True,
)
def retire_version(*, actor: Actor, now: datetime, version: MatterVersion, reason: str) -> MatterVersion:
    """
    Take a published version out of force; running cases finish under it.

    Refuses with VersionNotOpen, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    if not may_move(version.status, VersionStatus.RETIRED):
        raise VersionNotOpen(name=str(version), status=version.get_status_display())
    version.status = VersionStatus.RETIRED
    version.effective_until = clock.today(now)
    version.save(update_fields=["status", "effective_until"])
    search.remove(kind=SEARCH_KIND, object_number=version.matter.catalog_code)
    note(number=version.number, reason=reason)
    emit(VersionRetired(version.matter.code, version.number, reason, now))
    return version


def _require_authority(version: MatterVersion, process: Process | None) -> None:
    kinds = {process.post_kind_of(node.id) for node in process.user_tasks()} if process else set()
    gap = explain_gap(version, frozenset(kinds - {"", "applicant"}))
    if gap:
        raise AuthorityMissing(name=str(version), gap=gap)


def _not_fit(version: MatterVersion, faults: list[Fault]) -> VersionNotFit:
    fields: dict[str, str] = {}
    for fault in faults:
        fields[fault.field] = "；".join(filter(None, (fields.get(fault.field), fault.problem)))
    return VersionNotFit(name=str(version), count=len(faults), first=faults[0].problem, fields=fields)


def _end_predecessor(matter: Matter, begins: date) -> None:
    last = matter.versions.filter(status=VersionStatus.PUBLISHED).order_by("-number").first()
    if last is None or (last.effective_until is not None and last.effective_until <= begins):
        return
    if last.effective_from is not None and last.effective_from > begins:
        raise EffectiveDateTaken(number=last.number, day=last.effective_from.isoformat())
    last.effective_until = begins
    last.save(update_fields=["effective_until"])


def _findable(matter: Matter, version: MatterVersion) -> search.Findable:
    said = (matter.name, version.summary, version.for_whom, *version.conditions)
    materials = (one.name for one in version.materials.all())
    return search.Findable(
        kind=SEARCH_KIND,
        object_number=matter.catalog_code,
        title=version.plain_name,
        url=matter.get_absolute_url(),
        keywords=" ".join((*matter.words, *matter.life_events)),
        body=" ".join((*said, *materials)),
    )
