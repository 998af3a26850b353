"""Who may do what, and the only way to get a survey for somebody: asking for it is asking leave."""

from __future__ import annotations

from typing import Literal

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from .models import Membership, Role, Survey

To = Literal["results", "data", "rows", "import", "schools", "manage"]

# What each role may do with a survey of theirs. Administrators may do everything with every survey.
MAY: dict[str, frozenset[str]] = {
    Role.FACULTY: frozenset({"results", "data"}),
    Role.RESEARCHER: frozenset({"results", "data", "rows", "import", "schools"}),
}
User = AbstractBaseUser | AnonymousUser


def survey_for(user: User, code: str, to: To) -> Survey:
    """The survey, if `user` may do this with it. Else 404, as if there were none: a stranger learns nothing."""
    survey = surveys_of(user, to).filter(code=code).first()
    if survey is None:
        raise Http404("no such survey for this user")
    return survey


def surveys_of(user: User, to: To = "results") -> QuerySet[Survey]:
    """The surveys with which `user` may do this."""
    if is_administrator(user):
        return Survey.objects.all()
    if not user.is_authenticated or not user.is_active:
        return Survey.objects.none()
    roles = [role for role, may in MAY.items() if to in may]
    mine = Membership.objects.filter(Q(user=user.pk) | Q(group__user=user.pk), role__in=roles)
    return Survey.objects.filter(pk__in=mine.values("survey"))


def may(user: User, survey: Survey, to: To) -> bool:
    """Whether to offer a link; the page behind it asks for itself."""
    return surveys_of(user, to).filter(pk=survey.pk).exists()


def is_administrator(user: User) -> bool:
    return bool(user.is_active and getattr(user, "is_superuser", False))
