"""Lists of who was invited: what they say of schools, and everything that is wrong with one at once."""

import pytest

from surveyapp.actions import invitations
from surveyapp.models import Participation, School, Survey
from surveyapp.questionnaire.problems import ProblemsError

pytestmark = pytest.mark.django_db


def invited(survey, tmp_path, content, **more):
    file = tmp_path / "invitations.csv"
    file.write_text(content, encoding="utf-8")
    return invitations.import_file(survey=survey, file=file, **more)


def test_it_imports_who_was_invited(survey, tmp_path):
    content = (
        "school,name,country,status,reason,enrolled\n"
        "far,Far away,fr,sent,,120\n"
        "near,Near by,,declined,no time,\n"
    )
    assert invited(survey, tmp_path, content, asked=900) == 2

    assert [
        (p.school.name, p.school.country, p.state, p.reason, p.enrolled)
        for p in Participation.objects.filter(school__code__in=["far", "near"])
    ] == [("Far away", "FR", "sent", "", 120), ("Near by", "", "declined", "no time", None)]
    assert Survey.objects.get().asked == 900


def test_it_names_everything_wrong_with_a_list_of_invitations(survey, tmp_path):
    content = (
        "school,name,country,status,reason,enrolled\n"
        "far away,,FRA,maybe,,many\n"
        "near,Near by,FR,sent,,10\n"
        "near,Near by,FR,sent,,10\n"
        "\u0663,Three,FR,sent,,\u0663\n"
    )
    with pytest.raises(ProblemsError) as told:
        invited(survey, tmp_path, content)

    assert [(p.line, p.place, p.code) for p in told.value.problems] == [
        (2, "column school", "bad_school_code"),
        (2, "column name", "no_name"),
        (2, "column country", "bad_country"),
        (2, "column status", "bad_status"),
        (2, "column enrolled", "bad_count"),
        (5, "column school", "bad_school_code"),
        (5, "column enrolled", "bad_count"),
        (4, "column school", "doubled_school"),
    ]
    assert School.objects.filter(code="near").count() == 0
