"""Forms of a survey's life: open it, close it, change its settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .admin_forms import OpenForm as OpenForm  # one confirmation, here and there
from .models import Survey
from .school_forms import AddressField


class CloseForm(forms.Form):
    """Typing the code: nobody closes the wrong survey by a click."""

    code = forms.CharField(
        max_length=64,
        label=_("To confirm, type the survey’s code"),
        error_messages={"required": _("Type the code. Nothing was closed.")},
    )

    def __init__(self, survey: Survey, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.survey = survey

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        if code != self.survey.code:
            raise ValidationError(_("This is not the code of this survey. Nothing was closed."))
        return code


class SettingsForm(forms.Form):
    contact = AddressField(
        label=_("Address for questions"),
        required=False,
        max_length=254,
        help_text=_("Students read it on their first page, deans on theirs."),
    )
    ethics = forms.CharField(
        label=_("Ethics reference"),
        required=False,
        max_length=200,
        help_text=_("As the committee wrote it. It stands on deans’ pages and in letters."),
    )
    closes_on = forms.DateField(
        label=_("Planned last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Deans and posters name it. Nothing closes by itself: a person does."),
    )
    asked = forms.IntegerField(
        label=_("Students asked, where only the sum is known"),
        required=False,
        min_value=1,
        max_value=100_000_000,
        help_text=_("Leave it empty where each school’s number is known. Response rates are of it."),
    )
    share_with_schools = forms.BooleanField(
        label=_("Each dean sees the school’s own results after closing"),
        required=False,
        help_text=_("By the same rules as everything that is shown: never of fewer than the smallest group."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, survey: Survey, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.survey = survey
        if survey.is_closed:
            del self.fields["closes_on"]

    def clean_closes_on(self) -> object:
        day = self.cleaned_data["closes_on"]
        if day and day < timezone.localdate() and day != self.survey.closes_on:
            raise ValidationError(_("That day is over."))
        return day
