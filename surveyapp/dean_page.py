"""What stands on a school's own page: the study, the questionnaire to read, the mails to send, how it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from . import history, languages, letter_fields, letter_text, participation, store
from .answer_form import AnswerForm
from .languages import PageLanguage
from .models import Event, Participation, SchoolLink
from .questionnaire.schema import Question, Questionnaire, Text, words

Kind, State = Event.Kind, Participation.State
TAKES_PART = (State.ACCEPTED, State.ACCEPTED_NOT_SENT, State.SENT)
# A file a mail and language: the subject, an empty line, the mail.
MAILS = Path(__file__).parent / "student_mails"
NAMES = {
    Kind.SENT: gettext_lazy("First mail"),
    Kind.FIRST_REMINDER: gettext_lazy("First reminder"),
    Kind.SECOND_REMINDER: gettext_lazy("Second and last reminder"),
}


@dataclass(frozen=True)
class Asked:
    text: str
    choices: tuple[str, ...]
    only_if: str  # the condition in words; empty where it is asked of everybody


@dataclass(frozen=True)
class Part:
    title: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True)
class Mail:
    """Ready to be copied, in one language. `mailto` opens it in the reader's mail program."""

    language: PageLanguage
    subject: str
    body: str

    @property
    def mailto(self) -> str:
        body = quote(self.body.replace("\n", "\r\n"), safe="")
        return f"mailto:?subject={quote(self.subject, safe='')}&body={body}"


@dataclass(frozen=True)
class Step:
    """One of the three mails to students. `went`: when it did; `due`: from when it may; both None: not yet known."""

    kind: str
    name: str | Promise
    went: date | None
    due: date | None
    is_next: bool
    mails: tuple[Mail, ...]


@dataclass(frozen=True)
class Forwarding:
    steps: tuple[Step, ...]
    handed_in: int  # of this school, once a day, rounded down to a multiple of k
    reached: int | None
    passed_on: date | None  # the day on which the secretary's link was made
    tell: str  # which mail the form asks about first

    @property
    def last(self) -> Step | None:
        return next((step for step in reversed(self.steps) if step.went), None)

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if step.is_next), None)


def study(row: Participation, language: str) -> dict[str, object]:
    """The facts of the study and its questionnaire, in the page's language where the survey is in it."""
    survey = row.survey
    asked = store.questionnaire_of(survey)
    spoken = spoken_in(asked, language)

    def said(text: Text) -> str:
        return words(text, spoken.content, asked.languages[0])

    return {
        "spoken": spoken,
        "survey_title": said(asked.title),
        "introduction": said(asked.introduction),
        "about": said(asked.about),
        "thanks": said(asked.thanks),
        "questions": len(asked.questions),
        "conditional": any(question.shown_if for question in asked.questions),
        "minutes": letter_fields.minutes(len(asked.questions)),
        "survey_languages": [languages.name_of(code) for code in asked.languages],
        "parts": parts(asked, spoken.content),
        "groupings": [said(grouping.label) for grouping in asked.groupings],
        "has_texts": asked.has_texts,
    }


def spoken_in(asked: Questionnaire, language: str) -> PageLanguage:
    """In which of the survey's languages its words stand on a page in `language`."""
    return PageLanguage(languages.choose(asked.languages, None, language))


def parts(asked: Questionnaire, language: str) -> tuple[Part, ...]:
    form = AnswerForm(asked, language)
    return tuple(
        Part(form.words(section.title), tuple(_asked(form, question) for question in section.questions))
        for section in asked.sections
    )


def _asked(form: AnswerForm, question: Question) -> Asked:
    return Asked(
        text=form.words(question.text),
        choices=tuple(form.words(choice.label) for choice in question.choices),
        only_if=form.in_words(question.shown_if) if question.shown_if else "",
    )


def forwarding(row: Participation) -> Forwarding:
    """What a school that takes part needs to pass the link on, and how many of it answered."""
    events = list(row.events.all())
    summary = participation.summary(row.survey)
    facts = letter_fields.Facts(
        row.survey, len(store.questionnaire_of(row.survey).questions), summary.received
    )
    went = {event.kind: event.day for event in history.standing(events) if event.kind in NAMES}
    due = history.reminder_days(events)
    following = next((kind for kind in NAMES if kind not in went), None)
    steps = tuple(
        Step(kind, name, went.get(kind), due.get(kind), kind == following, _mails(kind, facts, row, events))
        for kind, name in NAMES.items()
    )
    passed_on = row.links.filter(holder=SchoolLink.Holder.SECRETARY, revoked_on__isnull=True).first()
    return Forwarding(
        steps=steps,
        handed_in=next(line.received for line in summary.schools if line.code == row.school.code),
        reached=history.reached(events),
        passed_on=passed_on.made_on if passed_on else None,
        tell=following or Kind.SENT,
    )


def _mails(
    kind: str, facts: letter_fields.Facts, row: Participation, events: Sequence[Event]
) -> tuple[Mail, ...]:
    """In each language of the survey that the product has words in; else in English."""
    spoken = dict.fromkeys(_nearest(kind, code) for code in row.survey.languages)
    return tuple(
        _mail(kind, language, letter_fields.values(facts, row, events, language)) for language in spoken
    )


def _mail(kind: str, language: str, values: Mapping[str, str]) -> Mail:
    filled = letter_text.fill(*_shipped(kind, language), values)
    return Mail(PageLanguage(language), filled.subject, filled.body)


def _nearest(kind: str, language: str) -> str:
    near = [language.lower(), languages.base(language), "en"]
    return next(code for code in near if (MAILS / f"{kind}.{code}.txt").is_file())


@lru_cache
def _shipped(kind: str, language: str) -> tuple[str, str]:
    subject, _empty, body = (MAILS / f"{kind}.{language}.txt").read_text("utf-8").partition("\n")
    return subject.strip(), body.strip()
