"""The 2019 study, start to end: each of the 90 printed figures against what `analyse` prints, with its verdict."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db
STUDY = Path(__file__).parents[2] / "examples" / "ir2019"
PUBLISHED = list(csv.DictReader((STUDY / "published.csv").read_text("utf-8").splitlines()))


def run(*args, **options):
    out = io.StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def analysed(django_db_setup, django_db_blocker):
    """What `analyse ir2019` prints: (question, choice, by, group, statistic) -> value."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        run("import_questionnaire", str(STUDY / "questionnaire.yaml"))
        run("import_responses", "ir2019", str(STUDY / "responses.csv"))
        run("import_invitations", "ir2019", str(STUDY / "invitations.csv"), asked=9546)
        run("close_survey", "ir2019")
        rows = csv.DictReader(io.StringIO(run("analyse", "ir2019")))
        figures = {tuple(row.values())[:5]: row["value"] for row in rows if row["statistic"] != "note"}
        transaction.set_rollback(True)
    return figures


def rebuilt(figures, row):
    """(count, base, value) of a printed figure, found in the listing by the words of the article."""
    question, choice, group = row["question"], row["choice"], row["group"]
    if row["figure"].startswith("p "):
        return None, None, float(figures[question, "", "phase", "", "chi2_p"])
    if group.endswith("interested") and group != "not interested":  # of those interested, the share of women
        phase = group.removesuffix(" interested")
        if phase == "all":
            return ratio(
                figures["career", "yes", "gender", choice, "n"], figures["career", "yes", "", "", "n"]
            )
        women = figures["career", "yes", "phase*gender", f"{phase}*{choice}", "n"]
        return ratio(women, figures["career", "yes", "phase", phase, "n"])
    by, name = {
        "all": ("", ""),
        "heard of IR": ("", ""),
        "not interested": ("", ""),
        "year 6": ("year", "6"),
    }.get(group, ("phase" if group in ("preclinical", "clinical") else "school", group))
    n, base = (int(figures[question, choice, by, name, statistic]) for statistic in ("n", "base"))
    return n, base, float(figures[question, choice, by, name, "percent"])


def ratio(part, whole):
    return int(part), int(whole), 100 * int(part) / int(whole)


def verdict(printed, value, is_p):
    """agrees; rounding: off by less than one unit of the last printed digit; contradicts: off by more.

    A p is rounded right or it is another p: one unit of 0.001 would take 0.0003 for it.
    """
    number = Decimal(printed)
    unit = Decimal(1).scaleb(number.as_tuple().exponent)
    off = abs(Decimal(repr(value)) - number)
    return "agrees" if off <= unit / 2 else "rounding" if off < unit and not is_p else "contradicts"


@pytest.mark.once
@pytest.mark.parametrize("row", PUBLISHED, ids=lambda r: "-".join((r["question"], r["choice"], r["group"])))
def test_it_gives_each_rebuilt_figure_and_its_verdict(analysed, row):
    count, base, value = rebuilt(analysed, row)
    if row["rebuilt_count"]:
        assert f"{count}/{base}" == row["rebuilt_count"]
        assert f"{value:.2f}" == row["rebuilt_value"]
    else:
        assert f"{value:.3g}" == f"{float(row['rebuilt_value']):.3g}"
    assert verdict(row["printed"], value, row["figure"].startswith("p ")) == row["verdict"]


def test_it_has_all_ninety_figures():
    verdicts = [row["verdict"] for row in PUBLISHED]
    assert [verdicts.count(v) for v in ("agrees", "rounding", "contradicts")] == [57, 11, 22]


def test_it_gives_the_response_rate_of_the_study(analysed):
    rate = {
        name: analysed["participation", "", "", "", name] for name in ("invited", "sent", "asked", "received")
    }
    assert rate == {"invited": "11", "sent": "3", "asked": "9546", "received": "1459"}
    assert f"{float(analysed['participation', '', '', '', 'response_rate']):.1f}" == "15.3"


def test_it_compares_interest_in_a_career_within_each_group_not_by_the_mix_of_the_interested(analysed):
    """Men are the more interested in both phases; women are the first group, so odds ratios are below one.

    R: fisher.test is conditional; (93/385)/(80/167) and so on by hand, mantelhaen.test(correct = FALSE) and
    DescTools::BreslowDayTest(correct = TRUE) for the rest, as tests/stats/reference/strata.R has them.
    """
    crossed = {
        statistic: float(analysed["career", "yes", "phase*gender", group, statistic])
        for group, statistic in [
            ("", "mh_odds_ratio"), ("", "mh_low"), ("", "mh_high"), ("", "breslow_day_p"), ("", "cmh_p"),
        ]
    }  # fmt: skip
    inside = [
        1 / float(analysed["career", "yes", "phase*gender", phase, "odds_ratio"])
        for phase in ("preclinical", "clinical")
    ]
    assert [f"{ratio:.2f}" for ratio in inside] == ["1.98", "3.05"]
    assert f"{1 / crossed['mh_odds_ratio']:.2f}" == "2.47"
    assert (f"{1 / crossed['mh_high']:.2f}", f"{1 / crossed['mh_low']:.2f}") == ("1.93", "3.15")
    assert f"{crossed['breslow_day_p']:.3f}" == "0.087"
    assert crossed["cmh_p"] < 1e-12


def test_it_adjusts_p_for_all_planned_comparisons_by_the_same_groups(analysed):
    """R: p.adjust(p, "holm") of the 21 comparisons by phase: eleven questions, and five choices twice."""
    raw, adjusted = (
        {key[:2]: float(p) for key, p in analysed.items() if key[2:] == ("phase", "", statistic)}
        for statistic in ("p", "p_holm")
    )
    assert len(raw) == len(adjusted) == 21
    smallest = min(raw, key=raw.get)
    assert adjusted[smallest] == pytest.approx(21 * raw[smallest], rel=1e-12)
    assert all(adjusted[key] >= raw[key] for key in raw)
