"""Opening accounts and keeping them: passwords and contact details."""

from datetime import datetime

from django.db import IntegrityError, transaction

from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.identity import permissions
from yangguang.foundation.identity.events import SignInEnded
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
def open_account(
    *, actor: Actor, now: datetime, username: str, secret: HashedPassword, is_temporary: bool = False
) -> Account:
    """
    Open an account for somebody else, as when an officer is enrolled.

    A temporary password must be changed before anything else can be done.

    Refuses with InvalidInput: user name malformed or taken.
    """
    account = _new_account(username, secret, now)
    if is_temporary:
        account.password_is_temporary = True
        account.save(update_fields=["password_is_temporary"])
    return account


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
    account.password_is_temporary = False
    account.save(update_fields=["password", "password_changed_at", "password_is_temporary"])
    note(ended_sign_ins=_end_all(account, now, "password_changed", but=keep_session))
    return account


@operation(
    "identity.give_temporary_password",
    summary="重置密码",
    permission=permissions.may_give_temporary_password,
    subject="account",
    asks_factor=True,
)
def give_temporary_password(
    *, actor: Actor, now: datetime, account: Account, secret: HashedPassword
) -> Account:
    """Give an officer who forgot theirs a password that serves only to choose a new one; ends their sign-ins."""
    account.password = secret.encoded
    account.password_changed_at = now
    account.password_is_temporary = True
    account.save(update_fields=["password", "password_changed_at", "password_is_temporary"])
    note(ended_sign_ins=_end_all(account, now, "password_changed"))
    return account


@operation(
    "identity.close_account",
    summary="关闭账户",
    permission=permissions.may_close_account,
    subject="account",
    asks_factor=True,
)
def close_account(*, actor: Actor, now: datetime, account: Account) -> Account:
    """Close an account for good: nobody signs in with it any more, and where it is signed in it ends at once."""
    account.is_active = False
    account.save(update_fields=["is_active"])
    note(ended_sign_ins=_end_all(account, now, "retired"))
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


def _end_all(account: Account, now: datetime, ending: str, *, but: str = "") -> int:
    open_still = SignIn.objects.filter(account=account, ended_at__isnull=True).exclude(session_key=but)
    for one in open_still:
        emit(SignInEnded(sign_in_id=one.pk, account_id=account.pk, ending=ending, ended_at=now))
    return open_still.update(ended_at=now, ending=ending)


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
