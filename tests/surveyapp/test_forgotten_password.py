"""A password that was forgotten: a link by mail, the same answer for everybody, a few mails only."""

import re
import threading

import pytest
from django.test import Client

from surveyapp.actions import inviting
from tests.results_surveys import person
from tests.surveyapp.letter_pages import said
from tests.surveyapp.people_pages import (
    GOOD,
    choose,
    link_in,
    log,
    signed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def ask(address, client=None):
    return (client or Client()).post("/account/forgotten/", {"address": address})


def wait_for_threads():
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.name.endswith("(_send_later)"):
            thread.join(10)


def test_a_forgotten_password_is_chosen_anew_by_mail_and_ends_the_sessions(server):
    ada = person("ada", email="ada@x.example")
    before = signed_in(ada)
    pages = [ask(address) for address in ("ada@x.example", "nobody-here@x.example")]
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert len({token.sub("", page.content.decode()) for page in pages}) == 1
    wait_for_threads()
    (mail,) = server.taken
    assert choose(Client(), link_in(mail)).status_code == 302
    assert before.get("/surveys/").status_code == 302
    assert Client().post("/signin/", {"username": "ada@x.example", "password": GOOD}).status_code == 302
    assert log() == [("ada", "password_chosen")]


def test_asking_takes_no_longer_where_there_is_somebody_to_write_to(server, monkeypatch):
    """It does not wait for the mail server."""
    person("ada", email="slow@x.example")
    began = threading.Event()
    monkeypatch.setattr(inviting, "_deliver", lambda mail: began.wait(5) and inviting.Delivery("sent"))
    ask("slow@x.example")
    began.set()
    wait_for_threads()


def test_nothing_is_written_while_the_asker_waits_and_what_cannot_be_is_told_to_nobody(
    server, monkeypatch, capfd
):
    """Else the time, or the page, would say that there is such an account. The address leaves by no log."""
    threads, write = [], inviting.staff_mails.new_password

    def written(*args):
        threads.append(threading.current_thread())
        return write(*args)

    monkeypatch.setattr(inviting.staff_mails, "new_password", written)
    user = person("ada", email="ada@x.example")
    inviting.forgotten(address="ada@x.example", language="en")
    wait_for_threads()
    user.email = "ödd2@x.example"  # as the command line lets it through; no mail server takes it
    with monkeypatch.context() as only:
        only.setattr(inviting.accounts, "with_address", lambda address: [user])
        assert ask("ada2@x.example").status_code == 200
        wait_for_threads()
    assert (len(threads), threading.main_thread() in threads) == (2, False)
    assert "dd2@x.example" not in "".join(capfd.readouterr())


def test_asking_again_and_again_sends_a_few_mails_only(server):
    person("ada", email="ada@x.example")
    for _ in range(8):
        assert ask("Ada@x.example").status_code == 200
        wait_for_threads()
    assert len(server.taken) == 5
    ask("shut@x.example")
    person("shut", email="shut2@x.example", is_active=False)
    ask("shut2@x.example")
    wait_for_threads()
    assert len(server.taken) == 5


def test_it_says_where_no_mail_can_be_sent():
    assert "Ask an administrator" in said(Client().get("/account/forgotten/"))
