"""What Django checks before `migrate`, and on `manage.py check --database default`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from .envelopes import refuse_missing_keys


@register(Tags.database)
def answer_keys(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Every key under which envelopes were sealed is at hand."""
    if not databases:
        return []
    try:
        refuse_missing_keys()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="surveyapp.E001")]
    return []
