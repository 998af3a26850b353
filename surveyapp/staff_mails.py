"""Mails to staff: the invitation to a survey, a role in another one, and the link to a new password."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import accounts, emails, letter_text
from .languages import PageLanguage
from .models import Invitation, Membership, Role
from .questionnaire.schema import words


def invitation(row: Invitation, link: str) -> EmailMultiAlternatives:
    """With a link for whoever has no password yet; whoever has one is told of the role."""
    membership = row.membership
    survey, user = membership.survey, membership.user
    if user is None:
        raise ValueError("groups of staff get no mail")
    with translation.override(PageLanguage(row.language).interface):
        values = _values(user, row.language) | {
            "survey": words(survey.title, row.language, survey.languages[0]),
            "who": row.asked_by,
            "contact": survey.contact,
            "school": membership.school.name if membership.school else "",
        }
        parts = [_("Hello,"), _beginning(membership), *(_joining() if link else _signing_in())]
        parts.append(_("Questions about the survey go to {contact}."))
        filled = letter_text.fill(_("Your access to the survey “{survey}”"), "\n\n".join(parts), values)
        return _composed(user, filled, row.language, link, survey.contact)


def new_password(user: User, language: str, link: str) -> EmailMultiAlternatives:
    with translation.override(PageLanguage(language).interface):
        parts = [
            _("Hello,"),
            _("Somebody asked here for a new password for the account {user}."),
            _("Choose one by this link. It works once, until {until}:"),
            letter_text.LINK,
            _("If it was not you, there is nothing to do: your password stays as it is."),
        ]
        filled = letter_text.fill(_("A new password"), "\n\n".join(parts), _values(user, language))
        return _composed(user, filled, language, link)


def _values(user: User, language: str) -> dict[str, str]:
    last = timezone.localtime() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return {
        "user": user.username,
        "until": date_format(last, "DATETIME_FORMAT"),
        "door": settings.BASE_URL + reverse("signin"),
    }


def _beginning(membership: Membership) -> str:
    if membership.role == Role.RESEARCHER:
        return _(
            "{who} has given you access to the survey “{survey}”, as a researcher: you see its results, and work "
            "with its schools, letters and data."
        )
    if membership.school:
        return _(
            "{who} has given you access to the survey “{survey}”, as faculty of {school}: you see the results of "
            "all schools together, and the figures of your own."
        )
    return _(
        "{who} has given you access to the survey “{survey}”, as faculty: you see its results, and where its "
        "schools stand."
    )


def _joining() -> list[str]:
    return [
        _("Choose a password by this link. It works once, until {until}:"),
        letter_text.LINK,
        _("From then on you sign in with the user name {user} here:"),
        "{door}",
        _(
            "If you do not know what this is about, do nothing: without a password nobody can use the account."
        ),
    ]


def _signing_in() -> list[str]:
    return [_("You have an account here already. Sign in with the user name {user}:"), "{door}"]


def _composed(
    user: User, filled: letter_text.Filled, language: str, link: str, reply_to: str = ""
) -> EmailMultiAlternatives:
    return emails.compose(
        to=accounts.tidy_address(user.email),
        subject=filled.subject,
        body=filled.body,
        language=language,
        link=link,
        message_id=emails.new_message_id(),
        reply_to=reply_to,
    )
