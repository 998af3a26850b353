"""Every type of question through the whole product: the page, handing in, closing, files, results."""

import csv
import io
import random
import re
from collections import Counter
from html import unescape

import pytest
from django.core.management import call_command

from surveyapp import answer_form, exports, rehearsal, store
from surveyapp.actions import imports, surveys
from surveyapp.anonymity import tallies as wrong_tallies
from surveyapp.models import FreeText, Response, Stratum, Survey
from surveyapp.questionnaire import answers, yaml_form
from tests.all_types import ALL_ANSWERS, ALL_TYPES, DECLINED, form_of
from tests.respond_surveys import link, send, ticket_in
from tests.results_surveys import person

pytestmark = pytest.mark.django_db
ORDERS = [("pay", "rest", "team"), ("rest", "team", "pay"), ("rest", "pay", "team")]


@pytest.fixture
def survey(open_all_types):
    return Survey.objects.get(pk=open_all_types.pk)


def hand_in(client, survey, **more):
    ticket = ticket_in(client.get(f"{link(survey)}/form"))
    return send(client, link(survey), {"ticket": ticket, **ALL_ANSWERS, **more})


def ranking(order):
    return {f"matters.{code}": str(place) for place, code in enumerate(order, 1)}


@pytest.fixture
def filled(client, survey):
    """30 people: half of each shift; a third of them in each order; one declines, one leaves open what is optional."""
    for i in range(30):
        more = {"shift": ("day", "night")[i % 2], **ranking(ORDERS[i % 3]), "began": str(2000 + i % 5)}
        more["started"] = f"{2018 + i % 3}-{1 + i % 12:02}"
        if i == 28:
            more |= DECLINED
        if i == 29:
            more |= dict.fromkeys(["tired", "mood", "helps", "hours", "began", "started", "word", "wish"], "")
            more |= dict.fromkeys(["matters.pay", "matters.rest", "matters.team"], "")
        assert hand_in(client, survey, **more).status_code == 303
    return survey


def test_it_is_stored_and_written_as_it_was_read(survey):
    made = store.questionnaire_of(survey)
    assert made == yaml_form.read(ALL_TYPES)
    assert yaml_form.read(yaml_form.write(made)) == made


@pytest.mark.once
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_it_asks_everything_in_each_language_once(client, survey, language):
    html, made = form_of(client, survey, language), store.questionnaire_of(survey)
    ids = re.findall(r' id="([^"]+)"', html)
    assert [name for name, n in Counter(ids).items() if n > 1] == []
    for item in (*made.questions, *made.blocks):
        assert f'id="div_id_{item.code}"' in html
        assert item.text[language] in unescape(html)
    named = re.findall(r'aria-(?:describ|labell)edby="([^"]+)"', html)
    assert {name for names in named for name in names.split()} <= set(ids)
    assert set(re.findall(r'<label[^>]* for="([^"]+)"', html)) <= set(ids)


@pytest.mark.once
def test_it_announces_the_common_question_before_each_statement(client, survey):
    html = form_of(client, survey)
    group = html[html.index('id="div_id_agree"') : html.index('id="div_id_matters"')]
    assert group.count("<fieldset") == group.count("<legend") == 3
    assert group.index("How far do you agree?") < group.index("The ward is safe.")
    assert group.count('class="statement') == group.count("data-required") == 2
    refused = hand_in(client, survey, agree_calm="").content.decode()
    assert ">How far do you agree? – The ward is calm.</a>" in refused


@pytest.mark.once
def test_made_up_students_answer_every_type(survey):
    made, rng = store.questionnaire_of(survey), random.Random(3)
    for _ in range(50):
        fields = {}
        for name, value in rehearsal.made_up(made, rng):
            fields.setdefault(name, []).append(value)
        assert answers.clean(made, answer_form.posted(made, fields)).errors == {}


