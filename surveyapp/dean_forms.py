"""What a dean or a secretary fills in on the school's own page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Event
from .year_forms import MOST_STUDENTS, ByYear

Kind = Event.Kind
REASONS = {
    "data_protection": gettext_lazy("Data protection"),
    "surveys": gettext_lazy("Our students get too many surveys"),
    "time": gettext_lazy("We have no time for it"),
    "other": gettext_lazy("Something else"),
}
LONGEST_WORDS = 400  # characters; with the reason before them they fit into what an event keeps


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(choices=list(REASONS.items()), required=False)
    words = forms.CharField(max_length=LONGEST_WORDS, required=False)

    def told(self, language: str) -> str:
        """In one line, for the researchers: the reason in the server's language, the words as they were written."""
        reason, words = self.cleaned_data["reason"], " ".join(self.cleaned_data["words"].split())
        with translation.override(language):
            label = str(REASONS[reason]) if reason and not (reason == "other" and words) else ""
        return ": ".join(part for part in (label, words) if part)


class SentForm(ByYear):
    """`opened_on`: before that day the students' link did not work. By year of study too, if known."""

    total = "students"

    kind = forms.ChoiceField(
        choices=[
            (Kind.SENT, gettext_lazy("First mail")),
            (Kind.FIRST_REMINDER, gettext_lazy("First reminder")),
            (Kind.SECOND_REMINDER, gettext_lazy("Second and last reminder")),
        ]
    )
    day = forms.DateField(
        error_messages={
            "required": gettext_lazy("Enter the day on which it went out."),
            "invalid": gettext_lazy("That is no day. Write it as 2019-01-31."),
        }
    )
    students = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_STUDENTS,
        error_messages={
            "invalid": gettext_lazy("Enter a whole number, in figures."),
            "min_value": gettext_lazy("It reached one student at least."),
            "max_value": gettext_lazy("That is more students than any school has."),
        },
    )

    def __init__(self, *args: Any, opened_on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened_on = opened_on

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("That day lies ahead. Tell us when it has gone out."))
        if self.opened_on and day < self.opened_on:
            opened = date_format(self.opened_on, "DATE_FORMAT")
            raise ValidationError(_("The survey opened on %(day)s, not before.") % {"day": opened})
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        missing = data.get("students") is None and "students" not in self.errors
        if data.get("kind") == Kind.SENT and missing:
            self.add_error("students", _("Enter how many students it reached, roughly if need be."))
        return data

    def told(self) -> dict[str, Any]:
        """As an event keeps it."""
        return {name: self.cleaned_data[name] for name in ("kind", "day", "students")} | {
            "by_year": self.known_years()
        }
