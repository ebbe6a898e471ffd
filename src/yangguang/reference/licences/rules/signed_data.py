"""
A licence as signed data, and how anybody checks it without a network.

The file holds the licence's data in one canonical form and the issuer's sealing over it (SES_Signature of GB/T 38540, with the
certificate inside). `check_data` needs the file, somebody who knows which seals to trust, and a status list.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yangguang.kernel.sm import sm3
from yangguang.reference.licences.rules.refusals import DataForged, LicenceLapsed
from yangguang.reference.licences.rules.status_bits import StatusBits, word_of

FORMAT = "yangguang-licence/1"
Verify = Callable[[bytes, bytes, str], str]
"""(sealing, content, issuer) → problem in words, or nothing when the issuer's own seal holds over the content."""


def canonical(data: Mapping[str, Any]) -> bytes:
    """Write data in the one form that is signed: UTF-8, keys in order, no blanks."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def data_digest(data: Mapping[str, Any]) -> str:
    """Give the SM3 of the canonical form."""
    return sm3(canonical(data)).hex()


@dataclass(frozen=True, slots=True)
class CheckedData:
    """What a file says once it has been proven."""

    data: dict[str, Any]
    status: str
    is_in_force: bool


def write_file(*, data: Mapping[str, Any], sealing: bytes) -> str:
    """Write the file a holder carries."""
    content = {"format": FORMAT, "licence": dict(data), "sealing": base64.b64encode(sealing).decode()}
    return json.dumps(content, ensure_ascii=False, indent=1)


def read_file(text: str, *, verify: Verify) -> dict[str, Any]:
    """
    Give the data of a file whose seal holds.

    Refuses with DataForged: not such a file, changed after sealing, sealed by somebody else.
    """
    try:
        content = json.loads(text)
        data, sealing = content["licence"], base64.b64decode(content["sealing"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error) as problem:
        raise DataForged(problem="不是证照数据文件，或者文件不完整") from problem
    if content.get("format") != FORMAT or not isinstance(data, dict):
        raise DataForged(problem="不是证照数据文件，或者文件不完整")
    problem_with_seal = verify(sealing, canonical(data), str(data.get("issuer_code", "")))
    if problem_with_seal:
        raise DataForged(problem=problem_with_seal)
    return dict(data)


def check_data(*, text: str, verify: Verify, bits: StatusBits, on: date) -> CheckedData:
    """
    Prove a file and say what the licence is worth on a day, by the list alone.

    Refuses with DataForged, StatusListStale.
    """
    data = read_file(text, verify=verify)
    status = bits.of(int(data["place"]))
    word = word_of(status)
    until = data.get("valid_until") or ""
    if status == 0 and until and date.fromisoformat(until) < on:
        word = "已过期"
    elif status == 0 and date.fromisoformat(data["valid_from"]) > on:
        word = "尚未生效"
    return CheckedData(data, word, word == "有效")


def require_in_force(checked: CheckedData) -> CheckedData:
    """
    Let only a licence in force pass.

    Refuses with LicenceLapsed.
    """
    if not checked.is_in_force:
        raise LicenceLapsed(
            title=checked.data["title"], number=checked.data["number"], standing=f"现在“{checked.status}”"
        )
    return checked
