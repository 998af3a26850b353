"""The words of the mails that schools send to their students: change them, look at them, keep them."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import access, letter_fields, letter_text, student_texts
from ..actions import student_texts as actions
from ..actions.letters import ChangedMeanwhile, TextProblems
from ..languages import PageLanguage
from ..letter_fields import Words
from ..letter_forms import TextForm
from ..models import Survey
from .frame import who
from .letters import page


@login_required
@require_safe
def index(request: HttpRequest, code: str) -> HttpResponse:
    """All of them: three mails, in each of the survey's languages."""
    survey = access.survey_for(request.user, code, to="schools")
    known = student_texts.texts(survey)
    mails = [
        {
            "kind": kind,
            "name": name,
            "texts": [
                (PageLanguage(code), PageLanguage(words.language), words)
                for code in survey.languages
                if (words := known[kind, code])
            ],
        }
        for kind, name in student_texts.NAMES.items()
    ]
    return page(request, survey, "student_texts", {"mails": mails})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, code: str, kind: str, language: str) -> HttpResponse:
    """Change one mail in one language. `go=preview` keeps nothing, `go=shipped` only fills the form."""
    survey = access.survey_for(request.user, code, to="schools")
    words = student_texts.texts(survey).get((kind, language))
    if words is None:
        raise Http404("no such mail in that language")
    go = request.POST.get("go", "")
    if request.method != "POST" or go == "shipped":
        shown = student_texts.shipped(kind, language) if go == "shipped" else words
        revision = {"revision": words.revision, "subject": shown.subject, "body": shown.body}
        preview = (shown.subject, shown.body)
        return _page(request, survey, words, language, TextForm(initial=revision), preview, shipped=bool(go))
    form = TextForm(request.POST)
    if not form.is_valid():
        return _page(request, survey, words, language, form, status=422)
    subject, body = form.cleaned_data["subject"], form.cleaned_data["body"]
    try:
        if go == "preview":
            return _page(request, survey, words, language, form, actions.checked(subject, body))
        _keep(survey, words, language, form, who(request))
    except TextProblems as problems:
        for name in ("subject", "body"):
            for problem in getattr(problems, name):
                form.add_error(name, problem)
        return _page(request, survey, words, language, form, status=422)
    except ChangedMeanwhile as error:
        # What the other one wrote is shown beside; saving again then takes its place, knowingly.
        now = student_texts.texts(survey)[kind, language]
        again = TextForm(initial={**form.cleaned_data, "revision": now.revision})
        return _page(request, survey, now, language, again, theirs=now, conflict=str(error), status=409)
    messages.success(request, _("The text is kept."))
    return redirect("student_texts", survey.code)


def _keep(survey: Survey, words: Words, language: str, form: TextForm, by: str) -> None:
    told = form.cleaned_data
    actions.put(
        survey=survey,
        kind=words.kind,
        language=language,
        subject=told["subject"],
        body=told["body"],
        revision=told["revision"] or 0,
        by=by,
    )


def _page(
    request: HttpRequest,
    survey: Survey,
    words: Words,
    language: str,
    form: TextForm,
    preview: tuple[str, str] | None = None,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    typing = request.headers.get("HX-Request") == "true"  # then only what stands under the form is taken
    context = {
        "form": form,
        "problems": [said for field in form.errors.values() for said in field] if typing else [],
        "name": student_texts.NAMES[words.kind],
        "words": words,
        "language": PageLanguage(language),
        "spoken": PageLanguage(words.language),
        "fields": student_texts.FIELDS.items(),
        "base_url": settings.BASE_URL,
        "preview": _preview(survey, language, *preview) if preview else None,
        **more,
    }
    return page(request, survey, "student_text", context, status)


def _preview(survey: Survey, language: str, subject: str, body: str) -> dict[str, object]:
    """As the students of the first school would read it."""
    row = survey.participations.select_related("school", "survey").prefetch_related("events").first()
    if row is None:
        said = {name: f"‹{name}›" for name in student_texts.FIELDS}
    else:
        said = letter_fields.values(letter_fields.facts(survey), row, list(row.events.all()), language)
    filled = letter_text.fill(subject, body, said)
    unknown = letter_text.in_braces(filled.unknown)
    return {
        "school": row.school if row else None,
        "subject": filled.subject,
        "body": filled.body,
        "unknown": unknown,
    }
