"""Results that a server makes before its first visitor comes: once, for all of its processes to share."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from itertools import chain, zip_longest

from django.conf import settings
from django.db import connection
from django.utils import translation

from surveyapp.models import Survey
from surveyapp.store import plan_of, with_results

from . import views
from .standing import standing

SECONDS = (
    2.0  # of computing, no longer: whoever deploys waits for it. The rest is made for its first visitor.
)
SURVEYS = 20  # of each status; more would not be done in that time


log = logging.getLogger(__name__)


def make_results() -> int:
    """How many views were made. Whatever goes wrong here is said when somebody asks for it: students must not wait."""
    made, ends = 0, time.process_time() + SECONDS
    try:
        for survey, by, language in _in_turn():
            if time.process_time() > ends:
                break
            with translation.override(language):
                views.page_of(survey, by, None).make(standing(survey))
            made += 1
    except Exception:
        log.info("Results could not be made before the first visitor", exc_info=True)
    finally:
        connection.close()  # the processes must not share it
    return made


def _in_turn() -> Iterator[tuple[Survey, views.By, str]]:
    """Each survey's first view, then each one's second, and so on; in the site's own language before the others."""
    shown = [[(survey, by) for by in _views(survey)] for survey in with_results(SURVEYS)]
    for language in sorted((code for code, _name in settings.LANGUAGES), key=settings.LANGUAGE_CODE.__ne__):
        for view in chain.from_iterable(zip_longest(*shown)):
            if view is not None:
                yield (*view, language)


def _views(survey: Survey) -> list[views.By]:
    """The first is what the page shows where its address says nothing."""
    return [*plan_of(survey).plan.views, ()]
