"""A case handed up (报上级): after a preliminary review below, the body above goes on with the same file and its own time."""

from datetime import datetime

from yangguang.capabilities.approval import events, permissions
from yangguang.capabilities.approval.models import Application
from yangguang.capabilities.approval.operations import clocks, flow
from yangguang.capabilities.approval.operations.holding import case_event, hold, require
from yangguang.foundation.acts.api import Actor, emit, note, operation
from yangguang.foundation.organisation.models import Body


@operation(
    "approval.hand_up_case",
    summary="初审后报上级",
    permission=permissions.may_hand_up_case,
    subject="application",
    binding=True,
)
def hand_up_case(*, actor: Actor, application: Application, body: Body, now: datetime) -> Application:
    """
    Let the body above take over an accepted case as it stands: file, open steps and, from now, its own decision time.

    Licensing Law art. 35: the materials go up, the body above may not ask for them again.

    Refuses with NotPossibleNow.
    """
    hold(application)
    require(application, operation="grant", deed="报上级")
    before = application.body.code
    clocks.stop_decision(application=application, now=now)
    application.body = body
    application.save(update_fields=["body"])
    flow.move_to(application=application, body=body)
    clocks.start_decision(application=application, since=now)
    note(
        before=before,
        after=body.code,
        files=[one.file.digest for one in application.files.select_related("file")],
    )
    emit(events.CaseHandedUp(**case_event(application, now), lower_code=before))
    return application
