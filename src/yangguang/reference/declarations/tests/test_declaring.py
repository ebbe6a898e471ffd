"""From the clean-up to the signature: who may, what is refused, what a change and a spreadsheet do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.process.api import parse
from yangguang.kernel.refusals import NotPermitted
from yangguang.reference.declarations import api as declarations
from yangguang.reference.declarations import tasks
from yangguang.reference.declarations.queries.contents import compare_with_current, find_faults
from yangguang.reference.declarations.queries.overlaps import overlaps_of
from yangguang.reference.declarations.queries.rounds import build_board, list_declarations
from yangguang.reference.declarations.rules import refusals
from yangguang.reference.declarations.tests import given
from yangguang.reference.flows import api as flows
from yangguang.reference.matters import api as matters
from yangguang.reference.matters import tasks as matters_tasks
from yangguang.reference.matters.queries import export_workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def faults(declaration: declarations.Declaration) -> dict[str, str]:
    return {one.field: one.problem for one in find_faults(declaration=declaration, on=given.TODAY)}


def test_open_campaign__past_deadline_or_no_bodies__is_refused() -> None:
    wanted = {"actor": given.legal(), "now": given.NOW, "title": "清理"}

    with pytest.raises(refusals.CampaignIncomplete, match="单位"):
        declarations.open_campaign(**wanted, bodies=[], due_on=given.TODAY)
    with pytest.raises(refusals.CampaignIncomplete, match="截止"):
        declarations.open_campaign(
            **wanted, bodies=[given.body("market")], due_on=given.TODAY - timedelta(days=1)
        )


def test_open_campaign__by_a_unit__is_not_permitted() -> None:
    with pytest.raises(NotPermitted):
        declarations.open_campaign(
            actor=given.officer(PostKind.ADMIN), now=given.NOW, title="x", bodies=[], due_on=given.TODAY
        )


def test_open_declaration__outside_the_campaign__is_refused() -> None:
    narrow = given.campaign("market", kinds=("02",))

    with pytest.raises(refusals.BodyNotInvited):
        given.opened(inside=narrow)
    with pytest.raises(refusals.KindNotInScope, match="行政处罚"):
        declarations.open_declaration(
            actor=given.officer(PostKind.ADMIN),
            now=given.NOW,
            campaign=narrow,
            body=given.body("market"),
            kind="01",
        )


def test_open_declaration__of_a_matter_twice__is_refused_with_the_open_one() -> None:
    first = given.change(given.FOOD, "market", correction_days=45)

    with pytest.raises(refusals.DeclarationOpenAlready, match=first.number):
        given.change(given.FOOD, "market", correction_days=50)


def test_write_declaration__revision_of_a_colleague__is_refused() -> None:
    declaration = given.opened()
    wanted = {
        "actor": given.officer(PostKind.ADMIN, "police"),
        "now": given.NOW,
        "declaration": declaration,
        "entry": declarations.entry_of_declaration(declaration),
        "content": declarations.content_of_declaration(declaration),
    }
    declarations.write_declaration(**wanted, revision=1)

    with pytest.raises(refusals.DeclarationChanged, match="第 2 稿"):
        declarations.write_declaration(**wanted, revision=1)


def test_write_declaration__after_the_signature__needs_a_new_one() -> None:
    declaration = given.opened()
    head, clerk = given.officer(PostKind.DECIDE, "police"), given.officer(PostKind.ADMIN, "police")
    declarations.sign_declaration(actor=head, now=given.NOW, declaration=declaration)
    written = declarations.write_declaration(
        actor=clerk,
        now=given.NOW,
        declaration=declaration,
        revision=1,
        entry=declarations.entry_of_declaration(declaration),
        content=declarations.content_of_declaration(declaration),
    )

    assert (written.state, written.signed_by) == ("draft", "")
    with pytest.raises(refusals.DeclarationNotOpen):
        declarations.submit_declaration(actor=clerk, now=given.NOW, declaration=declaration)


def test_sign_declaration__by_the_clerk__is_not_permitted() -> None:
    with pytest.raises(NotPermitted):
        declarations.sign_declaration(
            actor=given.officer(PostKind.ADMIN, "police"), now=given.NOW, declaration=given.opened()
        )


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"by_law": [{"law": "旅馆业治安管理办法", "article": "四条", "text": ""}]}, "by_law", "第三十五条"),
        ({"by_law": [{"law": "没有的办法", "article": "第四条", "text": ""}]}, "by_law", "不在法规库里"),
        ({"fee_fen": 100, "fee_basis": "本局通知"}, "fee_basis", "法律或者行政法规依据"),
        ({"promise_days": 40}, "promise_days", "超过法定时限"),
        ({"promise_days": 3}, "flow_xml", "超过承诺的 3 个"),
        ({"hall_phone": ""}, "hall_phone", "没有填"),
        ({"flow_xml": "<a/>"}, "flow_xml", ""),
        ({"flow_xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "flow_xml", ""),
    ],
)
def test_sign_declaration__breaking_a_rule__is_refused_by_field(
    changes: dict[str, object], field: str, says: str
) -> None:
    declaration = given.opened(**changes)

    with pytest.raises(refusals.DeclarationNotFit) as refused:
        declarations.sign_declaration(
            actor=given.officer(PostKind.DECIDE, "police"), now=given.NOW, declaration=declaration
        )

    assert says in refused.value.fields[field]


def redrawn(**changes: dict[str, object]) -> str:
    """The hotel licence's flow with some rows changed, by row id."""
    outline = flows.outline_of(parse(given.shipped().content.flow_xml))
    for row_id, values in changes.items():
        outline = outline.with_row(replace(outline.row(row_id), **values))  # type: ignore[arg-type]
    return flows.xml_of(outline)


