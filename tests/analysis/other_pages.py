"""A small survey that is closed, and how the pages of its other breakdowns are read."""

import random
import re
from html import unescape

from tests import build
from tests.build import a_survey

PAGE = "/surveys/rounds/results/"

# ten of each year and gender say each of this, so that nothing is small but one answer
SAID = [("good", "yes", "home")] * 4 + [("fair", "yes", "home")] * 3 + [("bad", "no", "elsewhere")] * 3
PEOPLE = [
    {"year": year, "gender": gender, "mood": mood, "heard": heard, "place": place, "where": ["web"]}
    for year in ("1", "2", "3")
    for gender in ("female", "male")
    for mood, heard, place in SAID
]


def handed_in(people=PEOPLE, **more):
    survey = a_survey(**more)
    for n, answers in enumerate(people):
        build.hand_in(survey, school=f"school{1 + n % 2}", chance=random.Random(n), **answers)
    return survey


def words(response):
    text = re.sub(r"<svg.*?</svg>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text))).replace("\u00a0", " ")


def tables(response):
    """Of each table on the page: its rows as lists of whole numbers (people)."""
    found = []
    for body in re.findall(r'<table class="table">.*?</table>', response.content.decode(), flags=re.DOTALL):
        rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', body, flags=re.DOTALL)
        found.append(
            {unescape(name): [int(n) for n in re.findall(r"<td[^>]*>(\d+)", cells)] for name, cells in rows}
        )
    return found


def headings(response):
    return re.findall(r'<h[23] id="h-[\w-]+"[^>]*>(.*?)</h[23]>', unescape(response.content.decode()))
