"""Rights as data: two hands, defaults, withheld and given, delegations, emergencies, conflicts, labels, tampering."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from openpyxl import load_workbook

from yangguang.foundation.access import judging, operations, queries, snapshot
from yangguang.foundation.access.demo import SMALL_CITY, build_people
from yangguang.foundation.access.derivation import is_for_officers, kinds_of
from yangguang.foundation.access.models import (
    Campaign,
    CampaignSeat,
    ConflictRule,
    EmergencyAccess,
    Grant,
    State,
)
from yangguang.foundation.access.rules import (
    SEE_SENSITIVE,
    AlreadyReviewed,
    CampaignClosed,
    CampaignStillRuns,
    ClosingNotProposed,
    ClosingProposed,
    ConflictOfInterest,
    DelegationTooLong,
    EmergencyTooLong,
    EmergencyUnreviewed,
    GrantTampered,
    LabelTooHigh,
    NotProposed,
    OwnSeat,
    PostNotHeld,
    PowerNotTransferable,
    PowerWithheld,
    SamePerson,
    UnknownPower,
    WouldCollide,
)
from yangguang.foundation.access.tasks import lapse_certifications
from yangguang.foundation.access.tests import given
from yangguang.foundation.acts.api import REGISTRY, Operation
from yangguang.foundation.acts.models import Act
from yangguang.foundation.identity.demo import DEMO_PASSWORD
from yangguang.foundation.identity.tests.given import NOW, TODAY
from yangguang.foundation.organisation import operations as organisation
from yangguang.foundation.organisation.api import list_holders
from yangguang.foundation.organisation.models import Appointment, Officer, Post
from yangguang.kernel import clock
from yangguang.kernel.refusals import InvalidInput, NotPermitted

pytestmark = pytest.mark.django_db

OPERATION = "approval.accept_application"
DECIDE = "approval.decide"
assert DEMO_PASSWORD


@pytest.fixture(autouse=True)
def people(settings) -> None:
    settings.DEMO_MODE = True
    snapshot._current = snapshot.Snapshot("never")
    build_people(now=NOW, only=SMALL_CITY | {"housing"})


def actor(username: str, now: datetime = NOW):
    found = given.account(username)
    from yangguang.foundation.access.actors import actor_of

    return actor_of(
        account=type(found).objects.select_related("officer").get(pk=found.pk), on=clock.today(now), now=now
    )


def post_of(username: str) -> Post:
    return Appointment.objects.get(officer__account__username=username).post


def officer(username: str) -> Officer:
    return Officer.objects.get(account__username=username)


def granted(effect: str, username: str, operation: str = OPERATION, **dates) -> Grant:
    proposed = operations.propose_grant(
        actor=actor("security1"),
        now=NOW,
        effect=effect,
        operation_name=operation,
        post=post_of(username),
        reason="测试用的理由",
        valid_from=dates.get("valid_from", TODAY),
        valid_until=dates.get("valid_until"),
    )
    return operations.approve_proposal(actor=actor("security2"), now=NOW, proposal=proposed)


@dataclass
class Case:
    body: str
    number: str = "SZ1"

    @property
    def act_object(self) -> tuple[str, str]:
        return ("application", self.number)


def may_accept(actor, application) -> bool:
    return actor.holds("accept", application.body)


def may_decide(actor, application) -> bool:
    return actor.holds("decide", application.body)


def deed(name: str = OPERATION) -> Operation:
    rule = may_accept if name == OPERATION else may_decide
    return Operation(name, REGISTRY[name].summary, rule, "application", True, True, lambda: None)


def allowed(username: str, name: str = OPERATION, now: datetime = NOW, number: str = "SZ1") -> bool:
    case = Case(post_of("window").body.code, number)
    asked = {"actor": actor(username, now), "now": now, "application": case}
    return judging.judge(deed(name), asked, is_recording=False)


# ---------------------------------------------------------------- defaults


def test_kinds_of__reads_the_rule_of_the_operation() -> None:
    assert kinds_of(OPERATION) == {"accept"}
    assert kinds_of("access.approve_proposal") == {"security", "admin"}
    assert is_for_officers("approval.claim_step")
    assert not is_for_officers("identity.sign_up")


def test_without_grants__every_operation__is_as_its_rule_says() -> None:
    assert allowed("window")
    assert not allowed("examiner")
    assert snapshot.current().is_silent


# ---------------------------------------------------------------- two hands


def test_8_1_4_2_d__proposer__cannot_approve() -> None:
    proposed = operations.propose_grant(
        actor=actor("security1"), now=NOW, effect="withhold", operation_name=OPERATION,
        post=post_of("window"), reason="测试用的理由", valid_from=TODAY,
    )  # fmt: skip

    with pytest.raises(SamePerson):
        operations.approve_proposal(actor=actor("security1"), now=NOW, proposal=proposed)
    with pytest.raises(NotPermitted):
        operations.approve_proposal(actor=actor("system1"), now=NOW, proposal=proposed)
    assert allowed("window"), "a proposal alone changes nothing"


def test_8_1_4_2_d__the_database__refuses_a_grant_in_one_hand() -> None:
    grant = granted("withhold", "window")

    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(decided_by=grant.proposed_by)


@pytest.mark.parametrize(
    ("first", "second"), [("system1", "security"), ("security1", "audit"), ("audit1", "system")]
)
def test_8_1_4_2_d__the_database__keeps_the_three_administrators_apart(first: str, second: str) -> None:
    post = Post.objects.filter(kind=second).first()

    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(officer=officer(first), post=post, valid_from=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(officer=officer("window"), post=post, valid_from=TODAY)


def test_8_1_4_2_d__admin_of_a_body__cannot_make_an_administrator_of_the_platform() -> None:
    with pytest.raises(NotPermitted):
        organisation.appoint_officer(
            actor=actor("service-admin"), now=NOW, officer=officer("window"),
            post=Post.objects.filter(kind="security").first(), valid_from=TODAY,
        )  # fmt: skip


# ---------------------------------------------------------------- given and withheld


def test_withheld__is_refused_by_number_and_comes_back_when_it_ends() -> None:
    grant = granted("withhold", "window")

    with pytest.raises(PowerWithheld) as refused:
        allowed("window")
    assert str(grant.pk) in refused.value.message
    assert allowed("window2"), "another post of the same kind keeps it"
    operations.end_right(actor=actor("security1"), now=NOW, right=grant, reason="不再需要了")
    assert allowed("window")


def test_given__post_of_another_kind__stands_in_for_that_power_only() -> None:
    granted("give", "examiner")

    assert allowed("examiner")
    assert not allowed("examiner", DECIDE)
    assert not allowed("examiner2")


def test_given__dates__count_from_until() -> None:
    granted("give", "examiner", valid_from=TODAY + timedelta(days=2), valid_until=TODAY + timedelta(days=4))

    found = [allowed("examiner", now=NOW + timedelta(days=days)) for days in range(6)]

    assert found == [False, False, True, True, False, False]


@pytest.mark.parametrize("name", ["access.approve_proposal", "access.review_emergency_access"])
def test_propose_grant__powers_of_administrators__are_never_given(name: str) -> None:
    with pytest.raises(PowerNotTransferable):
        granted("give", "window", name)


def test_propose_grant__bad_input__is_refused_by_name() -> None:
    with pytest.raises(UnknownPower):
        granted("give", "window", "approval.nothing")
    with pytest.raises(InvalidInput):
        granted("give", "window", valid_until=TODAY)
    with pytest.raises(InvalidInput):
        granted("take", "window")


# ---------------------------------------------------------------- tampering


def test_8_1_4_7__grant_changed_in_the_database__is_named_and_counts_for_nothing() -> None:
    grant = granted("give", "examiner")
    Grant.objects.filter(pk=grant.pk).update(operation=DECIDE, as_kind="decide")
    snapshot._current = snapshot.Snapshot("never")

    assert not allowed("examiner", DECIDE)
    assert any(f"第 {grant.pk} 号授权" in one for one in queries.find_faults())


def test_8_1_4_7__withheld_power_turned_into_a_gift__stays_refused() -> None:
    grant = granted("withhold", "window")
    Grant.objects.filter(pk=grant.pk).update(effect="give")
    snapshot._current = snapshot.Snapshot("never")

    with pytest.raises(GrantTampered):
        allowed("window")


def test_8_1_4_7__grant_deleted_or_made_up__is_named() -> None:
    deleted = granted("withhold", "window")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM access_grant WHERE id = %s", [deleted.pk])
    made_up = Grant(
        effect="give", operation=DECIDE, post=post_of("examiner"), as_kind="decide", valid_from=TODAY,
        state=State.EFFECTIVE, reason="假的", proposed_by=officer("security1"), proposed_at=NOW,
        decided_by=officer("security2"), decided_at=NOW,
    )  # fmt: skip
    made_up.save()

    faults = queries.find_faults()

    assert any(one.startswith(f"Grant {deleted.pk}：") for one in faults)
    assert any("没有批准的记录" in one for one in faults)


def test_find_faults__untouched__is_empty() -> None:
    granted("withhold", "window")

    assert queries.find_faults() == []


# ---------------------------------------------------------------- delegation


def lent(to: str = "window2", by: str = "director", days: int = 5, names: tuple[str, ...] = ()):
    proposed = operations.propose_delegation(
        actor=actor(by), now=NOW, post=post_of(by), delegate=officer(to), operations=list(names),
        valid_from=TODAY, valid_until=TODAY + timedelta(days=days), reason="出差期间代行",
    )  # fmt: skip
    return operations.approve_proposal(actor=actor("admin"), now=NOW, proposal=proposed)


def test_delegation__lends_the_post_until_it_expires() -> None:
    assert not allowed("window2", DECIDE)
    lent()

    assert allowed("window2", DECIDE)
    assert allowed("window2", DECIDE, NOW + timedelta(days=4))
    assert not allowed("window2", DECIDE, NOW + timedelta(days=5))


def test_delegation__of_one_power__lends_no_other() -> None:
    lent(names=("approval.extend_decision",))

    assert not allowed("window2", DECIDE)


def test_delegation__leaver__ends_the_same_day(django_capture_on_commit_callbacks) -> None:
    lent()
    with django_capture_on_commit_callbacks(execute=True):
        organisation.retire_officer(
            actor=actor("system1"), now=NOW, officer=officer("director"), reason="退休"
        )

    assert not allowed("window2", DECIDE)
    assert actor("director").posts == ()
    assert not given.account("director").is_active


def test_delegation__bad_input__is_refused_by_name() -> None:
    with pytest.raises(DelegationTooLong):
        lent(days=93)
    with pytest.raises(DelegationTooLong):
        lent(days=0)
    with pytest.raises(PowerNotTransferable):
        lent(by="admin")
    with pytest.raises(WouldCollide):
        lent(to="monitor")
    with pytest.raises(InvalidInput):
        lent(to="director")
    lent()
    with pytest.raises(PostNotHeld), transaction.atomic():
        operations.propose_delegation.operation.function(
            actor=actor("window2"), now=NOW, post=post_of("director"), delegate=officer("window"), operations=[],
            valid_from=TODAY, valid_until=TODAY + timedelta(days=2), reason="转托出去",
        )  # fmt: skip


def test_delegation__who_receives__cannot_approve() -> None:
    proposed = operations.propose_delegation(
        actor=actor("director"), now=NOW, post=post_of("director"), delegate=officer("window2"), operations=[],
        valid_from=TODAY, valid_until=TODAY + timedelta(days=2), reason="出差期间代行",
    )  # fmt: skip

    with pytest.raises((SamePerson, NotPermitted)):
        operations.approve_proposal(actor=actor("window2"), now=NOW, proposal=proposed)


# ---------------------------------------------------------------- emergency


def emergency(username: str = "window2", hours: float = 2, now: datetime = NOW) -> EmergencyAccess:
    return operations.take_emergency_access(
        actor=actor(username, now), now=now, post=post_of("director"), reason="决定岗联系不上，今天必须送达",
        lasts=timedelta(hours=hours),
    )  # fmt: skip


def test_emergency__counts_at_once_for_hours_and_ends_with_the_review() -> None:
    taken = emergency()

    assert allowed("window2", DECIDE)
    assert not allowed("window2", DECIDE, NOW + timedelta(hours=2))
    operations.review_emergency_access(
        actor=actor("audit1"),
        now=NOW,
        emergency=taken,
        is_justified=False,
        finding="决定岗当天在岗，可以联系",
    )
    assert not allowed("window2", DECIDE)
    with pytest.raises(AlreadyReviewed):
        operations.review_emergency_access(
            actor=actor("audit1"), now=NOW, emergency=taken, is_justified=True, finding="再看一遍觉得没有问题"
        )


def test_emergency__bad_input__is_refused_by_name() -> None:
    with pytest.raises(EmergencyTooLong):
        emergency(hours=4.1)
    with pytest.raises(EmergencyTooLong):
        emergency(hours=-1)
    with pytest.raises(InvalidInput):
        emergency("housing-window")
    emergency()
    with pytest.raises(EmergencyUnreviewed):
        emergency(now=NOW + timedelta(days=4))
    with pytest.raises(NotPermitted):
        operations.review_emergency_access(
            actor=actor("security1"), now=NOW, emergency=EmergencyAccess.objects.get(), is_justified=True,
            finding="不是审计管理员来复核",
        )  # fmt: skip


# ---------------------------------------------------------------- conflicts and labels


def conflict() -> ConflictRule:
    rule = operations.propose_conflict_rule(
        actor=actor("security1"), now=NOW, first_operation=OPERATION, second_operation=DECIDE,
        reason="受理和决定分开",
    )  # fmt: skip
    return operations.approve_proposal(actor=actor("security2"), now=NOW, proposal=rule)


def accepted(username: str, number: str) -> None:
    Act.record(
        operation=OPERATION, summary="受理申请", actor=actor(username), post="", object_type="application",
        object_number=number, facts={}, happened_at=NOW,
    )  # fmt: skip


def test_conflict__who_accepted_a_case__does_not_decide_it() -> None:
    conflict()
    lent()
    accepted("window2", "SZ1")

    with pytest.raises(ConflictOfInterest) as refused:
        allowed("window2", DECIDE, number="SZ1")
    assert "受理和决定分开" in refused.value.message
    assert allowed("window2", DECIDE, number="SZ2")
    assert allowed("director", DECIDE, number="SZ1")


def label(level: str, by: str = "security1"):
    return operations.label_object(
        actor=actor(by),
        now=NOW,
        object_type="application",
        object_number="SZ1",
        level=level,
        reason="涉及举报人",
    )


def test_8_1_4_2_g__label__is_stronger_than_any_grant_of_the_operation() -> None:
    granted("give", "examiner")
    label("sensitive")

    with pytest.raises(LabelTooHigh):
        allowed("examiner")
    with pytest.raises(LabelTooHigh):
        allowed("window")
    granted("give", "window", SEE_SENSITIVE)
    assert allowed("window")
    assert allowed("examiner", number="SZ2")


def test_8_1_4_2_g__label__is_lowered_by_somebody_else() -> None:
    label("sensitive")

    with pytest.raises(SamePerson):
        label("internal")
    label("internal", by="security2")
    assert allowed("window")


def test_8_1_4_2_g__label_changed_in_the_database__counts_as_sensitive_and_is_named() -> None:
    row = label("sensitive")
    type(row).objects.filter(pk=row.pk).update(level="public")

    with pytest.raises(LabelTooHigh):
        allowed("window")
    assert len(queries.find_faults()) == 1


# ---------------------------------------------------------------- re-certification


def seats_of(campaign: Campaign, *usernames: str) -> list[CampaignSeat]:
    rows = campaign.seats.all()
    return list(rows.filter(appointment__officer__account__username__in=usernames) if usernames else rows)


def holds_a_post(username: str, at: datetime) -> bool:
    return bool(actor(username, at).posts)


def test_campaign__appointments_nobody_confirms__end_but_those_of_administrators_stay_owed() -> None:
    campaign = operations.open_campaign(actor=actor("audit1"), now=NOW)
    told = {"actor": actor("security1"), "now": NOW, "campaign": campaign}
    with pytest.raises(OwnSeat):
        operations.certify_seats(**told, seats=seats_of(campaign, "window", "security1"), keeps=True)
    with pytest.raises(InvalidInput):
        operations.certify_seats(**told, seats=[], keeps=True)
    with pytest.raises(InvalidInput):
        operations.certify_seats(**told, seats=seats_of(campaign, "window2"), keeps=False, reason="走")
    assert not campaign.seats.exclude(verdict="").exists(), "a refusal answers none of them"

    operations.certify_seats(**told, seats=seats_of(campaign, "window"), keeps=True)
    operations.certify_seats(
        **told, seats=seats_of(campaign, "window2"), keeps=False, reason="早就调走了，没有办手续"
    )
    with pytest.raises(NotProposed):
        operations.certify_seats(**told, seats=seats_of(campaign, "window2"), keeps=True)
    with pytest.raises(NotPermitted):
        operations.certify_seats(**{**told, "actor": actor("system1")}, seats=seats_of(campaign), keeps=True)

    assert not holds_a_post("window2", NOW), "ended the same day"
    assert holds_a_post("director", NOW), "nobody has answered yet, and there are days left"
    late = NOW + timedelta(days=31)
    with clock.fixed_at(late):
        lapse_certifications()
    assert holds_a_post("window", late)
    assert not holds_a_post("director", late)
    assert holds_a_post("security2", late), "else nobody could put it right"
    counts = queries.count_seats(campaign=campaign)
    assert (counts["kept"], counts["ended"], counts["unanswered"]) == (1, 1, 0)
    assert counts["owed"] == campaign.seats.filter(verdict="owed").count() > 0
    assert counts["lapsed"] == counts["appointments"] - 2 - counts["owed"]
    act = Act.objects.filter(operation="access.certify_seats").latest("number")
    assert (act.facts["verdict"], len(act.facts["appointments"])) == ("end", 1)
    book = load_workbook(BytesIO(queries.campaign_as_xlsx(campaign=campaign)))
    told_there = "\n".join(str(cell.value) for row in book["任职"].rows for cell in row)
    assert "管理员任职，没有人确认，不自动结束" in told_there


def test_campaign__what_nobody_confirms__lapses() -> None:
    kept, left = granted("withhold", "window"), granted("withhold", "window2")
    campaign = operations.open_campaign(actor=actor("audit1"), now=NOW)
    item = campaign.items.get(grant=kept)
    with pytest.raises(SamePerson):
        operations.certify_grant(actor=actor("security1"), now=NOW, item=item, keeps=True, reason="")
    operations.certify_grant(actor=actor("security2"), now=NOW, item=item, keeps=True, reason="")

    late = NOW + timedelta(days=31)
    with clock.fixed_at(late):
        lapse_certifications()

    assert Grant.objects.get(pk=kept.pk).state == State.EFFECTIVE
    assert Grant.objects.get(pk=left.pk).state == State.ENDED
    assert not Campaign.objects.get().closed_at, "the report waits for two persons"


def test_campaign__closed_by_two_persons__unanswered_lapse_and_the_report_says_so() -> None:
    kept, left = granted("withhold", "window"), granted("withhold", "window2")
    campaign = operations.open_campaign(actor=actor("audit1"), now=NOW)
    item = campaign.items.get(grant=kept)
    operations.certify_grant(actor=actor("security2"), now=NOW, item=item, keeps=True, reason="")
    with pytest.raises(ClosingNotProposed):
        operations.close_campaign(actor=actor("audit1"), now=NOW, campaign=campaign)
    with pytest.raises(CampaignStillRuns):
        operations.propose_closing(actor=actor("security1"), now=NOW, campaign=campaign)

    late = NOW + timedelta(days=31)
    operations.propose_closing(actor=actor("security1", late), now=late, campaign=campaign)
    with pytest.raises(SamePerson):
        operations.close_campaign(actor=actor("security1", late), now=late, campaign=campaign)
    with pytest.raises(ClosingProposed):
        operations.propose_closing(actor=actor("security2", late), now=late, campaign=campaign)
    closed = operations.close_campaign(actor=actor("audit1", late), now=late, campaign=campaign)

    assert Grant.objects.get(pk=left.pk).state == State.ENDED
    counts = queries.count_verdicts(campaign=closed)
    assert counts == {"grants": 2, "kept": 1, "ended": 0, "lapsed": 1, "unanswered": 0}
    act = Act.objects.filter(operation="access.close_campaign").get()
    assert (act.facts["lapsed"], act.facts["proposed_by"]) == (1, officer("security1").number)
    sheet = load_workbook(BytesIO(queries.campaign_as_xlsx(campaign=closed))).active
    told = "\n".join(str(cell.value) for row in sheet.rows for cell in row)
    assert "没有人确认，自动结束" in told
    for again in (operations.propose_closing, operations.close_campaign):
        with pytest.raises(CampaignClosed):
            again(actor=actor("security2", late), now=late, campaign=campaign)
    with pytest.raises(CampaignClosed):
        operations.certify_grant(
            actor=actor("security2", late), now=late, item=item, keeps=False, reason="晚了"
        )


def test_campaign__everything_answered__may_close_before_the_last_day() -> None:
    grant = granted("withhold", "window")
    campaign = operations.open_campaign(actor=actor("audit1"), now=NOW)
    operations.certify_grant(
        actor=actor("security2"),
        now=NOW,
        item=campaign.items.get(),
        keeps=False,
        reason="这个岗位已经不再需要",
    )
    with pytest.raises(CampaignStillRuns):
        operations.propose_closing(actor=actor("security2"), now=NOW, campaign=campaign)
    others = campaign.seats.exclude(appointment__officer__account__username="security2")
    for by, seats in (("security2", list(others)), ("security1", seats_of(campaign, "security2"))):
        operations.certify_seats(actor=actor(by), now=NOW, campaign=campaign, seats=seats, keeps=True)
    operations.propose_closing(actor=actor("security2"), now=NOW, campaign=campaign)

    assert operations.close_campaign(actor=actor("security1"), now=NOW, campaign=campaign).closed_at
    assert Grant.objects.get(pk=grant.pk).state == State.ENDED


def test_campaign__closed_by_one_person_in_the_database__is_refused_by_it() -> None:
    campaign = operations.open_campaign(actor=actor("audit1"), now=NOW)
    one = officer("security1")

    for change in ({"closed_by": one, "closing_proposed_by": one}, {"closed_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Campaign.objects.filter(pk=campaign.pk).update(**change)


# ---------------------------------------------------------------- reading


def test_explain__says_rule_posts_grant_and_verdict() -> None:
    grant = granted("withhold", "window")

    why = queries.explain(actor=actor("window"), operation=OPERATION, now=NOW, target=("application", "SZ1"))

    text = "\n".join(why.sentences)
    assert not why.may
    assert f"第 {grant.pk} 号授权收回" in text
    assert "安宁提请，卫青禾批准" in text
    assert queries.explain(actor=actor("window2"), operation=OPERATION, now=NOW).may
    assert not queries.explain(actor=actor("examiner"), operation=OPERATION, now=NOW).may


def test_explain__conflict_and_label__are_told() -> None:
    conflict()
    accepted("director", "SZ1")
    why = queries.explain(actor=actor("director"), operation=DECIDE, now=NOW, target=("application", "SZ1"))

    assert not why.may
    assert any("回避规则：受理和决定分开" in one for one in why.sentences)


def test_matrix__as_json_and_xlsx__says_the_same() -> None:
    granted("withhold", "window")
    matrix = queries.build_matrix(now=NOW)

    told = json.loads(queries.matrix_as_json(matrix))
    code = post_of("window").code
    line = next(one for one in told["posts"] if one["code"] == code)
    assert line["powers"][OPERATION]["answer"] == "收回"
    sheet = load_workbook(BytesIO(queries.matrix_as_xlsx(matrix))).active
    rows = list(sheet.iter_rows(values_only=True))
    column = rows[1].index(OPERATION)
    assert next(row for row in rows if row[2] == code)[column].startswith("收回（")


def test_officers_who_may__is_one_query_and_agrees_with_the_checks(django_assert_num_queries) -> None:
    granted("withhold", "window")
    granted("give", "examiner")
    lent()

    with django_assert_num_queries(1):
        accepting = [one.account_id for one in queries.officers_who_may(operation=OPERATION, on=TODAY)]
    assert given.account("window").pk not in accepting
    assert {given.account("window2").pk, given.account("examiner").pk} <= set(accepting)
    deciding = queries.officers_who_may(operation=DECIDE, on=TODAY).values_list(
        "account__username", flat=True
    )
    assert "window2" in deciding
    assert list_holders(kind="decide", body_code=post_of("window").body.code, on=TODAY)


def test_8_1_4_2_c__accounts_unused_for_90_days__are_listed() -> None:
    later = NOW + timedelta(days=91)

    assert officer("window") in queries.list_officer_accounts(now=later, only="dormant")
    assert officer("window") not in queries.list_officer_accounts(now=NOW, only="dormant")
