"""The real carrier of e-mail: SMTP, plain, with STARTTLS, or TLS from the start."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from django.conf import settings

from yangguang.foundation.messaging.providers.base import AddressRefused, CarrierUnavailable, Letter

_PATIENCE_SECONDS = 20
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class SmtpCarrier:
    """Sends through the server of `settings.SMTP_URL`, one connection a letter."""

    def __init__(self, url: str) -> None:
        """Take the address apart."""
        self.parts = urlsplit(url)

    def carry(self, letter: Letter) -> str:
        """Send one e-mail."""
        mail = compose(letter)
        try:
            with self._connect() as line:
                line.send_message(mail)
        except smtplib.SMTPRecipientsRefused as problem:
            code, answer = next(iter(problem.recipients.values()))
            raise _told(code, answer) from problem
        except smtplib.SMTPResponseException as problem:
            raise CarrierUnavailable(_words(problem.smtp_code, problem.smtp_error)) from problem
        except (smtplib.SMTPException, OSError) as problem:
            raise CarrierUnavailable(str(problem) or type(problem).__name__) from problem
        return str(mail["Message-ID"])

    def _connect(self) -> smtplib.SMTP:
        host, scheme = self.parts.hostname or "", self.parts.scheme
        port = self.parts.port or _PORTS[scheme]
        if scheme == "smtps":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=_PATIENCE_SECONDS, context=ssl.create_default_context()
            )
        else:
            line = smtplib.SMTP(host, port, timeout=_PATIENCE_SECONDS)
        try:
            if scheme == "smtp+starttls":
                line.starttls(context=ssl.create_default_context())
            if self.parts.username:
                line.login(unquote(self.parts.username), unquote(self.parts.password or ""))
        except (smtplib.SMTPException, OSError):
            line.close()
            raise
        return line


def compose(letter: Letter) -> EmailMessage:
    """Write the e-mail; EmailMessage itself refuses line breaks in headers."""
    mail = EmailMessage()
    mail["From"] = settings.MAIL_FROM
    mail["To"] = letter.to
    mail["Subject"] = f"{letter.title}（{settings.SITE_NAME}）"
    mail["Date"] = formatdate(localtime=True)
    mail["Message-ID"] = make_msgid(letter.reference, domain="yangguang.invalid")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    return mail


def _told(code: int, answer: bytes) -> Exception:
    """Tell a final no (5xx) from a not-now (4xx)."""
    words = _words(code, answer)
    return AddressRefused(words) if code >= 500 else CarrierUnavailable(words)


def _words(code: int, answer: bytes | str) -> str:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {said}"[:200]
