"""`{{ n|counted }}`: a number of people as the reader's language writes it."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def counted(n: int) -> str:
    """1459 -> '1,459'. In French the space is narrow and does not break."""
    return number_format(n, force_grouping=True).replace("\u00a0", "\u202f")
