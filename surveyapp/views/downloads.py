"""The Data tab, and the files that it offers."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from .. import access, dataset, exports, participation, tallies
from ..actions import jobs
from ..exports import Blanked
from ..forms import RowsForm
from ..models import Survey
from ..store import questionnaire_of
from . import frame

KEPT_FOR = 24 * 60 * 60


@login_required
@require_safe
def data(request: HttpRequest, code: str) -> HttpResponse:
    survey = access.survey_for(request.user, code, to="data")
    may_import = not survey.is_closed and access.may(request.user, survey, to="import")
    gives_rows = survey.is_closed and access.may(request.user, survey, to="rows")
    context = {
        "shown": sum(atom.people for atom in tallies.atoms(survey)),
        "received": participation.summary(survey).received,
        "form": RowsForm(survey.languages, initial={"language": _first_language(survey)}),
        "blanked": _blanked(survey) if gives_rows else None,
        "own_words": questionnaire_of(survey).has_texts,
        "may_import": may_import,
        "running": jobs.running_of(survey) if may_import else None,
    }
    return render(request, "surveys/data.html", frame.of_survey(survey, "data") | context)


@login_required
@require_safe
def rows(request: HttpRequest, code: str) -> HttpResponse | StreamingHttpResponse:
    """The rows of a closed survey, for administrators and its researchers."""
    survey = access.survey_for(request.user, code, to="rows")
    if not survey.is_closed:
        raise Http404("rows exist only once a survey is closed")
    form = RowsForm(
        survey.languages, data=request.GET or {"answers": "codes", "language": survey.languages[0]}
    )
    if not form.is_valid():
        return render(
            request, "surveys/data.html", frame.of_survey(survey, "data") | {"form": form}, status=400
        )
    labels, language = form.cleaned_data["answers"] == "labels", form.cleaned_data["language"]
    return _file(exports.rows_csv(survey, labels=labels, language=language), f"{survey.code}-rows.csv")


@login_required
@require_safe
def texts(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """Own words of a closed survey, of each question from k texts on; they lead to no row."""
    survey = access.survey_for(request.user, code, to="rows")
    if not survey.is_closed:
        raise Http404("own words are shown once a survey is closed")
    return _file(exports.texts_csv(survey), f"{survey.code}-texts.csv")


@login_required
@require_safe
def codebook(request: HttpRequest, code: str) -> StreamingHttpResponse:
    survey = access.survey_for(request.user, code, to="data")
    seen = access.schools_seen(request.user, survey)
    return _file(exports.codebook_csv(survey, seen), f"{survey.code}-codebook.csv")


def _file(parts: Iterator[str], name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8", headers=headers)


def _blanked(survey: Survey) -> Blanked:
    """Counted once: a closed survey does not change."""
    key = f"blanked-{survey.pk}-{survey.revision}"
    found = cache.get(key)
    if found is None:
        found = exports.blanked(dataset.read(survey))
        cache.set(key, found, KEPT_FOR)
    return found


def _first_language(survey: Survey) -> str:
    """The reader's language where the questionnaire has it."""
    reader = get_language() or ""
    return reader if reader in survey.languages else survey.languages[0]
