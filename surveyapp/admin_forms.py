"""Forms of the admin's own pages: upload a questionnaire, open, close, copy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from .models import Membership, Participation, Role
from .questionnaire import yaml_form
from .questionnaire.check_codes import ADDRESS
from .questionnaire.problems import ProblemsError
from .questionnaire.schema import Questionnaire


class UploadForm(forms.Form):
    file = forms.FileField(label=_("Questionnaire file (YAML)"))

    def clean_file(self) -> Questionnaire:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            return yaml_form.read(file.read(300_000), file.name or "")
        except ProblemsError as error:
            raise forms.ValidationError([str(problem) for problem in error.problems]) from error


class ParticipationForm(forms.ModelForm):
    """A row below a survey: Django does not look there whether the school takes part already."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        taken = Participation.objects.filter(survey=self.instance.survey_id, school=data.get("school"))
        if taken.exists():
            self.add_error("school", _("This school takes part already."))
        return data


class RoleForm(forms.ModelForm):
    """The role of somebody who is there already."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        school = data.get("school")
        if school and data.get("role") == Role.RESEARCHER:
            self.add_error(
                "school", _("Only faculty can be of one school alone. Researchers see every school.")
            )
        elif (
            school
            and not Participation.objects.filter(survey=self.instance.survey_id, school=school).exists()
        ):
            self.add_error("school", _("This school is not among those of this survey."))
        return data


class MembershipForm(RoleForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        user, group = data.get("user"), data.get("group")
        if bool(user) == bool(group) and not self.errors:
            self.add_error("user", _("Choose a person or a group of staff: one of the two."))
        elif Membership.objects.filter(survey=self.instance.survey_id, user=user, group=group).exists():
            self.add_error("user" if user else "group", _("There is a role for this one already."))
        return data


class OpenForm(forms.Form):
    key_is_kept = forms.BooleanField(
        label=_("A copy of ANSWER_KEY is kept elsewhere, apart from the database and its backups."),
        error_messages={
            "required": _(
                "Without the key, all that is handed in is lost. Keep a copy first, then tick this."
            )
        },
    )


class CloseForm(forms.Form):
    """Nothing to fill in: the button is the confirmation."""

    sure = forms.BooleanField(widget=forms.HiddenInput, initial=True)


class CopyForm(forms.Form):
    code = forms.RegexField(
        rf"\A{ADDRESS.pattern}\Z",
        max_length=64,
        label=_("Code of the new survey"),
        help_text=_("Letters, digits, - and _. It stands in addresses and file names and stays."),
    )
    example = forms.BooleanField(
        required=False,
        label=_("An example or rehearsal, which made-up students may answer and which goes into no result"),
    )
