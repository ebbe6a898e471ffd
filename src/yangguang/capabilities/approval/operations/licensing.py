"""
How a grant becomes real: a new licence, or a change, renewal or cancellation of the one the application names.

The decision carries it; where the flow lets a post deliver that may not make licences itself (the window of an on-the-spot
matter), the machine makes it on the strength of the decision.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any

from yangguang.capabilities.approval.models import Application
from yangguang.capabilities.approval.queries.demands import form_of
from yangguang.foundation.acts.api import Actor, system_actor
from yangguang.foundation.forms import api as forms
from yangguang.foundation.organisation.api import PostKind
from yangguang.kernel.clock import today
from yangguang.reference.licences import api as licences
from yangguang.reference.licences.api import Licence, LicenceChanges, LicenceGrant

MAKER = system_actor("依许可决定制证")
PRINTED_WIDGETS = ("radio", "select", "checkboxes")
PRINTED_LINES = 6


def realise(*, actor: Actor, application: Application, now: datetime) -> Licence | None:
    """Do what was granted; a matter without a result of its own gives none."""
    version, target = application.version, application.target_licence
    maker = actor if _makes_licences(actor, application) else MAKER
    if target is not None and version.cancel_of:
        return licences.cancel_licence(
            actor=maker,
            licence=target,
            reason=_cancel_reason(application.fields),
            decided_in=application.number,
            now=now,
        )
    if target is not None and version.renewal_of:
        return licences.renew_licence(
            actor=maker, licence=target, application_number=application.number, now=now
        )
    if target is not None and version.change_of:
        return licences.replace_licence(
            actor=maker, licence=target, changes=_changes(application), reason="申请人申请变更", now=now
        )
    if not version.result_name:
        return None
    return licences.issue_licence(actor=maker, grant=_grant(application, today(now)), now=now)


def renewed_period(licence: Licence) -> tuple[date, date]:
    """Give first and last day of a renewal: as long as before and without gap, as `renew_licence` makes it."""
    if licence.valid_until is None:
        raise AssertionError("a licence without end is not renewed")
    starts = licence.valid_until + timedelta(days=1)
    ends = licences.renewed_until(
        valid_from=licence.valid_from, valid_until=licence.valid_until, new_from=starts
    )
    return starts, ends


def changes_of(application: Application) -> list[dict[str, str]]:
    """List what a granted change alters on the licence, before and after, as the decision prints it."""
    licence, changes = application.target_licence, _changes(application)
    if licence is None:
        return []
    content = dict(licence.content)
    lines = [
        ("名称", licence.holder_name, changes.holder_name),
        ("法定代表人（负责人）", licence.legal_representative, changes.legal_representative),
        ("地址", licence.address, changes.address),
        *((label, content.get(label, ""), value) for label, value in changes.content),
    ]
    return [
        {"label": label, "before": before, "after": after}
        for label, before, after in lines
        if after and after != before
    ]


def _makes_licences(actor: Actor, application: Application) -> bool:
    code = application.body.code
    return actor.holds(PostKind.DELIVER, code) or actor.holds(PostKind.DECIDE, code)


def _grant(application: Application, day: date) -> LicenceGrant:
    version, fields = application.version, application.fields
    return LicenceGrant(
        title=version.result_name,
        issuer=application.body,
        holder_name=application.applicant_name,
        holder_code=application.enterprise_code or application.person_number,
        holder_kind=application.applicant_kind,
        valid_from=day,
        valid_until=_last_day(day, version.validity_months),
        number_prefix=version.result_word,
        legal_representative=str(fields.get("legal_representative", ""))[:60],
        address=str(fields.get("address", ""))[:200],
        content=_printed(application),
        matter_code=version.matter.code,
        application_number=application.number,
    )


def _printed(application: Application) -> tuple[tuple[str, str], ...]:
    """Pick what a licence prints of the form: the answers that were chosen, which say what is permitted."""
    lines = []
    for field in form_of(version=application.version).fields():
        value = application.fields.get(field.id)
        if field.widget in PRINTED_WIDGETS and value not in (None, "", []):
            lines.append((field.label, forms.words_of(field, value)))
    return tuple(lines[:PRINTED_LINES])


def _changes(application: Application) -> LicenceChanges:
    fields = application.fields
    new_items = fields.get("new_items") or []
    return LicenceChanges(
        holder_name=str(fields.get("new_name", "")),
        legal_representative=str(fields.get("new_legal_representative", "")),
        address=str(fields.get("new_address", "")),
        content=(("经营项目", "、".join(new_items)),) if new_items else (),
        application_number=application.number,
    )


def _cancel_reason(fields: dict[str, Any]) -> str:
    return str(fields.get("other_reason") or fields.get("cancel_reason") or "申请人申请注销")


def _last_day(day: date, months: int | None) -> date | None:
    if months is None:
        return None
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    same = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return same - timedelta(days=1)
