"""What the public record shows, and how a case is told in one sentence."""

from datetime import date

import pytest

from yangguang.portal.rules import case_sentence, is_public_operation

TODAY = date(2026, 9, 21)


@pytest.mark.parametrize(
    "name",
    ["approval.accept_application", "approval.decide", "matters.publish_version", "monitoring.issue_card"],
)
def test_acts_of_office__are_public(name: str) -> None:
    assert is_public_operation(name)


@pytest.mark.parametrize(
    "name",
    [
        "identity.sign_up",
        "approval.save_draft",
        "approval.attach_file",
        "approval.file_complaint",
        "portal.record_progress_read",
    ],
)
def test_acts_of_persons_on_their_own_things__are_not(name: str) -> None:
    assert not is_public_operation(name)


@pytest.mark.parametrize(
    ("state", "step", "due", "sentence"),
    [
        ("submitted", "", date(2026, 9, 23), "已经收下，最迟 9月23日答复受不受理"),
        ("accepted", "现场核查", date(2026, 9, 23), "正在现场核查，最迟 9月23日办完"),
        ("accepted", "复核", date(2026, 9, 18), "正在复核，9月18日已到期，还没有办完"),
        ("accepted", "", None, "正在办理"),
        ("delivered", "", None, "已办结"),
    ],
)
def test_sentence__says_where_and_until_when(state: str, step: str, due: date | None, sentence: str) -> None:
    told = case_sentence(state=state, label="已办结", step=step, due_on=due, today=TODAY)

    assert told == sentence
