"""Comparing, deciding, remembering, rules by two persons, sources that are down, runs over many."""

import copy
import http.server
import json
import threading

import pytest
from django.db import IntegrityError, transaction

from yangguang.foundation.access.tests.labelling import concealed, label
from yangguang.foundation.acts.api import list_acts_of
from yangguang.kernel.refusals import NotPermitted
from yangguang.reference.comparison import api as comparison
from yangguang.reference.comparison.models import (
    Check,
    PairDecision,
    RegressionSample,
    RulesVersion,
    RunLine,
    Source,
)
from yangguang.reference.comparison.tests import given
from yangguang.reference.comparison.tests.given import NOW

pytestmark = pytest.mark.django_db


def test_compare__everything_agrees__is_kept_with_rules_fingerprint_and_act() -> None:
    given.enterprise()

    check = given.compared()

    assert check.result is comparison.Outcome.AGREES
    assert check.rules is not None
    assert check.rules.number == 1
    assert len(check.claim_digest) == 64
    assert (
        list_acts_of(object_type="application", object_number="SZ1")
        .filter(operation="comparison.compare_claims")
        .exists()
    )


def test_compare__a_difference__names_field_and_both_sides() -> None:
    given.enterprise(legal_representative="李娜")

    check = given.compared()

    assert check.result is comparison.Outcome.DIFFERS
    assert check.sentence == "法定代表人（负责人）：提交“张伟”，登记“李娜”"


def test_compare__by_night_and_nothing_changed__keeps_the_one_there_is() -> None:
    given.enterprise(legal_representative="李娜")
    first = given.compared()

    again = given.compared(occasion="nightly")

    assert again == first
    assert Check.objects.count() == 1


def test_compare__the_register_changed__keeps_both_and_the_newest_counts() -> None:
    row = given.enterprise(legal_representative="李娜")
    first = given.compared()
    row.legal_representative = "张伟"
    row.save()

    given.compared(occasion="nightly")

    first.refresh_from_db()
    assert not first.is_newest
    assert [
        one.outcome for one in comparison.list_checks_of(subject_type="application", subject_number="SZ1")
    ] == ["agrees"]


def test_judge__the_very_pair_again__is_not_asked_again() -> None:
    given.enterprise(legal_representative="李娜")
    check = given.compared()
    comparison.judge_check(
        actor=given.officer(), now=NOW, check=check, verdict="original", reason="已核对变更登记通知书"
    )

    again = given.compared()

    assert again != check
    assert again.decided is not None
    assert comparison.list_open_checks_of(subject_type="application", subject_number="SZ1") == []


def test_judge__the_record_changes__is_another_pair_and_asked_anew() -> None:
    row = given.enterprise(legal_representative="李娜")
    comparison.judge_check(
        actor=given.officer(), now=NOW, check=given.compared(), verdict="original", reason="已核对"
    )
    row.legal_representative = "王芳"
    row.save()

    assert given.compared().is_open


def test_judge__without_verdict_or_reason__is_refused_by_field() -> None:
    given.enterprise(legal_representative="李娜")
    check = given.compared()

    with pytest.raises(comparison.VerdictUnclear) as refusal:
        comparison.judge_check(actor=given.officer(), now=NOW, check=check, verdict="maybe", reason=" ")

    assert set(refusal.value.fields) == {"verdict", "reason"}


def test_judge__twice__is_refused_and_names_the_first() -> None:
    given.enterprise(legal_representative="李娜")
    check = given.compared()
    comparison.judge_check(actor=given.officer(), now=NOW, check=check, verdict="same", reason="核对过")

    with pytest.raises(comparison.CheckAlreadyJudged, match="审查岗 0417 号"):
        comparison.judge_check(actor=given.officer(), now=NOW, check=check, verdict="other", reason="不同")


def test_judge__what_agreed__has_nothing_to_judge() -> None:
    given.enterprise()

    with pytest.raises(comparison.NothingToJudge):
        comparison.judge_check(
            actor=given.officer(), now=NOW, check=given.compared(), verdict="same", reason="看过"
        )


def test_judge__officer_of_another_body__is_not_permitted() -> None:
    given.enterprise(legal_representative="李娜")
    check = given.compared()

    with pytest.raises(NotPermitted):
        comparison.judge_check(
            actor=given.officer(body="11440300MXDEM0074U"), now=NOW, check=check, verdict="same", reason="x"
        )


def test_decision__is_added_and_never_changed() -> None:
    given.enterprise(legal_representative="李娜")
    comparison.judge_check(
        actor=given.officer(), now=NOW, check=given.compared(), verdict="same", reason="看过"
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        PairDecision.objects.update(verdict="other")


def test_source__that_is_down__is_a_result_and_a_state_never_a_match() -> None:
    Source.objects.create(code="health", name="健康证明库", provider="failing")

    check = given.compared(source="health")

    assert check.result is comparison.Outcome.UNAVAILABLE
    assert "连接被拒绝" in check.sentence
    assert Source.objects.get(code="health").down_since == NOW


def test_source__nobody_listens_at_its_address__is_unavailable_by_name() -> None:
    Source.objects.create(code="health", name="健康证明库", provider="remote", address="http://127.0.0.1:9/")

    check = given.compared(source="health")

    assert check.result is comparison.Outcome.UNAVAILABLE
    assert "连接不上" in check.problem


class _Register(http.server.BaseHTTPRequestHandler):
    answer = b""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def register():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Register)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Source.objects.create(
        code="remote",
        name="省市场主体库",
        provider="remote",
        address=f"http://127.0.0.1:{server.server_port}/",
    )
    yield _Register
    server.shutdown()
    server.server_close()
    thread.join()


