"""EMAIL_URL, and the addresses that mails may go to."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured

from surveyapp import addresses, mail_url

pytestmark = pytest.mark.usefixtures("english")


# ----- EMAIL_URL


def test_without_an_address_mail_is_off():
    assert mail_url.read("") == mail_url.Mail(on=False, backend=mail_url.OFF)


def test_it_reads_a_server_with_its_door_keys_and_sender():
    mail = mail_url.read(
        "smtp://study%40x.example:p%2Fw%3A1@mail.x.example:2525/?tls=1&from=office@x.example&timeout=7"
    )
    assert (mail.on, mail.backend, mail.host, mail.port) == (True, mail_url.SMTP, "mail.x.example", 2525)
    assert (mail.user, mail.password, mail.sender) == ("study@x.example", "p/w:1", "office@x.example")
    assert (mail.starttls, mail.tls, mail.timeout) == (True, False, 7)


def test_who_signs_in_is_who_writes_unless_said():
    mail = mail_url.read("smtps://study%40x.example:secret@mail.x.example")
    assert (mail.sender, mail.port, mail.starttls, mail.tls) == ("study@x.example", 465, False, True)


def test_a_server_at_home_needs_no_encryption():
    assert mail_url.read("smtp://u:secret@localhost:25/?from=a@x.example").starttls is False


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mail.x.example", "begins with none of smtp:, smtps: and console:"),
        ("http://mail.x.example", "begins with none of"),
        ("smtp:///?from=a@x.example", "names no mail server"),
        ("smtp://mail.x.example", "does not say who the letters are from"),
        ("smtp://mail.x.example/?from=office", "no mail address behind from="),
        ("smtp://mail.x.example/?from=a@x.example%0ABcc:b@x.example", "no mail address behind from="),
        ("smtp://mail.x.example:99999/?from=a@x.example", "a port that is no number"),
        ("smtp://mail.x.example:port/?from=a@x.example", "a port that is no number"),
        ("smtp://mail.x.example/?from=a@x.example&tls=yes", "another tls than 0 or 1"),
        ("smtp://mail.x.example/?from=a@x.example&timeout=0", "timeout that is no number of seconds"),
        ("smtp://mail.x.example/?from=a@x.example&starttls=1", "nobody knows: starttls"),
        ("smtp://u:hunter2@mail.x.example/?from=a@x.example", "without encryption"),
        ("smtp://u:hunter2@[mail/?from=a@x.example", "cannot be read"),
    ],
)
def test_it_refuses_what_it_cannot_use_and_never_quotes_the_password(url, says):
    with pytest.raises(ImproperlyConfigured) as error:
        mail_url.read(url)
    assert (str(error.value).count(says), "hunter2" in str(error.value)) == (1, False)


# ----- addresses


@pytest.mark.parametrize(
    ("address", "on_the_wire"),
    [
        ("dean@school.example", "dean@school.example"),
        (" dean@school.example ", "dean@school.example"),
        ("o'neill@school.example", "o'neill@school.example"),
        ("dean+study@school.example", "dean+study@school.example"),
        ("dekanat@bücher.example", "dekanat@xn--bcher-kva.example"),
    ],
)
def test_addresses_that_can_be_written_to(address, on_the_wire):
    assert (addresses.address_problem(address), addresses.for_the_wire(address)) == ("", on_the_wire)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "has no @"),
        ("dean", "has no @"),
        ("dean@@school.example", "is no mail address"),
        ("dean@school", "is no mail address"),
        ("de an@school.example", "is no mail address"),
        ("dean@school..example", "is no mail address"),
        ("dean@-.example", "is no mail address"),
        (f"dean@{'ü' * 80}.example", "is no mail address"),
        (f"dean@{'éàüöäñçøåœ.' * 14}example", "more than 254 characters"),  # as mail servers know it
        ("döan@school.example", "before the @ stands ‘ö’"),
        ("dean@school.example\nBcc: all@school.example", "invisible character"),
        ("dean@school.example\r\n\r\nHello", "invisible character"),
        ("dean\u202e@school.example", "invisible character"),
        ("Dean <dean@school.example>", "is no mail address"),
        ("dean@school.example,other@school.example", "is no mail address"),
    ],
)
def test_addresses_that_cannot_and_why(address, says):
    assert addresses.address_problem(address).count(says) == 1
    with pytest.raises(ValueError, match=re.escape(says)):
        addresses.for_the_wire(address)
