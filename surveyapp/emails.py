"""Mail: addresses that can be written to, a letter as a message, and what the mail server answers to it."""

from __future__ import annotations

import secrets
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import BadHeaderError
from django.template.loader import render_to_string
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from . import letter_text
from .addresses import address_problem, for_the_wire
from .languages import PageLanguage
from .models import Letter
from .questionnaire.characters import printable

LONGEST_ANSWER = 500  # characters of what a mail server says


class Unreachable(Exception):
    """No mail server to talk to; nothing has gone out. The message is what was heard."""


@dataclass(frozen=True)
class Delivery:
    """`uncertain`: the talk broke off after the letter's text was begun, so it may have gone out."""

    state: Literal["sent", "failed", "uncertain"]
    answer: str = ""


def is_on() -> bool:
    return bool(settings.MAIL_IS_ON)


def new_message_id() -> str:
    """Fixed with the letter: if it goes out twice after all, mail programs know the second for the first."""
    return f"<{secrets.token_hex(16)}@{punycode(urlsplit(settings.BASE_URL).hostname or 'localhost')}>"


def message(letter: Letter, link: str, reply_to: str = "") -> EmailMultiAlternatives:
    """Raises ValueError where an address or a subject would not be one."""
    return compose(
        to=letter.to,
        subject=letter.subject,
        body=letter.body,
        language=letter.language,
        link=link,
        message_id=letter.message_id,
        reply_to=reply_to,
    )


def compose(
    *, to: str, subject: str, body: str, language: str, link: str, message_id: str, reply_to: str = ""
) -> EmailMultiAlternatives:
    """A mail with a plain and an HTML part that say the same. Raises ValueError as `message` does."""
    found = letter_text.address_problems(body, settings.BASE_URL)
    if found:
        raise ValueError(found[0])
    mail = EmailMultiAlternatives(
        subject=subject,
        body=letter_text.to_plain(body, link),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[for_the_wire(to)],
        reply_to=[for_the_wire(reply_to)] if reply_to and not address_problem(reply_to) else [],
        headers={"Message-ID": message_id},
    )
    context = {
        "language": PageLanguage(language),
        "subject": subject,
        "body": letter_text.to_html(body, link),
    }
    mail.attach_alternative(render_to_string("letters/mail.html", context), "text/html")
    try:
        mail.message()
    except BadHeaderError as error:
        raise ValueError(_("The subject or an address holds a line end.")) from error
    return mail


def connect(timeout: int | None = None) -> Any:
    """An open connection; raises Unreachable. `timeout` in seconds, for each step of the talk."""
    connection: Any = get_connection()
    connection.timeout = timeout or settings.EMAIL_TIMEOUT
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(said(error)) from error
    return connection


def hang_up(connection: Any) -> None:
    """What goes wrong after the last letter changes nothing of it."""
    with suppress(OSError, smtplib.SMTPException):
        connection.close()


def deliver(mail: EmailMultiAlternatives, connection: Any) -> Delivery:
    """Hand one letter to the server."""
    talk = getattr(connection, "connection", None)
    if talk is not None:
        talk.begun = False
    try:
        connection.send_messages([mail])
    except (
        smtplib.SMTPResponseException,
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPNotSupportedError,
    ) as error:
        return Delivery("failed", said(error))
    except (OSError, smtplib.SMTPException) as error:
        return Delivery("uncertain" if getattr(talk, "begun", True) else "failed", said(error))
    return Delivery("sent")


def said(error: Exception) -> str:
    """The mail server's own words where it had some."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = [f"{code} {_text(words)}" for code, words in error.recipients.values()]
        return printable("; ".join(answers), LONGEST_ANSWER)
    if isinstance(error, smtplib.SMTPResponseException):
        return printable(f"{error.smtp_code} {_text(error.smtp_error)}", LONGEST_ANSWER)
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return _("The mail server did not answer in time.")
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return _("The mail server broke off.")
    return printable(" ".join(str(error).split()) or type(error).__name__, LONGEST_ANSWER)


def _text(words: bytes | str) -> str:
    heard = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(heard.split())
