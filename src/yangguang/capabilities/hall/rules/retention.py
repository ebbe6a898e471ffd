"""How long the volume of a case is kept, and until when."""

from datetime import date

PERMANENT, THIRTY, TEN = "permanent", "30y", "10y"
YEARS = {THIRTY: 30, TEN: 10}
BASIS = "机关文件材料归档范围和文书档案保管期限规定（国家档案局令第 8 号）"


def retention_of(*, is_granted: bool, is_without_end: bool, is_heard: bool) -> str:
    """
    Give the retention of a case's volume: permanent where the licence has no end, thirty years where one was granted or a
    hearing was held, ten for the rest (国家档案局令第 8 号, art. 5 to 7, as this city applies it).
    """
    if is_granted and is_without_end:
        return PERMANENT
    return THIRTY if is_granted or is_heard else TEN


def keep_until(*, retention: str, closed_on: date) -> date | None:
    """Give the day the retention is over: counted from the first of January after the case closed, none if permanent."""
    years = YEARS.get(retention)
    return date(closed_on.year + 1 + years, 1, 1) if years else None
