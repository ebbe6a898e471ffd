"""Telling people: what commits, what goes out, what happens when it does not."""

import json
import socket
import threading
from datetime import timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from yangguang.foundation.acts.api import Actor, ActorKind
from yangguang.foundation.files.tests import given
from yangguang.foundation.identity.models import Account
from yangguang.foundation.messaging import api as messaging
from yangguang.foundation.messaging import rules, tasks
from yangguang.foundation.messaging.models import Delivery, Message
from yangguang.foundation.messaging.providers.base import AddressRefused, CarrierUnavailable, Letter
from yangguang.foundation.messaging.providers.gateway import GatewayCarrier
from yangguang.foundation.messaging.providers.smtp import SmtpCarrier
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def carriers(tmp_path, settings):
    settings.VAR = tmp_path
    settings.SMTP_URL = ""
    settings.SMS_PROVIDER = "demo"
    settings.BASE_URL = "https://city.example"


def account(name: str = "xuqingchuan") -> Account:
    return Account.objects.create(username=name, created_at=given.NOW)


def tell(**options) -> Message:
    facts = {"title": "已受理", "text": "“食品经营许可”（2026-0910-02954）已受理。", "now": given.NOW}
    return given.in_operation(lambda: messaging.send(**{**facts, **options}))


def run_jobs(at=given.NOW) -> int:
    """Run the deliveries that are due, as the worker would."""
    due = ProcrastinateJob.objects.filter(task_name="messaging.deliver")
    due = [job for job in due if job.scheduled_at is None or job.scheduled_at <= at]
    with clock.fixed_at(at):
        for job in due:
            tasks.deliver(**job.args)
    return len(due)


def test_send__account_and_addresses__stands_in_the_inbox_and_goes_out(tmp_path):
    message = tell(account_id=account().pk, phone="13800000921", email="xu@city.example", link="/my/cases/1/")

    run_jobs()

    sms, mail = (tmp_path / "sms").iterdir(), (tmp_path / "mail").iterdir()
    assert "【阳光政务】“食品经营许可”" in next(sms).read_text()
    letter = message_from_bytes(next(mail).read_bytes(), policy=policy.default)
    assert letter["Subject"] == "已受理（阳光政务）"
    assert "https://city.example/my/cases/1/" in letter.get_content()
    assert {delivery.state for delivery in message.deliveries.all()} == {"sent"}


def test_send__operation_fails_later__tells_nobody():
    def work():
        messaging.send(title="x", text="x", now=given.NOW, phone="13800000921")
        raise ValueError

    with pytest.raises(ValueError):
        given.in_operation(work)

    assert not Message.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="messaging.deliver").exists()


def test_send__wanted_channel_without_address__is_seen_as_failed():
    message = tell(channels=("sms",))

    assert message.deliveries.get().state == messaging.DeliveryState.FAILED
    assert [delivery.message for delivery in messaging.list_undelivered()] == [message]


def test_deliver__carrier_down__is_tried_again_later_and_later_then_given_up(settings):
    settings.SMS_PROVIDER = "failing"
    delivery = tell(phone="13800000921").deliveries.get()
    at = given.NOW

    for wait in rules.WAITS:
        with clock.fixed_at(at):
            tasks.deliver(delivery_id=delivery.pk)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.next_try_at) == ("retrying", at + wait)
        assert ProcrastinateJob.objects.filter(scheduled_at=at + wait).count() == 1
        at += wait
    with clock.fixed_at(at):
        tasks.deliver(delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("failed", len(rules.WAITS) + 1)
    assert "never answers" in delivery.problem


def test_deliver__address_refused__is_not_tried_again(settings):
    settings.SMTP_URL = "failing"
    delivery = tell(email="nobody@city.example").deliveries.get()

    run_jobs()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("failed", 1)


def test_deliver__job_runs_twice__sends_once(tmp_path):
    delivery = tell(phone="13800000921").deliveries.get()

    run_jobs()
    run_jobs()

    delivery.refresh_from_db()
    assert delivery.attempts == 1


class Postmaster:
    """A real SMTP server that keeps what it gets and refuses two addresses."""

    def __init__(self):
        self.got = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 no such user"
        if address.startswith("busy"):
            return "450 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.got.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def postmaster():
    keeper = Postmaster()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(keeper, hostname="127.0.0.1", port=port)
    server.start()
    keeper.url = f"smtp://127.0.0.1:{port}"
    yield keeper
    server.stop()


def letter(to: str) -> Letter:
    return Letter(to, "准予许可", "决定书已作出。", "ref-1")


def test_smtp__chinese_letter__arrives_whole(postmaster):
    receipt = SmtpCarrier(postmaster.url).carry(letter("xu@city.example"))

    (mail,) = postmaster.got
    assert mail["Subject"] == "准予许可（阳光政务）"
    assert mail.get_content().strip() == "决定书已作出。"
    assert mail["Message-ID"] == receipt
    assert mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("to", "failure"),
    [("nobody@city.example", AddressRefused), ("busy@city.example", CarrierUnavailable)],
)
def test_smtp__server_says_no__is_told_apart(postmaster, to, failure):
    with pytest.raises(failure):
        SmtpCarrier(postmaster.url).carry(letter(to))


