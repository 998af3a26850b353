"""Tell people of their role by mail, or make the link to hand over; and the link to a new password.

A mail that may have gone out twice does no harm here, so a person decides: whatever its state, it can be sent again.
"""

from __future__ import annotations

import logging
import threading

from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import accounts, emails, staff_mails, tries
from ..emails import Delivery
from ..models import Invitation
from . import log
from .posting import CUT_OFF, WHILE_SOMEBODY_WAITS
from .surveys import Refused

State = Invitation.State
MOST_AT_ONCE = 4  # mails with a new password that wait for the mail server
_room = threading.BoundedSemaphore(MOST_AT_ONCE)
_log = logging.getLogger(__name__)


def send(*, invitation: Invitation, by: str) -> Invitation:
    """Send it, for the first time or again. What came of it stands in its state. Raises Refused."""
    if not emails.is_on():
        raise Refused(_("This server sends no mail: EMAIL_URL is not set."))
    if not _claimed(invitation, by):
        raise Refused(_("It is being sent at this moment. Look again in a minute."))
    row = Invitation.objects.select_related(
        "membership__survey", "membership__school", "membership__user"
    ).get(pk=invitation.pk)
    user = row.membership.user
    link = new_link(user) if user and not accounts.has_joined(user) else ""
    try:
        done = _deliver(staff_mails.invitation(row, link))
    except ValueError as error:
        done = Delivery("failed", str(error))
    _finish(row, done, link)
    return row


@transaction.atomic(durable=True)
def _claimed(invitation: Invitation, by: str) -> bool:
    """Whoever presses twice sends once. What was cut off can be sent again."""
    free = ~Q(state=State.SENDING) | Q(tried_at__lt=timezone.now() - CUT_OFF)
    mine = Invitation.objects.filter(free, pk=invitation.pk)
    return bool(mine.update(state=State.SENDING, tried_at=timezone.now(), answer="", asked_by=by))


@transaction.atomic
def new_link(user: User) -> str:
    """To choose a password. Of whoever has none yet, a link that was made before no longer works."""
    if not accounts.has_joined(user):
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return accounts.address_of_link(user)


@transaction.atomic
def link_by_hand(*, user: User, by: str) -> str:
    """The link itself, told this once, for whoever no mail reaches. Raises Refused."""
    if not user.is_active:
        raise Refused(_("%(who)s is shut out: no link would work.") % {"who": accounts.named(user)})
    log.note("password_link_made", by=by, person=accounts.named(user))
    return new_link(user)


@transaction.atomic
def _finish(row: Invitation, done: Delivery, link: str) -> None:
    row.state, row.answer = done.state, done.answer.replace(link, "[…]") if link else done.answer
    Invitation.objects.filter(pk=row.pk).update(state=row.state, answer=row.answer)
    who = accounts.named(row.membership.user) if row.membership.user else ""
    log.note(f"invitation_{done.state}", by=row.asked_by, survey=row.membership.survey, person=who)


def _deliver(mail: EmailMultiAlternatives) -> Delivery:
    try:
        connection = emails.connect(WHILE_SOMEBODY_WAITS)
    except emails.Unreachable as error:
        return Delivery("failed", str(error))
    try:
        return emails.deliver(mail, connection)
    finally:
        emails.hang_up(connection)


def forgotten(*, address: str, language: str) -> None:
    """A link to whoever has this address. It takes as long and says as much where nobody has it."""
    if tries.must_wait(_key(address)):
        return
    tries.note_wrong(_key(address))
    people = [user for user in accounts.with_address(address) if user.is_active and user.email]
    if _room.acquire(blocking=False):  # also with nobody to write to: a thread takes a moment to begin
        threading.Thread(target=_send_later, args=[people, language], daemon=True).start()


def _key(address: str) -> str:
    return f"new password {accounts.tidy_address(address)}"


def _send_later(people: list[User], language: str) -> None:
    """Beside the request, whose time would tell whether there was anything to write and to send.

    Nothing is raised here: Python itself would print it, and an address may stand in it.
    """
    wrong = ""
    try:
        for user in people:
            done = _deliver(staff_mails.new_password(user, language, accounts.address_of_link(user)))
            if done.state != "sent":
                _log.warning("a mail with a link to a new password did not go out")
    except Exception as error:
        wrong = type(error).__name__  # its words may hold the address
    finally:
        _room.release()
    if wrong:  # out here: a log that fails inside would print them
        _log.error("a mail with a link to a new password could not be written: %s", wrong)
