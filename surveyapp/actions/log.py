"""The log of what staff did. Never of what students do, and never of who looked at what."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from ..models import LogEntry, Survey


def note(did: str, *, by: str, survey: Survey | None = None, **detail: object) -> None:
    """`did` is one of `DID` (log page's words); `detail` fills its fields."""
    LogEntry.objects.create(survey=survey, at=timezone.now(), by=by, did=did, detail=detail)


def note_all(did: str, details: Iterable[dict[str, object]], *, by: str, survey: Survey) -> None:
    """The same of many at once."""
    now = timezone.now()
    LogEntry.objects.bulk_create(
        LogEntry(survey=survey, at=now, by=by, did=did, detail=detail) for detail in details
    )
