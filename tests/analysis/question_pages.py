"""A survey whose question pages are read, and how: by whoever may see its results."""

import re
from html import unescape

from tests.results_surveys import (
    en,
    four_strata,
    open_survey,
    person,
    questionnaire,
)


def page_of(question, code="nights"):
    return f"/surveys/{code}/results/{question}/"


def words(response):
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", response.content.decode(), flags=re.DOTALL))
    return re.sub(r"\s+", " ", unescape(text)).replace("\u00a0", " ")


def parts(response):
    return re.findall(r'<section class="card q depth" id="([\w-]+)"', response.content.decode())


def asked(client, plan, atoms):
    survey = open_survey(plan, atoms)
    client.force_login(person("felix", survey, "faculty"))
    return survey


def four_strata_shown(client):
    asked(client, questionnaire(source=en("Made up for the tests")), four_strata())
    return client
