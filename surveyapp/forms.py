"""The staff's forms."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import accounts, languages, tries

WRONG = _("User name and password do not belong together. Check capitals and try again.")
TOO_MANY = _("Too many wrong tries for this user name. Wait five minutes, then try again.")


class SignInForm(AuthenticationForm):
    """Never says which of the two was wrong. After some wrong tries a name has to wait, known or not."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG, "too_many": TOO_MANY}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["username"].label = _("User name or mail address")
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}

    def clean(self) -> dict[str, object]:
        name = str(self.cleaned_data.get("username", ""))
        if tries.must_wait(name):
            raise ValidationError(self.error_messages["too_many"], code="too_many")
        self.cleaned_data["username"] = accounts.user_name_of(name)
        try:
            cleaned = super().clean()
        except ValidationError:
            tries.note_wrong(name)
            raise
        if self.get_user():
            tries.forget(name)
        return cleaned


class RowsForm(forms.Form):
    """How a closed survey's rows are wanted."""

    answers = forms.ChoiceField(
        label=_("Answers as"),
        choices=[
            ("codes", _("Codes, for a statistics program")),
            ("labels", _("Words, to read")),
        ],
        widget=forms.RadioSelect,
        initial="codes",
    )
    language = forms.ChoiceField(label=_("Language of the words"))

    def __init__(self, offered: Sequence[str], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["language"].choices = [(code, languages.name_of(code)) for code in offered]  # type: ignore[attr-defined]


class ImportForm(forms.Form):
    """A file of responses. What stands in it is looked at by the check, not here."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "The first line names the columns: school, then one a question, by its code. Answers are codes; several"
            " are parted by spaces. An empty cell: not shown, or left open, as the conditions say."
        ),
        error_messages={"required": _("Choose a file."), "invalid": _("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
