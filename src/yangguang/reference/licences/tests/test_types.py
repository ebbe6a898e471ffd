"""Types of licences: two persons, versions that stay, licences that follow them."""

import pytest
from django.db import IntegrityError, transaction

from yangguang.kernel.identifiers import check_licence_identifier
from yangguang.reference.licences import api as licences
from yangguang.reference.licences import forms
from yangguang.reference.licences.models import LicenceTypeVersion
from yangguang.reference.licences.rules.refusals import TypeIncomplete, TypeNotOpen, TypeTaken
from yangguang.reference.licences.tests import given
from yangguang.reference.licences.tests.given import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(tmp_path, settings):
    settings.VAR = tmp_path


def test_type__drafted_and_published_by_two__gives_the_licence_its_code_and_lines() -> None:
    version = given.published_type()

    licence = given.licence()

    assert version.type.code == f"{given.CODE}001"
    assert licence.type_version == version
    assert licence.identifier.startswith(f"1.2.156.3005.2.{given.CODE}001.{given.CODE}.")
    assert check_licence_identifier(licence.identifier).is_clean


def test_type__published_by_its_author__is_refused() -> None:
    author = given.officer("admin", account=1)
    draft = licences.draft_type(
        actor=author, now=NOW, licence_type=given.licence_type(), content=given.type_content(), why="首版"
    )
    proposed = licences.propose_type(actor=author, now=NOW, version=draft)

    with pytest.raises(licences.TypeSamePerson):
        licences.publish_type(actor=author, now=NOW, version=proposed)


def test_type__second_version__retires_the_first_and_leaves_its_licences() -> None:
    first = given.published_type()
    licence = given.licence()

    second = given.published_type(content=given.type_content(validity_months=36))

    first.refresh_from_db()
    licence.refresh_from_db()
    assert (first.status, second.number, licence.type_version_id) == ("retired", 2, first.pk)


def test_type__in_force__never_changes() -> None:
    given.published_type()

    with pytest.raises(IntegrityError), transaction.atomic():
        LicenceTypeVersion.objects.update(content={})


def test_type__waiting_for_review__cannot_be_changed_under_the_reviewers_eyes() -> None:
    author = given.officer("admin", account=1)
    one = given.licence_type()
    draft = licences.draft_type(
        actor=author, now=NOW, licence_type=one, content=given.type_content(), why="首版"
    )
    licences.propose_type(actor=author, now=NOW, version=draft)

    with pytest.raises(TypeNotOpen, match="待审核"):
        licences.draft_type(actor=author, now=NOW, licence_type=one, content=given.type_content(), why="再改")


def test_type__returned__says_why_and_can_be_drafted_on() -> None:
    author = given.officer("admin", account=1)
    one = given.licence_type()
    draft = licences.draft_type(
        actor=author, now=NOW, licence_type=one, content=given.type_content(), why="首版"
    )
    proposed = licences.propose_type(actor=author, now=NOW, version=draft)

    returned = licences.return_type(
        actor=given.officer("admin", account=2), now=NOW, version=proposed, reason="少了面积"
    )

    assert (returned.status, returned.returned_why) == ("draft", "少了面积")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fields": ()}, "fields"),
        ({"fields": (licences.TypeField("面积"), licences.TypeField("面积"))}, "fields"),
        ({"fields": (licences.TypeField("面积", pattern="["),)}, "fields"),
        ({"holder_kinds": ()}, "holder_kinds"),
        ({"validity_months": 0}, "validity_months"),
        ({"uses": (licences.Use("监督检查", "工作需要"),)}, "uses"),
    ],
)
def test_type__incomplete__is_refused_by_field(changes: dict, field: str) -> None:
    author = given.officer("admin", account=1)
    draft = licences.draft_type(
        actor=author,
        now=NOW,
        licence_type=given.licence_type(),
        content=given.type_content(**changes),
        why="试",
    )

    with pytest.raises(TypeIncomplete) as refusal:
        licences.propose_type(actor=author, now=NOW, version=draft)

    assert set(refusal.value.fields) == {field}


def test_type__name_taken__is_refused_with_the_code_it_has() -> None:
    given.licence_type()

    with pytest.raises(TypeTaken, match=f"{given.CODE}001"):
        licences.register_type(
            actor=given.officer("admin"), now=NOW, owner=given.body(), name="食品经营许可证", kind="1"
        )


def test_issue__a_line_the_type_prescribes_is_missing__is_refused_by_line() -> None:
    given.published_type()

    with pytest.raises(licences.LicenceFieldsMissing) as refusal:
        given.licence(content=(("经营项目", "热食类食品制售"),))

    assert set(refusal.value.fields) == {"主体业态"}


def test_issue__body_that_may_not_issue_the_type__is_refused() -> None:
    given.published_type(content=given.type_content(issuers=(given.CODE,)))
    other = given.body("11440300MXDEM0074U", "深圳市住房和建设局")

    with pytest.raises(licences.refusals.IssuerNotOfType, match="深圳市住房和建设局"):
        licences.issue_licence(
            actor=given.officer(body_code=other.code), now=NOW, grant=given.grant(issuer=other)
        )


def test_editor__a_line_that_cannot_be_understood__is_refused_and_quoted() -> None:
    from django.http import QueryDict

    with pytest.raises(TypeIncomplete) as refusal:
        forms.read_type(QueryDict("fields=面积｜[0-9]%2B｜.*&holder_kinds=enterprise"))

    assert "面积" in refusal.value.fields["fields"]


def test_editor__what_it_writes__it_reads_back() -> None:
    from django.http import QueryDict

    content = given.type_content()
    data = QueryDict(mutable=True)
    data.update(
        {
            "fields": forms.write_fields(content),
            "uses": forms.write_uses(content),
            "covers": "\n".join(content.covers),
            "template": content.template,
            "validity_months": str(content.validity_months),
            "number_prefix": content.number_prefix,
        }
    )
    data.setlist("holder_kinds", list(content.holder_kinds))

    assert forms.read_type(data) == content
