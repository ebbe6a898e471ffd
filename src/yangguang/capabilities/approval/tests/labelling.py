"""An office whose cases are labelled, and who may see them."""

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import MONDAY
from yangguang.foundation.access import operations, snapshot
from yangguang.foundation.access.api import actor_of
from yangguang.foundation.access.rules import SEE_SENSITIVE
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.identity.api import Account
from yangguang.foundation.organisation import operations as organisation
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.organisation.models import Office, Post
from yangguang.kernel import clock


def office_with_administrators() -> given.Office:
    """A small office and the two security administrators who label and clear."""
    snapshot._current = snapshot.Snapshot("never")
    office = given.office()
    for number in ("sec1", "sec2"):
        _security_administrator(number)
    return office


def _security_administrator(name: str) -> None:
    part = Office.objects.order_by("pk").first()
    post = organisation.create_post(
        actor=given.PLATFORM, now=given.LONG_AGO, office=part, kind=PostKind.SECURITY
    )
    officer = organisation.enrol_officer(
        actor=given.PLATFORM,
        now=given.LONG_AGO,
        body=part.body,
        number=f"900{name[-1]}",
        name=f"安全{name[-1]}",
        username=name,
        secret=given.SECRET,
    )
    organisation.appoint_officer(
        actor=given.PLATFORM,
        now=given.LONG_AGO,
        officer=officer,
        post=post,
        valid_from=clock.today(given.LONG_AGO),
    )


def seen_by(username: str) -> Actor:
    """The actor of a new request."""
    account = Account.objects.select_related("officer", "person").get(username=username)
    return actor_of(account=account, on=clock.today(MONDAY), now=MONDAY)


def labelled(case: approval.Application, level: str = "sensitive") -> None:
    operations.label_object(
        actor=seen_by("sec1"),
        now=MONDAY,
        object_type="application",
        object_number=case.number,
        level=level,
        reason="涉及举报人的身份",
    )


def cleared(username: str) -> None:
    post = Post.objects.get(appointments__officer__account__username=username)
    proposed = operations.propose_grant(
        actor=seen_by("sec1"),
        now=MONDAY,
        effect="give",
        operation_name=SEE_SENSITIVE,
        post=post,
        reason="指定办理涉密来信",
        valid_from=clock.today(MONDAY),
    )
    operations.approve_proposal(actor=seen_by("sec2"), now=MONDAY, proposal=proposed)
