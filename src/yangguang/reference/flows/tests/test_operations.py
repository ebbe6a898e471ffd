"""Beginning, changing, undoing and handing in flows; the trial run on the real engine."""

from dataclasses import replace
from datetime import timedelta

import pytest

from yangguang.foundation.acts.models import Act
from yangguang.foundation.process.models import Definition, Instance
from yangguang.kernel.refusals import NotPermitted
from yangguang.reference.flows import api as flows
from yangguang.reference.flows.rules.refusals import RehearsalRefused
from yangguang.reference.flows.tests import given
from yangguang.reference.matters import api as matters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def change(
    draft: flows.FlowDraft, deed: str, row: str, choice: str = "", revision: int = 0
) -> flows.FlowDraft:
    outline, _ = flows.applied(draft.rows, deed, row, choice)
    return flows.change_flow(
        actor=given.LIST_OFFICE,
        now=given.NOW,
        draft=draft,
        outline=outline,
        revision=revision or draft.revision,
        summary=f"{deed} {row}",
    )


def undo(draft: flows.FlowDraft) -> flows.FlowDraft:
    return flows.undo_flow(actor=given.LIST_OFFICE, now=given.NOW, draft=draft, revision=draft.revision)


def test_begin_flow__by_a_window_clerk__is_not_permitted() -> None:
    with pytest.raises(NotPermitted):
        flows.begin_flow(
            actor=given.CLERK, now=given.NOW, matter=given.draft().matter, outline=given.shape(), origin="x"
        )


def test_change_flow__two_editors__the_second_is_told_by_name() -> None:
    draft = given.draft()
    first = change(draft, "add", "review")

    with pytest.raises(flows.FlowChanged, match="add review"):
        change(draft, "remove", "review", revision=draft.revision)

    assert flows.get_flow_draft(code=given.FOOD).rows == first.rows


def test_undo_flow__several_times__walks_back_and_can_be_changed_again() -> None:
    draft = given.draft()
    first, start = draft.rows, draft.revision
    second = change(draft, "add", "review").rows
    draft = change(flows.get_flow_draft(code=given.FOOD), "together", "review")

    draft = undo(draft)
    assert draft.rows == second
    draft = undo(draft)
    assert draft.rows == first
    assert draft.revisions.first().summary == "撤销：add review"
    assert draft.revision == start + 4
    with pytest.raises(flows.NothingToUndo):
        undo(draft)
    assert change(draft, "add", "examine").rows != first


def test_hand_in_flow__writes_the_draft_of_the_matter_and_keeps_the_rest() -> None:
    before = matters.get_published(code=given.FOOD, on=given.NOW.date())
    draft = given.draft()

    said = flows.hand_in_flow(actor=given.LIST_OFFICE, now=given.NOW, draft=draft, revision=draft.revision)

    version = draft.matter.versions.get(status="draft")
    assert f"第 {version.number} 版" in said
    assert (version.status, version.number) == ("draft", before.number + 1)
    assert version.flow_xml == draft.xml
    assert version.by_law == before.by_law
    assert version.materials.count() == before.materials.count()


def test_hand_in_flow__with_findings__is_refused_and_nothing_is_drafted() -> None:
    draft = change(given.draft(), "branch", "examine")

    with pytest.raises(flows.FlowNotFit):
        flows.hand_in_flow(actor=given.LIST_OFFICE, now=given.NOW, draft=draft, revision=draft.revision)

    assert not draft.matter.versions.filter(status="draft").exists()


def trial(draft: flows.FlowDraft, deeds: list[flows.Deed], **facts: object) -> flows.Rehearsal:
    return flows.rehearse(actor=given.LIST_OFFICE, now=given.NOW, draft=draft, facts=facts, deeds=deeds)


def test_rehearse__usual_way__ends_and_leaves_nothing() -> None:
    draft = given.draft()
    counts = (Act.objects.count(), Instance.objects.count(), Definition.objects.count())

    shown = trial(draft, given.steps("accept", "examine", "review", "decide", "deliver"))

    assert shown.is_over
    assert [one.name for one in shown.done] == ["收件受理", "审查材料", "复核", "作出决定", "制证送达"]
    assert shown.decision_days == 3
    assert "end" in shown.passed
    assert (Act.objects.count(), Instance.objects.count(), Definition.objects.count()) == counts


def test_rehearse__correction__goes_to_the_applicant_and_back() -> None:
    draft = given.draft()
    correction = flows.Deed("accept", "step", 0, {"acceptance": "correction"})

    asked = trial(draft, [correction])
    back = trial(draft, [correction, *given.steps(asked.waiting[0].node_id)])

    assert asked.waiting[0].post_kind == "applicant"
    assert back.waiting[0].node_id == "accept"


def test_rehearse__slow_step__is_late_and_fires_its_timer_on_the_way() -> None:
    draft = change(given.draft(), "deadline", "examine", "decide")
    deeds = [*given.steps("accept"), flows.Deed("examine", "step", 30)]

    shown = trial(draft, deeds)

    assert shown.skipped == ("审查材料",)
    assert [one.node_id for one in shown.waiting] == ["decide"]


def test_rehearse__parallel_branches__run_side_by_side() -> None:
    draft = given.draft(given.shape("parallel"))
    both = [one.id for one in draft.rows.rows if one.id.startswith("both")]
    deeds = [*given.steps("accept", "examine"), *(flows.Deed(one, "step", 3) for one in both)]

    shown = trial(draft, [*deeds, *given.steps("review", "decide")])

    assert shown.decision_days == 1 + 3 + 1 + 1


def test_rehearse__several_people__each_has_to_sign() -> None:
    draft = given.draft(given.shape("expert"))

    shown = trial(draft, given.steps("accept", "examine", "expert", "expert"))

    assert [one.node_id for one in shown.waiting] == ["expert"]


def test_rehearse__no_way_fits__is_a_dead_end_with_its_reason() -> None:
    outline, branch = flows.applied(given.shape(), "branch", "examine", "end")
    row = outline.row(branch)
    ways = tuple(replace(way, when='opinion = "x"') for way in row.ways)
    draft = given.draft(outline.with_row(replace(row, ways=ways, default="")))

    shown = trial(draft, given.steps("accept", "examine"))

    assert shown.dead_end
    assert not shown.is_over


def test_rehearse__endless_trial__is_refused() -> None:
    with pytest.raises(RehearsalRefused):
        trial(given.draft(), given.steps(*["accept"] * 81))


def test_view__step_longer_than_the_whole_limit__is_named() -> None:
    draft = given.draft()
    row = replace(draft.rows.row("examine"), limit="40")
    draft = flows.change_flow(
        actor=given.LIST_OFFICE,
        now=given.NOW + timedelta(minutes=1),
        draft=draft,
        outline=draft.rows.with_row(row),
        revision=draft.revision,
        summary="长",
    )

    view = flows.view_flow(draft)

    assert view.over_promise
    assert view.over_law
    assert "比整个法定时限 20 个还长" in view.too_long_steps[0]
