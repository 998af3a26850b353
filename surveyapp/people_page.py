"""Who has access to a survey, as its page lists them: plain values for the template."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from . import accounts
from .models import Invitation, Membership

State = Invitation.State


@dataclass(frozen=True)
class Line:
    """`invited`: has no password yet. `mail_failed`: the last mail did not go out, or perhaps not."""

    number: int
    name: str
    address: str
    role: str
    school: str
    state: str
    tag: str
    says: str
    invited: bool
    mail_failed: bool
    is_person: bool


def line(row: Membership) -> Line:
    """Of a membership with its user, group, school and invitation."""
    user, mail = row.user, getattr(row, "invitation", None)
    invited = user is not None and not accounts.has_joined(user)
    failed = mail is not None and mail.state in (State.FAILED, State.UNCERTAIN)
    state, tag = _state(row, invited)
    return Line(
        number=row.pk,
        name=accounts.named(user) if user else str(row.group),
        address=user.email if user else "",
        role=row.get_role_display(),
        school=row.school.name if row.school else "",
        state=state,
        tag=tag,
        says=_mail_says(mail) if mail and (invited or failed) else "",
        invited=invited,
        mail_failed=failed,
        is_person=user is not None and user.is_active,
    )


def _state(row: Membership, invited: bool) -> tuple[str, str]:
    """With the shape that stands before it."""
    if row.user is None:
        return _("Group of staff"), "tag-on"
    if not row.user.is_active:
        return _("Shut out"), "tag-over"
    return (_("Invited, no password yet"), "") if invited else (_("Has access"), "tag-on")


def _mail_says(mail: Invitation) -> str:
    said = {
        "day": date_format(localtime(mail.tried_at), "j F Y") if mail.tried_at else "",
        "answer": mail.answer,
    }
    if mail.state == State.SENT:
        return _("Mail sent on %(day)s") % said
    if mail.state == State.SENDING:
        return _("The mail is being sent")
    if mail.state == State.UNCERTAIN:
        return _("Mail perhaps sent on %(day)s: %(answer)s") % said
    return _("Mail not sent on %(day)s: %(answer)s") % said if mail.answer else _("No mail was sent")
