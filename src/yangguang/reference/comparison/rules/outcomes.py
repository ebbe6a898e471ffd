"""What a comparison can come to; the law keeps them apart because each asks for another next step."""

from enum import StrEnum


class Outcome(StrEnum):
    """One word per result; the machine only says what it found, a person decides (handbook §4.6)."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NONE = "none"
    POSSIBLE = "possible"
    LAPSED = "lapsed"
    UNAVAILABLE = "unavailable"

    @property
    def word(self) -> str:
        """What people read."""
        return WORDS[self][0]

    @property
    def lamp(self) -> str:
        """The lamp that shows it."""
        return WORDS[self][1]

    @property
    def needs_person(self) -> bool:
        """Whether somebody has to look at it."""
        return self is not Outcome.AGREES


WORDS = {
    Outcome.AGREES: ("一致", "ok"),
    Outcome.DIFFERS: ("不一致", "warn"),
    Outcome.NONE: ("查无", "void"),
    Outcome.POSSIBLE: ("疑似", "warn"),
    Outcome.LAPSED: ("证照已失效", "red"),
    Outcome.UNAVAILABLE: ("数据源不可用", "pause"),
}
CHOICES = [(one.value, one.word) for one in Outcome]
