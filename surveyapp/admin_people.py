"""Accounts in Django's admin, by the same rules as on the product's own page of people.

Nobody takes their own administration away, nor the last one: nobody could let anybody in again.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import User
from django.http import HttpRequest

from .actions import people

KEPT = ("is_active", "is_superuser")


class PersonForm(UserChangeForm):
    """`asker` is who fills it in."""

    asker: User

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        taken = [name for name in KEPT if name in data and not data[name]]
        if taken and (why := people.why_must_stay(user=self.instance, by=self.asker)):
            for name in taken:
                self.add_error(name, why)
        return data


admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin):
    form = PersonForm

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"asker": request.user})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators alone: whoever may change an address or a password can be whom they like, a mail later."""
        return request.user.is_superuser and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever is an administrator is made none first: there it is said why that may not be."""
        allowed = request.user.is_superuser and super().has_delete_permission(request, obj)
        return allowed and not (obj and obj.is_superuser)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No deleting of several at once: it would not ask for each."""
        return {
            name: action for name, action in super().get_actions(request).items() if name != "delete_selected"
        }

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        was_active = bool(change and User.objects.filter(pk=obj.pk, is_active=True).exists())
        super().save_model(request, obj, form, change)
        if change:
            people.followed(user=obj, was_active=was_active, by=request.user)  # type: ignore[arg-type]
