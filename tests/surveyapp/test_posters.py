"""Poster and slide of a school: what stands on them, opened again as PDF and PNG, and the QR code module by module."""

import subprocess

import numpy as np
import pytest
import segno
from django.core.cache import cache
from django.test import Client

from surveyapp import participation, posters, printing
from surveyapp.actions import history, links
from surveyapp.models import Survey
from tests import build

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LONG = "Interventional radiology and artificial intelligence as seen by students of all years in twelve countries "
ARABIC = "الأشعة التداخلية والذكاء الاصطناعي: ما رأيكم؟"


@pytest.fixture(autouse=True)
def no_wrong_tries():
    cache.clear()


def a_row(**changed):
    row = build.a_school(build.a_survey())
    history.record(participation=row, kind="accepted", by="Olga")
    Survey.objects.filter(pk=row.survey_id).update(**changed)
    return build.a_school(Survey.objects.get(pk=row.survey_id))


def drawn(row, file):
    return posters.draw(row, posters.find(row, file))


def run(*command, stdin):
    return subprocess.run(command, input=stdin, capture_output=True, check=True).stdout


def words_of(pdf):
    """All that can be read, spaces and line ends left out: lines break where they must."""
    return "".join(run("pdftotext", "-", "-", stdin=pdf).decode().split())


def page(pdf, dpi=100):
    """Grey values of the only page: rows x columns."""
    assert b"/Count 1" in pdf
    pgm = run("pdftoppm", "-gray", "-r", str(dpi), "-", stdin=pdf)
    _magic, size, _most, pixels = pgm.split(b"\n", 3)
    wide, high = map(int, size.split())
    return np.frombuffer(pixels, dtype="uint8").reshape(high, wide)


def edges(grey, below):
    rows, columns = np.flatnonzero((grey < below).any(axis=1)), np.flatnonzero((grey < below).any(axis=0))
    return rows[0], rows[-1] + 1, columns[0], columns[-1] + 1


@pytest.mark.parametrize("what", ["poster", "slide"])
@pytest.mark.parametrize(
    "title",
    ["Rounds", LONG * 6, "x" * 300, ARABIC, "<b>#set page()[*]\\ {school} $"],
    ids=["short", "long", "one word", "Arabic", "hostile"],
)
def test_nothing_is_cut_and_the_code_leads_to_the_school(what, title):
    row = a_row(
        title={"en": title, "fr": title}, contact="study@example.org", ethics="E 12", about={"en": title}
    )
    pdf = drawn(row, f"{what}-en.pdf")
    grey, link = page(pdf, 150), participation.link(row)
    top, bottom, left, right = edges(grey, 250)
    margin = round(150 / 25.4 * 17)  # letters may hang over the margin by a little
    assert min(top, left, grey.shape[0] - bottom, grey.shape[1] - right) >= margin
    words = words_of(pdf)
    if title != ARABIC:  # its letters come joined, in the order in which they are drawn
        assert "".join(title.split()) in words
    assert link.removeprefix("http://").removeprefix("https://") in words
    assert "School1" in words

    top, bottom, left, right = edges(grey, 12)  # the code alone is quite black
    expected = np.array([list(line) for line in segno.make(link, error="m").matrix], dtype=bool)
    places = (np.arange(len(expected)) + 0.5) / len(expected)
    seen = grey[
        np.ix_(
            (top + places * (bottom - top)).astype(int),
            (left + places * (right - left)).astype(int),
        )
    ]
    assert ((seen < 128) == expected).all()
    quiet = int(4 * (right - left) / len(expected))
    around = grey[top - quiet : bottom + quiet, left - quiet : right + quiet].copy()
    around[quiet - 2 : 2 - quiet, quiet - 2 : 2 - quiet] = 255
    assert around.min() > 250


