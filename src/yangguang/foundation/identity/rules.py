"""
What identity refuses and how long it waits: lock-outs, the life of a sign-in, user names; plain values, no
database.

Limits follow GB/T 22239-2019, 8.1.4.1 (failed log-ins handled, idle sessions ended); the numbers are ours.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yangguang.kernel import clock
from yangguang.kernel.identifiers import Check, check_document, check_mobile_phone
from yangguang.kernel.refusals import InvalidInput, Refusal

ACCOUNT_FAILURES = 5
ADDRESS_FAILURES = 40  # a whole office may stand behind one address
ADDRESS_QUIET = timedelta(hours=1)
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)
FORGET_AFTER = timedelta(hours=24)
KEEP_SIGN_INS = timedelta(days=184)

IDLE_LIMIT = timedelta(minutes=30)
ABSOLUTE_LIMIT = timedelta(hours=12)

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,31}")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[·•.' -])*")


class SignInFailed(Refusal):
    """User name or password is wrong; says the same for a name nobody has."""

    code = "identity.sign_in_failed"
    status = 422
    text = "用户名或者密码不对，没有登录。"
    remedy = "请核对大小写后再试；连续输错 5 次会暂停 15 分钟。忘了密码，请带身份证件到就近的办事窗口重设。"


class SignInLocked(Refusal):
    """Too many failures in a row; the lock opens by itself."""

    code = "identity.sign_in_locked"
    status = 429
    text = "连续输错的次数太多，为了保护账户，{until}以前不能登录。"
    remedy = "到时候会自动恢复，不需要办手续；不是您本人在试，请拨打 12345。"


class SecondFactorFailed(Refusal):
    """The code or the passkey is not right, or the code has been used before."""

    code = "identity.second_factor_failed"
    status = 422
    text = "动态口令不对，或者已经用过，没有通过。"
    remedy = "每 30 秒换一个新的，请输入手机上现在显示的 6 位数字；手机不在手边，可以用一个恢复码。"


class PasskeyRejected(Refusal):
    """The browser's answer does not fit the question we asked: replayed, from another site, or broken."""

    code = "identity.passkey_rejected"
    status = 422
    text = "通行密钥没有通过核对。"
    remedy = "请再试一次；一直不行，请改用动态口令或恢复码。"


class WrongFirstCode(Refusal):
    """The first code of a new authenticator app does not fit its secret."""

    code = "identity.wrong_first_code"
    status = 422
    text = "这个动态口令对不上，还没有绑定。"
    remedy = "请确认手机时间是自动的，再输入应用里现在显示的 6 位数字。"


class LastFactor(Refusal):
    """An officer would be left without a second factor."""

    code = "identity.last_factor"
    text = "这是您最后一种第二因素，工作人员不能没有，所以没有删除。"
    remedy = "请先添加另一种，再删除这一种。"


class NotLegalRepresentative(Refusal):
    """
    The person's name and identity number do not match the registered legal representative, or no such
    enterprise.
    """

    code = "identity.not_legal_representative"
    status = 422
    text = (
        "没有关联：这个统一社会信用代码登记的法定代表人与您的姓名、证件号码对不上，或者还没有这家单位的登记。"
    )
    remedy = "请核对代码；刚变更过法定代表人的，请等登记更新后再试，或者到登记机关的窗口核对。"


class MandateAlreadyRuns(Refusal):
    """The person already acts for this enterprise in this way."""

    code = "identity.mandate_already_runs"
    text = "{name} 已经是 {enterprise} 的{kind}，不用再办一次。"
    remedy = "在“我的账户”里可以看到现在有哪些身份。"


class AgentNotFound(Refusal):
    """Nobody with this name and identity number has an account."""

    code = "identity.agent_not_found"
    status = 422
    text = "没有找到姓名和证件号码都相符的账户，所以没有委托。"
    remedy = "请核对姓名和证件号码；对方还没有账户的，请先注册。"


class MandateNotFound(Refusal):
    """The person does not act for this enterprise (any more)."""

    code = "identity.mandate_not_found"
    status = 403
    text = "您现在不能代表这家单位：没有有效的法定代表人登记或者委托。"
    remedy = "请法定代表人在“我的账户”里办理委托，或者用您本人的身份办事。"


class MandateEnded(Refusal):
    """The mandate has ended before."""

    code = "identity.mandate_ended"
    text = "这项委托已经结束，不用再办。"
    remedy = "在“我的账户”里可以看到现在有效的委托。"


