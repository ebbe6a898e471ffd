"""What supervision hears besides the log: a department late inside a joint case, a complaint not answered in time."""

from yangguang.capabilities.approval import events as approval
from yangguang.capabilities.joint import events as joint
from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.events.api import subscribe
from yangguang.oversight.monitoring.operations import Heard, issue_heard

WATCHER = system_actor("电子监察")


@subscribe(joint.DepartmentLate)
def department_late(event: joint.DepartmentLate, act_number: int) -> None:
    """Show the department its own card; the lead and the departments that are in time get none."""
    heard = Heard(
        "card.joint.late",
        event.case_number,
        f"joint:{event.number}:{event.part}",
        "联合办理的部门时限",
        {"joint": event.number, "until": event.due_on},
        act_number,
        event.at,
    )
    issue_heard(actor=WATCHER, heard=heard, now=event.at)


@subscribe(approval.ComplaintLate)
def complaint_late(event: approval.ComplaintLate, act_number: int) -> None:
    """Show the head of the body a card for the complaint nobody answered."""
    heard = Heard(
        "card.complaint.late",
        event.number,
        f"complaint:{event.complaint}",
        "答复投诉",
        {"complaint": event.complaint, "until": event.due_on},
        act_number,
        event.at,
    )
    issue_heard(actor=WATCHER, heard=heard, now=event.at)