def test_each_language_has_sheets_of_its_own():
    row = a_row(title={"en": "Rounds", "fr": "Visites"})
    assert [sheet.file for sheet in posters.offered(row)] == [
        "poster-en.pdf",
        "poster-fr.pdf",
        "slide-en.pdf",
        "slide-en.png",
        "slide-fr.pdf",
        "slide-fr.png",
    ]
    assert "Visites" in words_of(drawn(row, "poster-fr.pdf"))
    row.languages = ["fr", "de"]
    assert {sheet.language.content for sheet in posters.offered(row)} == {"fr"}
    assert posters.find(row, "poster-en.pdf") is None
    row.languages = ["de"]
    assert {sheet.language.content for sheet in posters.offered(row)} == {"en", "fr"}


def test_a_slide_is_a_picture_of_its_size():
    made = drawn(a_row(), "slide-en.png")
    assert (made[:8], made[16:24]) == (b"\x89PNG\r\n\x1a\n", (1920).to_bytes(4) + (1080).to_bytes(4))


def test_an_arabic_title_is_written_from_the_right():
    row = a_row(title={"en": "مرحبا", "fr": "R"}, languages=["ar", "fr"])
    Survey.objects.filter(pk=row.survey_id).update(title={"ar": "مرحبا", "fr": "R"})
    row = build.a_school(Survey.objects.get(pk=row.survey_id))
    grey = page(drawn(row, "poster-ar.pdf"))
    heading = grey[round(100 / 25.4 * 32) : round(100 / 25.4 * 48)]  # below the school's name
    ink = np.flatnonzero((heading < 100).any(axis=0))
    assert ink[0] > grey.shape[1] / 2


@pytest.mark.parametrize("holder", ["dean", "secretary"])
def test_whoever_has_the_schools_link_gets_them_while_it_takes_part(holder, monkeypatch):
    monkeypatch.setattr(printing, "typeset", lambda *drawn: b"%PDF")
    row = a_row()
    link = f"/d/{links.make(participation=row, holder=holder, by='Olga')}/"
    client = Client()
    assert f"{link}print/poster-en.pdf" in client.get(link).content.decode()
    found = client.get(f"{link}print/poster-en.pdf")
    assert (found.status_code, found["Content-Type"], found.cookies) == (200, "application/pdf", {})
    assert found["Content-Disposition"] == 'inline; filename="rounds-school1-poster-en.pdf"'
    wrong = ("poster-de.pdf", "poster-en.png", "poster.pdf", "..%2Fposter-en.pdf", "x" * 500)
    assert {client.get(f"{link}print/{file}").status_code for file in wrong} == {404}
    history.record(participation=row, kind="declined", by="Olga")
    assert client.get(f"{link}print/poster-en.pdf").status_code == 404
    history.record(participation=row, kind="accepted", by="Olga")
    links.revoke(participation=row, holder=holder, by="Olga")
    assert client.get(f"{link}print/poster-en.pdf").status_code == 404


def test_the_proof_of_anonymity_is_a_document_of_its_own():
    row = a_row(
        title={"en": "Rounds & rest", "fr": "Visites"},
        about={"en": "The radiologists of Strasbourg", "fr": "Les radiologues"},
        ethics="E 12/2019",
        contact="study@example.org",
        minimum_group=7,
    )
    link = f"/d/{links.make(participation=row, holder='dean', by='Olga')}/"
    page = Client().get(f"{link}anonymity/?lang=en").content.decode()
    assert f'href="{link}anonymity.pdf?lang=en"' in page
    found = Client().get(f"{link}anonymity.pdf?lang=en")
    assert (found["Content-Type"], found.cookies) == ("application/pdf", {})
    words = run("pdftotext", "-", "-", stdin=found.content).decode()
    flat = " ".join(words.split())
    for said in (
        "Rounds & rest",
        "School 1",
        "The radiologists of Strasbourg",
        "E 12/2019",
        "Anamnesis 0.",
        "study@example.org",
        "in steps of at least 7 people",
        "What is kept",
        "What nobody can do",
        "What is left over",
        "Page 1 of ",
    ):
        assert said in flat
    french = run("pdftotext", "-", "-", stdin=Client().get(f"{link}anonymity.pdf?lang=fr").content).decode()
    assert ("Les radiologues" in french, "What nobody can do" in french) == (True, False)