WRONG = [
    ({"helps": ["tea"]}, "helps", "Please choose at least 2."),
    ({"helps": ["tea", "sleep", "talk", "walk"]}, "helps", "Please choose at most 3."),
    ({"helps": ["tea", "nothing"]}, "helps", "Please choose either this answer alone, or the others."),
    ({"agree_calm": ""}, "agree_calm", "Please answer this question."),
    ({"agree_calm": "never"}, "agree_calm", "Please choose from the answers given."),
    ({"matters.team": ""}, "matters", "Please give each of them a number from 1 to 3."),
    ({"matters.team": "1"}, "matters", "Please use each number once only."),
    ({"matters.team": "4"}, "matters", "Please choose from the answers given."),
    ({"matters.team": "<b>"}, "matters", "Please choose from the answers given."),
    ({"hours": "24,5"}, "hours", "Please enter 24 or less."),
    ({"began": "04"}, "began", "Please enter 1990 or more."),
    ({"began": "2004.5"}, "began", "Please enter a whole number."),
    ({"started": "2019"}, "started", "Please enter a year and a month, like 2019-03."),
    ({"started": "12/2009"}, "started", "Please enter 2010-01 or later."),
    ({"started": "2031-01"}, "started", "Please enter 2030-12 or earlier."),
    ({"word": "x" * 21}, "word", "Please shorten this to 20 characters."),
    ({"wish": "x" * 501}, "wish", "Please shorten this to 500 characters."),
    ({"agrees": ""}, "agrees", "Please tick the box if you agree."),
    ({"agrees": "no"}, "agrees", "Please choose from the answers given."),
]


@pytest.mark.once
@pytest.mark.parametrize(("given", "question", "says"), WRONG)
def test_it_sends_back_what_is_wrong_with_all_that_was_given(client, survey, given, question, says):
    response = hand_in(client, survey, **given)
    html = unescape(response.content.decode())
    assert response.status_code == 422
    assert f'id="id_{question}_error"' in html
    assert says in html
    assert html.count("invalid-feedback") == 2  # and the script's own, which is a template
    assert "<b>" not in html
    if question != "word":
        assert "\ncalm</textarea>" in html
    if question != "matters":
        assert html.count("<option selected>") == 3


@pytest.mark.once
def test_it_says_what_is_wrong_in_the_student_s_language(client, survey):
    html = client.post(f"{link(survey)}/send?lang=fr", {**ALL_ANSWERS, "agree_calm": ""}).content.decode()
    mistake = unescape(re.search(r'id="id_agree_calm_error".*?</div>', html, re.DOTALL)[0])
    assert re.sub("<[^>]+>", "", mistake.partition(">")[2]).split("\n") == [
        " Erreur\N{NO-BREAK SPACE}: Merci de répondre à cette question."
    ]
    assert "Merci de revoir ceci" in html


@pytest.mark.once
def test_it_gives_back_what_came_after_the_closing_in_the_student_s_words(client, survey):
    Survey.objects.update(status="closed")
    answers = ALL_ANSWERS | {"hours-declined": "declined"}
    html = client.post(f"{link(survey)}/send?lang=fr", answers).content.decode()
    text = unescape(html.partition('id="sent-answers"')[2].partition(">")[2].partition("</pre>")[0])
    assert len(text.split("\n\n")) == 13
    for said in (
        "Êtes-vous d'accord ? – Le service est sûr.\nEn partie\n",
        "Qu'est-ce qui aide ?\nLe sommeil, Le thé\n",
        "Qu'est-ce qui compte le plus ?\nLe repos\N{NO-BREAK SPACE}: 1, ",
        "Combien dure une garde ?\nJe préfère ne pas répondre\n",
    ):
        assert said in text


@pytest.mark.once
def test_it_sends_back_a_declined_answer_with_what_is_in_its_field(client, survey):
    html = hand_in(client, survey, agrees="", **DECLINED, hours="99").content.decode()
    for name, code in DECLINED.items():
        assert re.search(rf'name="{name}" value="{code}" id="[^"]+" checked', html)
    assert html.count("checked data-alone") == 5
    assert 'value="99"' in html  # kept, should the box be unticked; and no mistake while it is ticked
    assert html.count("invalid-feedback") == 2


