"""Taken in here, handled there (收受分离): the case goes at once, the originals follow hand by hand."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection

from yangguang.capabilities.approval import api as approval
from yangguang.capabilities.linkage import events, permissions
from yangguang.capabilities.linkage.models import Transfer, TransferStep
from yangguang.capabilities.linkage.queries.levels import decide_jurisdiction
from yangguang.capabilities.linkage.rules.refusals import MoveNotPossible, TextNeeded
from yangguang.capabilities.linkage.states import TRANSFER_MOVES, TransferState
from yangguang.foundation.acts.api import Actor, emit, note, operation, system_actor
from yangguang.foundation.files import api as files
from yangguang.foundation.organisation.api import PostKind
from yangguang.foundation.organisation.models import Body, Officer
from yangguang.kernel.clock import local, today
from yangguang.reference.matters.models import MatterVersion

MACHINE = system_actor("跨区代收")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a clerk takes over the counter for another hall: whose it is, the answers, scans, and the originals kept."""

    applicant: approval.Applicant
    fields: dict[str, Any]
    files: tuple[tuple[str, UploadedFile], ...]
    originals: tuple[str, ...]
    key: uuid.UUID


@operation(
    "linkage.take_in_across",
    summary="跨区代收",
    permission=permissions.may_take_in_across,
    subject="result",
    binding=True,
)
def take_in_across(*, actor: Actor, version: MatterVersion, taken: TakenIn, now: datetime) -> Transfer:
    """
    Take in an application here for the body that answers for it; it has the scans at once, the originals travel.

    The same key gives the same transfer. Refuses with NoBodyForArea, FormIncomplete, MaterialsMissing, MatterNotOpen.
    """
    known = Transfer.objects.filter(uuid=taken.key).first()
    if known is not None:
        return known
    place = next(post.body_code for post in actor.posts if post.kind == PostKind.ACCEPT)
    found = decide_jurisdiction(matter=version.matter, fields=taken.fields, on=today(now))
    handling = found.body if found is not None else version.matter.body
    scans = [(code, files.store(upload, actor=actor, now=now)) for code, upload in taken.files]
    application = approval.submit_prepared_application(
        actor=MACHINE,
        now=now,
        prepared=approval.PreparedApplication(
            version=version,
            applicant=taken.applicant,
            fields=taken.fields,
            files=tuple(scans),
            key=taken.key,
            account_id=None,
            body=handling,
        ),
    )
    transfer = Transfer.objects.create(
        uuid=taken.key,
        number=_next_number(now),
        case_number=application.number,
        items=list(taken.originals),
        taken_body=Body.objects.get(code=place),
        handling_body=handling,
        taken_at=now,
    )
    _step(transfer, actor, TransferState.HELD, len(taken.originals), "", now)
    note(case=application.number, handling=handling.code, originals=list(taken.originals))
    return transfer


@operation(
    "linkage.move_transfer",
    summary="原件流转",
    permission=permissions.may_move_transfer,
    subject="transfer",
)
def move_transfer(
    *, actor: Actor, transfer: Transfer, state: str, counted: int, text: str, now: datetime
) -> Transfer:
    """
    Send, sign for, or give back originals; what arrives in another number is marked as missing, and the text says what.

    Refuses with MoveNotPossible, TextNeeded.
    """
    current = (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("taken_body", "handling_body")
        .get(pk=transfer.pk)
    )
    target = TransferState(state)
    if target is TransferState.ARRIVED and counted != len(current.items):
        target = TransferState.LOST
        if not text.strip():
            raise TextNeeded(fields={"text": f"应到 {len(current.items)} 件，请写明差了哪几件。"})
    if target not in TRANSFER_MOVES[TransferState(current.state)]:
        raise MoveNotPossible(state=current.get_state_display(), target=target.label)
    current.state = target.value
    current.save(update_fields=["state"])
    _step(current, actor, target, counted, text, now)
    note(state=target.value, counted=counted, text=text)
    if target is TransferState.LOST:
        emit(events.OriginalsMissing(current.number, current.case_number, current.handling_body.code, now))
    transfer.state = current.state
    return current


def _step(
    transfer: Transfer, actor: Actor, state: TransferState, counted: int, text: str, now: datetime
) -> None:
    TransferStep.objects.create(
        transfer=transfer,
        state=state.value,
        officer=Officer.objects.get(account_id=actor.account_id),
        counted=counted,
        text=text,
        at=now,
    )


def _next_number(now: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('linkage_transfer_serial')")
        (serial,) = cursor.fetchone()
    return f"YJ{local(now):%Y%m%d}{serial % 1_000_000:06d}"
