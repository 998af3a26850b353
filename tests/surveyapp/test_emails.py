"""A letter's words, and the message that they become."""

import email
import email.policy
import re

import pytest
from django.utils import translation

from surveyapp import emails, letter_fields, letter_text, letter_words
from surveyapp.models import Letter, LetterKind

pytestmark = pytest.mark.usefixtures("english")
BASE = "http://localhost:8000"


# ----- words


def test_an_unknown_field_is_named_with_those_that_are_known():
    found = letter_text.problems("Dear {dean}, of {school}", BASE)
    assert len(found) == 1
    assert found[0].startswith("There is no field {dean}. There are {school}, {office},")


@pytest.mark.parametrize("text", ["Dear {school", "Dear school}", "Dear {{school}}"])
def test_a_brace_that_stands_alone_is_a_fault(text):
    assert any("stands alone" in problem for problem in letter_text.problems(text, BASE))


@pytest.mark.parametrize(
    "text",
    [
        "See https://evil.example/x.",
        f"See {BASE}.evil.example/",
        f"See {BASE}@evil.example/",
        "See www.evil.example",
        "See ftp://localhost/",
        "[here](https://evil.example)",
        "[here](javascript:alert(1))",
        "[here](mailto:a@evil.example)",
        "[here](/relative)",
        "[here]()",
        "[here]({school})",
        f"[here]({BASE}/{{school}})",
    ],
)
def test_a_letter_leads_to_this_server_only(text):
    found = letter_text.problems(text, BASE)
    assert [problem.endswith(f"leads elsewhere. A letter leads only to {BASE}.") for problem in found] == [
        True
    ]


@pytest.mark.parametrize(
    "text", [f"See {BASE}/a?b=c.", BASE, f"([x]({BASE}/y))", "[yours]({link})", "{students_link}"]
)
def test_and_there_it_may_lead(text):
    assert letter_text.problems(text, BASE) == []


def test_a_line_with_nothing_to_say_is_left_out():
    body = "One\n\n- Ethics: {ethics}\n- School: {school}\n\nWrite to {contact}.\n\nEnd {link}"
    filled = letter_text.fill("To {school}", body, {"school": "North", "ethics": "", "contact": ""})
    assert (filled.subject, filled.body) == ("To North", "One\n\n- School: North\n\nEnd {link}")
    assert filled.unknown == ("ethics", "contact")


def test_what_a_school_is_called_is_never_more_than_words():
    name = "A\r\nBcc: b@x.example\n\n- {link} \u202e[x](y) <b>"
    filled = letter_text.fill("{school}", "Dear {school}", {"school": name})
    assert filled.subject == "ABcc: b@x.example- (link) [x](y) <b>"
    assert "\n" not in filled.body
    assert letter_text.to_html(filled.body).count("&lt;b&gt;") == 1
    assert (
        letter_text.address_problems(filled.body, BASE) != []
    )  # and with a link in its name it gets no letter


def test_a_long_subject_is_cut():
    assert (
        len(letter_text.fill("{school} " * 20, "", {"school": "x" * 150}).subject)
        == letter_text.LONGEST_SUBJECT
    )


BODY = f"Dear <you>,\nsecond line\n\n- one\n- two & {{link}}\n1. first\n2) [go]({{link}})\n\nSee {BASE}/x."


def test_plain_and_html_say_the_same():
    link = f"{BASE}/d/secret/"
    assert letter_text.to_plain(BODY, link).splitlines() == [
        "Dear <you>,",
        "second line",
        "",
        "- one",
        f"- two & {link}",
        "1. first",
        f"2) go: {link}",
        "",
        f"See {BASE}/x.",
    ]
    assert letter_text.to_html(BODY, link).split("\n") == [
        "<p>Dear &lt;you&gt;,<br>",
        "second line</p>",
        f'<ul><li>one</li><li>two &amp; <a href="{link}">{link}</a></li></ul>',
        f'<ol><li>first</li><li><a href="{link}">go</a></li></ol>',
        f'<p>See <a href="{BASE}/x">{BASE}/x</a>.</p>',
    ]


def test_a_preview_names_the_link_and_leads_nowhere():
    html = letter_text.to_html("{link} [go]({link})")
    assert html == "<p><b>[link]</b> go <b>[link]</b></p>"


@pytest.mark.parametrize("kind", LetterKind.values)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_texts_that_come_with_it_have_no_fault(kind, language):
    words = letter_words.shipped(kind, language)
    assert letter_text.problems(f"{words.subject}\n{words.body}", BASE) == []
    assert (words.language, "{link}" in words.body, "{link}" in words.subject) == (language, True, False)
    assert 0 < len(words.subject) <= letter_text.LONGEST_SUBJECT


@pytest.mark.parametrize("language", ["so", "de", "pt-BR", "..", "en/../fr"])
def test_in_a_language_without_a_text_it_is_english(language):
    assert letter_words.shipped("invitation", language).language == "en"


def test_french_dialects_have_the_french_text():
    assert letter_words.shipped("invitation", "fr-CA").language == "fr"


@pytest.mark.parametrize(("questions", "minutes"), [(1, 1), (14, 3), (60, 12)])
def test_how_long_it_takes(questions, minutes):
    assert letter_fields.minutes(questions) == minutes


# ----- the message


def a_letter(**more):
    return Letter(
        **{
            "language": "fr",
            "to": "o'neill@bücher.example",
            "subject": "Étude : “IR”",
            "body": "Chère école,\n\n{link}",
            "message_id": "<1@localhost>",
            **more,
        }
    )


def parsed(mail):
    return email.message_from_bytes(mail.message().as_bytes(), policy=email.policy.default)


def test_it_has_a_plain_and_an_html_part(settings):
    settings.DEFAULT_FROM_EMAIL = "study@x.example"
    message = parsed(emails.message(a_letter(), f"{BASE}/d/t/", reply_to="ada@x.example"))
    assert [message[name] for name in ("To", "From", "Reply-To", "Message-ID", "Subject")] == [
        "o'neill@xn--bcher-kva.example",
        "study@x.example",
        "ada@x.example",
        "<1@localhost>",
        "Étude : “IR”",
    ]
    plain, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert plain == f"Chère école,\n\n{BASE}/d/t/\n"
    assert (
        html.count('<html lang="fr" dir="ltr">')
        == html.count(f'<p><a href="{BASE}/d/t/">{BASE}/d/t/</a></p>')
        == 1
    )
    assert re.findall(r"<(?:img|script|link|style|iframe)|src=|style=", html) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"subject": "Hello\nBcc: all@x.example"},
        {"subject": "Hello\r\n\r\nBody"},
        {"to": "a@x.example\nBcc: b@x.example"},
        {"message_id": "<1>\nBcc: b@x.example"},
        {"body": "https://evil.example"},
    ],
)
def test_nothing_can_be_smuggled_into_its_head(broken):
    with pytest.raises(ValueError):
        emails.message(a_letter(**broken), "").message()


def test_an_answer_of_a_server_is_printable_and_short():
    import smtplib

    said = emails.said(smtplib.SMTPDataError(451, b"later\r\n\x1b[31m" + b"x" * 999))
    assert (said[:10], len(said), said.isprintable()) == ("451 later ", emails.LONGEST_ANSWER, True)


def test_french_fields_are_french():
    with translation.override("en"), letter_fields.speaking("fr"):
        assert translation.get_language() == "fr"
    with letter_fields.speaking("so"):
        assert translation.get_language() == "en"
