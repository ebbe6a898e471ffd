"""Drafting, undoing, publishing, retiring; which version governs an act."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from yangguang.foundation.acts.api import list_acts_of
from yangguang.kernel.refusals import NotPermitted
from yangguang.reference.discretion import api as discretion
from yangguang.reference.discretion.demo import build_open_review, build_standards
from yangguang.reference.discretion.rules import compare_grids
from yangguang.reference.discretion.rules.refusals import (
    DraftChanged,
    EffectiveDateTaken,
    NothingToUndo,
    ReasonMissing,
    RemarksMissing,
    RemarksOpen,
    RowNotFound,
    StandardCodeTaken,
    VersionNotOpen,
)
from yangguang.reference.discretion.tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
LATER = date(2026, 9, 1)


def standard() -> discretion.Standard:
    return discretion.get_standard(code=given.FOOD)


def draft(content: discretion.StandardContent, revision: int | None = None) -> discretion.StandardVersion:
    return discretion.draft_standard(
        actor=given.LIST_OFFICE, now=given.NOW, standard=standard(), content=content, revision=revision
    )


def heavier() -> discretion.StandardContent:
    content = given.with_tier(given.shipped(), 8, results=("一般处罚", "70000", "85000"))
    return replace(content, examples=content.examples[1:])


def lighter() -> discretion.StandardContent:
    content = given.with_tier(given.shipped(), 8, results=("一般处罚", "60000", "80000"))
    return replace(content, examples=content.examples[1:])


def test_build_standards__twice__changes_nothing() -> None:
    assert build_standards(now=given.NOW) == []


def test_draft_standard__by_a_window_clerk__is_not_permitted() -> None:
    with pytest.raises(NotPermitted):
        discretion.draft_standard(
            actor=given.CLERK, now=given.NOW, standard=standard(), content=given.shipped()
        )


def test_register_standard__code_in_use__is_refused() -> None:
    with pytest.raises(StandardCodeTaken, match="食品经营"):
        discretion.register_standard(
            actor=given.PLATFORM, now=given.NOW, matter=standard().matter, code=given.FOOD, act="别的"
        )


def test_draft_standard__two_editors__the_second_is_told_who_and_loses_nothing() -> None:
    first = draft(given.shipped())

    draft(heavier(), revision=1)
    with pytest.raises(DraftChanged, match="0001"):
        draft(lighter(), revision=1)

    first.refresh_from_db()
    assert first.said == heavier()


def test_undo_draft__steps_back_one_change_at_a_time_and_deletes_nothing() -> None:
    draft(given.shipped())
    draft(heavier())
    version = draft(lighter())

    for revision, content in ((3, heavier()), (4, given.shipped())):
        version = discretion.undo_draft(
            actor=given.LIST_OFFICE, now=given.NOW, version=version, revision=revision
        )
        assert version.said == content

    assert version.revisions.count() == 5
    with pytest.raises(NothingToUndo):
        discretion.undo_draft(actor=given.LIST_OFFICE, now=given.NOW, version=version, revision=5)


def test_draft_standard__of_another_body__is_not_permitted() -> None:
    with pytest.raises(NotPermitted):
        discretion.draft_standard(
            actor=given.STRANGER, now=given.NOW, standard=standard(), content=given.shipped()
        )


def test_submit_standard__with_faults__lists_them_and_submits_nothing() -> None:
    version = draft(given.without_tier(given.shipped(), 0))

    with pytest.raises(discretion.StandardNotFit) as refused:
        discretion.submit_standard(actor=given.LIST_OFFICE, now=given.NOW, version=version)

    assert any("空档" in one for one in refused.value.fields.values())
    version.refresh_from_db()
    assert version.status == "draft"


def test_submit_standard__worked_example_that_comes_out_otherwise__is_refused() -> None:
    content = given.with_tier(given.shipped(), 8, results=("一般处罚", "70000", "85000"))

    with pytest.raises(discretion.StandardNotFit, match="试算例"):
        given.submitted(content)


def test_publish_standard__not_reviewed__is_refused() -> None:
    version = given.submitted(lighter())

    with pytest.raises(VersionNotOpen, match="待法制审核"):
        discretion.publish_standard(actor=given.LIST_OFFICE, now=given.NOW, version=version)


def test_review__returned_with_a_remark_on_a_tier__changed__resubmitted_and_filed() -> None:
    version = given.submitted(lighter())
    legal = {"actor": given.LEGAL, "now": given.NOW, "version": version}
    with pytest.raises(RemarksMissing):
        discretion.return_standard(**legal)
    said = discretion.remark(**legal, grid="裁量档次", row=9, text="下限降到 6 万元，理由要写进说明。")
    assert said.place == "裁量档次第 9 条"
    assert "6 万元" in said.quoted
    with pytest.raises(RemarksOpen):
        discretion.file_standard(**legal)
    with pytest.raises(VersionNotOpen, match="待法制审核"):
        draft(heavier())
    discretion.return_standard(**legal)

    draft(heavier())
    again = discretion.submit_standard(actor=given.LIST_OFFICE, now=given.NOW, version=version)
    discretion.settle_remark(**legal, remark_id=said.pk)
    filed = given.filed(again)

    assert filed.round == 2
    assert filed.filing_number.startswith("深司裁备〔2026〕")
    assert draft(lighter()).status == "draft"  # a change after the filing is reviewed anew


def test_review__two_reviewers_at_once__the_second_is_told_who_decided() -> None:
    version = given.submitted(lighter())
    given.filed(version)

    with pytest.raises(VersionNotOpen, match="0401"):
        discretion.file_standard(actor=given.OTHER_LEGAL, now=given.NOW, version=version)


def test_review__by_the_unit_itself__is_not_permitted() -> None:
    with pytest.raises(NotPermitted):
        discretion.file_standard(actor=given.LIST_OFFICE, now=given.NOW, version=given.submitted(lighter()))


@pytest.mark.parametrize(("grid", "row"), [("裁量档次", 99), ("别的表", 1)])
def test_remark__on_a_row_that_is_not_there__is_refused(grid: str, row: int) -> None:
    with pytest.raises(RowNotFound):
        discretion.remark(
            actor=given.LEGAL,
            now=given.NOW,
            version=given.submitted(lighter()),
            text="？",
            grid=grid,
            row=row,
        )


def test_open_review__for_the_legal_office__waits_with_one_tier_changed() -> None:
    version = build_open_review(now=given.NOW)

    assert version is not None
    before = discretion.get_standard_in_force(code=version.standard.code, on=LATER)
    (grid,) = [one for one in compare_grids(before.said, version.said) if one.changes]
    assert (grid.name, grid.changes) == ("裁量档次", 1)
    assert list(discretion.list_waiting()) == [version]


def test_publish_standard__is_recorded_and_never_changes() -> None:
    version = given.next_version(lighter(), begins=LATER)

    act = list_acts_of(object_type="discretion_version", object_number=f"{given.FOOD}-V002").first()
    assert act is not None
    assert act.operation == "discretion.publish_standard"
    with pytest.raises(IntegrityError), transaction.atomic():
        discretion.StandardVersion.objects.filter(pk=version.pk).update(dmn="<other/>")
    with pytest.raises(VersionNotOpen):
        discretion.publish_standard(actor=given.LIST_OFFICE, now=given.NOW, version=version)


def test_publish_standard__from_a_day_already_taken__is_refused() -> None:
    with pytest.raises(EffectiveDateTaken):
        given.next_version(lighter(), begins=date(2026, 7, 1))


@pytest.mark.parametrize(
    ("content", "number", "word"), [(lighter, 2, "处罚较轻"), (heavier, 1, "不比当时轻")]
)
def test_judge__act_before_the_new_version__takes_the_lighter(content, number: int, word: str) -> None:
    given.next_version(content(), begins=LATER)

    judged = discretion.judge(
        code=given.FOOD, facts=given.facts(given.shipped()), act_on=date(2026, 8, 1), on=date(2026, 10, 1)
    )

    assert judged.version.number == number
    assert word in judged.reason
    assert "第三十七条" in judged.reason


def test_judge__act_before_any_standard__is_guided_by_the_first() -> None:
    judged = discretion.judge(
        code=given.FOOD, facts=given.facts(given.shipped()), act_on=date(2020, 1, 1), on=date(2026, 8, 1)
    )

    assert "供参照" in judged.reason


def test_retire_standard__needs_a_reason_and_ends_today() -> None:
    version = discretion.get_standard_in_force(code=given.FOOD, on=LATER)

    with pytest.raises(ReasonMissing):
        discretion.retire_standard(actor=given.LIST_OFFICE, now=given.NOW, version=version, reason=" ")
    discretion.retire_standard(actor=given.LIST_OFFICE, now=given.NOW, version=version, reason="法律修改")

    with pytest.raises(discretion.StandardNotFound):
        discretion.get_standard_in_force(code=given.FOOD, on=LATER)
