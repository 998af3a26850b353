"""Two pages of an open survey's results, what happens to the survey meanwhile, and what a page is told then."""

import re
from html import unescape

from surveyapp.models import DayCount
from tests.results_surveys import atom, count

RESULTS, NIGHTS = "/surveys/nights/results/?by=stage", "/surveys/nights/results/nights/"
PAGES = (RESULTS, NIGHTS)


def said(answer):
    found = re.search(r'<p id="live-said"[^>]*>(.*?)</p>', answer.content.decode())
    return found and unescape(found[1])


def one_more_hands_in():
    DayCount.objects.update(handed_in=101)


def a_step_is_counted(survey):
    """Five more, of one group."""
    more = atom(
        "student", "heart", people=25, stage={"student": 25}, ward={"heart": 25}, nights={"yes": 13, "no": 12}
    )
    count(survey, (more,))
