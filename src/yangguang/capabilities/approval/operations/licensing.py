"""How a grant becomes real: a new licence, or a change, renewal or cancellation of the one the application names."""

from datetime import datetime

from yangguang.capabilities.approval.models import Application
from yangguang.foundation.acts.api import Actor
from yangguang.reference.licences import api as licences
from yangguang.reference.licences.models import Licence


def realise(*, actor: Actor, application: Application, now: datetime) -> Licence | None:
    """Do what was granted; a matter without licence gives none."""
    version = application.version
    target = application.target_licence
    if target is not None and version.cancel_of:
        return licences.cancel_licence(actor=actor, licence=target, reason="申请人申请注销", now=now)
    if target is not None and version.renewal_of:
        return licences.renew_licence(actor=actor, licence=target, now=now)
    if target is not None and version.change_of:
        return licences.replace_licence(actor=actor, licence=target, fields=application.fields, now=now)
    if not version.result_name:
        return None
    return licences.issue_licence(actor=actor, now=now)
