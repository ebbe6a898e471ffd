"""Taking what witnesses send back: their lines under our checkpoints, shown with the newest one and in every proof."""

from datetime import datetime

from yangguang.foundation.acts.log.receipts import configured_witnesses
from yangguang.foundation.acts.log.refusals import CosignatureRefused
from yangguang.foundation.acts.log.store import CHECKPOINT, log_store
from yangguang.foundation.acts.models import LogCheckpoint, LogCosignature
from yangguang.kernel.merkle import Checkpoint, MalformedNote, SignedNote


def accept_cosignatures(*, note: str, now: datetime) -> list[str]:
    """
    Keep the lines of known witnesses under one of our checkpoints and give their names.

    Refuses with CosignatureRefused.
    """
    try:
        sent = SignedNote.from_text(note)
        stated = Checkpoint.from_text(sent.text)
    except MalformedNote as problem:
        raise CosignatureRefused(problem=problem.message.rstrip("。")) from problem
    known = LogCheckpoint.objects.filter(size=stated.size).first()
    if known is None or not known.note.startswith(sent.text + "\n"):
        raise CosignatureRefused(problem=f"本日志没有签署过这样的第 {stated.size} 条")
    lines = {
        one.name: next(line for line in sent.signatures if (line.name, line.key_id) == (one.name, one.key_id))
        for one in configured_witnesses()
        if one.verify(sent)
    }
    if not lines:
        raise CosignatureRefused(problem="没有一行出自已登记的见证人")
    for name, line in lines.items():
        LogCosignature.objects.get_or_create(
            checkpoint=known, witness=name, defaults={"line": line.to_text(), "received_at": now}
        )
    _show(known)
    return sorted(lines)


def _show(checkpoint: LogCheckpoint) -> None:
    """Add the lines to the published checkpoint while it is still the newest."""
    store = log_store()
    published = store.read_checkpoint()
    if published is not None and published.size == checkpoint.size:
        lines = "".join(one.line for one in checkpoint.cosignatures.order_by("pk"))
        store.write({CHECKPOINT: (checkpoint.note + lines).encode()})
