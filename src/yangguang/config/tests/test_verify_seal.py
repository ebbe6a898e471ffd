"""`yangguang verify-seal`: right for the right document, a named no for everything else."""

from pathlib import Path

import pytest

from yangguang.config import command
from yangguang.foundation.signing.tests import given, test_seals


@pytest.fixture
def files(tmp_path: Path) -> Path:
    content = {
        "document": test_seals.CONTENT,
        "sealing.ses": test_seals.sealing(stamp=test_seals.stamp),
        "root.cer": given.ROOT.certificate.encoded,
        "issuing.cer": given.ISSUING.certificate.encoded,
        "other.cer": given.authority("别的根").certificate.encoded,
        "other": test_seals.CONTENT + b" ",
    }
    for name, octets in content.items():
        (tmp_path / name).write_bytes(octets)
    return tmp_path


def verify(
    files: Path, *, sealing: str = "sealing.ses", document: str = "document", root: str = "root.cer"
) -> int:
    return command.run(
        ["verify-seal", "--root", str(files / root), "--issuing", str(files / "issuing.cer"),
         str(files / sealing), str(files / document)]
    )  # fmt: skip


def test_verify_seal__right__says_whose_and_when(files: Path, capsys) -> None:
    assert verify(files) == 0

    told = capsys.readouterr().out
    assert "示范机关" in told
    assert "时间戳" in told


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"document": "other"}, "signing.seal_for_other"),
        ({"root": "other.cer"}, "signing.certificate_untrusted"),
        ({"sealing": "document"}, "der.malformed"),
        ({"sealing": "nothing"}, "sign.file_unreadable"),
    ],
)
def test_verify_seal__wrong__is_refused_by_name(
    files: Path, capsys, changed: dict[str, str], code: str
) -> None:
    assert verify(files, **changed) == 1

    assert f"[{code}]" in capsys.readouterr().err
