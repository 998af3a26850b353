"""Schools in Django's admin, and their participation in a survey, with its link for students and QR code."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from . import participation
from .actions import schools
from .admin_rows import link_to_copy, qr_code
from .models import DayCount, Participation, School, Survey


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
