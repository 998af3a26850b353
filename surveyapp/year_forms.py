"""Numbers of students by year of study, as a dean, a secretary or a researcher fills them in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import years
from .models import Participation
from .years import Year

MOST_STUDENTS = 10_000_000
NUMBER_ERRORS = {
    "invalid": gettext_lazy("Enter a whole number, in figures."),
    "min_value": gettext_lazy("A number of students is not below zero."),
    "max_value": gettext_lazy("That is more students than any school has."),
}


def number(label: str | Promise, **more: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(
        label=label,  # type: ignore[arg-type]
        required=False,
        min_value=0,
        max_value=MOST_STUDENTS,
        widget=widget,
        error_messages=NUMBER_ERRORS,
        **more,
    )


class ByYear(forms.Form):
    """A field for each year, after those that a form has anyway. Numbers that do not add up are an error of `total`."""

    total = "total"

    def __init__(self, *args: Any, years: Sequence[Year] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = years
        for n, year in enumerate(years):
            self.fields[f"year_{n}"] = number(year.name)

    def year_fields(self) -> list[forms.BoundField]:
        return [self[f"year_{n}"] for n in range(len(self.years))]

    def has_years(self) -> bool:
        """Whether somebody filled one in, or tried to."""
        return any(field.value() not in (None, "") for field in self.year_fields())

    def by_year(self) -> dict[str, int | None]:
        return {year.code: self.cleaned_data.get(f"year_{n}") for n, year in enumerate(self.years)}

    def known_years(self) -> dict[str, int]:
        return {code: n for code, n in self.by_year().items() if n is not None}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = [self.total, *(f"year_{n}" for n in range(len(self.years)))]
        if not any(name in self.errors for name in names):
            if wrong := years.wrong_sum(data.get(self.total), self.by_year()):
                self.add_error(self.total, wrong)
            data[self.total] = years.total_of(data.get(self.total), self.by_year())
        return data


class EnrolledForm(ByYear):
    """How many students a school has: in all, by year if known, whose figure that is, and of which day."""

    total = "students_in_all"

    students_in_all = number(gettext_lazy("All years together"))
    source = forms.CharField(
        label=gettext_lazy("Where the figures come from"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For instance the registrar’s office."),
    )
    of_day = forms.DateField(
        label=gettext_lazy("Of which day they are"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Enter the day of which the figures are."),
            "invalid": gettext_lazy("That is no day. Write it as 2019-01-31."),
        },
    )

    def __init__(self, *args: Any, years: Sequence[Year] = (), **kwargs: Any) -> None:
        super().__init__(*args, years=years, **kwargs)
        self.order_fields([self.total, *(f"year_{n}" for n in range(len(years))), "source", "of_day"])

    def clean_of_day(self) -> Any:
        day = self.cleaned_data["of_day"]
        if day > timezone.localdate():
            raise ValidationError(_("That day lies ahead."))
        return day

    def clean_source(self) -> str:
        return " ".join(self.cleaned_data["source"].split())


def initial(row: Participation, known: Sequence[Year]) -> dict[str, object]:
    """What was entered before."""
    return dict(_initial(row, known))


def _initial(row: Participation, known: Sequence[Year]) -> Iterator[tuple[str, object]]:
    lines = {line.year: line for line in row.enrolled_by_year.all()}
    yield "students_in_all", row.enrolled
    last = max(lines.values(), key=lambda line: line.day, default=None)
    yield "source", last.source if last else ""
    yield "of_day", last.day if last else timezone.localdate()
    for n, year in enumerate(known):
        if year.code in lines:
            yield f"year_{n}", lines[year.code].students
