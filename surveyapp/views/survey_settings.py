"""The settings of a survey that may change while its questions stay."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import access
from ..actions import survey_settings
from ..actions.surveys import Refused
from ..models import Survey
from ..survey_forms import SettingsForm
from . import frame


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, code: str) -> HttpResponse:
    survey = access.survey_for(request.user, code, to="run")
    if request.method != "POST":
        return _page(request, survey, SettingsForm(survey, initial=_now(survey)))
    form = SettingsForm(survey, request.POST)
    if not form.is_valid():
        return _page(request, survey, form, status=422)
    wanted = {"closes_on": None, **form.cleaned_data}
    try:
        changed = survey_settings.change(survey=survey, by=frame.who(request), **wanted)
    except survey_settings.ChangedMeanwhile as error:
        # What stands now is shown beside; saving again then takes its place, knowingly.
        again = SettingsForm(
            survey, initial={**form.cleaned_data, "seen": survey_settings.fingerprint(survey)}
        )
        theirs = [(field.label, _shown(getattr(survey, field.name))) for field in again.visible_fields()]
        return _page(request, survey, again, status=409, conflict=str(error), theirs=theirs)
    except Refused as error:
        form.add_error(None, str(error))
        return _page(request, survey, form, status=422)
    messages.success(request, _("The settings are kept.") if changed else _("Nothing was changed."))
    return redirect("survey", code)


def _now(survey: Survey) -> dict[str, object]:
    values = {name: getattr(survey, name) for name in survey_settings.FIELDS}
    return {**values, "seen": survey_settings.fingerprint(survey)}


def _shown(value: object) -> object:
    return (_("Yes") if value else _("No")) if isinstance(value, bool) else value


def _page(
    request: HttpRequest, survey: Survey, form: SettingsForm, status: int = 200, **more: object
) -> HttpResponse:
    context = frame.of_survey(survey, "overview") | {"form": form, **more}
    return render(request, "surveys/settings.html", context, status=status)
