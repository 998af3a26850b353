"""People: give, change and take roles, shut somebody out and let them in again, choose a password."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import accounts
from ..addresses import address_problem
from ..models import Invitation, Membership, Role, School, Survey
from . import log
from .surveys import Refused


@transaction.atomic
def invite(
    *,
    survey: Survey,
    address: str,
    role: str,
    by: str,
    language: str,
    name: str = "",
    school: School | None = None,
) -> Membership:
    """A role for whoever has this address; an account, too, where there is none. Sends nothing. Raises Refused."""
    _refuse_school(survey, role, school)
    user, is_new = _person(address, name)
    if not user.is_active:
        shut = _("%(who)s is shut out of this server. Let them in again first, under ‘People’.")
        raise Refused(shut % {"who": accounts.named(user)})
    row, made = Membership.objects.get_or_create(
        survey=survey, user=user, defaults={"role": role, "school": school}
    )
    if not made:
        there = _("%(who)s has a role in this survey already. Change it in the list.")
        raise Refused(there % {"who": accounts.named(user)})
    Invitation.objects.create(membership=row, language=language, asked_by=by)
    noted("person_invited" if is_new else "role_given", row, by)
    return row


def _person(address: str, name: str) -> tuple[User, bool]:
    """The account of an address, and whether it was made just now."""
    if problem := address_problem(address):
        raise Refused(problem)
    found = accounts.with_address(address)
    if len(found) > 1:
        several = _(
            "Several accounts have the address %(address)s: %(names)s. Tidy that in the administration first."
        )
        raise Refused(several % {"address": address, "names": ", ".join(user.username for user in found)})
    if found:
        return found[0], False
    user = User(
        username=_free_user_name(accounts.tidy_address(address).lower()),
        email=accounts.tidy_address(address),
        first_name=name[: accounts.LONGEST_NAME],
    )
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # somebody else invited the same person in this moment
        return accounts.with_address(address)[0], False
    return user, True


def _free_user_name(wanted: str) -> str:
    """The address itself, as far as a user name may look like it. Whoever has it signs in by the address, too."""
    fits = "".join(c if c.isalnum() or c in "@.+-_" else "_" for c in wanted)[:140]
    taken = set(User.objects.filter(username__startswith=fits).values_list("username", flat=True))
    return next(
        name for n in range(1, len(taken) + 3) if (name := fits if n == 1 else f"{fits}-{n}") not in taken
    )


@transaction.atomic
def change_role(*, membership: Membership, role: str, school: School | None, by: str) -> None:
    _refuse_school(membership.survey, role, school)
    membership.role, membership.school = role, school
    membership.save(update_fields=["role", "school"])
    noted("role_changed", membership, by)


@transaction.atomic
def take_role(*, membership: Membership, by: str) -> None:
    """With the next page that they ask for: leave is asked for at each."""
    noted("role_taken", membership, by)
    membership.delete()


def _refuse_school(survey: Survey, role: str, school: School | None) -> None:
    if school and role != Role.FACULTY:
        raise Refused(_("Only faculty can be of one school alone. Researchers see every school."))
    if school and not survey.participations.filter(school=school).exists():
        raise Refused(_("%(school)s is not among the schools of this survey.") % {"school": school.name})


def noted(did: str, row: Membership, by: str) -> None:
    log.note(
        did,
        by=by,
        survey=row.survey,
        person=accounts.named(row.user) if row.user else str(row.group),
        role=row.role,
        school=row.school.code if row.school else "",
    )


@transaction.atomic
def shut_out(*, user: User, by: User) -> None:
    """At once: sessions end, and links to a password no longer work. Raises Refused."""
    # Locked, so that two administrators cannot shut each other out in the same moment.
    administrators = User.objects.select_for_update(no_key=True).filter(is_superuser=True, is_active=True)
    left = {administrator.pk for administrator in administrators.order_by("pk")}
    if by.pk not in left:
        raise Refused(_("Only administrators can do that."))
    if user.pk == by.pk:
        raise Refused(_("You cannot shut out yourself. Another administrator can."))
    if left <= {user.pk}:
        raise Refused(_("This is the last administrator: without one nobody could let anybody in again."))
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        end_sessions(user)
        log.note("person_shut_out", by=accounts.named(by), person=accounts.named(user))


@transaction.atomic
def let_in(*, user: User, by: User) -> None:
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        log.note("person_let_in", by=accounts.named(by), person=accounts.named(user))


def why_must_stay(*, user: User, by: User) -> str:
    """Why this person must go on being an administrator; empty where they need not. Inside a transaction: it locks."""
    administrators = User.objects.select_for_update(no_key=True).filter(is_superuser=True, is_active=True)
    left = {administrator.pk for administrator in administrators.order_by("pk")}
    if user.pk in left and user.pk == by.pk:
        return _("You cannot take this from yourself. Another administrator can.")
    if left == {user.pk}:
        return _("This is the last administrator: without one nobody could let anybody in again.")
    return ""


@transaction.atomic
def followed(*, user: User, was_active: bool, by: User) -> None:
    """After a form of the administration has changed somebody's account."""
    if was_active and not user.is_active:
        end_sessions(user)
        log.note("person_shut_out", by=accounts.named(by), person=accounts.named(user))
    elif user.is_active and not was_active:
        log.note("person_let_in", by=accounts.named(by), person=accounts.named(user))


def end_sessions(user: User) -> None:
    """So that none of them lives again when the person is let in again."""
    for session in Session.objects.filter(expire_date__gte=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


@transaction.atomic
def choose_password(*, user: User, password: str) -> None:
    """Ends the link that led here, and every session that was begun with the password before."""
    joins = not accounts.has_joined(user)
    user.set_password(password)
    user.save(update_fields=["password"])
    log.note("person_joined" if joins else "password_chosen", by=accounts.named(user))
