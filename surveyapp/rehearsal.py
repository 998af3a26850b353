"""Made-up students, who answer through the real pages over HTTP: for rehearsals, examples and benchmarks.

Some interrupt and begin again, some press Submit twice, some leave out an answer and are sent back. Each hands
in once.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

import urllib3

from .questionnaire import months
from .questionnaire.conditions import shown_questions
from .questionnaire.schema import (
    DECLINED_SUFFIX,
    MULTIPLE,
    NUMBER,
    OTHER_SUFFIX,
    RANKING,
    TEXT,
    Question,
    Questionnaire,
)

INTERRUPTS, TWICE, MISTAKES = 0.1, 0.1, 0.1  # share of students
DECLINES = 0.05  # share of the answers that may be declined
TICKET = re.compile(rb'name="ticket" value="([^"]+)"')
# what the name of a field has after that of its question
AFTER_NAME = re.compile(rf"(\..*|{DECLINED_SUFFIX}|{OTHER_SUFFIX})$")
ACTION = re.compile(rb'<form[^>]* action="([^"#]+)')
WORDS = ("Nothing to add.", "More of it, please.", "I would like to see one.", "Not sure yet.")

Fields = list[tuple[str, str]]


class Unexpected(Exception):
    """The server answered something that a student should not get."""


@dataclass(frozen=True)
class Rehearsal:
    """Who answers what, where. `links`: one a school; students are spread over them."""

    questionnaire: Questionnaire
    links: tuple[str, ...]
    seed: int | None = None

    def run(self, students: int, clients: int, pace: float, done: Callable[[str], None]) -> Counter[str]:
        """Let students answer; `pace`: seconds between one's start and the next's. How many did what."""
        kinds, lock = Counter[str](), threading.Lock()
        pool = urllib3.PoolManager(maxsize=clients, retries=False, timeout=urllib3.Timeout(30))
        rng = random.Random(self.seed)  # noqa: S311 - made-up people
        seeds = [rng.random() for _ in range(students)]

        def one(seed: float) -> None:
            kind = Student(self, pool, random.Random(seed)).answer()  # noqa: S311
            with lock:
                kinds[kind] += 1
                done(kind)

        with ThreadPoolExecutor(clients) as executor:
            futures = []
            for seed in seeds:
                futures.append(executor.submit(one, seed))
                time.sleep(pace)
            for future in futures:
                future.result()
        return kinds


@dataclass(frozen=True)
class Student:
    rehearsal: Rehearsal
    pool: urllib3.PoolManager
    rng: random.Random

    def answer(self) -> str:
        """First page, questionnaire, hand-in, thanks. Returns what was special about this one."""
        link, kind = self.rng.choice(self.rehearsal.links), self._kind()
        self._get(link)
        action, ticket = self._form(link)
        if kind == "interrupted":
            action, ticket = self._form(link)
        answers = made_up(self.rehearsal.questionnaire, self.rng)
        if kind == "made a mistake":
            forgotten = self.rng.choice(self._always_required())
            kept = [(name, value) for name, value in answers if AFTER_NAME.sub("", name) != forgotten]
            self._post(action, [("ticket", ticket), *kept], expected=422)
        self._post(action, [("ticket", ticket), *answers], expected=303)
        if kind == "sent twice":
            self._post(action, [("ticket", ticket), *answers], expected=303)
        self._get(f"{link}/thanks")
        return kind

    def _kind(self) -> str:
        share = self.rng.random()
        if share < INTERRUPTS:
            return "interrupted"
        if share < INTERRUPTS + TWICE:
            return "sent twice"
        if share < INTERRUPTS + TWICE + MISTAKES and self._always_required():
            return "made a mistake"
        return "answered"

    def _always_required(self) -> list[str]:
        """Questions that everybody is shown and has to answer."""
        questions = self.rehearsal.questionnaire.questions
        return [q.code for q in questions if q.required and q.shown_if is None]

    def _get(self, url: str) -> bytes:
        response = self.pool.request("GET", url, redirect=False)
        if response.status != 200:
            raise Unexpected(f"{response.status} for {url}")
        return response.data

    def _form(self, link: str) -> tuple[str, str]:
        at = f"{link}/form"
        page = self._get(at)
        action, ticket = ACTION.search(page), TICKET.search(page)
        if not action or not ticket:
            raise Unexpected(f"no form at {at}")
        return urljoin(at, action[1].decode()), ticket[1].decode()

    def _post(self, url: str, fields: Fields, expected: int) -> None:
        response = self.pool.request(
            "POST",
            url,
            body=urlencode(fields),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            redirect=False,
        )
        if response.status != expected:
            raise Unexpected(f"{response.status} in place of {expected} for a post to {url}")


def made_up(questionnaire: Questionnaire, rng: random.Random) -> Fields:
    """Fields of a form that somebody has filled in; only of what they were shown."""
    answers: dict[str, object] = {}
    fields: Fields = []
    for question in questionnaire.questions:
        if question.code in shown_questions(questionnaire.questions, answers):
            if question.declined and rng.random() < DECLINES:
                fields.append((question.code + DECLINED_SUFFIX, question.declined))
                continue
            values = _values(question, rng)
            answers[question.code] = values
            fields += _fields(question, values)
            fields += _own_words(question, values, rng)
    return fields


def _fields(question: Question, values: list[str]) -> Fields:
    """As the page names them: each choice of a ranking has a field of its own."""
    if question.type != RANKING:
        return [(question.code, value) for value in values]
    places = (value.partition(":") for value in values)
    return [(f"{question.code}.{choice}", place) for choice, _, place in places]


def _values(question: Question, rng: random.Random) -> list[str]:
    if not question.required and rng.random() < 0.1:
        return []
    if question.type == TEXT:
        return [rng.choice(WORDS)[: question.limit]]
    if question.type == RANKING:
        order = rng.sample(range(1, len(question.counted_choices) + 1), len(question.counted_choices))
        return [f"{code}:{rank}" for code, rank in zip(question.counted_codes, order, strict=True)]
    if question.type == NUMBER:
        value = rng.uniform(question.minimum or 0, question.maximum or 0)
        if question.month:
            return [months.iso(round(value))]
        return [str(round(value)) if question.integer else f"{value:.1f}"]
    if question.type == MULTIPLE:
        return _ticks(question, rng)
    # Some answers are more frequent than others, the same for everybody: a chart of equal bars shows nothing.
    weights = random.Random(question.code)  # noqa: S311
    return [rng.choices(question.choice_codes, [weights.uniform(0.2, 1) for _ in question.choices])[0]]


def _ticks(question: Question, rng: random.Random) -> list[str]:
    alone = [choice.code for choice in question.choices if choice.exclusive or choice.prefer_not]
    others = [code for code in question.choice_codes if code not in alone]
    if alone and (not others or rng.random() < 0.1):
        return [rng.choice(alone)]
    at_most = min(question.at_most or len(others), len(others))
    some = set(rng.sample(others, rng.randint(question.at_least or 1, at_most)))
    return [code for code in others if code in some]


def _own_words(question: Question, values: list[str], rng: random.Random) -> Fields:
    other = {choice.code for choice in question.choices if choice.other}
    return [(question.code + OTHER_SUFFIX, rng.choice(WORDS))] if other & set(values) else []
