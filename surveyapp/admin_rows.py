"""Rows below a survey in the admin: its schools with their links, and who may do what with it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import participation
from .actions import people
from .admin_forms import MembershipForm, ParticipationForm, RoleForm
from .models import Membership, Participation, Survey


def link_to_copy(row: Participation) -> SafeString:
    """In a field of its own, wide enough: one click into it and a key select it whole, without a script."""
    url = participation.link(row)
    return format_html(
        '<input class="link-to-copy" readonly size="{}" value="{}" aria-label="{}">',
        len(url),
        url,
        _("Link of %(school)s") % {"school": row.school},
    )


def qr_code(row: Participation) -> SafeString:
    url = reverse("admin:surveyapp_participation_qr", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, _("QR code"))


class Kept(admin.TabularInline):
    """Rows that are there: whom they are about stays, since responses may hang on it. New ones stand apart."""

    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Survey | None = None) -> bool:
        return False


class New(admin.TabularInline):
    """An empty row to fill in."""

    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).none()

    def has_delete_permission(self, request: HttpRequest, obj: Survey | None = None) -> bool:
        return False


class ParticipationInline(Kept):
    model = Participation
    fields = [
        "school",
        "link",
        "qr",
        "state",
        "enrolled",
    ]  # the reason stands on the participation's own page
    readonly_fields = ["school", "link", "qr"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participation]:
        return super().get_queryset(request).select_related("survey", "school")

    def has_delete_permission(self, request: HttpRequest, obj: Survey | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.frozen)

    @admin.display(description=gettext_lazy("link"))
    def link(self, row: Participation) -> SafeString | str:
        return link_to_copy(row) if row.pk else ""

    @admin.display(description=gettext_lazy("QR code"))
    def qr(self, row: Participation) -> SafeString | str:
        return qr_code(row) if row.pk else ""


class NewParticipationInline(New):
    model = Participation
    form = ParticipationForm
    verbose_name_plural = gettext_lazy("add a school")
    fields = ["school", "state", "reason", "enrolled"]
    autocomplete_fields = ["school"]


class MembershipInline(Kept):
    model = Membership
    form = RoleForm
    fields = ["user", "group", "role", "school"]
    readonly_fields = ["user", "group"]
    autocomplete_fields = ["school"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "group", "school")


class NewMembershipInline(New):
    model = Membership
    form = MembershipForm
    verbose_name_plural = gettext_lazy("add a person or a group of staff")
    fields = ["user", "group", "role", "school"]
    autocomplete_fields = ["user", "group", "school"]


def note_roles(formset: Any, by: str) -> None:
    """To the staff log, as the pages of a survey do it. After the rows were saved."""
    if formset.model is not Membership:
        return
    done = {
        "role_given": formset.new_objects,
        "role_changed": [row for row, _fields in formset.changed_objects],
        "role_taken": formset.deleted_objects,
    }
    for did, rows in done.items():
        for row in rows:
            people.noted(did, row, by)
