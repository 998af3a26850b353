"""Invitations: from the mail on a real SMTP server to the first look; what fails, and what is typed."""

import re

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from surveyapp.actions import inviting, people
from surveyapp.actions.surveys import Refused
from surveyapp.models import Invitation, Membership
from tests import build
from tests.results_surveys import person
from tests.surveyapp.letter_pages import said
from tests.surveyapp.people_pages import (
    BASE,
    GOOD,
    PEOPLE,
    choose,
    invite,
    invited,
    link_in,
    log,
    signed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def survey():
    return build.a_survey(opened=False)


def test_an_invitation_leads_from_the_mail_to_the_survey(server, survey, root):
    page = invite(root)
    (mail,) = server.taken
    assert (page.status_code, mail["To"], mail["Subject"]) == (
        200,
        "iris@school1.example",
        "Your access to the survey “Rounds”",
    )
    assert "The mail to iris@school1.example is sent." in said(page)
    link, iris = link_in(mail), Client()
    assert iris.get(link).status_code == 200
    assert choose(iris, link).headers["Location"] == "/surveys/"
    assert iris.get("/surveys/rounds/results/").status_code == 200
    assert log() == [("root", "person_invited"), ("root", "invitation_sent"), ("Iris", "person_joined")]
    iris.post("/signout/")
    signed = iris.post("/signin/", {"username": "Iris@School1.example", "password": GOOD})
    assert signed.headers["Location"] == "/surveys/"


def test_a_link_that_was_only_opened_works_still_and_one_that_was_used_does_not(server, survey, root):
    invite(root)
    link, scanner, iris = link_in(server.taken[0]), Client(), Client()
    for _ in range(2):
        assert (scanner.get(link).status_code, scanner.head(link).status_code) == (200, 200)
    assert (Session.objects.count(), User.objects.get(email__startswith="iris").has_usable_password()) == (
        1,
        False,
    )
    assert scanner.get(link).headers["Referrer-Policy"] == "no-referrer"
    assert choose(iris, link).status_code == 302
    assert (scanner.get(link).status_code, choose(scanner, link).status_code) == (404, 404)


@pytest.mark.parametrize("change", ["wrong", "other", "shut out", "late", "garbage"])
def test_a_link_that_is_not_right_says_the_same_whatever_is_wrong(server, survey, root, settings, change):
    invite(root)
    link = link_in(server.taken[0])
    iris = User.objects.get(email__startswith="iris")
    number, token = link.strip("/").split("/")[-2:]
    if change == "wrong":
        link = link.replace(token, token[:-1] + ("0" if token[-1] != "0" else "1"))
    elif change == "other":
        link = link.replace(f"/{number}/", "/MQ/" if number != "MQ" else "/Mg/")
    elif change == "garbage":
        link = "/account/password/%C3%A9%00/--/"
    elif change == "shut out":
        User.objects.filter(pk=iris.pk).update(is_active=False)
    else:
        settings.PASSWORD_RESET_TIMEOUT = -1
    pages = [Client().get(link), choose(Client(), link)]
    assert [page.status_code for page in pages] == [404, 404]
    assert {"This link does not work" in said(page) for page in pages} == {True}
    iris.refresh_from_db()
    assert not iris.has_usable_password()


@pytest.mark.parametrize("password", ["short", "password1234", "iris@school1.example", ""])
def test_a_password_that_is_easily_guessed_is_refused_with_the_reason(server, survey, root, password):
    invite(root)
    page = choose(Client(), link_in(server.taken[0]), password)
    assert (page.status_code, page.content.decode().count("invalid-feedback") > 0) == (422, True)
    assert not User.objects.get(email__startswith="iris").has_usable_password()


def test_whoever_has_an_account_gets_the_role_and_a_mail_without_a_link(server, survey, root):
    ada = person("ada", email="ada@School1.example")
    invite(root, "ADA@school1.example", role="researcher")
    (mail,) = server.taken
    plain = mail.get_body(["plain"]).get_content()
    assert ("account/password" in plain, "user name ada" in plain, f"{BASE}/signin/" in plain) == (
        False,
        True,
        True,
    )
    assert signed_in(ada).get(PEOPLE).status_code == 200
    assert [did for _by, did in log()] == ["role_given", "invitation_sent"]
    assert User.objects.count() == 2


def test_nobody_is_invited_twice(server, survey, root):
    invite(root)
    page = invite(root, role="researcher")
    assert (page.status_code, "Iris has a role in this survey already" in said(page)) == (422, True)
    assert (len(server.taken), Membership.objects.count(), User.objects.count()) == (1, 1, 2)


def test_two_who_invite_the_same_person_at_once_make_one_account(survey, monkeypatch):
    """The second has looked before the first has written."""
    first = invited(survey)
    look = people.accounts.with_address
    answers = iter([[]])
    monkeypatch.setattr(people.accounts, "with_address", lambda address: next(answers, None) or look(address))
    monkeypatch.setattr(people, "_free_user_name", lambda wanted: wanted)
    with pytest.raises(Refused, match="has a role in this survey already"):
        invited(survey)
    assert list(User.objects.all()) == [first.user]


# ----- when the mail does not go out


def test_a_mail_that_was_not_taken_is_shown_with_the_answer_and_sent_again(server, survey, root):
    page = invite(root, "nobody@school1.example")
    assert "550 5.1.1 There is no such office here" in said(page)
    row = Invitation.objects.get()
    assert (row.state, "Send again" in said(root.get(PEOPLE))) == ("failed", True)
    User.objects.filter(email="nobody@school1.example").update(email="iris@school1.example")
    root.post(f"{PEOPLE}{row.membership_id}/mail/", {"go": "again"})
    row.refresh_from_db()
    assert (row.state, row.answer, len(server.taken)) == ("sent", "", 1)
    assert [did for _by, did in log()] == ["person_invited", "invitation_failed", "invitation_sent"]


def test_a_server_that_breaks_off_leaves_it_uncertain_and_one_that_is_gone_failed(
    server, survey, root, settings
):
    invite(root, "dies@school1.example")
    settings.EMAIL_PORT = 1
    invite(root, "iris@school1.example")
    states = Invitation.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["uncertain", "failed"]
    assert Membership.objects.count() == 2


def test_a_new_mail_ends_the_link_of_the_one_before(server, survey, root):
    invite(root)
    root.post(f"{PEOPLE}{Membership.objects.get().pk}/mail/", {"go": "again"})
    old, new = (link_in(mail) for mail in server.taken)
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)


