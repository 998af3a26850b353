"""A number question in what `analyse` prints."""

from unittest.mock import Mock

import pytest

from analysis.listing import listing
from analysis.report import build
from tests.analysis.number_cards import BY, STATISTICS, K, figures, made, r
from tests.analysis.number_surveys import (
    COFFEE,
    R,
    by_stage,
)


def listed(plan, atoms, k=K):
    nobody_asked = Mock(asked=None, received=0, schools=())
    return list(listing(build(plan, atoms, k), nobody_asked))


@pytest.mark.parametrize("text", R, ids=range(len(R)))
def test_it_lists_the_same_figures_in_full(text):
    plan, atoms = made(text)
    by = "*".join(BY[text])
    rows = [row for row in listed(plan, atoms) if row.question == "sleep"]
    found = {(row.by, row.group, row.statistic): row.value for row in rows}
    groups = [("", ""), *((by, "*".join(group.group)) for group in figures(text)[1].groups)]
    for i, at in enumerate(groups):
        got = [float(found[(*at, name)]) for name in STATISTICS]
        assert got == pytest.approx([r(text, name, i) for name in STATISTICS], rel=1e-11)
    two = len(groups) == 3
    test, size = ("mann_whitney", "rank_biserial") if two else ("kruskal_wallis", "epsilon_squared")
    statistic = "mann_whitney_u" if two else "kruskal_wallis_h"
    of_r = [r(text, "u_p" if two else "h_p"), r(text, size)]
    assert float(found[by, "", statistic]) == pytest.approx(r(text, "u" if two else "h"), rel=1e-9)
    assert found[by, "", "test"] == test
    assert [float(found[by, "", name]) for name in (f"{test}_p", size)] == pytest.approx(
        of_r, rel=1e-9, abs=1e-15
    )
    assert found[by, "", "p"] == found[by, "", f"{test}_p"]
    assert float(found[by, "", "p_holm"]) == pytest.approx(of_r[0], rel=1e-9)  # nothing else is compared
    least_or_largest = {row.statistic for row in rows} & {"min", "max", "minimum", "maximum"}
    assert least_or_largest == set()


def test_it_lists_the_width_of_bins_and_why_there_is_no_figure():
    plan, atoms = by_stage("0.5*9 1*8 / 1*6 2.5*9", COFFEE)
    rows = [row for row in listed(plan, atoms) if row.question == "coffee"]
    widths = {(row.by, row.group): row.value for row in rows if row.statistic == "bin_width"}
    assert widths == {
        ("", ""): "0.015625",
        **{("stage", code): "0.015625" for code in ("student", "resident")},
        ("ward", "heart"): "0.015625",
        ("ward", "knife"): "0.015625",
        **{
            ("stage*ward", f"{s}*{w}"): "0.015625"
            for s in ("student", "resident")
            for w in ("heart", "knife")
        },
    }
    assert {row.value for row in rows if row.statistic == "note" and row.group == "student"} == {
        "values are counted in bins; each figure takes the middle of a bin and is off by half its width at most"
    }
    one = {(row.statistic, row.value) for row in rows if (row.by, row.group) == ("ward", "")}
    assert one >= {("test", ""), ("p", ""), ("note", "not computable, because only one group has answers")}
