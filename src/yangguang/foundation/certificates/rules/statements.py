"""
What a person signs: a statement in plain Chinese lines, the same bytes shown on the screen, signed, stored and verified.

One form for all, so that a signature given for one purpose can never be read as another: the first line names the purpose,
and no value may hold a line break.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from yangguang.foundation.signing import api as signing

TITLES = {
    "sign_in": "阳光政务证书登录",
    "step_up": "阳光政务再次核验",
    "bind": "阳光政务绑定外部证书",
    "act": "阳光政务签署",
    "seal": "阳光政务机关盖章",
}


def write_statement(*, purpose: str, lines: Mapping[str, str]) -> str:
    """Write the canonical statement: a title, then `name：value` lines in the order given, each ended by LF."""
    written = [TITLES[purpose]]
    written += [f"{name}：{_one_line(value)}" for name, value in lines.items()]
    return "\n".join(written) + "\n"


def read_statement(statement: str) -> dict[str, str]:
    """Read the lines back by name."""
    return dict(line.split("：", maxsplit=1) for line in statement.splitlines()[1:] if "：" in line)


def instant(at: datetime) -> str:
    """Write an instant as statements do: UTC to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def words_of_sealing(sealing: signing.Sealing, *, title: str, number: str) -> str:
    """Say what a sealing says, as a statement does; for reading, since the structure itself is what is signed."""
    return write_statement(
        purpose="seal",
        lines={
            "机关": sealing.seal.info.name,
            "印章编号": sealing.seal.info.number,
            "文书": f"《{title}》{number}",
            "文书标识": sealing.reference.strip("/").rsplit("/", 1)[-1],
            "指纹": f"SM3 {sealing.digest.hex()}",
            "盖章时间": instant(sealing.sealed_at),
        },
    )


def _one_line(value: str) -> str:
    return " ".join(value.split())
