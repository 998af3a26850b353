"""Accounts in the administration: the last administrator stays, and so does whoever asks."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.utils import translation

from surveyapp.actions import people
from surveyapp.models import LogEntry
from tests.surveyapp.admin_pages import said
from tests.surveyapp.people_pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def save(asker, user, **changes):
    """The account's page sent back with these boxes ticked or not."""
    client, path = signed_in(asker), f"/admin/auth/user/{user.pk}/change/"
    form = client.get(path).context["adminform"].form
    boxes = {name: form.initial[name] for name in ("is_active", "is_staff", "is_superuser")} | changes
    joined = form.initial["date_joined"]
    data = {"username": user.username, "date_joined_0": joined.date(), "date_joined_1": joined.time()}
    return client.post(path, data | {name: "on" for name, ticked in boxes.items() if ticked})


@pytest.mark.parametrize("taken", ["is_active", "is_superuser"])
def test_nobody_takes_administration_from_themselves_or_the_last(taken):
    root, other = (User.objects.create_superuser(name) for name in ("root", "other"))
    mine = save(root, root, **{taken: False})
    assert (mine.status_code, "You cannot take this from yourself" in said(mine)) == (200, True)
    assert save(root, other, **{taken: False}).status_code == 302
    clerk = User.objects.create_user("clerk", is_staff=True)
    with transaction.atomic():
        assert "This is the last administrator" in people.why_must_stay(user=root, by=clerk)
    root.refresh_from_db()
    assert (root.is_active, root.is_superuser) == (True, True)


def test_whoever_is_no_administrator_changes_no_account_whatever_they_were_permitted():
    """Else they would make themselves one, or take somebody's account by its address or password."""
    root, clerk = User.objects.create_superuser("root"), User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
    client = signed_in(clerk)
    for user in (root, clerk):
        here = f"/admin/auth/user/{user.pk}/"
        sent = {"username": user.username, "is_superuser": "on", "email": "clerk@x.example", "post": "yes"}
        found = [client.post(f"{here}{page}/", sent).status_code for page in ("change", "password", "delete")]
        assert found == [403, 403, 403]
    assert client.get("/admin/auth/user/add/").status_code == 403
    assert User.objects.filter(is_superuser=True).get() == root


def test_an_administrator_cannot_be_deleted_and_others_can():
    root, olga = User.objects.create_superuser("root"), User.objects.create_user("olga")
    client = signed_in(root)
    assert client.get(f"/admin/auth/user/{root.pk}/delete/").status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [root.pk], "post": "yes"}
    client.post("/admin/auth/user/", chosen)
    assert client.post(f"/admin/auth/user/{olga.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(User.objects.all()) == [root]


def test_who_is_shut_out_there_is_out_at_once_and_the_log_says_so():
    root, olga = User.objects.create_superuser("root"), User.objects.create_user("olga")
    page = signed_in(olga)
    for active in (False, True):
        assert save(root, olga, is_active=active).status_code == 302
        assert page.get("/surveys/").status_code == 302  # the old session does not live again
    assert [entry.did for entry in LogEntry.objects.order_by("pk")] == ["person_shut_out", "person_let_in"]
