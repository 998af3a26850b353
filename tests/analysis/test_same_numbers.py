"""The made-up survey of R's scripts, as a survey: every way out carries the same numbers, and they are R's.

The counts file and `analyse --format json` are read for figures; page, table, drawing and sentence for the words that
they are printed as, each figure of theirs for the group and answer that it stands at.
"""

import csv
import io
import json
import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.core.management import call_command

from analysis.names import Names
from analysis.report import build
from analysis.sentences import sentence
from analysis.sizes import Family
from analysis.stats.two_by_two import difference
from surveyapp.actions import imports, surveys
from surveyapp.questionnaire.schema import MULTIPLE, NUMBER, SCALE, YES_NO
from tests.analysis import said_numbers
from tests.analysis.made_up import COMPARED, GENDERS, GROUPS, MADE_UP
from tests.analysis.said_numbers import plain, rounded
from tests.analysis.test_crossing import BOTH, CAREER, counted
from tests.build import closed
from tests.results_surveys import NIGHTS, STAGE, WARD, person, questionnaire
from tests.stats.stats_reference import rows

pytestmark = pytest.mark.django_db


def figures(lines):
    """(question, choice, by, group, statistic) -> value."""
    return {tuple(row.values())[:5]: row["value"] for row in lines}


@pytest.fixture
def survey(client, tmp_path):
    cache.clear()
    made = surveys.put_questionnaire(questionnaire=MADE_UP)
    people = [
        one for one in rows("made_up_survey.csv") if one["gender"]
    ]  # who makes the groups is asked of all
    with (tmp_path / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(people[0]))
        writer.writeheader()
        writer.writerows(people)
    imports.import_responses(survey=made, file=tmp_path / "rows.csv")
    client.force_login(person("felix", made, "faculty"))
    return closed(made)


def listed(survey, kind):
    out = io.StringIO()
    call_command("analyse", survey.code, format=kind, stdout=out)
    return figures(
        csv.DictReader(io.StringIO(out.getvalue())) if kind == "csv" else json.loads(out.getvalue())
    )


def cells_of(html):
    found = re.findall(r"<td\b[^>]*>(.*?)</td>", html, re.DOTALL)
    return [unescape(re.sub("<[^>]+>", "", cell)) for cell in found]


def texts_of(drawing, *parts):
    """All texts of these elements of a drawing, in order."""
    found = ElementTree.fromstring(drawing).iter()
    return [plain("".join(one.itertext())) for one in found if one.tag.rpartition("}")[2] in parts]


def shown(client, question, by):
    """What page, table and drawing say of one question in one view."""
    page = client.get(f"/surveys/made-up/results/?by={by}").content.decode()
    card = page.split(f'id="q-{question}"')[1].split("</section>")[0]
    table = client.get(f"/surveys/made-up/results/{question}/table.csv?by={by}").content.decode("utf-8-sig")
    drawing = client.get(f"/surveys/made-up/results/{question}/chart.svg?by={by}").content
    sentence = re.search(r'<p class="says">(.*?)</p>', card, re.DOTALL)
    said = plain(unescape(sentence[1])) if sentence else ""
    return cells_of(card), list(csv.reader(io.StringIO(table))), drawing, said