class EnterpriseAlreadyRegistered(Refusal):
    """The unified social credit code is already known."""

    code = "identity.enterprise_already_registered"
    text = "统一社会信用代码 {credit_code} 已经登记过。"
    remedy = "要改登记的内容，请办理变更。"


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What a natural person tells about themselves."""

    name: str
    id_kind: str
    id_number: str
    phone: str
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class EnterpriseDetails:
    """What the register of market entities (市场主体登记) tells about an enterprise."""

    credit_code: str
    name: str
    legal_representative: str
    legal_representative_id_number: str = ""
    address: str = ""
    registered_on: date | None = None
    business_scope: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a person."""

    phone: str
    email: str = ""
    address: str = ""


def lock_for(*, lockouts: int) -> timedelta:
    """Give the length of the next lock: 15 minutes, doubled with each, at most a day."""
    return min(FIRST_LOCK * 2 ** min(lockouts, 10), LONGEST_LOCK)


CLOCK_TOLERANCE = timedelta(minutes=2)  # time servers move clocks a little; more is a clock set back
FACTOR_FRESH = timedelta(minutes=10)  # how long a second factor counts for binding acts
PENDING_LIMIT = timedelta(minutes=5)  # between the password and the second factor
DORMANT_AFTER = timedelta(days=90)  # an officer's account nobody signed in to (8.1.4.2 c)
PASSWORD_AGE = timedelta(days=180)  # officers change their password at least so often (8.1.4.1 a)


def is_fresh(*, started_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Tell whether a sign-in still counts: at most 30 minutes idle and 12 hours in all, and not from the future."""
    if is_from_future(started_at, now=now) or is_from_future(seen_at, now=now):
        return False
    return now - seen_at < IDLE_LIMIT and now - started_at < ABSOLUTE_LIMIT


def is_from_future(instant: datetime, *, now: datetime) -> bool:
    """Tell whether an instant we wrote lies ahead: somebody has set the clock back."""
    return instant - now > CLOCK_TOLERANCE


def normalised_username(text: str) -> str:
    """Bring a typed user name to its one form."""
    return text.strip().lower()


def username_problem(username: str) -> str:
    """Say what is wrong with a chosen user name, or nothing."""
    if _USERNAME.fullmatch(username):
        return ""
    return "用户名要 3 到 32 个字符，以小写字母开头，只用小写字母、数字、点、下划线和连字符。"


def sign_up_problems(*, username: str, person: PersonDetails, now: datetime) -> dict[str, str]:
    """Say what is wrong with each field of a person who wants an account; empty if all can be taken."""
    problems = {"username": username_problem(normalised_username(username))}
    name = person.name.strip()
    if not 2 <= len(name) <= 60 or not _NAME.fullmatch(name):
        problems["name"] = "请照证件填写姓名，两个字以上，不能有数字。"
    checks = {"id_number": _checked_document(person, now), "phone": check_mobile_phone(person.phone)}
    problems |= _first_errors(**checks)
    return {field: problem for field, problem in problems.items() if problem}


def normalised_person(person: PersonDetails) -> PersonDetails:
    """Bring details that can be taken to their one form."""
    return PersonDetails(
        person.name.strip(),
        person.id_kind,
        check_document(person.id_kind, person.id_number).value,
        check_mobile_phone(person.phone).value,
        person.email.strip(),
        person.address.strip(),
    )


def checked_contact(contact: Contact) -> Contact:
    """
    Bring contact details to their one form.

    Refuses with InvalidInput.
    """
    phone = check_mobile_phone(contact.phone)
    problems = _first_errors(phone=phone)
    if problems:
        raise InvalidInput(fields=problems)
    return Contact(phone.value, contact.email.strip(), contact.address.strip())


def lock_message(until: datetime) -> str:
    """Write the instant a lock opens as people read it."""
    opens = clock.local(until + timedelta(seconds=59))  # shown in whole minutes, never too early
    return f"{opens.month}月{opens.day}日 {opens:%H:%M} "


def _checked_document(details: PersonDetails, now: datetime) -> Check:
    try:
        return check_document(details.id_kind, details.id_number, today=clock.today(now))
    except ValueError:
        return Check(details.id_number, ("请选择证件种类。",))


def _first_errors(**checks: Check) -> dict[str, str]:
    return {name: check.errors[0] for name, check in checks.items() if check.errors}
