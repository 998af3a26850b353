"""Responses: handing one in."""

from __future__ import annotations

from django.utils import timezone

from .. import envelopes
from ..envelopes import NotOpen
from ..models import Participation
from ..questionnaire.answers import Cleaned
from ..tickets import Digest

__all__ = ["NotOpen", "hand_in"]


def hand_in(*, participation: Participation, ticket: Digest, cleaned: Cleaned) -> None:
    """Store one response; the same ticket again changes nothing. Raises NotOpen.

    `cleaned` has no errors and holds no answer to a hidden question. Counting a step, if enough wait, is a
    transaction of its own: should it fail, the next hand-in counts.
    """
    survey = participation.survey
    content = envelopes.Sealed(
        answers=dict(cleaned.answers),
        texts=dict(cleaned.texts),
        school=participation.school.code,
        structure=survey.structure,
    )
    if envelopes.put(participation, ticket, content, timezone.localdate()):
        envelopes.count_after(participation, content)
