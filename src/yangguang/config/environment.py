"""
Every variable an operator may set, in one table: name, type, default, meaning.

Nothing else reads `os.environ`: what can be configured is what stands here, and `yangguang environment`
prints it. A value is read when it is asked for, since the launcher of the embedded database sets one.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar, overload
from urllib.parse import urlsplit

import psycopg.conninfo

from yangguang.config import postgres
from yangguang.kernel.refusals import Refusal

T = TypeVar("T")

CHECKOUT = Path(__file__).resolve().parents[3]
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
MODES = ("demo", "service")
DATABASE_SCHEMES = ("postgres", "postgresql")


class SettingRefused(Refusal):
    """An environment variable holds a value that cannot be taken, or a needed one is missing."""

    code = "config.setting_refused"
    status = 400
    text = "环境变量 {name} 不能用：{problem}。"
    remedy = "请改正后重新启动；全部变量的说明见 `yangguang environment`。"


def _plain(default: Any) -> Any:
    return ",".join(default) if isinstance(default, tuple) else default


class Variable(Generic[T]):
    """One row of the table: reads its variable, turns it into its type, or refuses by name."""

    def __init__(
        self,
        name: str,
        parse: Callable[[str], T],
        default: T | Callable[[], T],
        meaning: str,
        shown: str = "",
    ) -> None:
        """Keep the row; *shown* is the default in words where the value itself would not tell."""
        self.name, self.parse, self.default, self.meaning = name, parse, default, meaning
        self.shown = shown or ("" if callable(default) else str(_plain(default)))

    @overload
    def __get__(self, instance: None, owner: type) -> "Variable[T]": ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> "Variable[T] | T":
        """The value now; an empty variable counts as not set."""
        if instance is None:
            return self
        written = os.environ.get(self.name, "").strip()
        if not written:
            return self.default() if callable(self.default) else self.default
        try:
            return self.parse(written)
        except ValueError as problem:
            raise SettingRefused(name=self.name, problem=problem) from problem

    @property
    def kind(self) -> str:
        """What sort of value it takes, in a word or two."""
        return (self.parse.__doc__ or "text").strip().rstrip(".")


def text(written: str) -> str:
    """text."""
    return written


def folder(written: str) -> Path:
    """folder."""
    path = Path(written).expanduser()
    if not path.is_absolute():
        raise ValueError(f"“{written}”不是绝对路径")
    return path


def names(written: str) -> tuple[str, ...]:
    """names separated by commas."""
    return tuple(part.strip() for part in written.split(",") if part.strip())


def whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    """Build a reader of whole numbers between two bounds, both included."""

    def parse(written: str) -> int:
        if not written.isascii() or not written.isdigit() or not lowest <= int(written) <= highest:
            raise ValueError(f"“{written}”不是 {lowest} 到 {highest} 的整数")
        return int(written)

    parse.__doc__ = f"whole number {lowest}–{highest}"
    return parse


def one_of(*choices: str) -> Callable[[str], str]:
    """Build a reader that takes only the given words."""

    def parse(written: str) -> str:
        if written not in choices:
            raise ValueError(f"“{written}”不在 {'、'.join(choices)} 之中")
        return written

    parse.__doc__ = " or ".join(choices)
    return parse


def address(*schemes: str) -> Callable[[str], str]:
    """Build a reader of addresses that begin with one of the given schemes."""

    def parse(written: str) -> str:
        if urlsplit(written).scheme not in schemes:
            # Addresses may carry passwords, so the value itself is not repeated.
            raise ValueError(f"地址应以 {'、'.join(f'{scheme}://' for scheme in schemes)} 开头")
        return written

    parse.__doc__ = f"address ({', '.join(f'{scheme}://' for scheme in schemes)})"
    return parse


def _kept_secret_key() -> str:
    """The key kept in the var folder; made on first use, in demo mode only."""
    if ENV.mode == "service":
        raise SettingRefused(
            name="YANGGUANG_SECRET_KEY",
            problem="正式运行（YANGGUANG_MODE=service）必须由您设置，至少 50 个字符",
        )
    path = ENV.var / "secret-key"
    if not path.exists():
        postgres.make_private_folder(path.parent)
        draft = path.with_name(f"secret-key.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            os.link(draft, path)  # whoever links first wins; two first starts agree on one key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")


def secret(written: str) -> str:
    """text of at least 50 characters."""
    if len(written) < 50:
        raise ValueError("至少要 50 个字符")
    return written


def _default_strictness() -> str:
    return "no" if ENV.demo else "yes"


def _default_base_url() -> str:
    return f"http://{ENV.host}:{ENV.port}"


class Environment:
    """The table; reading an attribute reads the variable."""

    mode = Variable(
        "YANGGUANG_MODE",
        one_of(*MODES),
        "demo",
        "demo shows the demo accounts and keeps its own secret key; service does neither",
    )
    database_url = Variable(
        "DATABASE_URL",
        address(*DATABASE_SCHEMES),
        "",
        "PostgreSQL 15 or newer; unset: the embedded server in the var folder, run by `yangguang`",
        "embedded",
    )
    host = Variable("YANGGUANG_HOST", text, "127.0.0.1", "address to listen on")
    port = Variable("PORT", whole_number(1, 65535), 8000, "port to listen on")
    base_url = Variable(
        "YANGGUANG_BASE_URL",
        address("http", "https"),
        _default_base_url,
        "address people type; printed in QR codes, e-mails and documents",
        "http://HOST:PORT",
    )
    allowed_hosts = Variable(
        "YANGGUANG_ALLOWED_HOSTS",
        names,
        ("localhost", "127.0.0.1", "[::1]"),
        "host names this service answers to",
    )
    trusted_proxies = Variable(
        "YANGGUANG_TRUSTED_PROXIES",
        names,
        ("127.0.0.1",),
        "addresses of the proxies in front whose X-Forwarded-For and X-Forwarded-Proto are believed (service mode)",
    )
    secret_key = Variable(
        "YANGGUANG_SECRET_KEY",
        secret,
        _kept_secret_key,
        "signs sessions and links; required in service mode",
        "in demo mode: kept in VAR/secret-key",
    )
    secret_key_fallbacks = Variable(
        "YANGGUANG_SECRET_KEY_FALLBACKS",
        names,
        (),
        "earlier secret keys, newest first: sessions, printed receipt numbers, recovery codes and client secrets made with "
        "them still count; leave out a key that has leaked",
        "none",
    )
    old_secret_key = Variable(
        "YANGGUANG_OLD_SECRET_KEY",
        text,
        "",
        "the secret key until now, read by `yangguang rekey` only",
        "asked",
    )
    strict_sign_in = Variable(
        "YANGGUANG_STRICT_SIGN_IN",
        one_of("yes", "no"),
        _default_strictness,
        "officers must bind a second factor, change old passwords and are signed in once",
        "yes in service mode",
    )
    var = Variable(
        "YANGGUANG_VAR",
        folder,
        CHECKOUT / "var",
        "uploaded files, documents, the embedded database, logs",
        "CHECKOUT/var",
    )
    log_zone = Variable(
        "YANGGUANG_LOG_ZONE",
        one_of("extranet", "intranet"),
        "extranet",
        "which network this deployment serves; each has a log of acts of its own",
    )
    log_key_password = Variable(
        "YANGGUANG_LOG_KEY_PASSWORD",
        text,
        "",
        "opens the key that signs the log of acts (VAR/keys); set it before the first start and never lose it",
        "derived from the secret key",
    )
    log_witnesses = Variable(
        "YANGGUANG_LOG_WITNESSES",
        names,
        (),
        "public keys of the bodies that cosign the log, as `yangguang witness` prints them",
        "none",
    )
    log_patience_minutes = Variable(
        "YANGGUANG_LOG_PATIENCE_MINUTES",
        whole_number(1, 1440),
        5,
        "how long acts may wait for the log before binding operations refuse",
    )
    witness_password = Variable(
        "YANGGUANG_WITNESS_PASSWORD",
        text,
        "",
        "encrypts the key of `yangguang witness` in its folder",
        "none",
    )
    workers = Variable("YANGGUANG_WORKERS", whole_number(1, 64), 2, "web processes")
    threads = Variable(
        "YANGGUANG_THREADS", whole_number(1, 64), 4, "requests answered at the same time by each web process"
    )
    max_upload_mb = Variable(
        "YANGGUANG_MAX_UPLOAD_MB", whole_number(1, 2000), 20, "largest uploaded file, in MiB"
    )
    file_scanner = Variable(
        "YANGGUANG_FILE_SCANNER",
        text,
        "demo",
        "demo, or the ClamAV daemon that checks uploads: tcp://host:port, unix:///path",
    )
    smtp_url = Variable(
        "YANGGUANG_SMTP_URL",
        address("smtp", "smtps", "smtp+starttls"),
        "",
        "outgoing mail, as smtp://user:password@host:port; unset: mails are kept in VAR/mail",
        "none",
    )
    mail_from = Variable("YANGGUANG_MAIL_FROM", text, "yangguang@localhost", "sender of outgoing mail")
    sms_provider = Variable(
        "YANGGUANG_SMS_PROVIDER", text, "demo", "which registered SMS provider sends short messages"
    )
    sms_url = Variable(
        "YANGGUANG_SMS_URL", address("http", "https"), "", "gateway of the SMS provider", "none"
    )
    payment_provider = Variable(
        "YANGGUANG_PAYMENT_PROVIDER",
        text,
        "demo",
        "which registered bank takes payments: demo, failing, gateway",
    )
    payment_url = Variable(
        "YANGGUANG_PAYMENT_URL", address("http", "https"), "", "gateway of the bank", "none"
    )
    payment_key = Variable(
        "YANGGUANG_PAYMENT_KEY", text, "", "agreed key that signs messages with the bank", "none"
    )
    post_provider = Variable(
        "YANGGUANG_POST_PROVIDER", text, "demo", "which registered post takes parcels: demo, failing, gateway"
    )
    post_url = Variable("YANGGUANG_POST_URL", address("http", "https"), "", "gateway of the post", "none")
    city_name = Variable("YANGGUANG_CITY_NAME", text, "深圳市", "city named in page titles and documents")
    site_name = Variable("YANGGUANG_SITE_NAME", text, "阳光政务", "name of the service in page titles")
    organiser = Variable("YANGGUANG_ORGANISER", text, "", "主办单位 in the foot of every page", "none")
    operator = Variable("YANGGUANG_OPERATOR", text, "", "承办单位 in the foot of every page", "none")
    site_code = Variable("YANGGUANG_SITE_CODE", text, "", "网站标识码 in the foot of every page", "none")
    record_number = Variable("YANGGUANG_RECORD_NUMBER", text, "", "备案号 in the foot of every page", "none")
    key_store = Variable(
        "YANGGUANG_KEY_STORE",
        text,
        "file",
        "where the authorities' keys lie: file, or a registered cryptographic module",
    )
    key_password = Variable(
        "YANGGUANG_KEY_PASSWORD",
        text,
        "",
        "opens the key files in VAR/keys; unset: derived from the secret key",
        "from the secret key",
    )
    pin = Variable("YANGGUANG_PIN", text, "", "PIN of the certificate file for `yangguang sign`", "asked")
    log_level = Variable(
        "YANGGUANG_LOG_LEVEL", one_of(*LOG_LEVELS), "INFO", "least severe message that is logged"
    )

    @property
    def demo(self) -> bool:
        """Whether demo accounts and the page that lists them may be shown."""
        return self.mode == "demo"

    @property
    def database(self) -> dict[str, Any]:
        """The database as Django's settings want it; without DATABASE_URL the embedded one."""
        given = psycopg.conninfo.conninfo_to_dict(self.database_url or postgres.address(self.var))
        django = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        return {
            "ENGINE": "django.db.backends.postgresql",
            **{name: given.pop(key, "") or "" for key, name in django.items()},
            "OPTIONS": dict(given),
        }


ENV = Environment()


def variables() -> Iterator[tuple[str, Variable[Any]]]:
    """List the table row by row: attribute and variable."""
    for attribute, row in vars(Environment).items():
        if isinstance(row, Variable):
            yield attribute, row


def validate() -> None:
    """
    Read every variable once, so that a bad one stops the start and not a request.

    Refuses with SettingRefused.
    """
    for attribute, _ in variables():
        getattr(ENV, attribute)


def reference() -> str:
    """Write the operator's reference as a Markdown table."""
    lines = ["| variable | value | default | meaning |", "|---|---|---|---|"]
    lines += [
        f"| `{row.name}` | {row.kind} | {row.shown or 'none'} | {row.meaning} |" for _, row in variables()
    ]
    return "\n".join(lines)
