"""EMAIL_URL -> by which server letters go out. What it refuses never quotes the address: there is a password in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

OFF = "django.core.mail.backends.dummy.EmailBackend"
CONSOLE = "django.core.mail.backends.console.EmailBackend"
SMTP = "surveyapp.smtp.EmailBackend"

PORTS = {"smtp": 587, "smtps": 465}
AT_HOME = {"localhost", "127.0.0.1", "::1"}
LIKE = "It looks like smtp://user:password@mail.example.org:587/?tls=1&from=study@example.org (see docs/running.md)."


@dataclass(frozen=True)
class Mail:
    """`timeout` in seconds, for each step of the talk with the server."""

    on: bool = False
    backend: str = OFF
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False
    tls: bool = False
    timeout: int = 20
    sender: str = "anamnesis@localhost"


def read(url: str) -> Mail:
    """Nothing: mail is off. `console:` writes letters to standard output, to try it out."""
    if not url:
        return Mail()
    parts, options = _parts(url)
    sender = _sender(options.get("from", ""), parts)
    if parts.scheme == "console":
        return Mail(on=True, backend=CONSOLE, sender=sender or "anamnesis@localhost")
    if not parts.hostname:
        raise _wrong("names no mail server")
    if not sender:
        raise _wrong("does not say who the letters are from: add from=study@example.org")
    mail = Mail(
        on=True,
        backend=SMTP,
        host=parts.hostname,
        port=_port(parts),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp" and _yes(options.get("tls", "0")),
        tls=parts.scheme == "smtps",
        timeout=_seconds(options.get("timeout", "20")),
        sender=sender,
    )
    if mail.password and not (mail.starttls or mail.tls) and mail.host not in AT_HOME:
        raise _wrong("would send the password without encryption: add tls=1, or begin it with smtps:")
    return mail


def _parts(url: str) -> tuple[SplitResult, dict[str, str]]:
    try:
        parts = urlsplit(url)
        options = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=False).items()}
    except ValueError as error:
        raise _wrong("cannot be read") from error
    if parts.scheme not in {"smtp", "smtps", "console"}:
        raise _wrong("begins with none of smtp:, smtps: and console:")
    if unknown := sorted(set(options) - {"tls", "from", "timeout"}):
        raise _wrong(f"has what nobody knows: {', '.join(unknown)}. Known are tls, from and timeout")
    return parts, options


def _sender(said: str, parts: SplitResult) -> str:
    """Who signs in is who writes, unless said."""
    sender = said or unquote(parts.username or "")
    if not said and "@" not in sender:
        return ""
    if "@" not in parseaddr(sender)[1] or any(ord(character) < 32 for character in sender):
        raise _wrong("has no mail address behind from=")
    return sender


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or PORTS[parts.scheme]
    except ValueError as error:
        raise _wrong("has a port that is no number up to 65535") from error


def _yes(value: str) -> bool:
    if value not in {"0", "1"}:
        raise _wrong("has another tls than 0 or 1")
    return value == "1"


def _seconds(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 120:
        raise _wrong("has a timeout that is no number of seconds from 1 to 120")
    return int(value)


def _wrong(what: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"EMAIL_URL {what}. {LIKE}")
