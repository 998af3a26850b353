"""The study as it is shipped, in both of its languages, with the script and without: from its link to the thanks."""

import re
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command

from surveyapp.actions import surveys
from surveyapp.models import Envelope, Response, Survey
from surveyapp.questionnaire.conditions import shown_questions
from surveyapp.store import questionnaire_of
from tests.journeys.respondent import PHONE, follow, left_on_device, next_page, shown, tap
from tests.respond_surveys import STUDY, link

# In the order in which they are given. Whoever has heard of it is asked where; who takes back a 'no' is not asked why.
GIVEN = [
    [("year", "4"), ("gender", "female")],
    [("ai_threat", "no"), ("radiology_future", "yes")],
    [
        ("heard", "yes"), ("heard_where", "attachment"), ("lecture", "no"), ("more_teaching", "yes"),
        ("knowledge", "poor"), ("know_path", "no"), ("image_guided_surgery", "not_sure"),
        ("procedures", "pain"), ("procedures", "embolisation"),
    ],
    [("career", "no"), ("career_no_reasons", "radiation"), ("career", "yes")],
]  # fmt: skip
STORED = {
    "year": "4",
    "gender": "female",
    "ai_threat": "no",
    "radiology_future": "yes",
    "heard": "yes",
    "heard_where": "attachment",
    "lecture": "no",
    "more_teaching": "yes",
    "knowledge": "poor",
    "know_path": "no",
    "image_guided_surgery": "not_sure",
    "procedures": ["pain", "embolisation"],
    "career": "yes",
}
WORDS = {
    "en": {"start": "Start", "last": "Check your answers", "submit": "Submit"},
    "fr": {"start": "Commencer", "last": "Vérifiez vos réponses", "submit": "Envoyer"},
}
ASKED = (
    "all => all.map(q => [q.id.slice('div_id_'.length), q.querySelector('legend').firstChild.data.trim()])"
)


@pytest.fixture
def study(live_server):
    call_command("import_questionnaire", str(STUDY), verbosity=0)
    survey = Survey.objects.get()
    surveys.open_survey(survey=survey)
    return survey


def asked(page):
    return dict(page.locator("[data-q]:visible").evaluate_all(ASKED))


def is_asked(page, expected):
    """Soon: with the script the tap's own mark is painted first."""
    for _ in range(100):
        if asked(page) == expected:
            return
        page.wait_for_timeout(20)
    assert asked(page) == expected


def give(page, made, code, choice):
    tap(page, f"{code}_{made.by_code[code].choice_codes.index(choice)}")


def in_words(made, language):
    """What is said of the answers before they are sent."""
    for code, answer in STORED.items():
        question, codes = made.by_code[code], [answer] if isinstance(answer, str) else answer
        yield [
            question.text[language],
            ", ".join(c.label[language] for c in question.choices if c.code in codes),
        ]


def before_submit(study, scripted):
    """All that is asked of the server until then; no address says what was answered."""
    at = link(study, "nancy")
    return {
        at,
        f"{at}/start",
        f"{at}/rules.css",
        "/static/css/public.css",
        *["/static/js/draft.js"] * scripted,
    }


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_leads_from_the_study_s_link_to_the_thanks(open_page, live_server, study, language, scripted):
    page = open_page(live_server.url, viewport=PHONE, locale=language, java_script_enabled=scripted)
    sent, words, made, given = [], WORDS[language], questionnaire_of(study), {}
    page.context.on("request", lambda request: sent.append((request.method, request.url)))

    page.goto(link(study, "nancy"))
    assert page.locator("h1").inner_text() == made.title[language]
    follow(page, page.get_by_role("link", name=words["start"]))
    assert page.locator("html").get_attribute("lang") == language
    for section, answers in zip(made.sections, GIVEN, strict=True):
        assert shown(page) == [section.title[language]]
        for code, choice in answers:
            give(page, made, code, choice)
            many = made.by_code[code].type == "multiple"
            given[code] = [*given.get(code, []), choice] if many else [choice]
            visible = shown_questions(section.questions, given)
            is_asked(page, {q.code: q.text[language] for q in section.questions if q.code in visible})
        next_page(page)
    assert shown(page) == [words["last"]]
    rows = page.locator("#review .pairs > div").all_inner_texts()
    assert [row.split("\n")[:2] for row in rows] == (list(in_words(made, language)) if scripted else [])
    assert {method for method, _ in sent} == {"GET"}
    asked_for = {re.sub(r"rules-\w+", "rules", url.removeprefix(live_server.url)) for _, url in sent}
    assert asked_for == before_submit(study, scripted)
    assert Envelope.objects.count() == 0

    page.get_by_role("button", name=words["submit"]).click()
    page.wait_for_url(re.compile(r"/r/ir2019/nancy/thanks#"))
    assert page.locator("h1").inner_text() == made.thanks[language]
    assert [urlsplit(url).path for method, url in sent if method == "POST"] == ["/r/ir2019/nancy/send"]
    assert left_on_device(page) == []
    surveys.close(survey=study)
    assert Response.objects.get().answers == STORED
