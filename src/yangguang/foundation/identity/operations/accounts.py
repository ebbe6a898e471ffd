"""Opening accounts and keeping them: passwords and contact details."""

from datetime import datetime

from django.db import IntegrityError, transaction

from yangguang.foundation.acts.api import Actor, note, operation
from yangguang.foundation.identity import permissions
from yangguang.foundation.identity.models import Account, Person, SignIn
from yangguang.foundation.identity.passwords import HashedPassword
from yangguang.foundation.identity.rules import (
    Contact,
    PersonDetails,
    checked_contact,
    normalised_person,
    normalised_username,
    sign_up_problems,
    username_problem,
)
from yangguang.kernel.refusals import InvalidInput


@operation(
    "identity.open_account", summary="开立账户", permission=permissions.may_open_account, subject="result"
)
def open_account(*, actor: Actor, now: datetime, username: str, secret: HashedPassword) -> Account:
    """
    Open an account for somebody else, as when an officer is enrolled.

    Refuses with InvalidInput: user name malformed or taken.
    """
    return _new_account(username, secret, now)


@operation("identity.sign_up", summary="注册账户", permission=permissions.may_sign_up, subject="result")
def sign_up(
    *, actor: Actor, now: datetime, username: str, secret: HashedPassword, person: PersonDetails
) -> Person:
    """
    Open an account for a natural person with an identity document.

    An identity number whose area is unknown passes (GB 11643 keeps the area of first issue); a wrong check
    character does not.

    Refuses with InvalidInput: every field that cannot be taken, a user name or a document that already has
    an account.
    """
    problems = sign_up_problems(username=username, person=person, now=now)
    if problems:
        raise InvalidInput(fields=problems)
    person = normalised_person(person)
    if Person.objects.filter(id_number=person.id_number).exists():
        raise InvalidInput(fields={"id_number": _DOCUMENT_TAKEN})
    account = _new_account(username, secret, now)
    try:
        with transaction.atomic():
            return Person.objects.create(
                account=account,
                name=person.name,
                id_kind=person.id_kind,
                id_number=person.id_number,
                phone=person.phone,
                email=person.email,
                address=person.address,
            )
    except IntegrityError as raced:
        raise InvalidInput(fields={"id_number": _DOCUMENT_TAKEN}) from raced


@operation(
    "identity.change_password",
    summary="修改密码",
    permission=permissions.may_change_password,
    subject="account",
)
def change_password(
    *, actor: Actor, now: datetime, account: Account, secret: HashedPassword, keep_session: str = ""
) -> Account:
    """
    Replace the password and end every sign-in but the one that asked (*keep_session*).

    The edge has the old password confirmed first, through `authenticate`, so that guesses are counted.
    """
    account.password = secret.encoded
    account.password_changed_at = now
    account.save(update_fields=["password", "password_changed_at"])
    others = SignIn.objects.filter(account=account, ended_at__isnull=True).exclude(session_key=keep_session)
    note(ended_sign_ins=others.update(ended_at=now, ending="password_changed"))
    return account


@operation(
    "identity.update_contact",
    summary="更新联系方式",
    permission=permissions.may_update_contact,
    subject="person",
)
def update_contact(*, actor: Actor, now: datetime, person: Person, contact: Contact) -> Person:
    """
    Change telephone, e-mail and address.

    Refuses with InvalidInput.
    """
    contact = checked_contact(contact)
    changed = [
        name for name in ("phone", "email", "address") if getattr(person, name) != getattr(contact, name)
    ]
    for name in changed:
        setattr(person, name, getattr(contact, name))
    person.save(update_fields=changed or None)
    note(changed=changed)
    return person


_DOCUMENT_TAKEN = "这个证件号码已经有账户。忘了用户名或密码，请带证件到就近的办事窗口。"


def _new_account(username: str, secret: HashedPassword, now: datetime) -> Account:
    username = normalised_username(username)
    problem = username_problem(username)
    if problem:
        raise InvalidInput(fields={"username": problem})
    try:
        with transaction.atomic():
            return Account.objects.create(
                username=username, password=secret.encoded, created_at=now, password_changed_at=now
            )
    except IntegrityError as taken:
        raise InvalidInput(fields={"username": "这个用户名已经有人用了，请换一个。"}) from taken
