"""Forms of the Schools tab."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .addresses import address_problem
from .history import WENT_OUT
from .invitation_file import LARGEST, MOST_PACKED, packed, unpacked
from .languages import name_of
from .models import Event, Participation
from .pasted import MOST_ROWS
from .year_forms import MOST_STUDENTS, ByYear

Kind = Event.Kind
# What a researcher enters by hand; corrections have a form of their own.
BY_HAND = [kind for kind in Kind if kind != Kind.CORRECTED]


class AddressField(forms.CharField):
    """A mail address in words that say what is wrong; umlauts in the domain are fine."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (wrong := address_problem(value)):
            raise ValidationError(wrong)


class AddForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("As it should stand in the letter and on the students’ first page."),
    )
    country = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label=_("Country"),
        required=False,
        max_length=2,
        help_text=_("Two letters, as in FR."),
        error_messages={"invalid": _("The country is two letters, as in FR; or leave it empty.")},
    )
    email = AddressField(label=_("Mail address of the dean’s office"), required=False, max_length=254)


class PasteForm(forms.Form):
    rows = forms.CharField(
        label=_("Rows"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "pasted", "spellcheck": "false"}),
        help_text=_(
            "One school a row: name, country, mail address of the dean’s office and, if you like, whom to write to and"
            " the languages of its letters (as in “en fr”). A first row with these words is fine. You see every row"
            " before anything is added."
        ),
        error_messages={"required": _("Paste at least one row.")},
    )

    def clean_rows(self) -> str:
        text: str = self.cleaned_data["rows"]
        if sum(1 for line in text.splitlines() if line.strip()) > MOST_ROWS:
            raise ValidationError(
                _("More than %(n)s rows. Paste them in parts, or import them all as a CSV file: see below.")
                % {"n": MOST_ROWS}
            )
        if "\x00" in text:
            raise ValidationError(_("There is a character that no text has. Copy the cells again."))
        return text


class AskedForm(forms.Form):
    asked = forms.IntegerField(
        label=_("Students asked, all schools together"),
        required=False,
        min_value=0,
        max_value=MOST_STUDENTS,
        help_text=_("Only where it is not known school by school."),
    )


class InvitationFileForm(AskedForm):
    file = forms.FileField(
        label=_("CSV file"),
        allow_empty_file=True,  # the check says what an empty one should hold
        help_text=_(
            "The first line names the columns: school, name, country, status, reason and, if known, enrolled, contact"
            " (whom to write to), email and languages (of its letters, as in “en fr”). The file that the board offers"
            " has them all. You see every line before anything is written."
        ),
        error_messages={"required": _("Choose a file."), "invalid": _("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    field_order = ("file", "asked")

    def clean(self) -> dict[str, Any]:
        """`text`: what stands in the file; bytes that are no UTF-8 are told with their line."""
        data = super().clean() or {}
        file = data.get("file")
        text = file.read(LARGEST + 1).decode("utf-8", "surrogateescape") if file is not None else ""
        if len(text) > LARGEST or len(packed(text)) > MOST_PACKED:
            said = {"limit": LARGEST // 1000}
            self.add_error("file", _("This file has more than %(limit)s kB. Import it in parts.") % said)
        elif file is not None:
            data["text"] = text
        return data


class InvitationTextForm(AskedForm):
    """What the page of the lines sends back."""

    text = forms.CharField(max_length=MOST_PACKED, strip=False)

    def clean_text(self) -> str:
        try:
            return unpacked(self.cleaned_data["text"])
        except ValueError as error:
            raise ValidationError("not sent by this page") from error


class EventForm(ByYear):
    """What happened; of a mail to students, to how many of each year, if known."""

    total = "students"

    kind = forms.ChoiceField(label=_("What happened"), choices=[(k.value, k.label) for k in BY_HAND])
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    students = forms.IntegerField(
        label=_("To how many students"),
        required=False,
        min_value=0,
        max_value=MOST_STUDENTS,
        help_text=_("Where a mail went to them."),
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=500, help_text=_("Where they declined.")
    )
    note = forms.CharField(
        label=pgettext_lazy("in a history", "Note"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = timezone.localdate

    def main_fields(self) -> list[forms.BoundField]:
        """All but the years, which the page folds away."""
        return [self[name] for name in self.fields if not name.startswith("year_")]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.known_years() and data.get("kind") not in WENT_OUT:
            self.add_error("kind", _("Years of study go with a mail to students."))
        return data

    def told(self) -> dict[str, Any]:
        """As an event keeps it."""
        main = ("kind", "day", "students", "reason", "note")
        return {name: self.cleaned_data[name] for name in main} | {"by_year": self.known_years()}


class CorrectForm(forms.Form):
    note = forms.CharField(
        label=_("Why?"),
        max_length=2_000,
        help_text=_("The history keeps the entry, and what you write here."),
        error_messages={"required": _("Say why: the history keeps both.")},
    )


class SchoolForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label=_("Country"),
        required=False,
        max_length=2,
        error_messages={"invalid": _("The country is two letters, as in FR; or leave it empty.")},
    )
    office = forms.CharField(
        label=_("Whom to write to"),
        required=False,
        max_length=200,
        help_text=_("As the letter begins, for example: the Dean’s office."),
    )
    email = AddressField(label=_("Mail address of the dean’s office"), required=False, max_length=254)
    languages = forms.MultipleChoiceField(
        label=_("Letters in"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    enrolled = forms.IntegerField(
        label=_("Students enrolled"), required=False, min_value=1, max_value=MOST_STUDENTS
    )

    def __init__(
        self, participation: Participation, *args: Any, named_by_others: bool = False, **kwargs: Any
    ) -> None:
        """`named_by_others`: it takes part in a survey of other people, and its name stands on their pages too."""
        row, school = participation, participation.school
        self.school, self.named_by_others = school, named_by_others
        kwargs.setdefault(
            "initial",
            {
                "name": school.name,
                "country": school.country,
                "office": row.office,
                "email": row.email,
                "languages": row.languages,
                "enrolled": row.enrolled,
            },
        )
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = [(code, name_of(code)) for code in row.survey.languages]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("name", "country") if self.named_by_others else ():
            if name in data and data[name] != (before := getattr(self.school, name)):
                said = _(
                    "It stands so in a survey of other people, too: an administrator can change it. "
                    "Put ‘%(before)s’ back."
                )
                self.add_error(name, ValidationError(said, params={"before": before or "–"}))
        return data
