"""Who may do what, and the only way to get a survey for somebody: asking for it is asking leave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from .models import Membership, Participation, Role, Survey

To = Literal["results", "data", "each_school", "rows", "import", "schools", "people", "run", "manage"]

# What each role may do with a survey of theirs. Administrators may do everything with every survey.
MAY: dict[str, frozenset[str]] = {
    Role.FACULTY: frozenset({"results", "data", "each_school"}),
    Role.RESEARCHER: frozenset(
        {"results", "data", "each_school", "rows", "import", "schools", "people", "run"}
    ),
}
# What faculty of one school may not: they see that school and the whole.
OF_ALL_SCHOOLS = frozenset({"each_school"})
User = AbstractBaseUser | AnonymousUser
Roles = tuple[tuple[str, str | None], ...]  # role, and the code of the school that it is for


def survey_for(user: User, code: str, to: To) -> Survey:
    """The survey, if `user` may do this with it. Else 404, as if there were none: a stranger learns nothing."""
    survey = _survey_of(user, code)
    if survey is None or not may(user, survey, to):
        raise Http404("no such survey for this user")
    return survey


def surveys_of(user: User, to: To = "results") -> QuerySet[Survey]:
    """The surveys with which `user` may do this."""
    if is_administrator(user):
        return Survey.objects.all()
    if not user.is_authenticated or not user.is_active:
        return Survey.objects.none()
    roles = [role for role, may in MAY.items() if to in may]
    mine = _memberships(user).filter(role__in=roles)
    if to in OF_ALL_SCHOOLS:
        mine = mine.filter(school__isnull=True)
    return Survey.objects.filter(pk__in=mine.values("survey"))


def may(user: User, survey: Survey, to: To) -> bool:
    """Whether to offer a link; the page behind it asks for itself."""
    if is_administrator(user):
        return True
    roles = _roles(user, survey)
    return any(to in MAY[role] for role, school in roles if school is None or to not in OF_ALL_SCHOOLS)


def all_that(user: User, survey: Survey) -> frozenset[str]:
    """All that `user` may do with it, for a page that offers much; nothing is said here of single schools."""
    return frozenset(to for to in get_args(To) if may(user, survey, to))


def schools_seen(user: User, survey: Survey) -> frozenset[str] | None:
    """Codes of the schools whose own figures `user` sees; None where that is every school of the survey."""
    if may(user, survey, to="each_school"):
        return None
    return frozenset(school for _role, school in _roles(user, survey) if school is not None)


def school_for(user: User, code: str, school: str) -> Participation:
    """A school of a survey, if `user` sees its own figures. Else 404, as `survey_for`."""
    survey = survey_for(user, code, to="results")
    seen = schools_seen(user, survey)
    rows = Participation.objects.select_related("survey", "school")
    row = rows.filter(survey=survey, school__code=school).first()
    if row is None or (seen is not None and school not in seen):
        raise Http404("no such school for this user")
    return row


def _survey_of(user: User, code: str) -> Survey | None:
    """The survey with what this person is in it, in one query: a page asks about both, some more than once."""
    if is_administrator(user):
        return Survey.objects.filter(code=code).first()
    mine = list(_memberships(user).filter(survey__code=code).select_related("survey", "school"))
    if not mine:
        return None
    survey = mine[0].survey
    survey.roles_read = (user.pk, _named(mine))
    return survey


def _roles(user: User, survey: Survey) -> Roles:
    """A person's roles in a survey, each with the school that it is for, or None where it is for all."""
    if survey.roles_read is None or survey.roles_read[0] != user.pk:
        mine = _memberships(user).filter(survey=survey).select_related("school")
        survey.roles_read = (user.pk, _named(mine))
    return survey.roles_read[1]


def _named(memberships: Iterable[Membership]) -> Roles:
    return tuple((m.role, m.school.code if m.school else None) for m in memberships)


def _memberships(user: User) -> QuerySet[Membership]:
    """A person's own roles, and those of their groups."""
    if not user.is_authenticated or not user.is_active:
        return Membership.objects.none()
    return Membership.objects.filter(Q(user=user.pk) | Q(group__user=user.pk))


def is_administrator(user: User) -> bool:
    return bool(user.is_active and getattr(user, "is_superuser", False))
