"""
What trust must refuse, item by item, and the test that proves each refusal.

The table is read against the sources, so an item cannot lose its test by a renaming. Graded protection has a table of its own.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = "src/yangguang/foundation"
SIGNING_IN = f"{APPS}/certificates/tests/test_signing_in.py"
SIGNATURES = f"{APPS}/certificates/tests/test_signatures.py"
OUTSIDE = f"{APPS}/certificates/tests/test_outside.py"
RESPONDERS = f"{APPS}/certificates/tests/test_responders.py"
DESK = f"{APPS}/certificates/tests/test_desk.py"
CHAIN = f"{APPS}/signing/tests/test_chain.py"
INTEROP = f"{APPS}/signing/tests/test_interop.py"
INSPECTION = f"{APPS}/acts/tests/test_inspection.py"
LOG = f"{APPS}/acts/tests/test_log.py"
RIGHTS = f"{APPS}/access/tests/test_rights.py"
WITNESS = "src/yangguang/portal/tests/test_log.py"

PROOFS = {
    "certificate expired": [
        (SIGNING_IN, "test_certificate__expired__is_refused"),
        (CHAIN, "test_chain__out_of_time__is_refused"),
        (OUTSIDE, "test_outside_certificate__expired_or_for_servers__is_refused"),
    ],
    "certificate revoked": [
        (SIGNING_IN, "test_certificate__revoked__is_refused"),
        (CHAIN, "test_revoked__before_or_after_signing"),
        (CHAIN, "test_revoked_ca__takes_all_below_with_it"),
        (OUTSIDE, "test_outside_certificate__revoked__is_refused"),
        (RESPONDERS, "test_status_service__revoked__opens_nothing_whatever_an_older_list_says"),
    ],
    "certificate suspended": [
        (SIGNING_IN, "test_certificate__suspended__is_refused"),
        (CHAIN, "test_suspended__is_refused_by_its_own_name"),
    ],
    "certificate not yet valid": [
        (SIGNING_IN, "test_certificate__not_yet_valid__is_refused"),
        (OUTSIDE, "test_outside_certificate__not_yet_valid__is_refused"),
    ],
    "certificate of the wrong usage": [
        (SIGNING_IN, "test_certificate__of_encryption__is_refused"),
        (CHAIN, "test_chain__for_another_use__is_refused"),
    ],
    "certificate of the wrong CA": [
        (SIGNING_IN, "test_certificate__by_a_stranger_with_our_name__is_refused"),
        (CHAIN, "test_chain__to_a_stranger__is_refused"),
        (CHAIN, "test_chain__issued_by_a_holder__is_refused"),
    ],
    "certificate made by oneself": [
        (SIGNING_IN, "test_certificate__self_made__is_refused"),
        (OUTSIDE, "test_outside_certificate__self_made_or_of_another_authority__is_untrusted"),
    ],
    "critical unknown extension": [
        (SIGNING_IN, "test_certificate__with_an_unknown_critical_extension__is_refused"),
        (CHAIN, "test_chain__with_an_unknown_critical_extension__is_refused"),
    ],
    "malleable DER": [
        (SIGNING_IN, "test_certificate__malleable_der__is_refused"),
        ("src/yangguang/kernel/der/tests/test_der.py", "test_any_bytes__if_accepted__encode_identically"),
        ("src/yangguang/kernel/sm/tests/test_twins.py", "test_signature__spelled_differently__is_refused"),
    ],
    "flipped keys": [
        ("src/yangguang/kernel/sm/tests/test_keys.py", "test_key__with_a_flipped_scalar_bit__is_refused"),
        ("src/yangguang/kernel/sm/tests/test_keys.py", "test_public_key__with_unused_bits__is_refused"),
        (SIGNING_IN, "test_certificate__one_bit_flipped__is_refused"),
    ],
    "replayed log-in challenges": [
        (SIGNING_IN, "test_challenge__answered_twice__is_refused"),
        (SIGNING_IN, "test_challenge__spent_by_a_wrong_answer__does_not_open_later"),
        (SIGNING_IN, "test_challenge__of_another_browser__is_refused"),
    ],
    "signature over another document, action or old version": [
        (SIGNATURES, "test_signature__over_another_document_act_object_or_version__is_refused"),
        (SIGNATURES, "test_signature__by_another_key__is_refused"),
    ],
    "tampered row: acts": [
        (INSPECTION, "test_audit__an_act_changed__names_it_and_who_could"),
        (INSPECTION, "test_audit__an_act_deleted__names_it"),
        (INSPECTION, "test_audit__two_acts_swapped__names_both"),
        (INSPECTION, "test_audit__the_end_cut_off__says_how_much"),
    ],
    "tampered row: grants": [
        (RIGHTS, "test_8_1_4_7__grant_changed_in_the_database__is_named_and_counts_for_nothing"),
    ],
    "tampered row: certificates": [
        (DESK, "test_8_1_4_7_row_changed_by_hand__is_found_and_named"),
        (SIGNING_IN, "test_8_1_4_7_certificate__brought_back_by_hand_in_the_database__opens_nothing"),
        (OUTSIDE, "test_8_1_4_7_trust_list__changed_in_the_database__opens_nothing_and_is_named"),
    ],
    "tampered row: checkpoints": [
        (INSPECTION, "test_audit__checkpoint_changed__is_named"),
        (INSPECTION, "test_audit__published_checkpoint_changed__is_named"),
    ],
    "forked log shown to two witnesses": [
        (WITNESS, "test_witness__two_shown_two_histories__each_is_content_and_together_they_know"),
        (WITNESS, "test_witness__a_forked_or_shrunk_log__is_never_cosigned"),
    ],
    "clock set back": [
        (LOG, "test_clock__set_back__nothing_is_signed"),
        (SIGNING_IN, "test_challenge__too_late_or_clock_set_back__is_refused"),
        (WITNESS, "test_witness__clock_set_back_or_state_changed__refuses"),
        (f"{APPS}/access/tests/test_second_factor.py", "test_8_1_4_1_b__clock_set_back__ends_the_session"),
    ],
    "log that cannot take acts": [
        (WITNESS, "test_gbt22239_8_1_4_3__audit_interrupted__binding_acts_refuse_and_an_alarm_goes_out"),
        (WITNESS, "test_fail_closed__the_store_is_not_writable__refuses_at_once_and_recovers_by_itself"),
    ],
    "status service that is silent or lies": [
        (RESPONDERS, "test_status_service__silent__the_current_list_decides_and_the_silence_is_on_record"),
        (RESPONDERS, "test_status_service__answer_that_proves_nothing__counts_as_silence"),
        (OUTSIDE, "test_outside_certificate__without_a_current_list__is_refused"),
    ],
    "key store that fails": [(DESK, "test_key_store__that_fails__stops_issuing_and_leaves_nothing")],
    "leaver": [
        (f"{APPS}/access/tests/test_consoles.py", "test_leaver__is_out_at_once"),
        (RIGHTS, "test_delegation__leaver__ends_the_same_day"),
    ],
    "accepted outside: a standard OpenID Connect client": [
        (
            f"{APPS}/sign_on/tests/test_standard_client.py",
            "test_standard_client__signs_a_person_on_and_hears_of_the_log_out",
        ),
    ],
    "accepted outside: openssl": [
        (INTEROP, "test_openssl__strictly__verifies_each_link_of_our_chain"),
        (
            f"{APPS}/certificates/tests/test_published.py",
            "test_certificates__openssl_verify_strict__accepts_the_chain",
        ),
    ],
    "accepted outside: BouncyCastle": [
        (INTEROP, "test_bouncycastle__accepts_everything_we_make"),
        (INTEROP, "test_bouncycastle__its_files__are_accepted"),
    ],
}
"""What the threat model says is refused; the last three are what others must accept."""


@pytest.mark.parametrize("item", PROOFS)
def test_bad_input__of_trust__has_its_named_tests(item: str) -> None:
    missing = [
        name
        for path, name in PROOFS[item]
        if not re.search(rf"^def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert missing == []
