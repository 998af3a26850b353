"""What tests of a survey's own page share: the steps that it shows, surveys that lack something and nothing."""

import re

from surveyapp.models import Survey
from tests.results_surveys import person
from tests.surveyapp.import_pages import signed_in

STEPS = ["questionnaire", "languages", "privacy", "schools", "opening", "field", "closing", "results"]
HOME = "/surveys/rounds/"


def path_of(page):
    """Each step's code, word and link."""
    found = re.findall(r'<li class="step [^"]*" id="(\w+)".*?</li>\n', page.content.decode(), re.DOTALL)
    parts = re.split(r'<li class="step [^"]*" id="\w+"', page.content.decode())[1:]
    said = [re.search(r'step-state">(.*?)<', part).group(1) for part in parts]
    links = [re.search(r'step-link" href="(.*?)"', part) for part in parts]
    assert found == STEPS
    return {
        code: (word, link.group(1) if link else "")
        for code, word, link in zip(found, said, links, strict=True)
    }


def ada(survey):
    return signed_in(person("ada", survey, "researcher"))


def nothing_yet():
    return Survey.objects.create(code="rounds", title={"en": "Rounds"}, languages=["en"])


def complete(survey, **more):
    """With all that ought to be there."""
    there = {"about": {"en": "We ask."}, "contact": "ada@study.example", "ethics": "2026-7"}
    Survey.objects.filter(pk=survey.pk).update(**there | more)
    return Survey.objects.get(pk=survey.pk)


def of_job(page):
    return re.match(r"/surveys/rounds/jobs/\d+/$", page.headers["Location"])