def test_a_mail_that_is_being_sent_is_not_sent_a_second_time(server, survey):
    row = invited(survey).invitation
    assert inviting._claimed(row, "root")
    with pytest.raises(Refused, match="being sent at this moment"):
        inviting.send(invitation=row, by="root")
    assert server.taken == []


def test_without_a_mail_server_the_link_is_shown_once(survey, root):
    page = invite(root)
    (link,) = re.findall(rf"{BASE}(/account/password/\S+?)<", page.content.decode())
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "/account/password/" not in root.get(PEOPLE).content.decode()
    assert choose(Client(), link).status_code == 302
    assert "Send again" not in said(root.get(PEOPLE))


# ----- what somebody types


@pytest.mark.parametrize(
    ("address", "kept", "on_the_wire"),
    [
        ("o'brien@school1.example", "o'brien@school1.example", "o'brien@school1.example"),
        ("dean@Bücher.example", "dean@bücher.example", "dean@xn--bcher-kva.example"),
        ("dean@xn--bcher-kva.example", "dean@bücher.example", "dean@xn--bcher-kva.example"),
    ],
)
def test_apostrophes_and_umlauts_are_fine_in_an_address(server, survey, root, address, kept, on_the_wire):
    invite(root, address)
    user = User.objects.get(email=kept)
    assert [server.taken[0]["To"], *[rcpt for rcpt, _id in server.offered]] == [on_the_wire] * 2
    user.full_clean()  # so that it can be edited in the administration, too
    choose(Client(), link_in(server.taken[0]))
    assert Client().post("/signin/", {"username": address, "password": GOOD}).status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "",
        "iris",
        "iris@",
        "iris@x.example\nBcc: all@x.example",
        "<b>@x.example",
        "ü@x.example",
        "a@b@c.example",
    ],
)
def test_what_is_no_address_is_said_and_nothing_is_made(server, survey, root, address):
    page = invite(root, address)
    assert (page.status_code, page.content.decode().count('class="invalid-feedback"')) == (422, 1)
    assert (User.objects.count(), Membership.objects.count(), server.taken) == (1, 0, [])


def test_hostile_names_are_text_everywhere(server, survey, root):
    name = '<script>alert(1)</script> "{link}" %(x)s'
    type(survey).objects.update(title={"en": "Rounds\nBcc: all@x.example {link} <b>", "fr": "Rounds"})
    invite(root, name=name)
    assert "not sent" not in said(root.get(PEOPLE))
    assert server.taken[0]["Bcc"] is None
    link_in(server.taken[0])
    for path in (PEOPLE, "/people/", "/log/", "/surveys/rounds/log/"):
        page = root.get(path).content.decode()
        assert ("<script>alert" in page, "&lt;script&gt;alert(1)" in page) == (False, True)
    assert invite(root, "x@x.example", name="a\u202eb").status_code == 422


@pytest.mark.parametrize("address", ["http://evil.example", "www.evil.example"])
def test_a_mail_leads_to_this_server_only(server, survey, root, address):
    type(survey).objects.update(title={"en": f"Rounds {address}", "fr": "Rounds"})
    page = invite(root)
    assert (server.taken, "leads elsewhere" in said(page)) == ([], True)