def test_it_keeps_every_answer_and_shows_it_when_the_survey_is_closed(client, filled, capsys, tmp_path):
    assert list(wrong_tallies()) == []
    surveys.close(survey=filled)
    kept = [row.answers for row in Response.objects.filter(survey=filled)]
    whole = next(a for a in kept if a["matters"] == ["rest", "team", "pay"] and a["shift"] == "night")
    assert (whole["agree_safe"], whole["helps"], whole["hours"]) == ("partly", ["sleep", "tea"], 7.5)
    assert (whole["agrees"], whole["word"], 2000 <= whole["began"] <= 2004) == ("yes", True, True)
    assert [a["matters"] for a in kept].count(None) == 1
    declined = next(a for a in kept if a["matters"] == "prefer_not")
    assert [declined[code] for code in ("hours", "began", "started", "wish", "word")] == [
        *["prefer_not"] * 4,
        True,
    ]
    assert FreeText.objects.filter(survey=filled, question="wish", text="more tea").count() == 28

    rows = "".join(exports.rows_csv(filled, whole=True))
    found = list(csv.DictReader(io.StringIO(rows)))
    assert Counter(row["matters"] for row in found) == {
        "": 1,
        "pay rest team": 10,
        "rest team pay": 9,
        "rest pay team": 9,
        "prefer_not": 1,
    }
    assert [Counter(row[code] for row in found)["prefer_not"] for code in ("hours", "began", "started")] == [
        1
    ] * 3
    assert {row["hours"] for row in found} == {"", "7.5", "prefer_not"}
    months = {row["started"] for row in found}
    assert months == {"", "prefer_not", *(f"{2018 + i % 3}-{1 + i % 12:02}" for i in range(28))}
    assert {row["agrees"] for row in found} == {"yes"}
    assert "Rest; The team; Pay" in "".join(exports.rows_csv(filled, labels=True, language="en"))
    codebook = "".join(exports.codebook_csv(filled))
    assert "agrees,consent" in codebook
    assert codebook.count(",prefer_not,yes,I prefer not to answer,") == 6
    assert "started,month," in codebook

    file = tmp_path / "rows.csv"
    file.write_text(rows, "utf-8")
    copy = surveys.copy(survey=filled, code="again")
    assert store.questionnaire_of(copy).sections == store.questionnaire_of(filled).sections
    imports.import_responses(survey=copy, file=file)
    for code in ("matters", "hours", "began", "started"):
        assert tallies(copy)[code] == tallies(filled)[code]
        assert tallies(copy)[code]["prefer_not"] == 1


def tallies(survey):
    found = {}
    for stratum in Stratum.objects.filter(survey=survey):
        for question, counts in stratum.tally.items():
            found.setdefault(question, Counter()).update(counts)
    return found


@pytest.mark.once
def test_it_counts_places_and_consent_and_compares_neither(client, filled, capsys):
    surveys.close(survey=filled)
    call_command("analyse", filled.code)
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))

    def value(question, statistic, choice="", by=""):
        return next(
            r["value"]
            for r in rows
            if (r["question"], r["statistic"], r["choice"], r["by"]) == (question, statistic, choice, by)
        )

    assert [value("matters", f"rank_{place}", "rest") for place in (1, 2, 3)] == ["18", "10", "0"]
    assert value("matters", "base", "rest") == "28"
    assert float(value("matters", "mean_rank", "rest")) == pytest.approx(38 / 28)
    for code in ("matters", "hours", "began", "started", "wish"):
        assert [value(code, missing) for missing in ("prefer_not", "left_open", "base")] == ["1", "1", "28"]
    assert value("agrees", "n", "yes") == "30"
    assert re.fullmatch(r"2019-\d\d", value("started", "median"))
    assert 8 < float(value("started", "sd")) < 12  # months
    assert {r["question"] for r in rows if r["statistic"] in ("p", "p_holm")}.isdisjoint(
        {"matters", "agrees"}
    )
    assert {r["question"] for r in rows if r["statistic"] == "p"} >= {"agree_safe", "agree_calm"}


@pytest.mark.once
def test_it_shows_results_of_every_type(client, filled):
    surveys.close(survey=filled)
    client.force_login(person("ada", Survey.objects.get(pk=filled.pk), "researcher"))
    results = client.get(f"/surveys/{filled.code}/results/").content.decode()
    assert "Most often put first: ‘Rest’" in results
    assert "Rest: mean place" in results
    assert "Everybody who was shown it agreed" in results
    assert results.count("Asked under ‘How far do you agree?’") == 2
    assert "2,00" not in results  # a year has no thousands
    months = client.get(f"/surveys/{filled.code}/results/started/").content.decode()
    assert re.search(r"Median \w+ 2019 \(middle half \w+ 2018 to \w+ 2020\); mean \w+ 2019", months)
    assert re.search(r"standard deviation \d+\.\d months\.", months)
    assert "24,2" not in results + months  # nor is a month a number
    for code in store.questionnaire_of(filled).by_code:
        assert client.get(f"/surveys/{filled.code}/results/{code}/").status_code == 200, code
    assert client.get(f"/surveys/{filled.code}/plan/").status_code == 200
