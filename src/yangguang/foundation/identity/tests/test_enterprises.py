"""Who may act for an enterprise."""

from datetime import date

import pytest

from yangguang.foundation.acts.api import ANONYMOUS, Actor, ActorKind, list_acts_of, system_actor
from yangguang.foundation.identity import api as identity
from yangguang.foundation.identity.tests import given
from yangguang.foundation.identity.tests.given import CODE, NOW, TODAY
from yangguang.kernel.refusals import InvalidInput, NotPermitted

pytestmark = pytest.mark.django_db


def test_register_enterprise__code_with_a_wrong_check_character__passes_with_the_warning_on_record() -> None:
    given.enterprise(given.person(), code="91350211M0000XUF46")

    act = list_acts_of(object_type="enterprise", object_number="91350211M0000XUF46").get()
    assert "校验码" in act.facts["warnings"][0]


def test_register_enterprise__code_of_wrong_shape_or_twice_or_by_an_applicant__is_refused() -> None:
    person = given.person()
    given.enterprise(person)

    with pytest.raises(InvalidInput):
        given.enterprise(person, code="123")
    with pytest.raises(identity.EnterpriseAlreadyRegistered):
        given.enterprise(person)
    with pytest.raises(NotPermitted):
        identity.register_enterprise(
            actor=given.actor(person),
            now=NOW,
            details=identity.EnterpriseDetails("91440300MXDEMA020A", "x", "x"),
        )


def test_claim_enterprise__by_name_and_number__lets_the_person_act_for_it() -> None:
    person, mandate = given.representative()

    found = identity.list_mandates_of(account_id=person.account_id, on=TODAY)

    assert [one.enterprise.credit_code for one in found] == [CODE]
    assert mandate.title == "法定代表人"


def test_claim_enterprise__same_name_but_other_number_or_unknown_code__is_refused_alike() -> None:
    given.representative()
    namesake = given.person("namesake", 2)

    for code in (CODE, "91440300MXDEMA020A"):
        with pytest.raises(identity.NotLegalRepresentative):
            identity.claim_enterprise(actor=given.actor(namesake), now=NOW, person=namesake, credit_code=code)


def test_claim_enterprise__without_a_number_in_the_register__is_refused() -> None:
    person = given.person()
    identity.register_enterprise(
        actor=system_actor("登记"),
        now=NOW,
        details=identity.EnterpriseDetails("91440300MXDEMA020A", "x", person.name),
    )

    with pytest.raises(identity.NotLegalRepresentative):
        identity.claim_enterprise(
            actor=given.actor(person), now=NOW, person=person, credit_code="91440300MXDEMA020A"
        )


def test_claim_enterprise__twice__is_refused() -> None:
    person, _ = given.representative()

    with pytest.raises(identity.MandateAlreadyRuns):
        identity.claim_enterprise(actor=given.actor(person), now=NOW, person=person, credit_code=CODE)


def test_appoint_agent__until_a_day__counts_up_to_the_day_before() -> None:
    owner, mandate = given.representative()
    agent = given.person("lina", 2, name="李娜")

    identity.appoint_agent(
        actor=given.actor(owner),
        now=NOW,
        enterprise=mandate.enterprise,
        name="李娜",
        id_number=agent.id_number.lower(),
        valid_until=date(2026, 4, 1),
    )

    found = [
        identity.find_mandate(account_id=agent.account_id, credit_code=CODE, on=day)
        for day in (TODAY, date(2026, 3, 31), date(2026, 4, 1))
    ]
    assert [one is not None for one in found] == [True, True, False]
    assert len(identity.list_agents_of(account_id=owner.account_id, on=TODAY)) == 1


def test_appoint_agent__by_the_agent_or_by_nobody__is_refused() -> None:
    owner, mandate = given.representative()
    agent = given.person("lina", 2, name="李娜")
    identity.appoint_agent(
        actor=given.actor(owner),
        now=NOW,
        enterprise=mandate.enterprise,
        name=agent.name,
        id_number=agent.id_number,
    )
    third = given.person("wang", 3, name="王芳")

    for actor in (given.actor(agent), given.actor(third), ANONYMOUS, Actor(ActorKind.OFFICER, 999)):
        with pytest.raises(NotPermitted):
            identity.appoint_agent(
                actor=actor,
                now=NOW,
                enterprise=mandate.enterprise,
                name=third.name,
                id_number=third.id_number,
            )


def test_appoint_agent__unknown_person_or_past_day__is_refused() -> None:
    owner, mandate = given.representative()
    agent = given.person("lina", 2, name="李娜")

    with pytest.raises(identity.AgentNotFound):
        identity.appoint_agent(
            actor=given.actor(owner),
            now=NOW,
            enterprise=mandate.enterprise,
            name="别人",
            id_number=agent.id_number,
        )
    with pytest.raises(InvalidInput):
        identity.appoint_agent(
            actor=given.actor(owner),
            now=NOW,
            enterprise=mandate.enterprise,
            name="李娜",
            id_number=agent.id_number,
            valid_until=TODAY,
        )


def test_end_mandate__by_the_representative__counts_at_once_and_only_once() -> None:
    owner, mandate = given.representative()
    agent = given.person("lina", 2, name="李娜")
    agency = identity.appoint_agent(
        actor=given.actor(owner),
        now=NOW,
        enterprise=mandate.enterprise,
        name=agent.name,
        id_number=agent.id_number,
    )

    identity.end_mandate(actor=given.actor(owner), now=NOW, mandate=agency)

    assert identity.find_mandate(account_id=agent.account_id, credit_code=CODE, on=TODAY) is None
    with pytest.raises(identity.MandateEnded):
        identity.end_mandate(actor=given.actor(owner), now=NOW, mandate=agency)


def test_profile_of__standing_for_an_enterprise__names_every_source() -> None:
    person, _ = given.representative()
    alone = identity.profile_of(actor=given.actor(person))
    standing = identity.profile_of(
        actor=Actor(ActorKind.CITIZEN, person.account_id, "zhang", person.name, enterprise_code=CODE)
    )

    assert alone["person.name"] == identity.ProfileValue("张伟", "来自您的账户")
    assert not any(name.startswith("enterprise.") for name in alone)
    assert standing["enterprise.credit_code"] == identity.ProfileValue(CODE, "来自市场主体登记")
    assert not any(
        person.id_number == value.value for name, value in standing.items() if "enterprise" in name
    )
    assert identity.profile_of(actor=ANONYMOUS) == {}
