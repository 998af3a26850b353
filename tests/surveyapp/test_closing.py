"""Closing: all or nothing, once, and every rest where it belongs."""

import json
import random
import tracemalloc

import pytest
from django.utils import timezone

from surveyapp import dataset, envelopes
from surveyapp.actions import closing, imports, surveys
from surveyapp.actions.closing import CannotClose
from surveyapp.models import Column, Envelope, FreeText, Response, Stratum, Survey, Ticket
from surveyapp.questionnaire.schema import Group, Grouping
from tests.build import (
    BY_GENDER,
    GENDER,
    HEARD,
    PHASE,
    a_questionnaire,
    a_survey,
    closed,
    csv_file,
    given,
    hand_in,
    handed_in,
    said,
)
from tests.surveyapp import counted as kept

pytestmark = pytest.mark.django_db
LATE = {"year": "3", "gender": "male"}


def shown(survey):
    """(groups, school, everybody only) -> people."""
    rows = Stratum.objects.filter(survey=survey, counted__gt=0).select_related("school")
    return {
        (tuple(row.groups), row.school.code if row.school else "", row.everybody_only): row.counted
        for row in rows
    }


def not_shown(survey):
    return Response.objects.filter(survey=survey, atom=None).count()


# ----- what is written


def test_it_writes_a_row_for_everybody_and_deletes_envelopes_and_tickets():
    survey = closed(handed_in(a_survey(), 70, chance=random.Random(3)))

    assert Response.objects.count() == 70
    assert (survey.status, survey.closed_on) == ("closed", timezone.localdate())
    kept.check(survey)


def in_any_order(rows):
    """PostgreSQL keeps no order of keys, either."""
    return sorted(json.dumps(row, sort_keys=True) for row in map(list, rows))


def test_it_writes_what_was_handed_in():
    survey = handed_in(a_survey(), 40, chance=random.Random(4))
    sealed = [content for _, content in kept.opened(survey)]
    closed(survey)

    rows = Response.objects.values_list("school__code", "answers")
    assert in_any_order(rows) == in_any_order((content.school, content.answers) for content in sealed)
    written = [(q, text) for content in sealed for q, text in content.texts.items()]
    assert sorted(FreeText.objects.values_list("question", "text")) == sorted(written)


def test_it_writes_columns_in_the_order_of_the_rows():
    survey = closed(handed_in(a_survey(), 50, chance=random.Random(5)))
    data = dataset.read(survey)
    hours = [row["hours"] for row in Response.objects.order_by("pk").values_list("answers", flat=True)]

    assert data.column("hours").tolist() == hours
    assert data.column(".atom").tolist() == [
        atom or 0 for atom in Response.objects.order_by("pk").values_list("atom", flat=True)
    ]


def test_it_closes_a_survey_in_which_nobody_has_answered():
    survey = closed(a_survey())

    assert (survey.is_closed, dataset.read(survey).n, shown(survey)) == (True, 0, {})


def test_it_refuses_to_close_twice_or_a_draft_without_responses():
    survey = closed(a_survey())
    draft = a_survey("draft", opened=False)

    with pytest.raises(surveys.Refused, match=r"^rounds is closed already\.$"):
        surveys.close(survey=survey)
    with pytest.raises(surveys.Refused, match=r"^draft is a draft without responses"):
        surveys.close(survey=draft)


def test_it_changes_nothing_when_somebody_else_has_closed_it_meanwhile():
    survey = handed_in(a_survey(), 6)
    closed(survey)
    before = list(Response.objects.values())
    closing.close(survey.pk, lambda done, total: None)

    assert list(Response.objects.values()) == before


def test_it_tells_how_far_it_is(monkeypatch):
    monkeypatch.setattr(closing, "CHUNK", 10)
    survey = handed_in(a_survey(), 34)
    told = []
    surveys.close(survey=Survey.objects.get(), progress=lambda done, total: told.append((done, total)))

    assert told == [(10, 34), (20, 34), (30, 34), (34, 34)]
    kept.check(Survey.objects.get(pk=survey.pk))


# ----- all or nothing


def everything():
    models = (Envelope, Ticket, Stratum, Response, FreeText, Column, Survey)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_it_writes_nothing_where_one_envelope_is_damaged(monkeypatch):
    monkeypatch.setattr(closing, "CHUNK", 10)
    survey = handed_in(a_survey(), 35)
    broken = Envelope.objects.all()[7]
    Envelope.objects.filter(pk=broken.pk).update(box=bytes(broken.box)[:-1] + b"\0")
    before = everything()

    with pytest.raises(CannotClose) as told:
        closed(survey)
    assert (told.value.sealed, told.value.total) == (1, 35)
    assert everything() == before


