"""The words of letters to deans and of mails to students: change them, look at them, keep them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import linebreaks_filter
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import access, letter_fields, letter_text, letter_words, student_texts
from ..actions import letter_texts
from ..languages import PageLanguage
from ..letter_forms import MailForm, TextForm
from ..letter_words import Words
from ..models import LetterKind, Participation, Survey
from .frame import who
from .letters import page

Preview = tuple[str, str]  # subject and body


@dataclass(frozen=True)
class Sort:
    """What differs between letters, which the server sends, and mails, which schools copy from their page."""

    names: Mapping[str, str | Promise]
    texts: Callable[[Survey], dict[tuple[str, str], Words]]
    fields: Mapping[str, str | Promise]
    listed: str  # the page that they are listed on
    html: Callable[[str], str]
    form: type[TextForm]
    to_students: bool


LETTERS = Sort(
    names={kind.value: kind.label for kind in LetterKind},
    texts=letter_fields.texts,
    fields=letter_text.FIELDS,
    listed="letters",
    html=letter_text.to_html,
    form=TextForm,
    to_students=False,
)
MAILS = Sort(
    names=student_texts.NAMES,
    texts=student_texts.texts,
    fields=student_texts.FIELDS,
    listed="student_texts",
    html=linebreaks_filter,  # escaped
    form=MailForm,
    to_students=True,
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, code: str, kind: str, language: str, sort: Sort) -> HttpResponse:
    """One text in one language. `go=preview` keeps nothing, `go=shipped` only fills the form."""
    survey = access.survey_for(request.user, code, to="schools")
    words = sort.texts(survey).get((kind, language))
    if words is None:
        raise Http404("no such text in that language")
    return _Change(request, survey, sort, words, language).answer()


@dataclass(frozen=True)
class _Change:
    request: HttpRequest
    survey: Survey
    sort: Sort
    words: Words
    language: str

    def answer(self) -> HttpResponse:
        go = self.request.POST.get("go", "")
        if self.request.method != "POST" or go == "shipped":
            return self._begun(shipped=go == "shipped")
        form = self.sort.form(self.request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        subject, body = form.cleaned_data["subject"], form.cleaned_data["body"]
        try:
            if go == "preview":
                return self._page(form, letter_texts.checked(self.words.kind, subject, body))
            self._keep(subject, body, form.cleaned_data["revision"] or 0)
        except letter_texts.TextProblems as problems:
            for name in ("subject", "body"):
                for problem in getattr(problems, name):
                    form.add_error(name, problem)
            return self._page(form, status=422)
        except letter_texts.ChangedMeanwhile as error:
            return self._compared(form, str(error))
        messages.success(self.request, _("The text is kept."))
        return redirect(self.sort.listed, self.survey.code)

    def _begun(self, *, shipped: bool) -> HttpResponse:
        """The form with what is kept, or with what comes with Anamnesis: kept only once that is asked for."""
        shown = letter_words.shipped(self.words.kind, self.language) if shipped else self.words
        revision = self.request.POST.get("revision", "") if shipped else self.words.revision
        form = self.sort.form(initial={"subject": shown.subject, "body": shown.body, "revision": revision})
        return self._page(form, (shown.subject, shown.body), shipped=shipped)

    def _keep(self, subject: str, body: str, revision: int) -> None:
        letter_texts.put(
            survey=self.survey,
            kind=self.words.kind,
            language=self.language,
            subject=subject,
            body=body,
            revision=revision,
            by=who(self.request),
        )

    def _compared(self, form: TextForm, conflict: str) -> HttpResponse:
        """What the other one wrote is shown beside; saving again then takes its place, knowingly."""
        now = self.sort.texts(self.survey)[self.words.kind, self.language]
        again = self.sort.form(initial={**form.cleaned_data, "revision": now.revision})
        return self._page(again, words=now, theirs=now, conflict=conflict, status=409)

    def _page(
        self,
        form: TextForm,
        preview: Preview | None = None,
        *,
        words: Words | None = None,
        status: int = 200,
        **more: object,
    ) -> HttpResponse:
        # While somebody types, only what stands under the form is taken.
        typing = self.request.headers.get("HX-Request") == "true"
        words = words or self.words
        context = {
            "form": form,
            "problems": [said for field in form.errors.values() for said in field] if typing else [],
            "name": self.sort.names[words.kind],
            "to_students": self.sort.to_students,
            "listed": self.sort.listed,
            "words": words,
            "language": PageLanguage(self.language),
            "spoken": PageLanguage(words.language),
            "fields": self.sort.fields.items(),
            "base_url": settings.BASE_URL,
            "preview": self._as_read(*preview) if preview else None,
            **more,
        }
        return page(self.request, self.survey, "text", context, status)

    def _as_read(self, subject: str, body: str) -> dict[str, object]:
        row = self._reader()
        if row is None:
            said = {name: f"‹{name}›" for name in self.sort.fields}
        else:
            facts, events = letter_fields.facts(self.survey), list(row.events.all())
            said = letter_fields.values(facts, row, events, self.language)
        filled = letter_text.fill(subject, body, said)
        return {
            "school": row.school if row else None,
            "subject": filled.subject,
            "html": self.sort.html(filled.body),
            "unknown": letter_text.in_braces(filled.unknown),
        }

    def _reader(self) -> Participation | None:
        """The first school; of letters the first that gets them in this language, where there is one."""
        rows = self.survey.participations.select_related("school", "survey").prefetch_related("events")
        if self.sort.to_students:
            return rows.first()
        return min(rows, key=lambda row: letter_fields.language_of(row) != self.language, default=None)
