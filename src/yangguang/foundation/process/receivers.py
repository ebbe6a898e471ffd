"""What the engine hears: a changed calendar is asked for anew at the next step."""

from yangguang.foundation.acts.api import subscribe
from yangguang.foundation.deadlines.events import CalendarChanged
from yangguang.foundation.process.engine.clocks import forget_calendar


@subscribe(CalendarChanged)
def ask_calendar_anew(event: CalendarChanged, act_number: int) -> None:
    """Forget the calendar kept in this process; others ask again within half a minute."""
    forget_calendar()