def test_smtp__nobody_listens__is_unavailable():
    with pytest.raises(CarrierUnavailable):
        SmtpCarrier("smtp://127.0.0.1:9").carry(letter("xu@city.example"))


def test_deliver__over_smtp__is_sent(postmaster, settings):
    settings.SMTP_URL = postmaster.url
    delivery = tell(email="xu@city.example").deliveries.get()

    run_jobs()

    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert len(postmaster.got) == 1


@pytest.fixture
def gateway():
    class Gateway(BaseHTTPRequestHandler):
        got = []

        def do_POST(self):
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.got.append(sent)
            status = {"13800000000": 422, "13800000503": 503}.get(sent["to"], 200)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b'{"receipt": "r-7"}')

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield GatewayCarrier(f"http://127.0.0.1:{server.server_port}/"), Gateway.got
    server.shutdown()
    server.server_close()


def test_gateway__short_message__is_posted_with_its_reference(gateway):
    carrier, got = gateway

    assert carrier.carry(letter("13800000921")) == "r-7"
    assert got == [{"to": "13800000921", "text": "决定书已作出。", "reference": "ref-1"}]


@pytest.mark.parametrize(
    ("to", "failure"), [("13800000000", AddressRefused), ("13800000503", CarrierUnavailable)]
)
def test_gateway__says_no__is_told_apart(gateway, to, failure):
    with pytest.raises(failure):
        gateway[0].carry(letter(to))


def test_short_text__too_long__is_cut_and_signed():
    assert rules.short_text(signature="阳光政务", text="长" * 400) == "【阳光政务】" + "长" * 293 + "…"


def test_next_try__spread__covers_more_than_a_day():
    assert sum(rules.WAITS, timedelta()) > timedelta(days=1)


def signed_in(owner: Account) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def test_inbox__own_messages__are_shown_and_marked_read(django_assert_max_num_queries):
    owner = account()
    message = tell(account_id=owner.pk, link="/progress/", phone="13800000921")
    tell(account_id=account("other").pk, title="别人的")
    client = signed_in(owner)

    page = client.get("/messages/").content.decode()
    response = client.post(f"/messages/{message.uuid}/read/", {"follow": "1"})

    assert "1 条消息没有看" in page
    assert "138****0921" in page
    assert "别人的" not in page
    assert response.headers["Location"] == "/progress/"
    assert "消息都看过了" in client.get("/messages/").content.decode()


def test_inbox__many_messages__costs_the_same_queries(django_assert_max_num_queries):
    owner = account()
    for number in range(30):
        tell(account_id=owner.pk, title=f"消息 {number}", phone="13800000921")
    client = signed_in(owner)

    with django_assert_max_num_queries(10):
        assert "下一页" in client.get("/messages/").content.decode()


def test_inbox__read_all__marks_only_own():
    owner, other = account(), account("other")
    tell(account_id=owner.pk)
    tell(account_id=other.pk)

    signed_in(owner).post("/messages/read-all/")

    assert Message.objects.filter(read_at__isnull=True).get().account == other


def test_read__message_of_another_person__is_not_found_and_not_permitted():
    message = tell(account_id=account("other").pk)
    me = account()

    assert signed_in(me).post(f"/messages/{message.uuid}/read/").status_code == 404
    with pytest.raises(NotPermitted):
        messaging.read_message(actor=Actor(ActorKind.CITIZEN, me.pk), now=given.NOW, message=message)


def test_inbox__link_to_another_site__is_not_followed():
    owner = account()
    message = tell(account_id=owner.pk, link="//evil.example/")

    response = signed_in(owner).post(f"/messages/{message.uuid}/read/", {"follow": "1"})

    assert response.headers["Location"] == "/messages/"


def test_inbox__nobody_signed_in__is_sent_to_sign_in():
    assert Client().get("/messages/").headers["Location"].startswith("/sign-in/")


def test_list_messages_about__case__tells_what_was_told():
    message = tell(about=("application", "2026-0910-02954"))

    assert list(messaging.list_messages_about(about=("application", "2026-0910-02954"))) == [message]
    assert not Delivery.objects.exists()
