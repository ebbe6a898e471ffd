"""
GB/T 22239-2019, level 3: which test proves which item of 8.1.4.1-8.1.4.3, 8.1.4.7 and 8.1.4.8; and those that live nowhere else.

The table is read against the sources, so an item cannot lose its test by a renaming.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from yangguang.config import map as code_map
from yangguang.foundation.acts.api import REGISTRY
from yangguang.foundation.acts.models import Act
from yangguang.foundation.identity.models import Account
from yangguang.foundation.identity.passwords import password_problems

ROOT = Path(__file__).resolve().parents[2]
APPS = "src/yangguang/foundation"
HERE = "tests/architecture/test_graded_protection.py"

PROOFS = {
    "8.1.4.1 a": [
        (HERE, "test_8_1_4_1_a__weak_empty_or_known_passwords__are_refused"),
        (
            f"{APPS}/identity/tests/test_accounts.py",
            "test_sign_up__user_name_taken_in_other_case__is_refused_and_leaves_nothing",
        ),
        (
            f"{APPS}/access/tests/test_second_factor.py",
            "test_8_1_4_1_a__password_of_half_a_year__must_be_changed",
        ),
        (
            f"{APPS}/access/tests/test_second_factor.py",
            "test_8_1_4_1_a__temporary_password__must_be_changed_first",
        ),
    ],
    "8.1.4.1 b": [
        (
            f"{APPS}/identity/tests/test_signing_in.py",
            "test_authenticate__five_failures__lock_the_name_for_15_minutes_then_30",
        ),
        (f"{APPS}/identity/tests/test_rules.py", "test_lock_for__each_next_lock__doubles_up_to_a_day"),
        (f"{APPS}/access/tests/test_pages.py", "test_session__idle_for_30_minutes__is_over"),
        (
            f"{APPS}/access/tests/test_second_factor.py",
            "test_8_1_4_1_b__second_session_of_an_officer__ends_the_first_with_a_notice",
        ),
        (f"{APPS}/access/tests/test_second_factor.py", "test_8_1_4_1_b__clock_set_back__ends_the_session"),
    ],
    "8.1.4.1 c": [
        (HERE, "test_8_1_4_1_c__in_service__cookies_travel_by_tls_only"),
        (HERE, "test_8_1_4_1_c__password_in_an_address__is_not_read"),
        (
            f"{APPS}/identity/tests/test_signing_in.py",
            "test_authenticate__failure__is_on_record_without_what_was_typed",
        ),
    ],
    "8.1.4.1 d": [
        (
            f"{APPS}/access/tests/test_second_factor.py",
            "test_8_1_4_1_d__officer_with_two_factors__is_not_in_before_the_second",
        ),
        (
            f"{APPS}/access/tests/test_second_factor.py",
            "test_8_1_4_1_d__officer_without_second_factor__reaches_only_the_binding_page",
        ),
        (
            f"{APPS}/certificates/tests/test_signing_in.py",
            "test_8_1_4_1_d_certificate__right_answer__opens_for_the_holder",
        ),
        (
            "tests/architecture/test_code.py",
            "test_operations__that_ask__do_nothing_before_the_factor_is_shown",
        ),
    ],
    "8.1.4.2 a": [
        ("tests/architecture/test_routes.py", "test_routes__each_one__declares_a_policy"),
        ("tests/architecture/test_routes.py", "test_routes__not_public__lead_a_stranger_to_sign_in"),
    ],
    "8.1.4.2 b": [
        (HERE, "test_8_1_4_2_b__fresh_installation__has_no_account_and_no_password"),
        ("tests/architecture/test_routes.py", "test_routes__of_the_demo__do_not_exist_in_service"),
    ],
    "8.1.4.2 c": [
        (f"{APPS}/access/tests/test_rights.py", "test_8_1_4_2_c__accounts_unused_for_90_days__are_listed"),
        (f"{APPS}/access/tests/test_consoles.py", "test_leaver__is_out_at_once"),
        (f"{APPS}/access/tests/test_rights.py", "test_delegation__leaver__ends_the_same_day"),
    ],
    "8.1.4.2 d": [
        (
            f"{APPS}/access/tests/test_rights.py",
            "test_8_1_4_2_d__the_database__keeps_the_three_administrators_apart",
        ),
        (
            f"{APPS}/access/tests/test_administrators.py",
            "test_8_1_4_2_d__administrator__is_appointed_by_two_persons",
        ),
        (
            f"{APPS}/access/tests/test_consoles.py",
            "test_8_1_4_2_d__each_administrator__opens_only_their_own_desk",
        ),
        (f"{APPS}/access/tests/test_rights.py", "test_8_1_4_2_d__the_database__refuses_a_grant_in_one_hand"),
    ],
    "8.1.4.2 e": [
        (f"{APPS}/access/tests/test_rights.py", "test_8_1_4_2_d__proposer__cannot_approve"),
        (
            "src/yangguang/capabilities/approval/tests/test_scope.py",
            "test_case_number__of_somebody_else__is_not_found",
        ),
    ],
    "8.1.4.2 f": [
        (
            "src/yangguang/capabilities/approval/tests/test_scope.py",
            "test_inbox__shows_each_post_its_own_steps_only",
        ),
    ],
    "8.1.4.2 g": [
        (
            "src/yangguang/capabilities/approval/tests/test_labels.py",
            "test_8_1_4_2_g__sensitive_case__is_in_no_list_and_under_no_number_without_the_power",
        ),
        (
            f"{APPS}/access/tests/test_rights.py",
            "test_8_1_4_2_g__label__is_stronger_than_any_grant_of_the_operation",
        ),
    ],
    "8.1.4.3 a": [(HERE, "test_8_1_4_3_a__every_way_of_writing__leaves_an_act")],
    "8.1.4.3 b": [(HERE, "test_8_1_4_3_b__an_act__says_when_who_what_on_what")],
    "8.1.4.3 c": [
        (
            f"{APPS}/acts/tests/test_operations.py",
            "test_act__changed_behind_our_back__is_refused_by_the_database",
        ),
        (f"{APPS}/acts/tests/test_inspection.py", "test_audit__an_act_deleted__names_it"),
    ],
    "8.1.4.3 d": [
        (
            "src/yangguang/portal/tests/test_log.py",
            "test_gbt22239_8_1_4_3__audit_interrupted__binding_acts_refuse_and_an_alarm_goes_out",
        ),
    ],
    "8.1.4.7 b": [
        (
            f"{APPS}/access/tests/test_rights.py",
            "test_8_1_4_7__grant_changed_in_the_database__is_named_and_counts_for_nothing",
        ),
        (
            f"{APPS}/certificates/tests/test_signing_in.py",
            "test_8_1_4_7_certificate__brought_back_by_hand_in_the_database__opens_nothing",
        ),
        (
            f"{APPS}/certificates/tests/test_outside.py",
            "test_8_1_4_7_binding__moved_to_another_account_in_the_database__opens_nothing",
        ),
        (
            f"{APPS}/acts/tests/test_inspection.py",
            "test_gbt22239_8_1_4_7__integrity_of_audit_records_at_rest__a_row_changed_by_hand_is_found",
        ),
    ],
    "8.1.4.8 b": [
        (f"{APPS}/certificates/tests/test_desk.py", "test_8_1_4_8_keys_of_the_authorities__lie_sealed"),
        (f"{APPS}/identity/tests/test_factors.py", "test_enrol_totp__secret__lies_sealed_in_the_database"),
        (HERE, "test_8_1_4_8_b__passwords_and_codes__are_nowhere_in_clear"),
    ],
}
"""8.1.4.7 a and 8.1.4.8 a (in transit) are TLS at the edge: deployment, see docs; 8.1.4.1 c tests our half of it."""

DRAFTS = {f"approval.{name}_draft" for name in ("open", "save", "renew", "discard", "discard_stale")}
UNRECORDED = {
    *DRAFTS,
    "approval.attach_file",
    "approval.remove_file",
    "joint.open_joint_draft",
    "joint.save_joint_draft",
    "joint.discard_joint_draft",
    "joint.attach_pool_file",
    "joint.remove_pool_file",
}
"""A person's own draft, saved every few keystrokes; handing it in is recorded with all it holds."""
WATCHING = {"monitoring.follow_log", "monitoring.look_at_limits", "monitoring.recount_limits"}
"""Supervision reading what others did; each card it issues is an act, and an act about reading would be read in turn."""
BATCHED = {"auction.place_bid", "auction.place_bids"}
"""Recorded member by member, inside the batch (acts.record_members)."""


