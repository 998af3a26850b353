"""What stands on a school's own page: the study, the questionnaire to read, the mails to send, how it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from . import history, languages, letter_fields, letter_text, participation, store, student_texts
from .answer_form import AnswerForm
from .languages import PageLanguage
from .letter_words import Words
from .models import Event, Participation, SchoolLink
from .questionnaire.schema import Question, Questionnaire, Text, words
from .student_texts import NAMES

Kind, State = Event.Kind, Participation.State
TAKES_PART = (State.ACCEPTED, State.ACCEPTED_NOT_SENT, State.SENT)


@dataclass(frozen=True)
class Asked:
    text: str
    choices: tuple[str, ...]
    only_if: str  # the condition in words; empty where it is asked of everybody


@dataclass(frozen=True)
class Part:
    title: str
    first: int  # the number of its first question: they are numbered through
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
    """The facts of the study, in the page's language where the survey is in it."""
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
        "groupings": [said(grouping.label) for grouping in asked.groupings],
        "has_texts": asked.has_texts,
    }


def spoken_in(asked: Questionnaire, language: str) -> PageLanguage:
    """In which of the survey's languages its words stand on a page in `language`."""
    return PageLanguage(languages.choose(asked.languages, None, language))


def parts(asked: Questionnaire, language: str) -> tuple[Part, ...]:
    form = AnswerForm(asked, language)
    found, first = [], 1
    for section in asked.sections:
        questions = tuple(_asked(form, question) for question in section.questions)
        found.append(Part(form.words(section.title), first, questions))
        first += len(questions)
    return tuple(found)


def _asked(form: AnswerForm, question: Question) -> Asked:
    return Asked(
        text=form.words(question.text),
        choices=tuple(form.label(question, choice) for choice in question.choices),
        only_if=form.in_words(question.shown_if) if question.shown_if else "",
    )


def forwarding(row: Participation) -> Forwarding:
    """What a school that takes part needs to pass the link on, and how many of it answered."""
    events = list(row.events.all())
    summary = participation.summary(row.survey)
    facts = letter_fields.Facts(
        row.survey, len(store.questionnaire_of(row.survey).questions), summary.received
    )
    texts = student_texts.texts(row.survey)
    went = {event.kind: event.day for event in history.standing(events) if event.kind in NAMES}
    due = history.reminder_days(events)
    following = next((kind for kind in NAMES if kind not in went), None)
    steps = tuple(
        Step(
            kind,
            name,
            went.get(kind),
            due.get(kind),
            kind == following,
            _mails(kind, texts, facts, row, events),
        )
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
    kind: str,
    texts: Mapping[tuple[str, str], Words],
    facts: letter_fields.Facts,
    row: Participation,
    events: Sequence[Event],
) -> tuple[Mail, ...]:
    """In each of the school's languages that there are words in; else in English."""
    codes = student_texts.languages_of(row)
    spoken = {texts[kind, code].language: texts[kind, code] for code in codes}
    return tuple(
        _mail(words, letter_fields.values(facts, row, events, words.language)) for words in spoken.values()
    )


def to_secretary(row: Participation, title: str, address: str, language: PageLanguage) -> Mail:
    """With the secretary's link, from the dean's own address: ready in the dean's mail program."""
    said = {"survey": title, "school": row.school.name, "address": address}
    body = _(
        "Dear colleague,\n\nPlease forward a survey to our students: %(survey)s.\n\nThe mails, the link"
        " and a poster are"
        " ready on this page. It is ours alone (%(school)s), so please do not pass it on:\n\n%(address)s\n\n"
        "Once a mail has gone out, please say so there.\n\nThank you"
    )
    return Mail(language, _("Please forward to our students: %(survey)s") % said, body % said)


def _mail(words: Words, values: Mapping[str, str]) -> Mail:
    filled = letter_text.fill(words.subject, words.body, values)
    return Mail(PageLanguage(words.language), filled.subject, filled.body)
