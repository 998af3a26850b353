"""Responses that were collected elsewhere: upload, check, look, import; and the page of long work, closing too."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from .. import access, import_problems, import_words, job_page, uploads
from ..actions import jobs
from ..actions.imports import needed_columns, word_columns
from ..delimited import safe
from ..forms import ImportForm
from ..models import Job, Survey
from ..store import questionnaire_of
from . import frame

WAITS = 4.0  # seconds that an answer waits for work to end: most of it is short, and is then seen at once


# Exempt here and protected below: who may not import, and who sends too much, is turned away before the file is read.
@csrf_exempt
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, code: str) -> HttpResponse:
    survey = access.survey_for(request.user, code, to="import")
    if survey.is_closed:
        raise Http404("nothing more goes into a closed survey")
    handler = uploads.PrivateUpload(request)
    request.upload_handlers = [handler]
    return _upload(request, survey, handler)


@csrf_protect
def _upload(request: HttpRequest, survey: Survey, handler: uploads.PrivateUpload) -> HttpResponse:
    """Take the file and have it checked; nothing is written into the survey."""
    form, status = ImportForm(), 200
    if request.method == "POST":
        form, status = ImportForm(request.POST, request.FILES), 422
        if handler.cannot_keep:
            form.errors.clear()
            form.add_error("file", _("The server has no room for this file. Tell whoever runs it."))
            status = 503
        elif handler.is_too_large():
            form.errors.clear()
            limit = {"limit": uploads.LARGEST // 2**20}
            form.add_error("file", _("This file has more than %(limit)s MB. Import it in parts.") % limit)
        elif form.is_valid():
            try:
                return redirect("job", survey.code, _check(request, survey, form.cleaned_data["file"]).pk)
            except jobs.Busy as busy:
                form.add_error(None, str(busy))
                status = 409
    context = {"form": form, "running": jobs.running_of(survey)}
    return render(request, "surveys/import.html", frame.of_survey(survey, "data") | context, status=status)


def _check(request: HttpRequest, survey: Survey, file: uploads.Uploaded) -> Job:
    try:
        job = jobs.check_file(
            survey=survey,
            token=file.take(),
            digest=file.digest,
            file_name=file.name or "",
            by=frame.who(request),
            language=get_language() or "en",
        )
    except jobs.Busy:
        file.taken = False  # and so it is deleted when the request ends
        raise
    return jobs.waited_for(job, WAITS)


@login_required
@require_safe
def columns(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """An empty file with the right columns."""
    survey = access.survey_for(request.user, code, to="import")
    questionnaire = questionnaire_of(survey)
    out = io.StringIO()
    csv.writer(out).writerow([*needed_columns(questionnaire), *word_columns(questionnaire)])
    return _csv([out.getvalue()], f"{survey.code}-import.csv")


# ----- one piece of work


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def job(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """How it stands: being checked, its problems, a preview, at work, or how it ended."""
    survey = access.survey_for(request.user, code, to="import")
    found = jobs.looked_after(get_object_or_404(Job, survey=survey, pk=number))
    refused = ""
    if request.method == "POST" and request.POST.get("go") == "drop":
        jobs.drop(job=found)
        return redirect("data", code)
    if request.method == "POST":
        try:
            jobs.import_file(job=found, language=get_language() or "en")
        except jobs.Busy as busy:
            refused = str(busy)
        else:
            jobs.waited_for(found, WAITS)
            return redirect("job", code, number)
    context = {"job": found, "refused": refused, **job_page.of(found, questionnaire_of(survey))}
    answer = render(
        request,
        "surveys/job.html",
        frame.of_survey(survey, "overview" if found.kind == Job.Kind.CLOSE else "data") | context,
        status=409 if refused else 200,
    )
    answer.headers["Cache-Control"] = "private, no-store"  # a preview shows answers
    return answer


@login_required
@require_safe
def problems(request: HttpRequest, code: str, number: int) -> StreamingHttpResponse:
    """All problems that were listed, in the reader's language."""
    survey = access.survey_for(request.user, code, to="import")
    found = get_object_or_404(Job, survey=survey, pk=number, state=Job.State.WRONG)
    return _csv(_problem_lines(survey, found), f"{survey.code}-problems.csv")


def _problem_lines(survey: Survey, found: Job) -> Iterator[str]:
    say = import_words.words_for(questionnaire_of(survey))
    yield _row(_("Line"), _("Column"), _("In the file"), _("What is wrong"), _("Way out"))
    for problem in map(say, import_problems.listed(found.token)):
        yield _row(str(problem.line or ""), problem.column, problem.value, problem.what, problem.way_out)
    if (rest := found.counts["problems"] - import_problems.MOST) > 0:
        words = ngettext("%(n)s more problem is not listed.", "%(n)s more problems are not listed.", rest)
        yield _row("", "", "", words % {"n": rest}, "")


def _row(*cells: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(map(safe, cells))
    return out.getvalue()


def _csv(parts: Iterator[str] | list[str], name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8", headers=headers)