@pytest.mark.parametrize("clause", sorted(PROOFS))
def test_clause__has_its_named_tests(clause: str) -> None:
    missing = [
        name
        for path, name in PROOFS[clause]
        if not re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert missing == []


@pytest.mark.parametrize("password", ["", "short1", "1234567890", "password123", "szgov-liming-1", "0" * 20])
def test_8_1_4_1_a__weak_empty_or_known_passwords__are_refused(password: str) -> None:
    assert password_problems(password=password, known=("szgov-liming-1",))


def test_8_1_4_1_c__in_service__cookies_travel_by_tls_only() -> None:
    told = (
        "from yangguang.config import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SECURE_HSTS_SECONDS >= 31536000)"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "YANGGUANG_MODE": "service",
        "YANGGUANG_SECRET_KEY": "s" * 60,
        "YANGGUANG_BASE_URL": "https://zwfw.example.cn",
    }
    done = subprocess.run(
        [sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=False
    )

    assert done.stdout.split() == ["True"] * 4, done.stderr


@pytest.mark.django_db
def test_8_1_4_1_c__password_in_an_address__is_not_read() -> None:
    page = Client().get("/sign-in/?username=somebody&password=%E7%A7%98%E5%AF%86-secret-1")

    assert page.status_code == 200
    assert "secret-1" not in page.content.decode()
    assert not Act.objects.exists(), "nobody was tried"


@pytest.mark.django_db
def test_8_1_4_2_b__fresh_installation__has_no_account_and_no_password() -> None:
    assert not Account.objects.exists()


def test_8_1_4_3_a__every_way_of_writing__leaves_an_act() -> None:
    code_map.load_everything()
    silent = {
        name
        for name, one in REGISTRY.items()
        if not one.is_recorded and ".tests." not in one.function.__module__
    }

    assert silent <= UNRECORDED | BATCHED | WATCHING, "only a person's own draft goes unrecorded"


@pytest.mark.django_db
def test_8_1_4_3_b__an_act__says_when_who_what_on_what() -> None:
    Client().post("/sign-in/", {"username": "nobody-here", "password": "wrong-password-1"})

    act = Act.objects.get(operation="identity.record_failed_sign_in")
    assert act.happened_at
    assert act.actor_kind
    assert act.summary == "登录没有成功", "failure is an event as success is"
    assert act.object_type
    assert act.digest
    for name in (
        "happened_at",
        "actor_label",
        "actor_post",
        "operation",
        "object_type",
        "object_number",
        "facts",
    ):
        assert name in {field.name for field in Act._meta.get_fields()}


@pytest.mark.django_db
def test_8_1_4_8_b__passwords_and_codes__are_nowhere_in_clear() -> None:
    from yangguang.foundation.access.demo import SMALL_CITY, build_people
    from yangguang.foundation.access.tests.given import SECRET, bind_totp
    from yangguang.foundation.identity.demo import DEMO_PASSWORD
    from yangguang.foundation.identity.tests.given import NOW

    build_people(now=NOW, only=SMALL_CITY)
    bind_totp("director", NOW)

    with connection.cursor() as cursor:
        for table in ("identity_account", "identity_totp", "identity_recoverycode", "acts_act"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            dumped = cursor.fetchone()[0] or ""
            assert DEMO_PASSWORD not in dumped
            assert SECRET.decode() not in dumped
            assert SECRET.hex() not in dumped
