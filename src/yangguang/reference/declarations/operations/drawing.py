"""Flows of declarations: the editor (`reference/flows`) draws for a power before it has a code, and hands the file in here."""

from dataclasses import replace
from datetime import datetime

from yangguang.foundation.acts.api import Actor
from yangguang.reference.declarations import permissions
from yangguang.reference.declarations.models import Declaration
from yangguang.reference.declarations.operations.declaring import write_declaration
from yangguang.reference.declarations.queries.contents import content_of_declaration, entry_of_declaration
from yangguang.reference.flows import api as flows


def find_flow_subject(key: str) -> flows.FlowSubject | None:
    """Find the declaration of a number, as the flow editor wants it; nothing for one that can no longer be written."""
    if not key.startswith("SB"):
        return None
    declaration = (
        Declaration.objects.select_related("body__area", "campaign", "matter__body")
        .filter(number=key)
        .first()
    )
    if declaration is None or not declaration.is_open_to_writing:
        return None
    content = content_of_declaration(declaration)

    def hand_in(actor: Actor, now: datetime, xml: str) -> str:
        fresh = Declaration.objects.select_related("body", "campaign", "matter__body").get(pk=declaration.pk)
        write_declaration(
            actor=actor,
            now=now,
            declaration=fresh,
            revision=fresh.revision,
            entry=entry_of_declaration(fresh),
            content=replace(content_of_declaration(fresh), flow_xml=xml),
            reason=fresh.reason,
        )
        return f"流程存进了申报 {fresh.number}。签核、审核、赋码以后，随事项公布。"

    return flows.FlowSubject(
        key=declaration.number,
        name=declaration.name or declaration.number,
        body_code=declaration.body.code,
        body_name=declaration.body.short_name,
        address=declaration.get_absolute_url(),
        whole=flows.Whole(
            content.promise_days,
            content.promise_unit,
            content.statutory_days,
            content.statutory_unit,
            tuple(one.name for one in content.materials),
            content.form,
        ),
        flow_xml=content.flow_xml,
        may_write=lambda actor: permissions.may_write_declaration(actor, declaration),
        hand_in=hand_in,
    )
