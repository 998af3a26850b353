"""Dean's and secretary's links: make, renew, revoke."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from .. import school_links
from ..models import Participation, SchoolLink
from . import log


@transaction.atomic
def make(*, participation: Participation, holder: str, by: str) -> str:
    """A new link's token, told this once; the one before stops working, and with a dean's the secretary's too."""
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    _stop(participation, holder)
    token = school_links.new_token()
    SchoolLink.objects.create(
        participation=participation,
        holder=holder,
        digest=school_links.digest(token),
        made_on=timezone.localdate(),
        made_by=by,
    )
    log.note(f"link_made_{holder}", by=by, survey=participation.survey, school=participation.school.code)
    return token


@transaction.atomic
def revoke(*, participation: Participation, holder: str, by: str) -> None:
    """The link stops working at once."""
    if _stop(participation, holder):
        log.note(
            f"link_revoked_{holder}", by=by, survey=participation.survey, school=participation.school.code
        )


def _stop(participation: Participation, holder: str) -> int:
    """Whoever loses the dean's link must not keep the one that was passed on with it."""
    living = SchoolLink.objects.filter(participation=participation, revoked_on__isnull=True)
    if holder != SchoolLink.Holder.DEAN:
        living = living.filter(holder=holder)
    return living.update(revoked_on=timezone.localdate())


@dataclass(frozen=True)
class Undo:
    """What a letter's link took the place of, in case the letter is not taken."""

    made: int
    before: tuple[int, ...]


@transaction.atomic
def make_for_letter(*, participation: Participation, by: str) -> tuple[str, Undo]:
    """A dean's link, to be sent at once. A secretary's stays: nobody is mistrusted, the old link is only unknown."""
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    living = SchoolLink.objects.filter(
        participation=participation, holder=SchoolLink.Holder.DEAN, revoked_on__isnull=True
    )
    before = tuple(living.values_list("pk", flat=True))
    living.update(revoked_on=timezone.localdate())
    token = school_links.new_token()
    made = SchoolLink.objects.create(
        participation=participation,
        holder=SchoolLink.Holder.DEAN,
        digest=school_links.digest(token),
        made_on=timezone.localdate(),
        made_by=by,
    )
    log.note("link_made_dean", by=by, survey=participation.survey, school=participation.school.code)
    return token, Undo(made.pk, before)


@transaction.atomic
def take_back(undo: Undo) -> None:
    """The letter was not taken: its link dies unread, and the one that the dean has works again."""
    made = SchoolLink.objects.filter(pk=undo.made, revoked_on__isnull=True)
    if made.update(revoked_on=timezone.localdate()):
        SchoolLink.objects.filter(pk__in=undo.before).update(revoked_on=None)
