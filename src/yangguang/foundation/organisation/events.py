"""What the organisation tells the rest of the platform after the commit."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OfficerRetired:
    """An officer has left: appointments ended, account closed."""

    officer_id: int
    number: str
    retired_at: datetime
