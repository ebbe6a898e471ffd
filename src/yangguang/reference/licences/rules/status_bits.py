"""
The status list: two bits for each licence by its place, packed and compressed, so that one small file answers for a city.

Which place is whose is printed in the licence's own data only, so the list names nobody. 00 in force, 01 held back for a
time (暂扣), 10 expired, 11 ended.
"""

import base64
import binascii
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from yangguang.reference.licences.rules.refusals import StatusListStale

TITLE = "阳光政务证照状态清单"
IN_FORCE, HELD_BACK, EXPIRED, ENDED = range(4)
_WORDS = {IN_FORCE: "有效", HELD_BACK: "已暂扣", EXPIRED: "已过期", ENDED: "已失效"}
_OF_STATUS = {"V": IN_FORCE, "S": HELD_BACK, "E": EXPIRED, "D": ENDED, "C": ENDED}
LARGEST = 100_000_000


def word_of(bits: int) -> str:
    """Give the word for two bits."""
    return _WORDS[bits]


def bits_of_status(status: str) -> int:
    """Give the bits for a status code of the certificate store."""
    return _OF_STATUS[status]


def pack(size: int, standing: Iterable[tuple[int, int]]) -> str:
    """Pack the standings of places 1 to *size* that are not simply in force."""
    octets = bytearray((size + 1) // 4 + 1)
    for place, bits in standing:
        octets[place >> 2] |= bits << ((place & 3) * 2)
    return base64.b64encode(zlib.compress(bytes(octets), 9)).decode()


def write_list(*, number: int, size: int, made_at: datetime, next_at: datetime, packed: str) -> str:
    """Write the text that is signed."""
    lines = [
        TITLE,
        f"number={number}",
        f"size={size}",
        f"made_at={_instant(made_at)}",
        f"next_at={_instant(next_at)}",
    ]
    return "\n".join([*lines, f"bits={packed}"]) + "\n"


@dataclass(frozen=True, slots=True)
class StatusBits:
    """A list read back."""

    number: int
    size: int
    made_at: datetime
    next_at: datetime
    octets: bytes

    @classmethod
    def read(cls, text: str, *, now: datetime) -> "StatusBits":
        """
        Read the text of a list whose signature has been checked.

        Refuses with StatusListStale: unreadable, or out of date.
        """
        try:
            title, *lines = text.strip().splitlines()
            said = dict(line.split("=", maxsplit=1) for line in lines)
            size = int(said["size"])
            if title != TITLE or size > LARGEST:
                raise StatusListStale(problem="不是证照状态清单")
            packed = zlib.decompressobj()
            octets = packed.decompress(base64.b64decode(said["bits"], validate=True), size // 4 + 2)
            read = cls(
                int(said["number"]),
                size,
                _read_instant(said["made_at"]),
                _read_instant(said["next_at"]),
                octets,
            )
        except (ValueError, KeyError, binascii.Error, zlib.error) as problem:
            raise StatusListStale(problem="清单读不出来") from problem
        if now > read.next_at:
            raise StatusListStale(problem=f"已经过了 {read.next_at:%Y-%m-%d %H:%M} 的更新时间")
        return read

    def of(self, place: int) -> int:
        """
        Give the two bits of a place.

        Refuses with StatusListStale for a licence younger than the list.
        """
        if not 1 <= place <= self.size or place >> 2 >= len(self.octets):
            raise StatusListStale(problem="清单比这份证照还早")
        return self.octets[place >> 2] >> ((place & 3) * 2) & 3


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _read_instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
