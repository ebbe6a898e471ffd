"""Registering, drafting, publishing, retiring: who may, what changes, what is recorded, what is refused."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from yangguang.foundation.acts.api import list_acts_of
from yangguang.foundation.organisation.api import Body
from yangguang.kernel.refusals import NotPermitted
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.queries import compare_versions
from yangguang.reference.matters.rules.refusals import (
    EffectiveDateTaken,
    MatterAlreadyRegistered,
    ReasonMissing,
)
from yangguang.reference.matters.tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organised")]


def test_register_matter__code_in_use__is_refused() -> None:
    matter = given.draft().matter

    with pytest.raises(MatterAlreadyRegistered, match="食品经营许可"):
        matters.register_matter(
            actor=given.PLATFORM, now=given.NOW, body=matter.body, entry=given.from_catalogue().entry
        )


def test_register_matter__by_a_window_clerk__is_not_permitted() -> None:
    with pytest.raises(NotPermitted):
        matters.register_matter(
            actor=given.CLERK,
            now=given.NOW,
            body=Body.objects.first(),
            entry=given.from_catalogue().entry,
        )


def test_publish_version__fit_draft__is_recorded_with_its_flow() -> None:
    version = given.published()

    assert version.number == 1
    assert version.effective_from == given.TODAY
    assert version.definition is not None
    assert (version.definition.key, version.definition.version) == (version.matter.code, 1)
    assert version.is_running_flow
    act = list_acts_of(object_type="matter_version", object_number=f"{version.matter.code}-V001").first()
    assert act is not None
    assert act.operation == "matters.publish_version"
    assert act.facts["content_hash"] == version.content_hash


def test_publish_version__broken_rules__lists_every_field() -> None:
    version = given.draft(fee_fen=100, conditions=[])

    with pytest.raises(matters.VersionNotFit) as refused:
        matters.publish_version(actor=given.PLATFORM, now=given.NOW, version=version)

    assert set(refused.value.fields) == {"fee_basis", "conditions"}
    version.refresh_from_db()
    assert version.status == "draft"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<userTask ", "<scriptTask "),
        ('yg:limit="2"', ""),
        ('<?xml version="1.0" encoding="UTF-8"?>', '<!DOCTYPE x [<!ENTITY a "aa">]>'),
    ],
)
def test_publish_version__flow_the_engine_refuses__is_not_published(before: str, after: str) -> None:
    flow = given.from_catalogue().content.flow_xml.replace(before, after)
    flow = flow.replace("</userTask>", "</scriptTask>") if "scriptTask" in flow else flow
    version = given.draft(flow_xml=flow)

    with pytest.raises(matters.VersionNotFit) as refused:
        matters.publish_version(actor=given.PLATFORM, now=given.NOW, version=version)

    assert "flow_xml" in refused.value.fields


def test_publish_version__twice__is_refused() -> None:
    version = given.published()

    with pytest.raises(matters.VersionNotOpen):
        matters.publish_version(actor=given.PLATFORM, now=given.NOW, version=version)


def test_publish_version__successor__ends_the_one_before_on_its_day() -> None:
    old = given.published(effective_from=date(2026, 7, 1))
    new = given.published(effective_from=date(2026, 9, 1), promise_days=8)

    assert new.number == 2
    assert matters.get_published(code=given.FOOD, on=date(2026, 8, 31)).pk == old.pk
    assert matters.get_published(code=given.FOOD, on=date(2026, 9, 1)).pk == new.pk
    assert matters.get_version(version_id=old.pk).promise_days == 7


def test_publish_version__before_its_predecessor__is_refused() -> None:
    given.published(effective_from=date(2026, 9, 1))

    with pytest.raises(EffectiveDateTaken):
        given.published(effective_from=date(2026, 8, 1), promise_days=8)


def test_published_version__changed_behind_the_operations__is_refused_by_the_database() -> None:
    version = given.published()
    material = version.materials.first()
    assert material is not None

    for change in (
        lambda: matters.MatterVersion.objects.filter(pk=version.pk).update(promise_days=1),
        lambda: matters.MatterVersion.objects.filter(pk=version.pk).update(status="draft"),
        lambda: matters.MaterialSpec.objects.filter(pk=material.pk).update(name="另一份"),
        lambda: matters.MaterialSpec.objects.filter(pk=material.pk).delete(),
        lambda: matters.MaterialSpec.objects.create(
            version=version, code="x", name="新材料", form_kind="upload"
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_draft_version__open_draft__is_replaced_as_a_whole() -> None:
    first = given.draft()

    second = given.draft(promise_days=9)

    assert not matters.MatterVersion.objects.filter(pk=first.pk).exists()
    assert (second.number, second.promise_days) == (1, 9)


def test_retire_version__with_a_reason__takes_it_out_of_force() -> None:
    version = given.published()

    with pytest.raises(ReasonMissing):
        matters.retire_version(actor=given.PLATFORM, now=given.NOW, version=version, reason=" ")
    matters.retire_version(actor=given.PLATFORM, now=given.NOW, version=version, reason="并入备案")

    with pytest.raises(matters.MatterNotFound):
        matters.get_published(code=given.FOOD, on=given.TODAY)
    assert matters.get_version(version_id=version.pk).status == "retired"


def test_content_hash__any_change__differs_and_the_same_content_does_not() -> None:
    first = given.draft().content_hash
    same = given.draft().content_hash
    other = given.draft(conditions=["另一个条件"]).content_hash

    assert first == same
    assert first != other


def test_compare_versions__changed_limit_and_material__names_both() -> None:
    old = given.published()
    fewer = given.from_catalogue().content.materials[1:]
    new = given.published(effective_from=date(2026, 9, 1), promise_days=8, materials=fewer)

    found = {one.name: (one.before, one.after) for one in compare_versions(old=old, new=new)}

    assert found["承诺时限"] == ("7 个工作日", "8 个工作日")
    assert found["材料《食品经营许可申请书》"][1] == "取消"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("开饭店", given.FOOD),
        ("网吧", "440122007000"),
        ("社保证明", "440707001000"),
        ("食品 延续", "440131016002"),
    ],
)
def test_search_matters__spoken_words__find_the_matter(words: str, code: str) -> None:
    given.catalogue()

    found = matters.search_matters(words=words, on=given.TODAY)

    assert code in [one.matter.catalog_code for one in found]


def test_list_matters__filters__narrow_and_cost_a_constant_number_of_queries(
    django_assert_max_num_queries: object,
) -> None:
    given.catalogue()

    with django_assert_max_num_queries(1):  # type: ignore[operator]
        found = list(
            matters.list_matters(filters=matters.MatterFilters(kind="01", theme="食品药品"), on=given.TODAY)
        )

    assert {one.matter.catalog_code[:9] for one in found} == {given.FOOD[:9]}
    assert not matters.list_matters(filters=matters.MatterFilters(body="nobody"), on=given.TODAY).exists()
