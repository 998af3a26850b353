"""Choices in random order: the same for one student, each in each place equally often for all."""

import re
from collections import Counter
from html import unescape
from urllib.parse import urljoin

import pytest

from surveyapp.models import Survey
from tests.all_types import form_of
from tests.respond_surveys import link, send, ticket_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(open_all_types):
    return Survey.objects.get(pk=open_all_types.pk)


def choices_of(html, question):
    return re.findall(rf'name="{question}" value="(\w+)"', html)


@pytest.mark.once
def test_it_keeps_a_students_order_and_gives_others_another(client, survey):
    orders = {order: choices_of(form_of(client, survey, order=order), "helps") for order in range(1, 13)}
    for place in range(4):  # none of the four that are mixed stands anywhere more often than another
        assert set(Counter(found[place] for found in orders.values()).values()) == {3}
    assert {tuple(found[-2:]) for found in orders.values()} == {("else", "nothing")}
    assert choices_of(form_of(client, survey, "fr", 3), "helps") == orders[3]
    assert '?to=fr&amp;order=3"' in form_of(client, survey, order=3)
    assert choices_of(form_of(client, survey), "mood") == ["good", "fair", "bad", "declined"]

    start = unescape(re.search(r'href="([^"]+/form[^"]*)"', client.get(link(survey)).content.decode())[1])
    first = client.get(start)
    again = send(client, link(survey), {"ticket": ticket_in(first)}).content.decode()
    back = re.search(r'action="([^"]+)"', first.content.decode())[1].partition("#")[0]
    posted = client.post(
        urljoin(f"{link(survey)}/form", unescape(back)), {"ticket": ticket_in(first), "hours": "x"}
    )
    assert posted.status_code == 422
    assert choices_of(posted.content.decode(), "helps") == choices_of(first.content.decode(), "helps")
    assert choices_of(again, "helps")


@pytest.mark.once
@pytest.mark.parametrize("order", ["0", "13", "-1", "x", "٣", "1" * 99, "1.5"])
def test_it_takes_no_order_that_there_is_not(client, survey, order):
    response = client.get(f"{link(survey)}/form", {"order": order})
    assert response.status_code == 200
    assert re.search(r'"send\?order=\d{1,2}#', response.content.decode())
