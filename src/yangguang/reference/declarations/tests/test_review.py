"""Review, filing, codes, authority and publication: what each office may, and what is refused by name."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from yangguang.foundation.access.tests.labelling import concealed, label
from yangguang.foundation.acts.api import list_acts_of
from yangguang.foundation.certificates import api as certificates
from yangguang.foundation.documents.api import list_documents_of
from yangguang.foundation.messaging.api import list_messages
from yangguang.foundation.organisation.api import Appointment, PostKind
from yangguang.kernel.refusals import NotPermitted
from yangguang.reference.declarations import api as declarations
from yangguang.reference.declarations.models import CodeEntry, CodeLink
from yangguang.reference.declarations.queries import rounds
from yangguang.reference.declarations.queries.public import code_record
from yangguang.reference.declarations.receivers import tell_of_version
from yangguang.reference.declarations.rules import refusals
from yangguang.reference.declarations.rules.formats import FormatField
from yangguang.reference.declarations.tests import given
from yangguang.reference.matters import api as matters
from yangguang.reference.matters.events import MatterPublished

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def test_file_declaration__checklist_comments_and_opinions__must_be_settled_first() -> None:
    declaration, legal = given.submitted(given.opened()), given.legal()
    lines = declarations.format_of(declaration).checklist
    act = {"actor": legal, "now": given.NOW, "declaration": declaration}

    with pytest.raises(refusals.ChecklistIncomplete):
        declarations.file_declaration(**act)
    declarations.tick_checklist(**act, lines=lines)
    note = declarations.comment(**act, text="写清楚", pin_kind="step", pin="复核")
    with pytest.raises(refusals.CommentsOpen):
        declarations.file_declaration(**act)
    declarations.settle_comment(**act, comment_id=note.pk)
    declarations.ask_opinion(**act, offices=["monitor", "hall"])
    with pytest.raises(refusals.OpinionsOutstanding, match="监察、政务大厅"):
        declarations.file_declaration(**act)
    monitor, hall = given.officer(PostKind.MONITOR, "supervision"), given.officer(PostKind.REVIEW, "service")
    declarations.give_opinion(**{**act, "actor": monitor}, office="monitor", agrees=True)
    declarations.give_opinion(**{**act, "actor": hall}, office="hall", agrees=True)

    filed = declarations.file_declaration(**act)

    assert filed.filing_number.startswith("深司备〔2026〕")
    assert filed.decided_by == legal.label


def test_two_reviewers__second_decision__is_refused_by_name() -> None:
    declaration = given.submitted(given.opened())
    first, second = given.legal(0), given.legal(1)
    declarations.comment(actor=first, now=given.NOW, declaration=declaration, text="请补依据")
    declarations.return_declaration(actor=first, now=given.NOW, declaration=declaration)

    with pytest.raises(refusals.AlreadyDecided, match=first.label):
        declarations.return_declaration(actor=second, now=given.NOW, declaration=declaration)


def test_return_declaration__without_a_comment__is_refused() -> None:
    with pytest.raises(refusals.CommentsMissing):
        declarations.return_declaration(
            actor=given.legal(), now=given.NOW, declaration=given.submitted(given.opened())
        )


def test_return_and_resubmit__second_round__forgets_ticks_and_keeps_comments() -> None:
    declaration, legal = given.submitted(given.opened()), given.legal()
    declarations.tick_checklist(
        actor=legal,
        now=given.NOW,
        declaration=declaration,
        lines=declarations.format_of(declaration).checklist,
    )
    declarations.comment(actor=legal, now=given.NOW, declaration=declaration, text="请补依据")
    declarations.return_declaration(actor=legal, now=given.NOW, declaration=declaration)

    again = given.submitted(declaration)

    assert (again.round, again.checked, again.comments.count()) == (2, [], 1)


def test_give_opinion__objection__blocks_until_a_new_round() -> None:
    declaration, legal = given.submitted(given.opened()), given.legal()
    hall = given.officer(PostKind.REVIEW, "service")
    declarations.ask_opinion(actor=legal, now=given.NOW, declaration=declaration, offices=["hall"])
    act = {"actor": hall, "now": given.NOW, "declaration": declaration, "office": "hall"}

    with pytest.raises(refusals.ReasonNeeded):
        declarations.give_opinion(**act, agrees=False)
    declarations.give_opinion(**act, agrees=False, text="窗口没有这个岗位")
    with pytest.raises(refusals.OpinionNotAsked):
        declarations.give_opinion(**act, agrees=True)
    assert (
        declarations.return_declaration(actor=legal, now=given.NOW, declaration=declaration).state
        == "returned"
    )


def test_give_opinion__review_post_of_another_body__is_not_permitted() -> None:
    declaration = given.submitted(given.opened())
    declarations.ask_opinion(actor=given.legal(), now=given.NOW, declaration=declaration, offices=["hall"])

    with pytest.raises(NotPermitted):
        declarations.give_opinion(
            actor=given.officer(PostKind.REVIEW),
            now=given.NOW,
            declaration=declaration,
            office="hall",
            agrees=True,
        )


def test_assign_codes__new_power__gets_both_structures_and_a_mapping() -> None:
    coded = given.coded(given.opened())
    matter = coded.matter
    assert matter is not None

    assert matter.catalog_code == "440106501000"
    assert matter.legacy_code == "440300MXDEM012X001"
    found = code_record(declarations.look_up_code(matter.legacy_code))
    assert found["later"] == [matter.code]
    assert code_record(declarations.look_up_code(CodeEntry.objects.get(code=matter.code).checked_code))[
        "found"
    ]
    things = {one.thing for one in CodeEntry.objects.filter(matter=matter)}
    assert things == {"matter", "legacy", "step", "material"}


def test_assign_codes__code_in_use__is_refused() -> None:
    filed = given.filed(given.opened())
    act = {"actor": given.information(), "now": given.NOW, "declaration": filed}

    with pytest.raises(refusals.CodeTaken, match="食品经营许可"):
        declarations.assign_codes(**act, catalog_code=given.FOOD)
    with pytest.raises(refusals.CodeNotValid, match="事项类型"):
        declarations.assign_codes(**act, catalog_code="440231999000")
    with pytest.raises(refusals.CodeNotValid):
        declarations.assign_codes(**act, catalog_code="123")


def test_assign_codes__by_two_officers__second_is_refused_by_name() -> None:
    filed = given.filed(given.opened())
    declarations.assign_codes(actor=given.information(0), now=given.NOW, declaration=filed)

    with pytest.raises(refusals.AlreadyDecided, match=given.information(0).label):
        declarations.assign_codes(actor=given.information(1), now=given.NOW, declaration=filed)


def test_codes__changed_or_deleted__are_kept_by_the_database() -> None:
    entry = CodeEntry.objects.first()
    assert entry is not None

    for attempt in (
        lambda: CodeEntry.objects.filter(pk=entry.pk).update(name="别的"),
        lambda: CodeEntry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            attempt()


def test_materials__kept_added_and_dropped__never_share_a_code() -> None:
    before = matters.get_published(code=given.FOOD, on=given.TODAY)
    old = {one.name: one.code for one in before.materials.all()}
    materials = matters.content_of(before).materials
    new = matters.MaterialContent(name="新的一份", form_kind="upload", accept_standard="清晰")
    coded = given.coded(given.change(given.FOOD, "market", materials=(*materials[1:], new)))
    published = given.published(coded)
    assert published.matter is not None

    version = matters.get_published(code=given.FOOD, on=given.TODAY)
    now = {one.name: one.code for one in version.materials.all()}
    assert all(now[name] == old[name] for name in now if name in old)
    assert now["新的一份"] not in old.values()
    dropped = CodeEntry.objects.get(code=old[materials[0].name])
    assert dropped.retired_at is not None
    assert code_record(declarations.look_up_code(dropped.code))["is_retired"]


def test_steps__of_a_new_version__lead_from_the_old_ones() -> None:
    coded = given.coded(given.change(given.FOOD, "market", correction_days=45))
    assert coded.matter is not None

    assert CodeLink.objects.filter(
        old__startswith=f"{coded.matter.code}-P", old__endswith="-V001", new__endswith="-V002"
    ).exists()


def test_publish_declaration__without_authority__is_refused() -> None:
    with pytest.raises(matters.AuthorityMissing, match="还没有申报"):
        given.published(given.coded(given.opened()))


def test_publish_version__around_the_way__is_refused_all_the_same() -> None:
    coded = given.coded(given.opened())
    assert coded.version is not None

    with pytest.raises(matters.AuthorityMissing):
        matters.publish_version(
            actor=given.officer(PostKind.ADMIN, "police"), now=given.NOW, version=coded.version
        )


def test_whole_way__new_power__is_public_with_its_papers() -> None:
    coded = given.coded(given.opened())
    authority = given.authorised(coded)
    published = given.published(coded)
    assert published.matter is not None

    version = matters.get_published(code=published.matter.code, on=given.TODAY)
    assert version.content_hash == published.digest
    assert version.is_running_flow
    assert [
        one.number for one in list_documents_of(object_type="authority", object_number=authority.number)
    ] == [authority.document_number]
    acts = [one.operation for one in list_acts_of(object_type="declaration", object_number=published.number)]
    assert acts[0] == "declarations.publish_declaration"
    assert {"declarations.sign_declaration", "declarations.file_declaration"} <= set(acts)


def test_propose_authority__posts_that_nobody_holds__are_named() -> None:
    coded = given.coded(given.opened(given.FOOD, "police"))
    assert coded.matter is not None
    Appointment.objects.filter(post__office__body=coded.body, post__kind="examine").update(
        valid_until=given.TODAY
    )
    with pytest.raises(refusals.PostsMissing, match="审查岗"):
        declarations.propose_authority(
            actor=given.officer(PostKind.ADMIN, "police"), now=given.NOW, matter=coded.matter
        )


def test_publish_declaration__flow_with_a_post_not_approved__is_refused() -> None:
    coded = given.coded(given.opened())
    authority = given.authorised(coded)
    authority.posts = [one for one in authority.posts if one["kind"] != "decide"]
    authority.save()

    with pytest.raises(matters.AuthorityMissing, match="决定岗"):
        given.published(coded)


def test_approve_authority__not_examined_or_twice__is_refused() -> None:
    coded = given.coded(given.opened())
    assert coded.matter is not None
    authority = declarations.propose_authority(
        actor=given.officer(PostKind.ADMIN, "police"), now=given.NOW, matter=coded.matter
    )
    act = {"now": given.NOW, "authority": authority}

    with pytest.raises(refusals.AuthorityNotOpen, match="待审查"):
        declarations.approve_authority(actor=given.government(), **act)
    declarations.examine_authority(actor=given.legal(), **act)
    with pytest.raises(NotPermitted):
        declarations.approve_authority(actor=given.legal(), **act)
    declarations.approve_authority(actor=given.government(), **act)
    with pytest.raises(refusals.AuthorityNotOpen, match=given.government().label):
        declarations.approve_authority(actor=given.government(), **act)


def test_suspend_authority__at_once__stops_the_matter_until_restored() -> None:
    coded = given.coded(given.opened())
    authority = given.authorised(coded)
    matter = given.published(coded).matter
    assert matter is not None
    act = {"actor": given.government(), "now": given.NOW, "authority": authority}

    declarations.suspend_authority(**act, reason="岗位调整")
    matter.refresh_from_db()
    assert matter.state == "suspended"
    with pytest.raises(matters.AuthorityMissing):
        matters.resume_matter(actor=given.officer(PostKind.ADMIN, "police"), now=given.NOW, matter=matter)
    declarations.restore_authority(**act)
    matter.refresh_from_db()
    assert matter.state == "active"


def test_withdraw_authority__then_a_new_one__lets_the_matter_go_on() -> None:
    coded = given.coded(given.opened())
    authority = given.authorised(coded)
    matter = given.published(coded).matter
    assert matter is not None
    declarations.withdraw_authority(
        actor=given.government(), now=given.NOW, authority=authority, reason="机构改革"
    )
    matter.refresh_from_db()
    assert matter.state == "suspended"

    fresh = declarations.propose_authority(
        actor=given.officer(PostKind.ADMIN, "police"), now=given.NOW, matter=matter
    )
    fresh = declarations.examine_authority(actor=given.legal(), now=given.NOW, authority=fresh)
    declarations.approve_authority(actor=given.government(), now=given.NOW, authority=fresh)
    matter.refresh_from_db()
    assert matter.state == "active"


def test_stop_matter__emergency_of_another_kind__is_not_lifted_by_an_authority() -> None:
    matter = matters.get_published(code=given.FOOD, on=given.TODAY).matter
    authority = declarations.find_authority(matter)
    assert authority is not None
    matters.stop_matter(actor=given.officer(PostKind.ADMIN), now=given.NOW, matter=matter, reason="系统故障")
    act = {"actor": given.government(), "now": given.NOW, "authority": authority}
    declarations.suspend_authority(**act, reason="岗位调整")
    declarations.restore_authority(**act)

    matter.refresh_from_db()
    assert matter.state == "suspended"


def test_publish_declaration__in_the_future__waits_for_its_day() -> None:
    coming = given.TODAY + timedelta(days=20)
    coded = given.coded(given.change(given.FOOD, "market", correction_days=45))
    given.published(coded, effective_from=coming)

    assert matters.get_published(code=given.FOOD, on=given.TODAY).number == 1
    assert matters.get_published(code=given.FOOD, on=coming).number == 2


def test_publish_declaration__yesterday__is_refused() -> None:
    coded = given.coded(given.change(given.FOOD, "market", correction_days=45))

    with pytest.raises(refusals.EffectiveDateInPast):
        given.published(coded, effective_from=given.TODAY - timedelta(days=1))


def test_publish_declaration__draft_changed_after_filing__is_refused() -> None:
    coded = given.coded(given.change(given.FOOD, "market", correction_days=45))
    assert coded.matter is not None
    content = declarations.content_of_declaration(coded)
    matters.draft_version(
        actor=given.officer(PostKind.ADMIN),
        now=given.NOW,
        matter=coded.matter,
        content=replace(content, correction_days=60),
    )

    with pytest.raises(refusals.DraftChangedSinceFiling):
        given.published(coded)


def test_cancel__whole_way__takes_the_matter_out_of_force_and_retires_its_codes() -> None:
    matter = matters.Matter.objects.get(catalog_code=given.WATER)
    clerk = given.officer(PostKind.ADMIN, "water")
    declaration = declarations.open_declaration(
        actor=clerk,
        now=given.NOW,
        campaign=given.campaign(),
        body=given.body("water"),
        action="cancel",
        matter=matter,
    )
    with pytest.raises(refusals.ReasonNeeded):
        given.submitted(declaration)
    declarations.write_declaration(
        actor=clerk,
        now=given.NOW,
        declaration=declaration,
        revision=1,
        entry=declarations.entry_of_declaration(declaration),
        content=declarations.content_of_declaration(declaration),
        reason="条例修订，不再设这项许可",
    )
    given.published(given.coded(declaration))

    with pytest.raises(matters.MatterNotFound):
        matters.get_published(code=given.WATER, on=given.TODAY)
    assert not CodeEntry.objects.filter(matter=matter, retired_at__isnull=True).exists()


def test_publish_format__required_field_of_law_dropped__is_refused() -> None:
    fields = declarations.current_format("01").fields
    act = {"actor": given.legal(), "now": given.NOW, "kind": "01", "checklist": ["看依据"]}

    with pytest.raises(refusals.FormatNotFit, match="设定依据"):
        declarations.publish_format(**act, fields=[one for one in fields if one.name != "by_law"])
    with pytest.raises(refusals.FormatNotFit, match="要点"):
        declarations.publish_format(**{**act, "checklist": [" "]}, fields=fields)


def test_publish_format__new_field__is_asked_of_new_declarations_only() -> None:
    old = given.opened()
    extra = FormatField("own_01_1", "涉及的上位法", "这一类事项另要写明的", "columns", "area", True)
    declarations.publish_format(
        actor=given.legal(),
        now=given.NOW,
        kind="01",
        fields=[*declarations.current_format("01").fields, extra],
        checklist=["看依据"],
    )
    new = given.opened(inside=old.campaign, name="另一项许可")

    assert given.submitted(old).state == "submitted"
    with pytest.raises(refusals.DeclarationNotFit, match="涉及的上位法"):
        given.submitted(new)


def test_record_law__repealed__is_no_longer_a_basis() -> None:
    law = next(one for one in declarations.list_laws() if one.name == "旅馆业治安管理办法")
    declarations.record_law(
        actor=given.legal(),
        now=given.NOW,
        name=law.name,
        rank=law.rank,
        valid_from=law.valid_from,
        valid_until=given.TODAY,
    )

    with pytest.raises(refusals.DeclarationNotFit, match="已经废止"):
        given.submitted(given.opened())


def test_subscribers__of_a_body__are_told_of_a_new_version() -> None:
    reader = given.officer(PostKind.ADMIN, "culture")
    assert reader.account_id is not None
    declarations.subscribe(actor=reader, now=given.NOW, body=given.body("market"))
    matter = matters.Matter.objects.get(catalog_code=given.FOOD)

    tell_of_version(MatterPublished(matter.code, "食品经营许可", 2, given.TODAY, given.NOW), 1)

    assert [one.title for one in list_messages(actor=reader)] == ["《食品经营许可》有新版本"]


def test_approve_authority__approval__carries_the_electronic_seal_of_the_government(
    settings: Any, tmp_path: Any
) -> None:
    settings.VAR = tmp_path
    certificates.ensure_authorities(now=given.NOW - timedelta(days=1))
    certificates.ensure_seals(now=given.NOW - timedelta(hours=1))
    authority = given.authorised(given.coded(given.opened()))

    (paper,) = list_documents_of(object_type="authority", object_number=authority.number)
    (mark,) = certificates.marks_of(object_type="document", object_number=str(paper.uuid))
    assert mark.problem == ""
    assert authority.document_number in mark.signature.statement


def test_8_1_4_2_g__sensitive_declaration__is_in_no_list_and_under_no_number() -> None:
    declaration = given.submitted(given.opened())
    declarations.ask_opinion(actor=given.legal(), now=given.NOW, declaration=declaration, offices=["monitor"])
    monitor = given.officer(PostKind.MONITOR, "supervision")
    label("declaration", declaration.number)

    for officer in (given.legal(), monitor):
        kept_out = concealed(officer, "declaration")
        assert declaration not in rounds.list_declarations(actor=kept_out)
        with pytest.raises(refusals.DeclarationNotFound):
            rounds.get_declaration(actor=kept_out, number=declaration.number)
    assert rounds.list_asked(actor=concealed(monitor, "declaration")) == []
    assert rounds.list_asked(actor=monitor)
    assert rounds.get_declaration(actor=given.legal(), number=declaration.number) == declaration
