"""The carriers of the demo: every letter is a file an operator can open."""

import re
from pathlib import Path

from django.conf import settings

from yangguang.foundation.messaging.providers.base import Letter
from yangguang.foundation.messaging.providers.smtp import compose


class FileMailCarrier:
    """Keeps e-mails as VAR/mail/*.eml."""

    def carry(self, letter: Letter) -> str:
        """Write one file; a second try overwrites the first."""
        path = _place("mail", letter, "eml")
        path.write_bytes(compose(letter).as_bytes())
        return path.name


class FileSmsCarrier:
    """Keeps short messages as VAR/sms/*.txt."""

    def carry(self, letter: Letter) -> str:
        """Write one file; a second try overwrites the first."""
        path = _place("sms", letter, "txt")
        path.write_text(f"{letter.to}\n{letter.text}\n", encoding="utf-8")
        return path.name


def _place(folder: str, letter: Letter, extension: str) -> Path:
    home = Path(settings.VAR) / folder
    home.mkdir(parents=True, exist_ok=True)
    return home / f"{re.sub(r'[^0-9A-Za-z-]', '', letter.reference)}.{extension}"
