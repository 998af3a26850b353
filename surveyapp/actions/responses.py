"""Responses: handing one in."""

from __future__ import annotations

import logging

from django.db import DatabaseError
from django.utils import timezone

from .. import envelopes
from ..envelopes import CannotOpen, NotOpen, Put, Sealed
from ..models import Participation
from ..questionnaire.answers import Cleaned
from ..tickets import Digest

__all__ = ["NotOpen", "hand_in"]
log = logging.getLogger(__name__)


def hand_in(*, participation: Participation, ticket: Digest, cleaned: Cleaned) -> bool:
    """Store one response; the same ticket again changes nothing, and is told by False. Raises NotOpen.

    `cleaned` has no errors and holds no answer to a hidden question.
    """
    survey = participation.survey
    content = Sealed(
        answers=dict(cleaned.answers),
        texts=dict(cleaned.texts),
        school=participation.school.code,
        structure=survey.structure,
    )
    put = envelopes.put(participation, ticket, content, timezone.localdate())
    if put is Put.ENOUGH_WAIT:
        _count(participation, content)
    return put is not Put.BEFORE


def _count(participation: Participation, content: Sealed) -> None:
    """A step: a transaction of its own. Should it fail, the response is kept and the next counts."""
    try:
        envelopes.count_after(participation, content)
    except (CannotOpen, DatabaseError) as error:
        log.error("counting a step of %s failed: %s", participation.survey.code, type(error).__name__)
