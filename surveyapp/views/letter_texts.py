"""The words of letters: change them, look at them, keep them."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import access, letter_fields, letter_text
from ..actions import letters
from ..languages import PageLanguage
from ..letter_fields import Words
from ..letter_forms import TextForm
from ..models import LetterKind, Survey
from .frame import who
from .letters import kind_of, page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, code: str, kind: str, language: str) -> HttpResponse:
    """Change a letter's words in one language. `go=preview` keeps nothing."""
    survey = access.survey_for(request.user, code, to="schools")
    words = letter_fields.texts(survey).get((kind_of(kind), language))
    if words is None:
        raise Http404("no letters in that language")
    if request.method != "POST":
        form = TextForm(initial={"subject": words.subject, "body": words.body, "revision": words.revision})
        return _text_page(request, survey, words, language, form, preview=(words.subject, words.body))
    if request.POST.get("go") == "shipped":
        return _shipped(request, survey, words, language)
    form = TextForm(request.POST)
    if not form.is_valid():
        return _text_page(request, survey, words, language, form, status=422)
    if request.POST.get("go") == "preview":
        return _looked_at(request, survey, words, language, form)
    return _kept(request, survey, words, language, form)


def _shipped(request: HttpRequest, survey: Survey, words: Words, language: str) -> HttpResponse:
    """The form with the text that comes with Anamnesis; kept only once that is asked for."""
    own = letter_fields.shipped(words.kind, language)
    revision = request.POST.get("revision", "")
    form = TextForm(initial={"subject": own.subject, "body": own.body, "revision": revision})
    return _text_page(request, survey, words, language, form, preview=(own.subject, own.body), shipped=True)


def _looked_at(
    request: HttpRequest, survey: Survey, words: Words, language: str, form: TextForm
) -> HttpResponse:
    try:
        preview = letters.checked(form.cleaned_data["subject"], form.cleaned_data["body"])
    except letters.TextProblems as problems:
        return _refused(request, survey, words, language, form, problems)
    return _text_page(request, survey, words, language, form, preview=preview)


def _kept(request: HttpRequest, survey: Survey, words: Words, language: str, form: TextForm) -> HttpResponse:
    try:
        letters.put_text(
            survey=survey,
            kind=words.kind,
            language=language,
            subject=form.cleaned_data["subject"],
            body=form.cleaned_data["body"],
            revision=form.cleaned_data["revision"] or 0,
            by=who(request),
        )
    except letters.TextProblems as problems:
        return _refused(request, survey, words, language, form, problems)
    except letters.ChangedMeanwhile as error:
        # What the other one wrote is shown beside; saving again then takes its place, knowingly.
        now = letter_fields.texts(survey)[words.kind, language]
        again = TextForm(initial={**form.cleaned_data, "revision": now.revision})
        return _text_page(request, survey, now, language, again, theirs=now, conflict=str(error), status=409)
    messages.success(request, _("The text is kept."))
    return redirect("letters", survey.code)


def _refused(
    request: HttpRequest,
    survey: Survey,
    words: Words,
    language: str,
    form: TextForm,
    problems: letters.TextProblems,
) -> HttpResponse:
    for name in ("subject", "body"):
        for problem in getattr(problems, name):
            form.add_error(name, problem)
    return _text_page(request, survey, words, language, form, status=422)


def _text_page(
    request: HttpRequest,
    survey: Survey,
    words: Words,
    language: str,
    form: TextForm,
    *,
    preview: tuple[str, str] | None = None,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    typing = request.headers.get("HX-Request") == "true"  # then only what stands under the form is taken
    context = {
        "form": form,
        "problems": [said for field in form.errors.values() for said in field] if typing else [],
        "kind": LetterKind(words.kind),
        "words": words,
        "language": PageLanguage(language),
        "spoken": PageLanguage(words.language),
        "fields": letter_text.FIELDS.items(),
        "base_url": settings.BASE_URL,
        "preview": _preview(survey, language, *preview) if preview else None,
        **more,
    }
    return page(request, survey, "text", context, status)


def _preview(survey: Survey, language: str, subject: str, body: str) -> dict[str, object]:
    """As the first school that gets letters in this language would read it, else the first of all."""
    rows = survey.participations.select_related("school", "survey").prefetch_related("events")
    row = min(rows, key=lambda row: letter_fields.language_of(row) != language, default=None)
    if row is None:
        said = {name: f"‹{name}›" for name in letter_text.FIELDS}
    else:
        said = letter_fields.values(letter_fields.facts(survey), row, list(row.events.all()), language)
    filled = letter_text.fill(subject, body, said)
    return {
        "school": row.school if row else None,
        "subject": filled.subject,
        "html": letter_text.to_html(filled.body),
        "unknown": letter_text.in_braces(filled.unknown),
    }