def test_source__back_again__is_asked_again_and_the_result_replaced(register) -> None:
    register.answer = b"<html>maintenance"
    assert given.compared(source="remote").result is comparison.Outcome.UNAVAILABLE
    fields = dict(given.claim().fields)
    register.answer = json.dumps({"records": [{"key": "1", "fields": fields}]}).encode()

    assert comparison.retry_unavailable(now=NOW) == 1

    newest = Check.objects.get(is_newest=True)
    assert newest.result is comparison.Outcome.AGREES
    assert Source.objects.get(code="remote").down_since is None


def test_source__unknown__is_refused_by_name() -> None:
    with pytest.raises(comparison.SourceUnknown, match="nowhere"):
        given.compared(source="nowhere")


def content(**changes):
    return {**copy.deepcopy(comparison.first_rules()["subject"]), **changes}


def test_rules__drafted_by_one_published_by_another__are_in_force_and_the_old_retire() -> None:
    draft = comparison.draft_rules(
        actor=given.keeper(61), now=NOW, kind="subject", content=content(match=9.5), why="提高认定线"
    )
    proposed = comparison.propose_rules(actor=given.keeper(61), now=NOW, version=draft)

    comparison.publish_rules(actor=given.keeper(62), now=NOW, version=proposed)

    version, rules = comparison.rules_in_force(kind="subject")
    assert (version.number, rules.match) == (2, 9.5)
    assert RulesVersion.objects.get(kind="subject", number=1).status == "retired"


def test_rules__published_by_their_author__are_refused() -> None:
    draft = comparison.draft_rules(
        actor=given.keeper(61), now=NOW, kind="subject", content=content(), why="试"
    )
    proposed = comparison.propose_rules(actor=given.keeper(61), now=NOW, version=draft)

    with pytest.raises(comparison.SamePerson):
        comparison.publish_rules(actor=given.keeper(61), now=NOW, version=proposed)


def test_rules__a_sample_comes_out_otherwise__are_refused_naming_it() -> None:
    draft = comparison.draft_rules(
        actor=given.keeper(), now=NOW, kind="subject", content=content(possible=40, match=41), why="太严"
    )

    with pytest.raises(comparison.RegressionFailed, match="没有代码，其余相同"):
        comparison.propose_rules(actor=given.keeper(), now=NOW, version=draft)

    draft.refresh_from_db()
    assert draft.status == "draft"
    assert draft.regression["wrong"]


def test_rules__in_force__never_change() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RulesVersion.objects.filter(kind="subject", status="published").update(content={})


def test_rules__proposed_twice__are_refused_by_state() -> None:
    draft = comparison.draft_rules(actor=given.keeper(), now=NOW, kind="subject", content=content(), why="试")
    comparison.propose_rules(actor=given.keeper(), now=NOW, version=draft)

    with pytest.raises(comparison.RulesNotOpen, match="待审核"):
        comparison.propose_rules(actor=given.keeper(), now=NOW, version=draft)


def test_judge__kept_as_sample__holds_later_rules() -> None:
    given.enterprise()
    check = given.compared(code="")
    before = RegressionSample.objects.filter(kind="subject").count()

    comparison.judge_check(
        actor=given.officer(), now=NOW, check=check, verdict="same", reason="同一家", keep_as_sample=True
    )

    added = RegressionSample.objects.filter(kind="subject").last()
    assert added is not None
    assert (RegressionSample.objects.filter(kind="subject").count(), added.expected) == (
        before + 1,
        "possible",
    )


def test_batch__many_claims__each_result_is_stored_with_its_differences() -> None:
    given.enterprise()
    claims = [
        given.claim(),
        given.claim(representative="李娜\t\\N"),
        given.claim(code="", phone="0755-00002001"),
        comparison.Claim("subject", {"name": "深圳市没有这家有限公司"}, key="查无"),
    ]

    run = comparison.compare_batch(
        actor=given.MACHINE, now=NOW, title="名单", source="enterprises", kind="subject", claims=claims
    )

    assert run.counts == {"agrees": 1, "differs": 1, "possible": 1, "none": 1}
    wrong = RunLine.objects.get(run=run, outcome="differs")
    assert wrong.differences == [
        {"field": "representative", "label": "法定代表人（负责人）", "said": "李娜\t\\N", "known": "张伟"}
    ]


def test_batch__a_source_that_is_down__stores_nothing() -> None:
    Source.objects.create(code="health", name="健康证明库", provider="failing")

    with pytest.raises(comparison.SourceUnavailable):
        comparison.compare_batch(
            actor=given.MACHINE,
            now=NOW,
            title="名单",
            source="health",
            kind="subject",
            claims=[given.claim()],
        )

    assert not RunLine.objects.exists()


def test_8_1_4_2_g__comparison_of_a_sensitive_case__waits_for_nobody_who_is_not_cleared() -> None:
    given.enterprise(legal_representative="李娜")
    check = given.compared()
    label("application", "SZ1")
    officer = concealed(given.officer(), "application")

    assert list(comparison.list_open_checks(actor=given.officer())) == [check]
    assert list(comparison.list_open_checks(actor=officer)) == []
    with pytest.raises(comparison.CheckNotFound):
        comparison.get_check(actor=officer, uuid=str(check.uuid))
