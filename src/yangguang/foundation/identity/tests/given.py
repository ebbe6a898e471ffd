"""Builders in the words of identity, through operations only."""

from datetime import date, datetime

from yangguang.foundation.acts.api import ANONYMOUS, Actor, ActorKind, system_actor
from yangguang.foundation.identity.api import (
    Enterprise,
    EnterpriseDetails,
    HashedPassword,
    Mandate,
    Person,
    PersonDetails,
    claim_enterprise,
    hash_password,
    register_enterprise,
    sign_up,
)
from yangguang.kernel.clock import SHANGHAI
from yangguang.kernel.identifiers import compose_citizen_number

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
TODAY = date(2026, 3, 2)
PASSWORD = "一句好记的话 2026"
CODE = "91440300MXDEMA012F"

_hashed: list[HashedPassword] = []


def secret() -> HashedPassword:
    """Argon2 is slow by design: one hash serves all tests of a run."""
    if not _hashed:
        _hashed.append(hash_password(password=PASSWORD))
    return _hashed[0]


def details(serial: int = 1, **changes: str) -> PersonDetails:
    number = compose_citizen_number(area="440305", born=date(1900, 1, 1), sequence=serial)
    values = {"name": "张伟", "id_kind": "citizen", "id_number": number, "phone": f"1380000{serial:04d}"}
    return PersonDetails(**{**values, **changes})


def person(username: str = "zhang", serial: int = 1, **changes: str) -> Person:
    return sign_up(
        actor=ANONYMOUS,
        now=NOW,
        username=username,
        secret=secret(),
        person=details(serial, **changes),
    )


def actor(who: Person) -> Actor:
    return Actor(ActorKind.CITIZEN, who.account_id, who.account.username, who.name, id_number=who.id_number)


def enterprise(of: Person, code: str = CODE) -> Enterprise:
    return register_enterprise(
        actor=system_actor("市场主体登记"),
        now=NOW,
        details=EnterpriseDetails(
            credit_code=code,
            name="深圳市示例有限公司",
            legal_representative=of.name,
            legal_representative_id_number=of.id_number,
            address="深圳市南山区",
        ),
    )


def representative(username: str = "zhang", serial: int = 1) -> tuple[Person, Mandate]:
    who = person(username, serial)
    enterprise(who)
    return who, claim_enterprise(actor=actor(who), now=NOW, person=who, credit_code=CODE)
