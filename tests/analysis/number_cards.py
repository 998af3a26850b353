"""What the tests of number questions ask of a survey made of R's groups: its report, its card, R's own figures."""

from analysis import page
from analysis.names import Names
from analysis.report import build
from tests.analysis.number_surveys import (
    ALIKE,
    FOUR,
    SAME_MEDIAN,
    THREE,
    TWO,
    R,
    by_stage,
    by_unit,
    crossed,
)

K = 5
STATISTICS = ("n", "mean", "sd", "median", "q1", "q3")
BY = {TWO: ("stage",), ALIKE: ("stage",), SAME_MEDIAN: ("stage",), THREE: ("unit",), FOUR: ("stage", "ward")}


def made(text):
    """A survey of these groups, and what it is compared by."""
    survey = (
        by_stage if len(BY[text]) == 1 and BY[text] != ("unit",) else by_unit if text == THREE else crossed
    )
    return survey(text)


def figures(text):
    report = build(*made(text), K)
    return report.question("sleep"), report.question("sleep").by(*BY[text])


def card(plan, atoms, by, code="sleep", k=K, language="en"):
    reading = page.Reading(Names(plan, language), by, k, False, {})
    report = build(plan, atoms, k, page.drawn_from(by))
    return next(c for s in page.sections(report, reading) for c in s.cards if c.code == code)


def without_no_break(text):
    return text.replace("\u00a0", " ")


def says(text, **more):
    plan, atoms = made(text)
    return without_no_break(card(plan, atoms, BY[text], **more).says)


def r(text, name, group=0):
    return float(R[text][group][name])
