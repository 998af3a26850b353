"""`{{ school.country|country }}`: 'France' of 'FR'."""

from __future__ import annotations

from django import template

from ..countries import name_of

register = template.Library()


@register.filter
def country(code: str) -> str:
    return name_of(code)
