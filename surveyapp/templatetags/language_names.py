"""`{{ code|name_of }}`: a language by its own name, also where Django does not know it."""

from __future__ import annotations

from django import template

from ..languages import name_of

register = template.Library()
register.filter("name_of", name_of)
