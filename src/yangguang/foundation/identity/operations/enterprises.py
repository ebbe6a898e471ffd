"""Enterprises and who may act for them."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.identity import permissions
from yangguang.foundation.identity.models import Enterprise, Mandate, MandateKind, Person
from yangguang.foundation.identity.rules import (
    AgentNotFound,
    EnterpriseAlreadyRegistered,
    EnterpriseDetails,
    MandateAlreadyRuns,
    MandateEnded,
    NotLegalRepresentative,
)
from yangguang.kernel import clock
from yangguang.kernel.identifiers import check_credit_code, normalise
from yangguang.kernel.refusals import InvalidInput


@operation(
    "identity.register_enterprise",
    summary="登记市场主体",
    permission=permissions.may_register_enterprise,
    subject="result",
)
def register_enterprise(*, actor: Actor, now: datetime, details: EnterpriseDetails) -> Enterprise:
    """
    Take an enterprise into the register.

    A wrong check character of the credit code (GB 32100) is recorded and let pass: codes in use are known
    to fail it.

    Refuses with InvalidInput, EnterpriseAlreadyRegistered.
    """
    code = check_credit_code(details.credit_code)
    if code.errors:
        raise InvalidInput(fields={"credit_code": code.errors[0]})
    if code.warnings:
        note(warnings=list(code.warnings))
    try:
        with transaction.atomic():
            return Enterprise.objects.create(
                credit_code=code.value,
                name=details.name.strip(),
                legal_representative=details.legal_representative.strip(),
                legal_representative_id_number=normalise(details.legal_representative_id_number),
                address=details.address,
                registered_on=details.registered_on,
                business_scope=details.business_scope,
                phone=details.phone,
            )
    except IntegrityError as known:
        raise EnterpriseAlreadyRegistered(credit_code=code.value) from known


@operation(
    "identity.claim_enterprise",
    summary="关联法定代表人",
    permission=permissions.may_claim_enterprise,
    subject="result",
    asks_factor=True,
)
def claim_enterprise(*, actor: Actor, now: datetime, person: Person, credit_code: str) -> Mandate:
    """
    Recognise a person as the legal representative (法定代表人) of an enterprise by name and identity number.

    Refuses with NotLegalRepresentative, MandateAlreadyRuns.
    """
    enterprise = Enterprise.objects.filter(credit_code=normalise(credit_code)).first()
    if enterprise is None or not _is_representative(enterprise, person):
        raise NotLegalRepresentative
    return _new_mandate(person, enterprise, MandateKind.LEGAL_REPRESENTATIVE, clock.today(now), None)


@operation(
    "identity.appoint_agent",
    summary="委托代理人",
    permission=permissions.may_appoint_agent,
    subject="enterprise",
    asks_factor=True,
)
def appoint_agent(
    *,
    actor: Actor,
    now: datetime,
    enterprise: Enterprise,
    name: str,
    id_number: str,
    valid_until: date | None = None,
) -> Mandate:
    """
    Let another person act for the enterprise (委托代理, 民法典 第一百六十五条), until a day (excluded) or
    without end.

    Refuses with AgentNotFound, MandateAlreadyRuns, InvalidInput.
    """
    today = clock.today(now)
    if valid_until is not None and valid_until <= today:
        raise InvalidInput(fields={"valid_until": "委托的截止日期要在今天以后。"})
    agent = Person.objects.filter(name=name.strip(), id_number=normalise(id_number)).first()
    if agent is None:
        raise AgentNotFound
    mandate = _new_mandate(agent, enterprise, MandateKind.AGENT, today, valid_until)
    note(agent=agent.act_object[1], valid_until=valid_until.isoformat() if valid_until else None)
    return mandate


@operation(
    "identity.end_mandate", summary="结束委托", permission=permissions.may_end_mandate, subject="mandate"
)
def end_mandate(*, actor: Actor, now: datetime, mandate: Mandate) -> Mandate:
    """
    End a person's right to act for an enterprise, at once (民法典 第一百七十三条).

    Refuses with MandateEnded.
    """
    today = clock.today(now)
    locked = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if locked.valid_until is not None and locked.valid_until <= today:
        raise MandateEnded
    mandate.valid_until = today
    mandate.save(update_fields=["valid_until"])
    note(person=mandate.person.act_object[1], kind=mandate.kind)
    return mandate


def _is_representative(enterprise: Enterprise, person: Person) -> bool:
    number = enterprise.legal_representative_id_number
    return bool(number) and number == person.id_number and enterprise.legal_representative == person.name


def _new_mandate(
    person: Person, enterprise: Enterprise, kind: MandateKind, valid_from: date, valid_until: date | None
) -> Mandate:
    # The enterprise row is the lock: two browsers appointing the same agent wait for each other.
    Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    if (
        Mandate.objects.filter(person=person, enterprise=enterprise, kind=kind)
        .running_on(valid_from)
        .exists()
    ):
        raise MandateAlreadyRuns(name=person.name, enterprise=enterprise.name, kind=kind.label)
    return Mandate.objects.create(
        person=person, enterprise=enterprise, kind=kind, valid_from=valid_from, valid_until=valid_until
    )
