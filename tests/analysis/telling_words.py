"""The sentence under a chart, from atoms: for tests of what it says."""

from analysis import page
from analysis.names import Names
from analysis.report import build
from analysis.sentences import sentence
from analysis.sizes import Family


def said(plan, atoms, code, *by, k=1, language="en"):
    report = build(plan, atoms, k, page.drawn_from(by))
    figures, names = report.question(code), Names(plan, language)
    drawn, breakdown = page.breakdown_of(figures, by)
    return sentence(figures, breakdown, names, page.comparisons_planned(report).get(drawn, Family()))


def without_no_break(text):
    return text.replace("\u00a0", " ")
