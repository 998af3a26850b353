"""Forms of the letters' pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .letter_text import LONGEST_BODY, LONGEST_SUBJECT

FURTHEST = timedelta(days=366)  # days ahead that a reminder is scheduled


class TextForm(forms.Form):
    """What the words mean is looked at by the action, which names every problem at once."""

    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT, strip=False)
    body = forms.CharField(
        label=_("Letter"),
        max_length=LONGEST_BODY,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "class": "letter-source", "spellcheck": "true"}),
        help_text=_(
            "An empty line parts paragraphs; a line that begins with - or with 1. is a list. Addresses lead "
            "to this server only. A line with a field that has nothing to say is left out."
        ),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class MailForm(TextForm):
    """A mail to students is copied as it stands, so nothing in it becomes a list or a link with words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _("The mail")
        self.fields["body"].help_text = _(
            "Plain text, as schools copy it. Addresses lead to this server only. A line with a field that has "
            "nothing to say is left out."
        )


class DayForm(forms.Form):
    """On which day letters are to go out."""

    day = forms.DateField(
        label=_("To go out on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write the day as year-month-day: 2026-03-14.")},
    )

    def clean_day(self) -> object:
        today, day = timezone.localdate(), self.cleaned_data["day"]
        if not today <= day <= today + FURTHEST:
            raise forms.ValidationError(_("Choose today, or a day within a year."))
        return day
