"""Reading acts of approval as happenings: the adapter between the log's vocabulary and what supervision checks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from yangguang.oversight.monitoring.rules.plans import NOTHING, Happening

KIND_OF = {
    "approval.submit_application": "open",
    "approval.register_paper_application": "open",
    "approval.submit_prepared_application": "open",
    "approval.accept_application": "accept",
    "approval.deem_accepted": "accept",
    "approval.refuse_acceptance": "refuse",
    "approval.declare_not_required": "refuse",
    "approval.request_correction": "ask",
    "approval.answer_correction": "answer",
    "approval.give_opinion": "step",
    "approval.record_site_visit": "step",
    "approval.finish_own_step": "step",
    "approval.finish_follow_up": "step",
    "approval.return_step": "return",
    "approval.start_special_procedure": "pause",
    "approval.end_special_procedure": "resume",
    "approval.extend_decision": "extend",
    "approval.request_hearing": "hear_ask",
    "approval.notify_hearing": "pause",
    "approval.record_hearing": "hear_done",
    "approval.decide": "decide",
    "approval.deliver_result": "deliver",
    "approval.record_service": "deliver",
    "hall.charge_case": "charge",
    "approval.publish_result": "publish",
    "approval.withdraw_application": "close",
    "approval.close_uncorrected": "close",
}
INTAKE = "monitoring.receive_events"


class Read(NamedTuple):
    """One act as the engine reads it from the log."""

    log_index: int
    number: int
    operation: str
    actor_kind: str
    officer: str
    post: str
    body_code: str
    object_type: str
    object_number: str
    facts: Mapping[str, Any]
    happened_at: datetime


def happenings_of(act: Read, post_kinds: Mapping[str, str]) -> list[Happening]:
    """Give what an act means for its case; mostly one happening, for a hearing two, for others none."""
    kind = KIND_OF.get(act.operation)
    if kind is None or act.object_type != "application":
        return []
    if kind == "pause" and "kind" not in act.facts:
        return []  # a hearing announced while the case stands still already
    told = act.facts
    outcome = ";".join(f"{name}={value}" for name, value in sorted(dict(told.get("answers") or {}).items()))
    is_officer = act.actor_kind == "officer"
    first = Happening(
        act.object_number,
        kind,
        int(act.happened_at.timestamp()),
        str(told.get("node") or ""),
        outcome,
        post_kinds.get(act.post, "") if is_officer else "",
        len(told.get("officers") or ()),
        _facts(kind, told),
        f"act:{act.number}",
    )
    if act.operation == "approval.record_hearing" and "kind" in told:
        return [first, first._replace(kind="resume", mark=f"act:{act.number}#2")]
    return [first]


def _facts(kind: str, told: Mapping[str, Any]) -> Mapping[str, Any]:
    if kind == "open":
        return {"plan": f"{told.get('matter', '')}@{told.get('version', 0)}"}
    if kind == "ask":
        return {"items": [one.get("code") or one.get("name", "") for one in told.get("items", ())]}
    if kind == "pause":
        return {"ground": told.get("kind", "")}
    if kind == "extend":
        return {"days": told.get("days", 0)}
    if kind == "charge":
        return {"amount_fen": told.get("amount_fen", 0), "item": told.get("item", "")}
    if kind == "return":
        return {"to": told.get("to_node", "")}
    if kind in ("decide", "refuse"):
        return {"reasons": told.get("reasons") or told.get("reason") or ""}
    if kind == "accept" and told.get("since"):
        return {"since_at": int(datetime.fromisoformat(told["since"]).timestamp())}
    return NOTHING
