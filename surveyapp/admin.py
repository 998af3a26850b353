"""Django's admin: surveys here; schools, their links and people in modules beside. Nothing that holds an answer.

Ticket, Envelope, Stratum, Response, FreeText and Column are not registered: single responses can be seen nowhere.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from . import (
    access,
    admin_people,  # noqa: F401 - registers itself
    admin_schools,  # noqa: F401 - registers itself
    participation,
)
from .actions import jobs, schools, surveys
from .admin_forms import CloseForm, CopyForm, OpenForm, UploadForm
from .admin_rows import (
    MembershipInline,
    NewMembershipInline,
    NewParticipationInline,
    ParticipationInline,
    note_roles,
)
from .models import Survey
from .views.frame import who
from .views.imports import WAITS

admin.site.site_header = "Anamnesis"
admin.site.site_title = "Anamnesis"
admin.site.index_title = gettext_lazy("Administration")
admin.site.site_url = "/surveys/"


TITLES = {
    "open": pgettext_lazy("action", "Open"),
    "close": pgettext_lazy("survey", "Close"),
    "copy": gettext_lazy("Copy"),
    "upload": gettext_lazy("Questionnaire"),
}


@admin.register(Survey)
class SurveyAdmin(admin.ModelAdmin):
    list_display = ["code", "__str__", "status", "received", "opened_on", "closed_on"]
    list_filter = ["status"]
    search_fields = ["code"]
    inlines = [ParticipationInline, NewParticipationInline, MembershipInline, NewMembershipInline]
    change_form_template = "admin/surveyapp/survey/change_form.html"
    fields = [
        "code",
        "titles",
        "status",
        "received",
        "minimum_group",
        "live_by_school",
        "example",
        "asked",
        "opened_on",
        "closed_on",
    ]
    # Words and structure come from a questionnaire file; what is frozen at opening stays as it is.
    readonly_fields = ["code", "titles", "status", "received", "opened_on", "closed_on"]
    frozen_fields = ("minimum_group", "live_by_school", "example")

    def get_readonly_fields(self, request: HttpRequest, obj: Survey | None = None) -> list[str]:
        frozen = self.frozen_fields if obj and obj.frozen else ()
        return [*self.readonly_fields, *frozen]

    @admin.display(description=gettext_lazy("title"))
    def titles(self, survey: Survey) -> str:
        return " / ".join(survey.title[language] for language in survey.languages)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Survey]:
        return participation.with_received(super().get_queryset(request))

    @admin.display(description=gettext_lazy("handed in or imported"))
    def received(self, survey: Survey) -> int:
        return survey.received_here  # type: ignore[attr-defined]

    def has_delete_permission(self, request: HttpRequest, obj: Survey | None = None) -> bool:
        """What was collected is not deleted by a click; a draft or an example may go."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.frozen or obj.example)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, Any]:
        """What goes with a survey: how much of each, not row by row, and whoever may delete it may delete that."""
        _rows, counts, _forbidden, protected = super().get_deleted_objects(objs, request)
        return [str(survey) for survey in objs], counts, set(), protected

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No deleting of several at once: it would not ask for each."""
        return {
            name: action for name, action in super().get_actions(request).items() if name != "delete_selected"
        }

    def save_model(self, request: HttpRequest, obj: Survey, form: Any, change: bool) -> None:
        """What was changed and nothing else: it may have been opened or closed since the page was asked for."""
        now = Survey.objects.select_for_update(no_key=True).get(pk=obj.pk)
        frozen = self.frozen_fields if now.frozen else ()
        obj.save(update_fields=[field for field in form.changed_data if field not in frozen])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        schools.explain_states(survey=form.instance, by=request.user.get_username())
        schools.changed(survey=form.instance)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        note_roles(formset, who(request))

    # ----- pages of their own: upload, open, close, copy ---------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        return [
            path("<path:object_id>/open/", site(self.open_view), name="surveyapp_survey_open"),
            path("<path:object_id>/close/", site(self.close_view), name="surveyapp_survey_close"),
            path("<path:object_id>/copy/", site(self.copy_view), name="surveyapp_survey_copy"),
            path("<path:object_id>/upload/", site(self.upload_view), name="surveyapp_survey_upload"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        survey = self.get_object(request, object_id)
        overview = survey is not None and access.may(request.user, survey, to="results")
        more = {"survey": survey, "overview": overview, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, more)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A survey begins with a questionnaire file."""
        return self._page(request, None, UploadForm, "upload", self._uploaded)

    def upload_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page(request, object_id, UploadForm, "upload", self._uploaded)

    def open_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page(request, object_id, OpenForm, "open", self._opened)

    def close_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page(request, object_id, CloseForm, "close", self._closed)

    def copy_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._page(request, object_id, CopyForm, "copy", self._copied)

    def _page(
        self, request: HttpRequest, object_id: str | None, form_class: Any, name: str, act: Any
    ) -> HttpResponse:
        """Ask once, then act. What is refused is said on the page, and nothing has changed."""
        survey = self.get_object(request, object_id) if object_id else None
        if object_id and survey is None:
            raise Http404
        if not (self.has_change_permission(request, survey) if survey else self.has_add_permission(request)):
            raise PermissionDenied
        form = form_class(request.POST, request.FILES) if request.method == "POST" else form_class()
        if form.is_bound and form.is_valid():
            try:
                return act(request, survey, form.cleaned_data)
            except (surveys.Refused, surveys.CannotClose, jobs.Busy) as error:
                form.add_error(None, str(error))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "survey": survey, "form": form}
        if survey:
            context["named"] = f"{survey} ({survey.code})"
        context["title"] = f"{TITLES[name]}: {survey.code}" if survey else _("New survey")
        return TemplateResponse(
            request, f"admin/surveyapp/survey/{name}.html", context, status=422 if form.errors else 200
        )

    def _uploaded(self, request: HttpRequest, survey: Survey | None, data: dict[str, Any]) -> HttpResponse:
        questionnaire = data["file"]
        if survey and questionnaire.code != survey.code:
            raise surveys.Refused(
                _("The file has the code %(other)s, and this survey is %(code)s. Correct one of the two.")
                % {"other": questionnaire.code, "code": survey.code}
            )
        if not survey and Survey.objects.filter(code=questionnaire.code).exists():
            raise surveys.Refused(
                _("There is a survey %(code)s already. Choose another code.") % {"code": questionnaire.code}
            )
        made = surveys.put_questionnaire(questionnaire=questionnaire, by=request.user.get_username())
        self.log_change(request, made, "questionnaire uploaded")
        messages.success(request, _("The questionnaire of %(code)s is in place.") % {"code": made.code})
        return redirect("admin:surveyapp_survey_change", made.pk)

    def _opened(self, request: HttpRequest, survey: Survey, data: dict[str, Any]) -> HttpResponse:
        surveys.open_survey(survey=survey, by=request.user.get_username())
        self.log_change(request, survey, "opened")
        messages.success(request, _("The survey is open. The schools' links work from now on."))
        return redirect("admin:surveyapp_survey_change", survey.pk)

    def _closed(self, request: HttpRequest, survey: Survey, data: dict[str, Any]) -> HttpResponse:
        """A process of its own closes it; where that takes long, its page says how far it is."""
        job = jobs.close(survey=survey, by=who(request), language=get_language() or "en")
        jobs.looked_after(jobs.waited_for(job, WAITS))
        if job.state == job.State.REFUSED:
            raise surveys.Refused(job.reason)
        if (
            job.state != job.State.DONE
        ):  # and nothing is written here: on SQLite that would wait for the closing
            return redirect("job", survey.code, job.pk)
        self.log_change(request, survey, "closed")
        messages.success(request, _("The survey is closed. Its rows can be downloaded from now on."))
        return redirect("admin:surveyapp_survey_change", survey.pk)

    def _copied(self, request: HttpRequest, survey: Survey, data: dict[str, Any]) -> HttpResponse:
        new = surveys.copy(
            survey=survey, code=data["code"], example=data["example"], by=request.user.get_username()
        )
        self.log_addition(request, new, f"copied from {survey.code}")
        messages.success(request, _("The draft %(code)s is made.") % {"code": new.code})
        return redirect("admin:surveyapp_survey_change", new.pk)
