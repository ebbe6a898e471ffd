"""The evidence bundle of one matter of dispute: a paper to read, the proofs, a verifier, and a signed list of it all."""

import io
import json
import zipfile
from datetime import datetime
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string

from yangguang.foundation.acts import api as acts
from yangguang.foundation.acts.api import Actor
from yangguang.foundation.documents.printing import print_page
from yangguang.kernel import clock
from yangguang.kernel.refusals import NotFound
from yangguang.kernel.sm import sm3
from yangguang.portal.queries.audit import auditable_acts

README = """这是行为记录的证据包。

evidence.pdf（或 evidence.html）  给人看的清单
proof.json                        每条记录的内容、盐值、序号、路径和签署
manifest.txt                      每个文件的 SM3 指纹，由日志密钥用 SM2 签署
verify_proof.py                   独立的核对程序：python3 verify_proof.py proof.json --key 公钥

公钥请从日志以外的可信途径取得（公报、见证单位），不要只用包里的。
"""


def gather_evidence(*, actor: Actor, object_type: str, number: str, now: datetime) -> bytes:
    """
    Build the bundle as a zip file.

    Refuses with NotFound, NotInLogYet, LogStoreFailed, LogKeyMissing.
    """
    rows = list(
        auditable_acts(actor=actor).filter(object_type=object_type, object_number=number).order_by("number")
    )
    if not rows:
        raise NotFound(what="这个编号的记录")
    proof = acts.prove_object(object_type=object_type, object_number=number)
    verdict = acts.verify(proof, trusted=acts.log_verifier())
    places = {one.facts["number"]: one.index for one in proof.acts}
    context = {
        "rows": [(row, places.get(row.number), json.dumps(row.facts, ensure_ascii=False)) for row in rows],
        "verdict": verdict,
        "number": number,
        "made_at": now,
        "made_by": actor,
    }
    page = render_to_string("portal/evidence_paper.html", context)
    printed = print_page(page)
    files = {
        "evidence.pdf" if printed else "evidence.html": printed.content if printed else page.encode(),
        "proof.json": proof.to_text().encode(),
        "README.txt": README.encode(),
        **_verifier(),
    }
    lines = [f"{sm3(content).hex()}  {name}\n" for name, content in sorted(files.items())]
    head = f"yangguang-evidence/1 {object_type} {number} {now.astimezone(clock.SHANGHAI).isoformat()}\n"
    files["manifest.txt"] = acts.sign_text(head + "".join(lines)).to_text().encode()
    return _zipped(files, now)


@cache
def _verifier() -> dict[str, bytes]:
    """The stand-alone verifier, where the platform runs from a checkout."""
    path = Path(__file__).resolve().parents[4] / "verifiers" / "verify_proof.py"
    return {path.name: path.read_bytes()} if path.exists() else {}


def _zipped(files: dict[str, bytes], now: datetime) -> bytes:
    stamp = clock.local(now).timetuple()[:6]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, stamp), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
