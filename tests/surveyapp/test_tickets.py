"""Tickets: random, signed, stored nowhere, good at one school's link of one survey."""

import pytest

from surveyapp import tickets
from surveyapp.models import Ticket
from tests.build import a_school, a_survey, hand_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def survey():
    return a_survey()


@pytest.fixture
def participation(survey):
    return a_school(survey)


def test_it_takes_a_ticket_at_the_link_it_came_from(participation):
    ticket = tickets.issue(participation)

    assert tickets.check(ticket, participation) == tickets.check(ticket, participation)
    assert tickets.check(ticket, participation) is not None


def test_it_refuses_a_ticket_of_another_school_or_survey(survey, participation):
    ticket = tickets.issue(participation)
    elsewhere = [a_school(survey, "school2"), a_school(a_survey("other"), "school1")]

    assert [tickets.check(ticket, other) for other in elsewhere] == [None, None]


def test_it_refuses_a_ticket_with_any_character_changed(participation):
    ticket = tickets.issue(participation)
    changed = [ticket[:i] + ("A" if c != "A" else "B") + ticket[i + 1 :] for i, c in enumerate(ticket)]

    assert [tickets.check(other, participation) for other in changed] == [None] * len(ticket)


@pytest.mark.parametrize("ticket", ["", ".", "a.b", "\0.\0", "\ud800.\udfff", "x" * 100_000, "é.é", "a.b.c"])
def test_it_refuses_what_is_no_ticket(participation, ticket):
    assert tickets.check(ticket, participation) is None


def test_it_refuses_a_ticket_with_something_behind_it(participation):
    ticket = tickets.issue(participation)

    assert [tickets.check(ticket + more, participation) for more in (" ", "=", ".", "\n")] == [None] * 4


def test_it_refuses_a_ticket_made_under_another_key(participation, settings):
    ticket = tickets.issue(participation)
    settings.TICKET_KEY = "another key of the tickets, long enough"

    assert tickets.check(ticket, participation) is None


def test_it_never_gives_the_same_ticket_twice(participation):
    assert len({tickets.issue(participation) for _ in range(200)}) == 200


def test_it_writes_nothing_to_issue_or_to_check_one(participation, django_assert_num_queries):
    with django_assert_num_queries(0):
        tickets.check(tickets.issue(participation), participation)


def test_it_makes_digests_that_fit_the_key_of_a_table(participation):
    digests = [tickets.check(tickets.issue(participation), participation) for _ in range(200)]

    assert [digest for digest in digests if not 0 <= digest < 2**63] == []
    assert max(digests) > 2**61  # all bits are used


def test_it_makes_another_digest_under_another_key(participation, settings):
    """So nobody who has the table and a ticket, but no key, can tell that it was handed in."""
    before = tickets._mac("digest", "a ticket")
    settings.TICKET_KEY = "another key of the tickets, long enough"

    assert tickets._mac("digest", "a ticket") != before


def test_it_keeps_the_digest_of_what_was_handed_in_and_nothing_else(survey, participation):
    ticket = hand_in(survey, school="school1")

    assert list(Ticket.objects.values()) == [
        {"id": tickets.check(ticket, participation), "survey_id": survey.pk}
    ]
