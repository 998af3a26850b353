"""A scale is a row on a wide screen where its words have room there."""

import pytest

from surveyapp.scale_rows import fits_in_a_row

AGREEING = ["Strongly agree", "Agree", "Partly", "Disagree", "Strongly disagree"]
NUMBERS = [str(n) for n in range(11)]


@pytest.mark.parametrize(
    ("labels", "row"),
    [
        (AGREEING, True),
        (
            [*AGREEING, "Somewhat agree", "Somewhat disagree"],
            False,
        ),  # wider than a seventh of the narrowest row
        (["Never", "Rarely", "Seldom", "Often", "Mostly", "Usually", "Always"], True),
        (["a", "b", "c", "d", "e", "f", "g", "long"], False),
        (["Unentschieden", "Ja", "Nein", "Eher ja", "Eher nein"], False),
        (NUMBERS, True),
        ([*NUMBERS, "11"], False),
        (["Never", *NUMBERS[1:]], False),
    ],
)
def test_it_is_a_row_where_no_word_would_be_broken(labels, row):
    assert fits_in_a_row(labels) is row
