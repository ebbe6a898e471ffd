"""The door of acts: actors, the operation decorator, and the reading of the record."""

from yangguang.foundation.acts.actors import ANONYMOUS, Actor, ActorKind, HeldPost, system_actor
from yangguang.foundation.acts.events import LogAlarmRaised, LogRecovered
from yangguang.foundation.acts.log.availability import LogState, log_state, require_log
from yangguang.foundation.acts.log.cosignatures import accept_cosignatures
from yangguang.foundation.acts.log.inspection import Finding, Inspection, inspect_log
from yangguang.foundation.acts.log.keys import (
    FileSigner,
    LogSigner,
    log_verifier,
    reseal_log_keys,
    sign_text,
    use_signer,
)
from yangguang.foundation.acts.log.proof_files import (
    MEDIA_TYPE,
    ProofFile,
    ProvenAct,
    Verdict,
    fingerprint,
    verify,
)
from yangguang.foundation.acts.log.receipts import prove_act, prove_object, seal_states
from yangguang.foundation.acts.log.refusals import (
    BadProofFile,
    CosignatureRefused,
    LogKeyMissing,
    LogUnavailable,
    NoSuchAct,
    NotInLogYet,
)
from yangguang.foundation.acts.log.running import attend, sequencing
from yangguang.foundation.acts.log.store import LogStore, log_store
from yangguang.foundation.acts.operations import (
    REGISTRY,
    FactorNeeded,
    Member,
    Operation,
    act_as,
    emit,
    judge_by,
    note,
    operation,
    record_members,
    rehearsal,
    require_operation,
)
from yangguang.foundation.acts.queries import (
    count_acts_since,
    find_newest_number,
    find_own_act,
    list_acts_of,
    list_latest_acts,
)
from yangguang.foundation.events.api import subscribe

__all__ = [
    "ANONYMOUS",
    "MEDIA_TYPE",
    "REGISTRY",
    "Actor",
    "ActorKind",
    "BadProofFile",
    "CosignatureRefused",
    "FactorNeeded",
    "FileSigner",
    "Finding",
    "HeldPost",
    "Inspection",
    "LogAlarmRaised",
    "LogKeyMissing",
    "LogRecovered",
    "LogSigner",
    "LogState",
    "LogStore",
    "LogUnavailable",
    "Member",
    "NoSuchAct",
    "NotInLogYet",
    "Operation",
    "ProofFile",
    "ProvenAct",
    "Verdict",
    "accept_cosignatures",
    "act_as",
    "attend",
    "count_acts_since",
    "emit",
    "find_newest_number",
    "find_own_act",
    "fingerprint",
    "inspect_log",
    "judge_by",
    "list_acts_of",
    "list_latest_acts",
    "log_state",
    "log_store",
    "log_verifier",
    "note",
    "operation",
    "prove_act",
    "prove_object",
    "record_members",
    "rehearsal",
    "require_log",
    "require_operation",
    "reseal_log_keys",
    "seal_states",
    "sequencing",
    "sign_text",
    "subscribe",
    "system_actor",
    "use_signer",
    "verify",
]
