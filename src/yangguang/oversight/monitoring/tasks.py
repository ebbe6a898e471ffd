"""What monitoring does by the calendar."""

from yangguang.foundation.acts.api import system_actor
from yangguang.foundation.jobs import api as jobs
from yangguang.kernel import clock
from yangguang.oversight.monitoring import api


@jobs.every(cron="*/5 * * * *", name="monitoring.raise_cards")
def raise_cards(timestamp: int = 0, **_unknown: object) -> None:
    """Issue the cards that are due; looks at the clocks, not at when it last ran."""
    api.raise_cards(actor=system_actor("电子监察"), now=clock.now())
