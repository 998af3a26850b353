"""What is done to schools: add, change, enter what happened, make and revoke links. What is read is `analysis`'."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import access, pasted, school_links, year_forms, years
from ..actions import enrolment, history, links, schools
from ..actions.surveys import Refused
from ..delimited import safe
from ..invitation_lines import COLUMNS, MORE
from ..models import Event, Participation, School, SchoolLink, Survey
from ..school_forms import AddForm, CorrectForm, EventForm, PasteForm, SchoolForm
from ..store import questionnaire_of
from ..year_forms import EnrolledForm
from . import frame

NO_STORE = {"Cache-Control": "private, no-store"}


def row_for(request: HttpRequest, code: str, school: str) -> Participation:
    survey = access.survey_for(request.user, code, to="schools")
    rows = Participation.objects.select_related("survey", "school")
    return get_object_or_404(rows, survey=survey, school__code=school)


# ----- add


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """One school by a form, or many as pasted rows: each row is looked at before anything is added."""
    survey = access.survey_for(request.user, code, to="schools")
    if survey.is_closed:
        raise Http404("the schools of a closed survey stay as they are")
    go = request.POST.get("go", "")
    one = AddForm(request.POST if go == "add" else None)
    many = PasteForm(request.POST if go == "look" else None)
    if go == "again":
        return _rows(request, survey, _mended(request))
    if one.is_bound and one.is_valid():
        return _add_one(request, survey, one)
    if many.is_bound and many.is_valid():
        return _rows(request, survey, pasted.rows_of(many.cleaned_data["rows"]), look=True)
    context = {"one": one, "many": many}
    wrong = one.errors or many.errors
    return render(
        request,
        "surveys/schools_add.html",
        frame.of_survey(survey, "schools") | context,
        status=422 if wrong else 200,
    )


def _add_one(request: HttpRequest, survey: Survey, form: AddForm) -> HttpResponse:
    data = form.cleaned_data
    row = pasted.Row(1, data["name"], data["country"], data["email"])
    looked = _looked_at(survey, [row])[0]
    if looked.left_out:
        form.add_error("name", _("This school is in this survey already."))
        context = frame.of_survey(survey, "schools") | {"one": form, "many": PasteForm()}
        return render(request, "surveys/schools_add.html", context, status=422)
    known = School.objects.filter(name__iexact=looked.name).first()
    if known:
        schools.add_known(survey=survey, school=known, email=looked.email, by=frame.who(request))
    else:
        schools.add_rows(survey=survey, rows=[looked], by=frame.who(request))
    messages.success(request, _("%(school)s is on the board.") % {"school": looked.name})
    return redirect("analysis:board", survey.code)


def _looked_at(survey: Survey, rows: list[pasted.Row]) -> list[pasted.Row]:
    here = {
        name.casefold(): code
        for name, code in survey.participations.values_list("school__name", "school__code")
    }
    taken = set(School.objects.values_list("code", flat=True))
    return pasted.looked_at(rows, here, taken, survey.languages)


def _rows(request: HttpRequest, survey: Survey, rows: list[pasted.Row], look: bool = False) -> HttpResponse:
    """Show what was found; add once all is right and has been seen."""
    looked = _looked_at(survey, rows)
    wrong = [row for row in looked if row.problems]
    if rows and not wrong and not look:
        n = schools.add_rows(survey=survey, rows=looked, by=frame.who(request))
        messages.success(
            request, ngettext("%(n)s school was added.", "%(n)s schools were added.", n) % {"n": n}
        )
        return redirect("analysis:board", survey.code)
    columns = pasted.columns(looked)
    context = {
        "columns": columns,
        "rows": [(row, [column.of(row) for column in columns]) for row in looked],
        "wrong": wrong,
        "new": sum(row.is_right for row in looked),
    }
    return render(
        request,
        "surveys/schools_rows.html",
        frame.of_survey(survey, "schools") | context,
        status=422 if wrong else 200,
    )


def _mended(request: HttpRequest) -> list[pasted.Row]:
    """The rows as the page sent them back."""
    out = set(request.POST.getlist("out"))
    numbers = [n for n in request.POST.getlist("row") if n.isdecimal() and len(n) < 9][: pasted.MOST_ROWS]

    def field(name: str, n: str) -> str:
        return request.POST.get(f"{name}_{n}", "").strip()

    return [
        pasted.Row.of(int(n), [field(name, n) for name in pasted.FIELDS], left_out=n in out) for n in numbers
    ]


# ----- one school


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str, school: str) -> HttpResponse:
    row = row_for(request, code, school)
    mine = access.surveys_of(request.user, to="schools")
    theirs = row.school.participations.exclude(survey__in=mine).exists()
    form = SchoolForm(row, request.POST or None, named_by_others=theirs)
    if form.is_bound and form.is_valid():
        schools.change(participation=row, by=frame.who(request), **form.cleaned_data)
        messages.success(request, _("Changed."))
        return redirect("analysis:school", code, school)
    return _form(request, row, form, _("Change what is known of the school"), _("Save"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, code: str, school: str) -> HttpResponse:
    """Enter what happened."""
    row = row_for(request, code, school)
    known = years.years(questionnaire_of(row.survey), get_language() or "en")
    form = EventForm(request.POST or None, initial={"kind": request.GET.get("kind", "")}, years=known)

    def act(data: dict[str, Any]) -> None:
        history.record(participation=row, by=frame.who(request), **form.told())

    return _act(request, row, form, act, _("Enter what happened"), _("Enter"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enrolled(request: HttpRequest, code: str, school: str) -> HttpResponse:
    """How many students the school has, by year of study where known."""
    row = row_for(request, code, school)
    known = years.years(questionnaire_of(row.survey), get_language() or "en")
    form = EnrolledForm(request.POST or None, years=known, initial=year_forms.initial(row, known))

    def act(data: dict[str, Any]) -> None:
        enrolment.put(
            participation=row,
            total=data["students_in_all"],
            by_year=form.known_years(),
            source=data["source"],
            day=data["of_day"],
            by=frame.who(request),
        )

    return _act(request, row, form, act, _("Students enrolled"), _("Enter these numbers"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, code: str, school: str, event: int) -> HttpResponse:
    row = row_for(request, code, school)
    entry = get_object_or_404(Event, pk=event, participation=row)
    form = CorrectForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        history.correct(event=entry, by=frame.who(request), note=data["note"])

    title = _("Correct: %(entry)s") % {"entry": entry.get_kind_display()}
    return _act(request, row, form, act, title, _("It did not happen"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, code: str, school: str) -> HttpResponse:
    """Take a school out of the survey, after one question."""
    row = row_for(request, code, school)
    if request.method == "POST":
        try:
            schools.remove(participation=row, by=frame.who(request))
        except Refused as error:
            messages.error(request, str(error))
            return redirect("analysis:school", code, school)
        messages.success(request, _("%(school)s is no longer in this survey.") % {"school": row.school.name})
        return redirect("analysis:board", code)
    context = frame.of_survey(row.survey, "schools") | {"row": row}
    return render(request, "surveys/school_remove.html", context)


def _act(
    request: HttpRequest,
    row: Participation,
    form: Any,
    act: Callable[[dict[str, Any]], None],
    title: str,
    button: str,
) -> HttpResponse:
    """Ask once, then act. What is refused is said on the page, and nothing has changed."""
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Entered."))
            return redirect("analysis:school", row.survey.code, row.school.code)
    return _form(request, row, form, title, button)


def _form(request: HttpRequest, row: Participation, form: Any, title: str, button: str) -> HttpResponse:
    context = {"row": row, "form": form, "heading": title, "button": button}
    return render(
        request,
        "surveys/school_form.html",
        frame.of_survey(row.survey, "schools") | context,
        status=422 if form.errors else 200,
    )


# ----- links


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, code: str, school: str) -> HttpResponse:
    """Make or renew the dean's link, shown this once; or revoke it or the secretary's."""
    row = row_for(request, code, school)
    if (
        request.method != "POST"
    ):  # asked for again, by Back, another language or a new sign-in: shown once is shown once
        return redirect("analysis:school", code, school)
    holder, go = request.POST.get("holder", ""), request.POST.get("go", "")
    if holder not in SchoolLink.Holder.values or go not in ("make", "revoke"):
        raise Http404("no such link")
    if go == "revoke":
        links.revoke(participation=row, holder=holder, by=frame.who(request))
        messages.success(request, _("The link no longer works."))
        return redirect("analysis:school", code, school)
    token = links.make(participation=row, holder=holder, by=frame.who(request))
    context = {"row": row, "address": school_links.address(token), "holder": SchoolLink.Holder(holder).label}
    answer = render(request, "surveys/school_link.html", frame.of_survey(row.survey, "schools") | context)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


# ----- as a file


@login_required
@require_safe
def as_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The schools as `import_invitations` reads them, with whom their letters go to."""
    survey = access.survey_for(request.user, code, to="schools")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*COLUMNS, *MORE])
    own = ("state", "reason", "enrolled", "office", "email", "languages")
    for code, name, country, *rest, languages in survey.participations.values_list(
        "school__code", "school__name", "school__country", *own
    ):
        cells = [code, name, country, *rest, " ".join(languages)]
        writer.writerow(["" if cell is None else safe(str(cell)) for cell in cells])
    headers = {"Content-Disposition": f'attachment; filename="{survey.code}-schools.csv"', **NO_STORE}
    return HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
