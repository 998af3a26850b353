"""What must hold of envelopes, tickets and tallies at any moment, computed from the envelopes themselves."""

from surveyapp import envelopes
from surveyapp.models import DayCount, Envelope, Participation, Response, Stratum, Ticket
from surveyapp.questionnaire import counting
from surveyapp.store import questionnaire_of


def opened(survey, **which):
    """(stratum, content) of each envelope, opened."""
    rows = Envelope.objects.filter(survey=survey, **which)
    return [(row.stratum_id, envelopes.read(row.box)) for row in rows]


def tallies(survey, answers):
    """Stratum -> (people, tally) of (stratum, answers), added up anew."""
    found = {}
    for stratum, given in answers:
        people, tally = found.setdefault(stratum, [0, {}])
        counting.add(tally, questionnaire_of(survey), given)
        found[stratum][0] = people + 1
    return {stratum: (people, counting.in_order(tally)) for stratum, (people, tally) in found.items()}


def kept_tallies(survey):
    rows = Stratum.objects.filter(survey=survey, counted__gt=0)
    return {row.pk: (row.counted, counting.in_order(row.tally)) for row in rows}


def check(survey):
    """Every invariant of a survey's stored answers, whatever its state."""
    imported = sum(Participation.objects.filter(survey=survey).values_list("imported", flat=True))
    handed_in = sum(DayCount.objects.filter(participation__survey=survey).values_list("handed_in", flat=True))
    kept = Envelope.objects.filter(survey=survey).count()
    if survey.is_closed:
        rows = Response.objects.filter(survey=survey)
        assert (Ticket.objects.filter(survey=survey).count(), kept) == (0, 0)
        assert rows.count() == handed_in + imported
        answers = rows.exclude(atom=None).values_list("atom", "answers")
    else:
        assert Ticket.objects.filter(survey=survey).count() == kept - imported == handed_in
        answers = [(stratum, content.answers) for stratum, content in opened(survey, counted=True)]
    assert kept_tallies(survey) == tallies(survey, answers)
    for row in Stratum.objects.filter(survey=survey):
        waiting = Envelope.objects.filter(stratum=row, counted=False).count()
        assert row.counted == 0 or row.counted >= survey.minimum_group
        assert survey.is_closed or row.batch or not row.counted or waiting >= survey.minimum_group
