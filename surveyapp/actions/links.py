"""Dean's and secretary's links: make, renew, revoke."""

from __future__ import annotations

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