def test_faults__step_longer_than_the_whole_limit__is_named() -> None:
    flow = flows.outline_of(parse(given.shipped().content.flow_xml))
    examine = next(one.id for one in flow.rows if one.letter == "A")

    assert "超过" in faults(given.opened(flow_xml=redrawn(**{examine: {"limit": "60"}})))["flow_xml"]


def test_faults__flow_that_cannot_end__is_named() -> None:
    flow = flows.outline_of(parse(given.shipped().content.flow_xml))
    decide = next(one for one in flow.rows if one.letter == "D")
    circle = {decide.id: {"ways": tuple(replace(way, target=decide.id) for way in decide.ways)}}

    assert "flow_xml" in faults(given.opened(flow_xml=redrawn(**circle)))


def test_faults__material_that_another_body_issues__is_named() -> None:
    ours = matters.MaterialContent(
        name="营业执照", form_kind="upload", accept_standard="在有效期内", source="市市场监督管理局核发"
    )
    declaration = given.opened(materials=(ours,))
    shared = given.opened(inside=declaration.campaign, materials=(replace(ours, form_kind="shared"),))

    assert "应当共享取得" in faults(declaration)["materials"]
    assert "materials" not in faults(shared)


def test_sign_declaration__change_without_any__is_refused() -> None:
    with pytest.raises(refusals.NothingChanged):
        declarations.sign_declaration(
            actor=given.officer(PostKind.DECIDE),
            now=given.NOW,
            declaration=given.change(given.FOOD, "market"),
        )


def test_compare__with_the_version_in_force__names_what_changes() -> None:
    declaration = given.change(given.FOOD, "market", correction_days=45)

    assert [(one.before, one.after) for one in compare_with_current(declaration)] == [("30", "45")]


def test_list_declarations__draft_of_another_body__is_hidden() -> None:
    declaration = given.opened()

    assert declaration not in list_declarations(actor=given.officer(PostKind.ADMIN))
    assert declaration not in list_declarations(actor=given.legal())
    given.submitted(declaration)
    assert declaration in list_declarations(actor=given.legal())


def test_finish_part__with_drafts_open__is_refused() -> None:
    declaration = given.opened()
    head = given.officer(PostKind.DECIDE, "police")
    part = declaration.campaign.bodies.get(body=declaration.body)

    with pytest.raises(refusals.DeclarationsUnfinished, match="旅馆业"):
        declarations.finish_part(actor=head, now=given.NOW, part=part)
    given.submitted(declaration)
    declarations.finish_part(actor=head, now=given.NOW, part=part)

    board = build_board(campaign=declaration.campaign)
    assert (board.finished, board.totals) == (1, (0, 1, 0, 0, 0))


def test_finish_part__with_nothing_to_declare__wants_a_reason() -> None:
    campaign = given.campaign("water")
    part, head = campaign.bodies.get(), given.officer(PostKind.DECIDE, "water")

    with pytest.raises(refusals.ReasonNeeded):
        declarations.finish_part(actor=head, now=given.NOW, part=part)
    assert declarations.finish_part(actor=head, now=given.NOW, part=part, statement="没有变动").finished_at


def test_overlaps__new_power_like_one_in_force__is_found() -> None:
    declaration = given.opened(given.FOOD, "police")

    found = overlaps_of(campaign=declaration.campaign, body=given.body("police"))

    assert [(one.what, one.second.key) for one in found if one.what != "material"] == [("across", given.FOOD)]


def test_declare_from_import__own_rows_become_declarations__others_stay_out() -> None:
    clerk, campaign = given.officer(PostKind.ADMIN), given.campaign()
    batch = matters.receive_import(
        actor=clerk, now=given.NOW, file_name="事项.xlsx", source=export_workbook()
    )
    matters_tasks.check_import(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.problems == []

    sheet = declarations.declare_from_import(
        actor=clerk, now=given.NOW, campaign=campaign, body=given.body("market"), batch=batch
    )
    tasks.draft_sheet(sheet_id=sheet.pk)

    opened = list(campaign.declarations.all())
    assert [(one.name, one.action) for one in opened] == [("食品经营许可", "change")]
    assert declarations.content_of_declaration(opened[0]).flow_xml
    sheet.refresh_from_db()
    assert (sheet.state, sheet.drafted) == ("drafted", 1)


def test_declare_from_import__without_rows_of_the_body__says_so() -> None:
    clerk = given.officer(PostKind.ADMIN, "police")
    batch = matters.receive_import(
        actor=clerk, now=given.NOW, file_name="事项.xlsx", source=export_workbook()
    )

    with pytest.raises(refusals.NothingToDraft):  # not checked yet, so nothing good in it
        declarations.declare_from_import(
            actor=clerk,
            now=given.NOW,
            campaign=given.campaign("police"),
            body=given.body("police"),
            batch=batch,
        )


def test_withdraw_declaration__after_submission__is_refused() -> None:
    declaration = given.submitted(given.opened())

    with pytest.raises(refusals.DeclarationNotOpen, match="待审核"):
        declarations.withdraw_declaration(
            actor=given.officer(PostKind.ADMIN, "police"),
            now=given.NOW,
            declaration=declaration,
            reason="重报",
        )
