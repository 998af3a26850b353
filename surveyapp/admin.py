"""Django's admin: surveys, schools, participations with their links, people. Nothing that holds an answer.

Ticket, Envelope, Stratum, Response, FreeText and Column are not registered: single responses can be seen nowhere.
"""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from . import (
    access,
    admin_people,  # noqa: F401 - registers itself
    participation,
)
from .actions import jobs, schools, surveys
from .admin_forms import CloseForm, CopyForm, OpenForm, UploadForm
from .admin_rows import (
    MembershipInline,
    NewMembershipInline,
    NewParticipationInline,
    ParticipationInline,
    link_to_copy,
    note_roles,
    qr_code,
)
from .models import DayCount, Participation, School, Survey
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


@admin.register(School)
class SchoolAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "country"]
    search_fields = ["code", "name"]

    def get_readonly_fields(self, request: HttpRequest, obj: School | None = None) -> list[str]:
        """The code stands in links that were passed on, and in files."""
        return ["code"] if obj else []

    def save_model(self, request: HttpRequest, obj: School, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for survey in Survey.objects.filter(participations__school=obj):
            schools.changed(survey=survey)


@admin.register(Participation)
class ParticipationAdmin(admin.ModelAdmin):
    list_display = ["school", "of", "link", "qr", "state"]  # by code: a survey and its copy have one title
    list_filter = ["survey__code", "state"]
    list_select_related = ["survey", "school"]
    search_fields = ["school__code", "school__name"]
    fields = ["survey", "school", "state", "reason", "enrolled", "link", "qr_image"]
    readonly_fields = ["link", "qr_image"]
    autocomplete_fields = ["survey", "school"]

    def get_readonly_fields(self, request: HttpRequest, obj: Participation | None = None) -> list[str]:
        return ["survey", "school", *self.readonly_fields] if obj else ["link", "qr_image"]

    def has_delete_permission(self, request: HttpRequest, obj: Participation | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not has_responses(obj))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {
            name: action for name, action in super().get_actions(request).items() if name != "delete_selected"
        }

    @admin.display(description=gettext_lazy("survey"), ordering="survey__code")
    def of(self, row: Participation) -> str:
        return row.survey.code

    def save_model(self, request: HttpRequest, obj: Participation, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        schools.changed(survey=obj.survey)

    def delete_model(self, request: HttpRequest, obj: Participation) -> None:
        super().delete_model(request, obj)
        schools.changed(survey=obj.survey)

    @admin.display(description=gettext_lazy("link"))
    def link(self, row: Participation) -> SafeString | str:
        return link_to_copy(row) if row.pk else ""

    @admin.display(description=gettext_lazy("QR code"))
    def qr(self, row: Participation) -> SafeString:
        return qr_code(row)

    @admin.display(description=gettext_lazy("QR code"))
    def qr_image(self, row: Participation) -> SafeString | str:
        if not row.pk:
            return ""
        url = reverse("admin:surveyapp_participation_qr", args=[row.pk])
        return format_html('<img src="{}" alt="{}" width="220" height="220">', url, participation.link(row))

    def get_urls(self) -> list[URLPattern]:
        qr = self.admin_site.admin_view(self.qr_view)
        return [path("<int:object_id>/qr.svg", qr, name="surveyapp_participation_qr"), *super().get_urls()]

    def qr_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        row = self.get_object(request, str(object_id))
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        response = HttpResponse(content_type="image/svg+xml")
        code = segno.make(participation.link(row), error="m")
        code.save(response, kind="svg", scale=8, border=4)  # type: ignore[arg-type]  # it can be written to
        return response


def has_responses(row: Participation) -> bool:
    handed_in = DayCount.objects.filter(participation=row, handed_in__gt=0)
    return row.survey.frozen and (row.imported > 0 or handed_in.exists())
