"""How answers stay anonymous, for a data protection officer: the words of the page, and of the same on paper.

What is said here is held by the tests in tests/anonymity and by `anonymity_check`; docs/privacy.md has the reasons.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import dean_page, posters, store
from .languages import PageLanguage
from .models import Participation
from .questionnaire.schema import words

SOURCE = Path(__file__).parent / "sheets" / "proof.typ"


@dataclass(frozen=True)
class Fact:
    """`own`: in the survey's own words, in its language."""

    name: str
    words: str
    own: bool = False


@dataclass(frozen=True)
class Part:
    """`numbered`: steps, one after the other. With facts it is a list of pairs."""

    heading: str
    says: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    numbered: bool = False


@dataclass(frozen=True)
class Proof:
    title: str
    lead: str
    small: str
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...]
    own: PageLanguage


def proof(row: Participation, language: str, today: date) -> Proof:
    """In the active translation; the survey's own words as it has them for `language`."""
    asked = store.questionnaire_of(row.survey)
    own = dean_page.spoken_in(asked, language)
    k = row.survey.minimum_group
    groupings = ", ".join(words(g.label, own.content, asked.languages[0]) for g in asked.groupings)
    return Proof(
        title=_("How answers stay anonymous"),
        lead=_(
            "From what is kept and shown nobody can find out who gave which answer. There is no switch to"
            " turn that off."
        ),
        small=_("For a data protection officer. As of %(day)s.") % {"day": date_format(today, "DATE_FORMAT")},
        facts=tuple(_facts(row, own, words(asked.about, own.content, asked.languages[0]))),
        parts=(_one_response(k), _kept(groupings), _nobody(k), _left(k, asked.has_texts)),
        own=own,
    )


def _facts(row: Participation, own: PageLanguage, about: str) -> Iterator[Fact]:
    survey = row.survey
    yield Fact(_("Survey"), words(survey.title, own.content, survey.languages[0]), own=True)
    yield Fact(_("School"), row.school.name)
    if about:
        yield Fact(_("Who asks"), " ".join(about.split()), own=True)
    if survey.contact:
        yield Fact(_("Contact"), survey.contact)
    if survey.ethics:
        yield Fact(_("Ethics reference"), survey.ethics)
    yield Fact(_("Smallest group shown"), str(survey.minimum_group))
    if number := _version():
        yield Fact(_("Program"), f"Anamnesis {number}")


@lru_cache
def _version() -> str:
    """As pyproject.toml has it, which lies beside the program."""
    try:
        return str(
            tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]
        )
    except (OSError, KeyError):
        return ""


def _one_response(k: int) -> Part:
    says = (
        _(
            "The students’ link is the same for the whole school. No student’s name or mail address ever"
            " comes to this server."
        ),
        _(
            "The questionnaire comes with a random ticket that is stored nowhere. Handing in stores a"
            " fingerprint of it, so that a double click counts once. No cookie is set."
        ),
        _(
            "On arrival the response is encrypted (AES-GCM) and padded to one length for all. The key is"
            " not in the database."
        ),
        _(
            "It waits for those of others. Responses are counted in steps of at least %(k)s people, chosen"
            " at random among twice as many; all are then sealed anew, in a new order."
        )
        % {"k": k},
        _(
            "When the survey closes, all responses are written at once, in a random order. Own words go"
            " apart, in another order. Encrypted copies and tickets are deleted."
        ),
    )
    return Part(_("What happens to one response"), says, numbered=True)


def _kept(groupings: str) -> Part:
    while_open = _(
        "Encrypted responses, each with its group in the clear and without its school; sums of answers by"
        " group; fingerprints of tickets; how many opened, started and handed in, by school and day."
    )
    if groupings:
        made_from = _("The groups are made from:")
        while_open += f" {made_from} {groupings}."
    after = _(
        "Answers with their school, under random numbers; own words with the question alone; how many"
        " opened, started and handed in, by school and day."
    )
    never = _("Name, mail address, network address, time, browser, device, cookie or session.")
    facts = (
        Fact(_("While the survey is open"), while_open),
        Fact(_("After closing"), after),
        Fact(_("Never, beside an answer"), never),
    )
    return Part(_("What is kept"), facts=facts)


def _nobody(k: int) -> Part:
    says = (
        _("Neither the school nor the researchers learn who answered."),
        _("Nobody can tell from the database, its backups and the server’s logs who gave which answer."),
        _(
            "Nobody is shown results of fewer than %(k)s people. Any two figures are about the same people"
            " or differ by %(k)s people at least, so that no subtraction finds anyone."
        )
        % {"k": k},
        _(
            "Researchers get rows only after closing. Where fewer than %(k)s people are alike in school"
            " and groups, the school is left blank, and more if need be."
        )
        % {"k": k},
        _(
            "Once handed in, an answer cannot be looked up, changed or deleted, not even by the student"
            " who gave it."
        ),
    )
    return Part(_("What nobody can do"), says)


def _left(k: int, has_texts: bool) -> Part:
    rare = _("A very rare combination of answers can tell who gave it to somebody who knows the person well.")
    if has_texts:
        rare += " " + _("So can own words. Students are asked to name nobody in them.")
    says = (
        _(
            "A student’s network address passes through the server, as on every web page. This program"
            " does not write it down."
        ),
        _("Whoever controls the live server, its memory or its traffic can watch as answers come in."),
        _(
            "Whoever has both the key and the database can open the encrypted responses. The two are to be"
            " kept apart."
        ),
        _(
            "The link is open: somebody who hands in many made-up responses, or friends who pool what they"
            " said, can corner the one left in a small group. And %(k)s people who all answered alike have"
            " said what each of them answered."
        )
        % {"k": k},
        rare,
        _(
            "A proxy in front of the server may write logs of its own, unless it is told not to. Whoever"
            " runs the server can say."
        ),
    )
    return Part(_("What is left over"), says)


# ----- on paper


def pdf(made: Proof, language: PageLanguage) -> bytes:
    """A4, as many pages as it takes, each with its number."""
    from . import printing  # typst takes its time to load

    data = {
        "lang": posters.typst_language(language.interface),
        "own_lang": posters.typst_language(made.own.content),
        "own_direction": made.own.direction,
        "title": made.title,
        "page_of": _("Page %(n)s of %(all)s") % {"n": "{n}", "all": "{all}"},
        "proof": json.dumps(_breakable(asdict(made))),
    }
    common = (SOURCE.parent / "common.typ").read_text("utf-8")
    return printing.typeset(common + SOURCE.read_text("utf-8"), data)


def _breakable(value: object) -> object:
    if isinstance(value, str):
        return posters.breakable(value)
    if isinstance(value, dict):
        return {name: _breakable(of) for name, of in value.items()}
    return [_breakable(of) for of in value] if isinstance(value, (list, tuple)) else value