class Figures:
    """What `analyse` says of one question in one view."""

    def __init__(self, found, question, by):
        self.found, self.question = found, question
        self.by, self.groups = by.replace(",", "*"), GROUPS[by]
        self.choices = [choice.code for choice in question.choices]

    def of(self, statistic, choice="", group=()):
        """A count of everybody where there is no group."""
        return self.found.get(
            (self.question.code, choice, self.by if group else "", "*".join(group), statistic)
        )

    def tested(self, statistic, choice=""):
        return self.found.get((self.question.code, choice, self.by, "", statistic))

    def written(self, choice, group=()):
        """n, per cent and interval, as they are printed."""
        n, *three = (self.of(name, choice, group) for name in ("n", "percent", "ci_low", "ci_high"))
        percent, low, high = map(rounded, three)
        return [n, percent, f"{low} to {high}"]

    def marked(self, choice, group=()):
        """At a mark of the chart."""
        n, percent, _interval = self.written(choice, group)
        return [f"{percent} %", f"{n} of {self.of('base', choice, group)}"]

    def points(self, choice, said):
        """The difference of the two groups that shares are said of, the larger share less the smaller."""
        exact = [self.tested(f"difference{end}", choice) for end in ("", "_low", "_high")]
        if exact[0] is None:  # not in the listing, as it is of an answer that was picked
            of = [[int(self.of(n, choice, self.named(one[0]))) for n in ("n", "base")] for one in said]
            found = difference(*of)
            exact = [found.value, found.low, found.high]
        value, low, high = map(float, exact)
        return list(map(rounded, (value, low, high) if value >= 0 else (-value, -high, -low)))

    def named(self, name):
        """The group that is called so."""
        return tuple(name.lower().split(", "))


def rows_of_chart(here):
    """What its rows say from the top, names and figures, of yes and no or of choices."""
    crossed, type_ = here.by == "phase*gender", here.question.type
    if type_ == YES_NO:
        yield from [] if crossed else ["Everybody", *here.marked("yes")]
        for group in here.groups:
            yield from [group[0].title()] if crossed and group[1] == GENDERS[0] else []
            yield from (group[-1].title(), *here.marked("yes", group))
        return
    order = here.choices
    if type_ == MULTIPLE:
        order = sorted(order, key=lambda choice: -int(here.of("n", choice)))
    for choice in order:
        yield f"Is {choice}"
        for group in here.groups:
            yield from [group[0].title()] if crossed and group[1] == GENDERS[0] else []
            yield from here.marked(choice, group)


def chart_says(drawing, here):
    """Rows of figures stand together; a scale has whole per cents in its bars, and all of them in its description."""
    if here.question.type == NUMBER:
        return
    if here.question.type == SCALE:
        (described,) = texts_of(drawing, "desc")
        for group in [*([] if "*" in here.by else [()]), *here.groups]:
            each = ", ".join(f"Is {choice} {here.marked(choice, group)[0]}" for choice in here.choices)
            name = " · ".join(code.title() for code in group) or "Everybody"
            assert f"{name}: {each}, {here.of('base', group=group)} answered." in described
        return
    texts, rows_drawn = texts_of(drawing, "text"), list(rows_of_chart(here))
    at = texts.index(rows_drawn[0], 2)
    assert texts[at : at + len(rows_drawn)] == rows_drawn
    if here.question.type != YES_NO:  # whose marks they are is said by the legend's order
        names = [code.title() for code in dict.fromkeys(group[-1] for group in here.groups)]
        assert texts[at - len(names) : at] == names


def table_says(cells, table, here):
    for choice in here.choices:
        (row,) = [line for line in table if line[0] == f"Is {choice}"]
        for i, group in enumerate([(), *here.groups]):
            n, percent, interval = here.written(choice, group)
            assert [plain(cell) for cell in row[1 + 3 * i : 4 + 3 * i]] == [n, percent, interval]
            assert f"{n} ({percent}\u00a0%){interval}" in cells


