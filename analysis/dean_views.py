"""After closing, under a school's secret link: how many of the school answered, and what, if the researchers allow."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_safe

from surveyapp import participation, tallies
from surveyapp.store import questionnaire_of
from surveyapp.views.dean_link import Opened, by_link, no_such_page, render, study

from . import wording
from .board_words import said_rate
from .dean_results import Answered, answered
from .kept import kept
from .names import Names

Figure = tuple[str, str]  # what it is, how much


@by_link
@require_safe
def results(request: HttpRequest, opened: Opened) -> HttpResponse:
    """No such page before closing, nor for a school that did not take part. A secretary sees no answers."""
    if not opened.row.survey.is_closed or not opened.takes_part:
        return no_such_page(opened.language)
    shown = opened.row.survey.share_with_schools and opened.is_dean
    context = {
        **study(opened),
        "figures": list(_figures(opened)),
        "shared": opened.row.survey.share_with_schools,
        "questions": _answered(opened) if shown else [],
    }
    return render(opened, "analysis/dean_results.html", context)


def _answered(opened: Opened) -> list[Answered]:
    """Made once for each school and language: the survey is closed, so nothing changes but the words."""
    row, language = opened.row, opened.language.interface
    names = Names(questionnaire_of(row.survey), language)
    atoms = tallies.as_they_stand(row.survey)
    key = (
        "dean",
        row.survey.pk,
        row.survey.revision,
        row.survey.minimum_group,
        row.school.code,
        language,
        atoms,
    )
    with override(language):
        return kept(key, lambda: answered(row.survey, row.school.code, names))


def _figures(opened: Opened) -> Iterator[Figure]:
    """Of the school, then of all: exact, as the survey is closed."""
    row, language = opened.row, opened.language.interface
    summary = participation.summary(row.survey)
    line = next(line for line in summary.schools if line.code == row.school.code)
    received, asked = line.received, line.asked
    yield _("handed in at your school"), wording.count(received, language)
    if rate := said_rate(received, asked, language):
        said = {"n": wording.count(asked or 0, language)}
        label = ngettext(
            "of %(n)s student asked (95 %% CI in brackets)",
            "of %(n)s students asked (95 %% CI in brackets)",
            asked or 0,
        )
        yield label % said, rate
    elif asked:
        yield ngettext("student asked", "students asked", asked), wording.count(asked, language)
    yield _("handed in at all schools"), wording.count(summary.received, language)
