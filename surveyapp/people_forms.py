"""Forms about people: invite, change a role, ask for a new password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .accounts import LONGEST_NAME
from .languages import name_of
from .models import Membership, Role, School, Survey
from .school_forms import AddressField


class RoleForm(forms.Form):
    """What somebody may do with a survey."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.FACULTY)
    school = forms.ModelChoiceField(
        School.objects.none(),
        label=_("School"),
        required=False,
        empty_label=_("All schools"),
        help_text=_(
            "Faculty of one school see that school and the whole, not the other schools’ own figures."
        ),
    )

    def __init__(self, survey: Survey, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = School.objects.filter(participations__survey=survey)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("school") and data.get("role") == Role.RESEARCHER:
            self.add_error(
                "school", _("Researchers see every school: choose ‘All schools’, or make them faculty.")
            )
        return data


class InviteForm(RoleForm):
    address = AddressField(label=_("Mail address"), max_length=254)
    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("As histories and the log should say it. Without one they say the address."),
    )
    language = forms.ChoiceField(label=_("Language of the mail"))
    field_order = ["address", "name", "role", "school", "language"]

    def __init__(self, survey: Survey, *args: Any, **kwargs: Any) -> None:
        super().__init__(survey, *args, **kwargs)
        self.fields["language"].choices = [(code, name_of(code)) for code, _name in settings.LANGUAGES]  # type: ignore[attr-defined]
        self.fields["language"].initial = get_language
        self.fields["address"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not name.isprintable():
            raise ValidationError(_("The name holds a character that cannot be seen. Type it anew."))
        return name


class ChangeForm(RoleForm):
    def __init__(self, membership: Membership, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"role": membership.role, "school": membership.school_id})
        super().__init__(membership.survey, *args, **kwargs)


class ForgottenForm(forms.Form):
    address = AddressField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
