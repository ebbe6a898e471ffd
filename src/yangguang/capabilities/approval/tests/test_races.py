"""Two people at the same moment, and a process that dies in between."""

import threading

import pytest
from django.db import connection

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.approval.models import Application, Draft
from yangguang.capabilities.approval.operations import acceptance, flow
from yangguang.capabilities.approval.tests import given
from yangguang.capabilities.approval.tests.given import MONDAY
from yangguang.foundation.acts.models import Act
from yangguang.foundation.process.models import Task
from yangguang.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


def race(*deeds):
    """Do all deeds at the same moment; give results and refusals in their order."""
    barrier, outcomes = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        try:
            barrier.wait(timeout=20)
            outcomes[place] = deed()
        except Refusal as refusal:
            outcomes[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def test_two_clerks__accepting_the_same_case__one_wins_and_the_other_is_told():
    office = given.office()
    case = office.submitted()
    clerks = [office.clerk, office.clerk2]

    def accept(actor):
        mine = Application.objects.select_related("version__matter__body", "body").get(pk=case.pk)
        return lambda: approval.accept_application(actor=actor, application=mine, now=MONDAY)

    outcomes = race(*(accept(actor) for actor in clerks))
    assert sorted(type(one).__name__ for one in outcomes) == ["Application", "StepAlreadyDone"]
    assert Act.objects.filter(operation="approval.accept_application").count() == 1
    assert Task.objects.filter(instance=case.instance, node_id="examine").count() == 1


def test_double_click__on_submit__gives_one_case_and_one_receipt():
    office = given.office()
    draft = office.draft()
    owner = office.owner

    def submit():
        mine = Draft.objects.get(pk=draft.pk)
        return lambda: approval.submit_application(actor=owner, draft=mine, now=MONDAY)

    outcomes = race(submit(), submit(), submit())
    assert len({one.number for one in outcomes}) == 1
    case = Application.objects.get()
    assert case.documents.filter(kind="receipt").count() == 1
    assert Act.objects.filter(operation="approval.submit_application").count() == 1


def test_withdrawal__against_acceptance__leaves_one_truth():
    office = given.office()
    case = office.submitted()
    clerk, owner = office.clerk, office.owner
    first, second = (Application.objects.select_related("version", "body").get(pk=case.pk) for _ in range(2))
    race(
        lambda: approval.accept_application(actor=clerk, application=first, now=MONDAY),
        lambda: approval.withdraw_application(actor=owner, application=second, now=MONDAY),
    )
    case.refresh_from_db()
    case.instance.refresh_from_db()
    assert case.state == "withdrawn" and case.instance.state == "withdrawn"
    assert not Task.objects.filter(instance=case.instance, state__in=("open", "claimed")).exists()


def test_a_crash_between__leaves_nothing_half_done(monkeypatch):
    office = given.office()
    case = office.submitted()
    acts = Act.objects.count()

    def die(**_arguments):
        raise RuntimeError("power cut")

    monkeypatch.setattr(flow, "complete", die)
    with pytest.raises(RuntimeError):
        approval.accept_application(actor=office.clerk, application=case, now=MONDAY)
    monkeypatch.undo()
    again = Application.objects.select_related("version__matter", "body").get(pk=case.pk)
    assert again.state == "submitted" and Act.objects.count() == acts
    assert not again.documents.filter(kind="acceptance_notice").exists()
    assert again.open_task(letter="S").assignee_account_id is None
    acceptance.accept_application(actor=office.clerk, application=again, now=MONDAY)
    assert again.documents.get(kind="acceptance_notice").number.endswith("〔2026〕1号")
