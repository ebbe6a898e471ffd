"""
`yangguang user`: the first administrators, and the way back in when all are locked out.

Who can run this holds the machine and its database already; it makes nothing possible that is not, but it leaves an act.
No password is ever given on the command line or kept: one is drawn, printed once, and must be changed at the first sign-in.
"""

import argparse
import secrets
from datetime import datetime

from yangguang.config.django_process import django_ready
from yangguang.config.terminal import say
from yangguang.kernel import clock
from yangguang.kernel.refusals import Refusal

ROLES = {"system": "系统管理员", "security": "安全管理员", "audit": "审计管理员"}


class NobodyThere(Refusal):
    """There is no officer with this number."""

    code = "config.nobody_there"
    text = "没有工号为 {number} 的工作人员。"
    remedy = "请核对工号；新管理员用 `yangguang user create`。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what is to be done and for whom."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="open the account of an administrator")
    create.add_argument("--role", choices=sorted(ROLES), required=True)
    create.add_argument("--username", required=True)
    create.add_argument("--number", required=True, help="officer number, known to the public")
    create.add_argument("--name", required=True)
    create.add_argument("--body", required=True, help="unified social credit code of the body they work for")
    create.add_argument("--body-name", default="", help="its name, if it is not registered yet")
    reset = actions.add_parser("reset", help="give a temporary password and unbind the second factors")
    reset.add_argument("--number", required=True)
    reset.add_argument("--reason", required=True, help="why, and how the person was identified")


def run(options: argparse.Namespace) -> int:
    """Do it, and print the password once."""
    password = "-".join(secrets.token_hex(2) for _ in range(5))
    now = clock.now()
    with django_ready(lambda told: say("数据库", told)):
        told = (_create if options.action == "create" else _reset)(options, password, now)
    print(f"{told}\n临时密码（只显示这一次，登录后马上要改）：{password}")
    return 0


def _create(options: argparse.Namespace, password: str, now: datetime) -> str:
    from django.db import transaction  # noqa: PLC0415 - after the apps are loaded

    from yangguang.foundation.acts.api import system_actor  # noqa: PLC0415
    from yangguang.foundation.identity.api import hash_password  # noqa: PLC0415
    from yangguang.foundation.organisation import api as organisation  # noqa: PLC0415

    console = system_actor("平台控制台")
    with transaction.atomic():
        body = organisation.find_body(code=options.body) or organisation.register_body(
            actor=console,
            now=now,
            area=organisation.load_areas(now=now),
            details=organisation.BodyDetails(
                code=options.body,
                name=options.body_name or options.body,
                short_name=options.body_name or options.body,
            ),
        )
        office = body.offices.filter(name="平台管理处").first() or organisation.open_office(
            actor=console, now=now, body=body, name="平台管理处"
        )
        officer = organisation.enrol_officer(
            actor=console,
            now=now,
            body=body,
            name=options.name,
            number=options.number,
            username=options.username,
            secret=hash_password(password=password, known=(options.username,)),
            is_temporary=True,
        )
        post = organisation.create_post(
            actor=console,
            now=now,
            office=office,
            kind=organisation.PostKind(options.role),
            name=ROLES[options.role],
        )
        organisation.appoint_officer(
            actor=console, now=now, officer=officer, post=post, valid_from=clock.today(now)
        )
    return f"{ROLES[options.role]} {options.name}（{options.number} 号）的账户已开立，用户名 {options.username}。"


def _reset(options: argparse.Namespace, password: str, now: datetime) -> str:
    from django.db import transaction  # noqa: PLC0415 - after the apps are loaded

    from yangguang.foundation.acts.api import system_actor  # noqa: PLC0415
    from yangguang.foundation.identity import api as identity  # noqa: PLC0415
    from yangguang.foundation.organisation import api as organisation  # noqa: PLC0415

    officer = organisation.find_officer(number=options.number)
    if officer is None:
        raise NobodyThere(number=options.number)
    console = system_actor("平台控制台")
    with transaction.atomic():
        identity.give_temporary_password(
            actor=console, now=now, account=officer.account, secret=identity.hash_password(password=password)
        )
        identity.reset_factors(actor=console, now=now, account=officer.account, reason=options.reason)
    return f"{officer.name}（{officer.number} 号）的密码已重置，第二因素已解除。"
