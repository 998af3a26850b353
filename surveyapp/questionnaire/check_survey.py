"""Checks of the survey as a whole: its size, its schools, its smallest group."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import places
from .places import TOP
from .problems import Problem, problem
from .schema import Questionnaire

MOST_SECTIONS, MOST_QUESTIONS, MOST_SCHOOLS = 100, 500, 1000
LEAST_GROUP, MOST_GROUP = 5, 10_000  # people; docs/privacy.md, and what every database holds
LONGEST_NAME, LONGEST_ADDRESS = 200, 254  # as the database has them
MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
COUNTRY = re.compile(r"[A-Z]{2}")


def check_survey(questionnaire: Questionnaire) -> Iterator[Problem]:
    yield from _size(questionnaire)
    yield from _schools(questionnaire)
    place, value = TOP.at("minimum_group").named("minimum_group"), questionnaire.minimum_group
    if value < LEAST_GROUP:
        yield problem("minimum_group", place, value=value, least=LEAST_GROUP)
    if value > MOST_GROUP:
        yield problem("large_group", place, value=value, most=MOST_GROUP)
    place, contact = TOP.at("contact").named("contact"), questionnaire.contact
    if len(contact) > LONGEST_ADDRESS:
        yield problem("long_contact", place, limit=LONGEST_ADDRESS)
    elif contact and not MAIL.fullmatch(contact):
        yield problem("bad_contact", place, contact=contact)


def _size(questionnaire: Questionnaire) -> Iterator[Problem]:
    if not questionnaire.sections:
        yield problem("missing_sections", TOP.at("sections").named("sections"))
    for place, section in places.sections(questionnaire):
        if not section.items:
            yield problem("empty_section", place.at("questions"))
    if len(questionnaire.sections) > MOST_SECTIONS:
        place = TOP.at("sections", MOST_SECTIONS).named("sections")
        yield problem("too_many_sections", place, limit=MOST_SECTIONS)
    for i, (place, _) in enumerate(places.questions(questionnaire)):
        if i == MOST_QUESTIONS:
            yield problem("too_many_questions", place, limit=MOST_QUESTIONS)


def _schools(questionnaire: Questionnaire) -> Iterator[Problem]:
    for i, (place, school) in enumerate(places.schools(questionnaire)):
        if i == MOST_SCHOOLS:
            yield problem("too_many_schools", place, limit=MOST_SCHOOLS)
        if not school.name:
            yield problem("missing_name", place.at("name"))
        if len(school.name) > LONGEST_NAME:
            yield problem("long_name", place.at("name"), limit=LONGEST_NAME)
        if school.country and not COUNTRY.fullmatch(school.country):
            yield problem("bad_country", place.at("country"), country=school.country)
