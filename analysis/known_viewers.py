"""Who may see a survey, for pages that ask again and again: looked into once, and so while no row behind it changes.

`access` asks the ORM for session, person, roles and survey, which takes most of the time of an answer that says
'nothing new'. Here the same rows are read as they lie there, and held against what they were when `access` was
asked. So whoever was signed out, or lost a role, is found out at the next question as before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from surveyapp import access
from surveyapp.models import Survey

from .standing import digest

VIEWERS = 512  # remembered


@dataclass(frozen=True)
class Viewed:
    """A survey that somebody may see, and the schools whose own figures they see (`access.schools_seen`)."""

    survey: Survey
    seen: frozenset[str] | None


@dataclass(frozen=True)
class Known:
    user: str
    rows: str
    viewed: Viewed


@dataclass
class Memory:
    last: Known | None = None  # set as one, since threads share it


@lru_cache(maxsize=VIEWERS)
def _memory(session: str, code: str) -> Memory:
    return Memory()


def viewed(request: HttpRequest, code: str) -> Viewed:
    """As for the page itself; but whoever was signed out meanwhile is told so, and not sent to the door."""
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    memory = _memory(session, code)
    last = memory.last
    if last is not None and last.rows == _rows(session, code, last.user):
        return last.viewed
    user = request.session.get(SESSION_KEY)
    rows = _rows(session, code, user) if user else None  # before anything is made of them
    if not request.user.is_authenticated:
        raise PermissionDenied
    survey = access.survey_for(request.user, code, to="results")
    found = Viewed(survey, access.schools_seen(request.user, survey))
    if user and rows and rows == _rows(session, code, user):
        memory.last = Known(user, rows, found)
    return found


def _rows(session: str, code: str, user: str) -> str | None:
    """Another one as soon as anything changes that `access` goes by, or anything of the survey; None without session
    or person. Three short queries."""
    with connection.cursor() as cursor:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        cursor.execute(
            "SELECT s.session_data, u.password, u.is_active, u.is_superuser"
            " FROM django_session s JOIN auth_user u ON u.id = %s"
            " WHERE s.session_key = %s AND s.expire_date > %s",
            [user, session, now],
        )
        person = cursor.fetchone()
        cursor.execute(
            "SELECT m.id, m.role, c.code FROM surveyapp_membership m"
            " JOIN surveyapp_survey s ON s.id = m.survey_id LEFT JOIN surveyapp_school c ON c.id = m.school_id"
            " WHERE s.code = %s AND (m.user_id = %s"
            " OR m.group_id IN (SELECT g.group_id FROM auth_user_groups g WHERE g.user_id = %s)) ORDER BY m.id",
            [code, user, user],
        )
        roles = cursor.fetchall()
        cursor.execute("SELECT * FROM surveyapp_survey WHERE code = %s", [code])
        survey = cursor.fetchone()
    return None if person is None else digest((person, roles, survey))
