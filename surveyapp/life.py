"""A survey's life in eight steps, from the questionnaire to the results: where it stands, and what is next. Pure.

One step is *now*; each has one link at most, and a step that cannot be taken has none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .languages import name_of
from .models import Survey
from .participation import Summary
from .questionnaire.schema import Questionnaire
from .readiness import Gap
from .templatetags.counted import counted

State = Literal["done", "now", "next", "later"]


@dataclass(frozen=True)
class Link:
    address: str
    says: str


@dataclass(frozen=True)
class Step:
    code: str
    name: str
    state: State
    says: str
    link: Link | None = None
    waits_for: str = ""  # of a step that comes later

    @property
    def word(self) -> str:
        said = {"done": _("Done"), "now": _("Now"), "next": pgettext("step", "Next")}
        return self.waits_for if self.state == "later" else said[self.state]


@dataclass(frozen=True)
class Look:
    """What is known of a survey, and who looks."""

    survey: Survey
    questionnaire: Questionnaire
    summary: Summary
    missing: tuple[Gap, ...]
    wanting: tuple[Gap, ...]
    may: Collection[str]  # of access.To
    can_close: bool
    closing: int | None = None  # the number of the job that closes it

    def link(self, says: str, to: str, *args: object, needs: str = "results") -> Link | None:
        """To a page of this survey, if whoever looks may see it."""
        return Link(reverse(to, args=[self.survey.code, *args]), says) if needs in self.may else None


def path(look: Look) -> tuple[Step, ...]:
    """All eight, always in this order. Of a draft the first that can be taken is now."""
    steps = list(_steps(look))
    if not any(step.state == "now" for step in steps):
        first = next((i for i, step in enumerate(steps) if step.state == "next"), None)
        if first is not None:
            steps[first] = replace(steps[first], state="now")
    return tuple(steps)


def _steps(look: Look) -> Iterator[Step]:
    yield _questionnaire(look)
    yield _languages(look)
    yield _privacy(look)
    yield _schools(look)
    yield _opening(look)
    yield _field(look)
    yield _closing(look)
    yield _results(look)


def _questionnaire(look: Look) -> Step:
    asked = look.questionnaire
    n, of = len(asked.questions), len(asked.sections)
    name = _("Questionnaire")
    gaps = [gap.says for gap in look.missing if gap.step == "questionnaire"]
    if gaps:
        return Step("questionnaire", name, "next", " ".join(gaps), _upload(look))
    said = {
        "questions": ngettext("%(n)s question", "%(n)s questions", n) % {"n": counted(n)},
        "sections": ngettext("%(n)s section", "%(n)s sections", of) % {"n": counted(of)},
    }
    says = _("%(questions)s in %(sections)s.") % said
    if look.survey.frozen and not look.survey.is_closed:
        says += " " + _("Its structure is fixed; a typo can still be corrected.")
    return Step("questionnaire", name, "done", says, look.link(_("See it as students do"), "preview"))


def _upload(look: Look) -> Link | None:
    if "manage" not in look.may:
        return None
    return Link(reverse("admin:surveyapp_survey_upload", args=[look.survey.pk]), _("Upload a file"))


def _languages(look: Look) -> Step:
    name = _("Languages")
    if not look.questionnaire.questions:
        return Step(
            "languages",
            name,
            "later",
            _("Each text in each language."),
            None,
            _("Waits for the questionnaire"),
        )
    names = [name_of(code) for code in look.survey.languages]
    said = {"languages": ", ".join(names)}
    says = ngettext(
        "%(languages)s: no text is missing.", "%(languages)s: no text is missing in any.", len(names)
    )
    return Step("languages", name, "done", says % said)


def _privacy(look: Look) -> Step:
    survey, name = look.survey, _("Privacy text and contact")
    if look.wanting and not survey.is_closed:
        says = " ".join(gap.says for gap in look.wanting)
        link = look.link(_("Add what is missing"), "survey_settings", needs="run")
        return Step("privacy", name, "next", says, link)
    says = ""
    if survey.contact:
        says = _("Students write to %(address)s.") % {"address": survey.contact}
    if survey.ethics:
        said = _("Ethics reference: %(reference)s.") % {"reference": survey.ethics.rstrip(".")}
        says = f"{says} {said}".strip()
    return Step("privacy", name, "done", says, look.link(_("Change it"), "survey_settings", needs="run"))


def _schools(look: Look) -> Step:
    name, schools = _("Schools"), look.summary.schools
    if not schools:
        link = look.link(_("Add a school"), "schools_add", needs="schools")
        state: State = "done" if look.survey.is_closed else "next"
        return Step("schools", name, state, _("No school yet."), None if look.survey.is_closed else link)
    return Step(
        "schools",
        name,
        "done",
        schools_in_words(look.summary),
        look.link(_("See the schools"), "analysis:board"),
    )


def schools_in_words(summary: Summary) -> str:
    """'11 invited: 3 have sent the link, 2 accepted, 2 declined, 4 have not answered. 1 is on the list only.'"""
    parts = [
        (summary.sent, ngettext("%(n)s has sent the link", "%(n)s have sent the link", summary.sent)),
        (summary.not_sent, ngettext("%(n)s accepted", "%(n)s accepted", summary.not_sent)),
        (summary.declined, ngettext("%(n)s declined", "%(n)s declined", summary.declined)),
        (
            summary.no_response,
            ngettext("%(n)s has not answered", "%(n)s have not answered", summary.no_response),
        ),
    ]
    says = ""
    if summary.invited:
        invited = ngettext("%(n)s invited", "%(n)s invited", summary.invited) % {
            "n": counted(summary.invited)
        }
        rest = ", ".join(words % {"n": counted(n)} for n, words in parts if n)
        says = _("%(invited)s: %(rest)s.") % {"invited": invited, "rest": rest}
    if summary.listed:
        listed = ngettext(
            "%(n)s on the list: nobody wrote to it yet.",
            "%(n)s on the list: nobody wrote to them yet.",
            summary.listed,
        )
        says = f"{says} {listed % {'n': counted(summary.listed)}}".strip()
    return says


def _opening(look: Look) -> Step:
    survey, name = look.survey, pgettext("step", "Opening")
    if survey.is_draft and look.missing:
        says = _("It fixes the questionnaire, and asks you to confirm it.")
        return Step("opening", name, "later", says, None, _("Waits for what is missing"))
    if survey.is_draft:
        says = _("Nothing stands in the way. It fixes the questionnaire, and asks you to confirm it.")
        link = look.link(_("Open the survey"), "survey_open", needs="run")
        return Step("opening", name, "next", says, link)
    if survey.opened_on is None:
        return Step("opening", name, "done", _("It was never open: its responses were imported."))
    says = _("Opened on %(day)s.") % {"day": date_format(survey.opened_on, "j F Y")}
    return Step("opening", name, "done", says, look.link(_("See what is fixed"), "analysis:plan"))


def _field(look: Look) -> Step:
    survey, summary, name = look.survey, look.summary, _("In the field")
    if survey.is_draft:
        says = _("Students answer; you see how many, and what is counted.")
        return Step("field", name, "later", says, None, _("Waits for opening"))
    if survey.is_open:
        link = look.link(_("See the results so far"), "analysis:results")
        return Step("field", name, "now", _("Students can answer."), link)
    said = {"n": counted(summary.received), "asked": counted(summary.asked or 0)}
    if summary.asked:
        says = ngettext("%(n)s of %(asked)s student.", "%(n)s of %(asked)s students.", summary.asked) % said
    else:
        says = ngettext("%(n)s student.", "%(n)s students.", summary.received) % said
    return Step("field", name, "done", says, look.link(_("See the response rates"), "analysis:rates"))


def _closing(look: Look) -> Step:
    survey, name = look.survey, pgettext("step", "Closing")
    if survey.is_closed:
        day = date_format(survey.closed_on, "j F Y") if survey.closed_on else ""
        says = _("Closed on %(day)s.") % {"day": day}
        return Step("closing", name, "done", says)
    if look.closing is not None:
        link = look.link(_("How far it is"), "job", look.closing, needs="import")
        return Step("closing", name, "next", _("It is being closed at this moment."), link)
    if not look.can_close:
        says = _("Final. Opens the envelopes and writes the rows.")
        return Step("closing", name, "later", says, None, _("Waits for opening"))
    says = _("It is final, and only you start it.")
    if survey.closes_on:
        planned = _("Planned for %(day)s.") % {"day": date_format(survey.closes_on, "j F Y")}
        says = f"{planned} {says}"
    return Step("closing", name, "next", says, look.link(_("Close the survey"), "survey_close", needs="run"))


def _results(look: Look) -> Step:
    survey, name = look.survey, _("Results")
    if survey.is_closed:
        return Step("results", name, "now", _("Final. Nothing changes any more."))
    if survey.is_open:
        says = _("What is counted can be read now. Everybody’s answers, the rows and the report follow.")
        return Step("results", name, "later", says, None, _("Waits for closing"))
    if look.summary.received:
        says = _("What was imported can be read now.")
        link = look.link(_("See them"), "analysis:results")
        return Step("results", name, "later", says, link, _("Waits for closing"))
    says = _("First figures as soon as %(n)s people of one group have answered.") % {
        "n": 2 * survey.minimum_group
    }
    return Step("results", name, "later", says, None, _("Waits for opening"))