def sentence_says(sentence, here):
    """Every figure in it is the one of the group, answer and test that it names. How many there were."""
    named = said_numbers.answer(sentence)
    choice = named.removeprefix("Is ") if named else "yes"
    found = said_numbers.shares(sentence)
    for name, percent, *people in found:
        group = here.named(name)
        assert percent == rounded(here.of("percent", choice, group)), (name, sentence)
        assert people in (["", ""], [here.of("n", choice, group), here.of("base", choice, group)]), sentence
    each = choice if here.question.type == MULTIPLE else ""
    odds, ps = said_numbers.common_odds(sentence), said_numbers.ps(sentence)
    for which, sign, figure in ps:
        if which == "breslow_day_p":
            value = here.tested(which, "yes")
        elif "smallest of their tests" in sentence:
            value = min((here.tested("p", one) for one in here.choices), key=lambda p: float(p or 1))
        elif odds and not which:
            value = here.tested("cmh_p", "yes")
        else:
            value = here.tested(which or "p", each)
        assert said_numbers.is_p(sign, figure, value), (which, value, sentence)
    if size := said_numbers.difference(sentence):
        assert list(size) == here.points(choice, found), sentence
    if odds:
        higher, lower, *ratio = odds
        exact = [float(here.tested(name, "yes")) for name in ("mh_odds_ratio", "mh_low", "mh_high")]
        assert {higher, lower} == {"Female", "Male"}  # the first two, female first
        turned = exact if higher == "Female" else [1 / exact[0], 1 / exact[2], 1 / exact[1]]
        assert ratio == [rounded(value, 2) for value in turned]
    sizes = said_numbers.sizes(sentence)
    for name, figure in sizes.items():
        assert said_numbers.is_size(figure, float(here.tested(name, each))), (name, sentence)
    middles = said_numbers.medians(sentence)
    for name, three in middles:
        exact = [here.of(of, group=here.named(name)) for of in ("median", "q1", "q3")]
        assert list(three) == [rounded(value) for value in exact], (name, sentence)
    return len(found) + len(ps) + len(sizes) + len(middles) + 3 * bool(size) + 3 * bool(odds)


def test_every_way_out_carries_the_same_numbers(survey, client):
    found = listed(survey, "csv")
    assert found == listed(survey, "json")
    counts = b"".join(client.get("/surveys/made-up/counts.csv")).decode()
    assert figures(csv.DictReader(io.StringIO(counts))) == found
    said = {}
    for question, by in COMPARED:
        here = Figures(found, question, by)
        cells, table, drawing, sentence = shown(client, question.code, by)
        if here.tested("note") == "too few to show":
            assert not sentence
            continue
        chart_says(drawing, here)
        table_says(cells, table, here)
        said[question.code, by] = sentence_says(sentence, here)
    assert min(said.values()) >= 3 and len(said) == 16  # no sentence is without figures, or unread
    r = {(line["name"], line["figure"]): line["value"] for line in rows("made_up_figures.csv")}
    ours = {
        ("agrees by three genders", "chi2"): found["agrees", "", "gender", "", "chi2"],
        ("agrees by three genders", "fisher_p"): found["agrees", "", "gender", "", "fisher_p"],
        ("agrees by gender", "odds_ratio"): found[
            "agrees", "yes", "gender", "", "odds_ratio"
        ],  # the first two
        ("agrees by gender", "difference"): found["agrees", "yes", "gender", "", "difference"],
        ("scale by gender", "h"): found["scale", "", "gender", "", "kruskal_wallis_h"],
        ("scale by gender", "h_p"): found["scale", "", "gender", "", "kruskal_wallis_p"],
        ("scale by gender", "epsilon_squared"): found["scale", "", "gender", "", "epsilon_squared"],
    }
    assert sum(map(bool, ours.values())) >= 7
    assert {key: float(value) for key, value in ours.items() if value} == pytest.approx(
        {key: float(r[key]) for key, value in ours.items() if value}, rel=1e-7
    )


def test_a_clear_gap_inside_each_group_is_said_with_its_figures():
    """The study's career question: R's mantelhaen.test, and the rates within each group."""
    report = build(questionnaire((STAGE, WARD, NIGHTS)), counted(CAREER), 5)
    figures = report.question("nights")
    said = plain(sentence(figures, figures.by(*BOTH), Names(report.questionnaire, "en"), Family(1, 1)))
    rates = {
        "student, heart": "19.5",
        "student, knife": "32.4",
        "resident, heart": "16.7",
        "resident, knife": "37.9",
    }
    assert {name.lower(): percent for name, percent, *_ in said_numbers.shares(said)} == rates
    assert said_numbers.common_odds(said) == ("Knife", "Heart", "2.47", "1.93", "3.15")
    assert said_numbers.ps(said)[:2] == [("", "<", "0.001"), ("breslow_day_p", "=", "0.087")]