@pytest.mark.parametrize("where", ["_write_texts", "_ascending_ids"])
def test_it_writes_nothing_where_it_breaks_off(monkeypatch, where):
    survey = handed_in(a_survey(), 12)
    before = everything()

    def out_of_memory(*what):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(closing, where, out_of_memory)
        with pytest.raises(MemoryError):
            closed(survey)
    assert everything() == before
    closed(survey)
    assert Response.objects.count() == 12


# ----- where the rests go


def test_it_counts_those_who_wait_where_they_are_if_they_are_k():
    survey = handed_in(a_survey(), 5, **LATE)
    handed_in(survey, 14, year="1", gender="female")
    closed(survey)

    assert shown(survey) == {(("late", "male"), "", False): 5, (("early", "female"), "", False): 14}


def test_it_counts_rests_together_in_everybody_alone_if_they_are_k():
    survey = handed_in(a_survey(), 12, **LATE)
    handed_in(survey, 3, year="1", gender="third")
    handed_in(survey, 2, year="3", gender="third")
    closed(survey)

    assert shown(survey) == {(("late", "male"), "", False): 12, ((), "", True): 5}
    assert not_shown(survey) == 0


def test_it_keeps_fewer_than_k_and_does_not_show_them():
    survey = handed_in(a_survey(), 12, **LATE)
    handed_in(survey, 4, year="1", gender="third")
    survey = closed(survey)

    assert shown(survey) == {(("late", "male"), "", False): 12}
    assert (not_shown(survey), Response.objects.count()) == (4, 16)
    kept.check(survey)


def test_it_counts_rests_of_schools_in_their_groups_first():
    survey = a_survey(live_by_school=True)
    handed_in(survey, 6, school="school1", **LATE)
    handed_in(survey, 3, school="school2", **LATE)
    handed_in(survey, 4, school="school3", **LATE)
    handed_in(survey, 4, school="school3", year="1", gender="third")
    handed_in(survey, 3, school="school1", year="1", gender="female")
    survey = closed(survey)

    assert shown(survey) == {
        (("late", "male"), "school1", False): 6,
        (("late", "male"), "", False): 7,
        ((), "", True): 7,
    }
    kept.check(survey)


def test_it_does_not_take_a_group_called_everybody_for_everybody():
    groups = (
        Group("everybody", said("All"), ("female",)),
        Group("others", said("Others"), ("male", "third")),
    )
    grouping = Grouping("sort", said("Sort"), "gender", groups)
    survey = a_survey(questions=(GENDER, HEARD), groupings=(grouping,))
    handed_in(survey, 3, gender="female")
    handed_in(survey, 3, gender="male")
    closed(survey)

    assert shown(survey) == {((), "", True): 6}


def test_it_counts_a_survey_without_groupings():
    survey = a_survey(groupings=(), questions=(HEARD,))
    handed_in(survey, 17)

    assert shown(closed(survey)) == {((), "", False): 17}


def test_it_shows_nothing_of_one_who_handed_in_after_an_import(tmp_path):
    """Whoever imported knows all other rows: closed less imported would be that person's every answer."""
    survey, made = a_survey(), a_questionnaire()
    file = csv_file(tmp_path / "rows.csv", made, [given(made, **LATE) for _ in range(30)])
    imports.import_responses(survey=survey, file=file)
    before = kept.kept_tallies(survey)
    hand_in(survey, **LATE)
    survey = closed(survey)

    assert kept.kept_tallies(survey) == before
    assert (not_shown(survey), Response.objects.count()) == (1, 31)
    assert dataset.read(survey).shown.sum() == 30


# ----- memory


def test_it_needs_no_more_memory_for_many_than_for_few(monkeypatch):
    """The largest part is one chunk: four times the responses need little more than once."""
    monkeypatch.setattr(closing, "CHUNK", 200)
    few, many = peak_of_closing("few", 400), peak_of_closing("many", 1600)

    assert many < 1.5 * few


def peak_of_closing(code, n):
    survey, made = a_survey(code, groupings=(PHASE, BY_GENDER)), a_questionnaire(code)
    stratum = Stratum.objects.get(survey=survey, groups=["late", "male"])
    size = envelopes.size_for(made)
    content = envelopes.Sealed({"year": "3", "gender": "male", "heard": "no"}, {"wish": "tea"}, "school1", "")
    Envelope.objects.bulk_create(
        Envelope(survey=survey, stratum=stratum, box=envelopes.seal(content, size)) for _ in range(n)
    )
    tracemalloc.start()
    closed(survey)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert Response.objects.filter(survey=survey).count() == n
    return peak
