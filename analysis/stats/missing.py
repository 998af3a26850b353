"""How far the answers that are missing could move a yes/no figure, if those people had all said one thing."""

from __future__ import annotations

from .counts import whole
from .outcomes import Measure, Sensitivity, no_measure
from .proportions import proportion
from .results import NOTES, Proportion
from .shares import Share, shares_of
from .two_by_two import difference

CASES = "complete cases, worst case and best case"


def share_sensitivity(count: int, base: int, missing: int) -> Sensitivity[Proportion]:
    """The share of those who answered; then as if all whose answer is missing had said no; then yes.

    `base` is who answered, `missing` who was shown the question and did not.
    """
    share, silent = shares_of([(count, base)]), whole(missing)
    if share is None or silent is None:
        bad = Proportion(0, 0, note=NOTES["bad_input"], note_code="bad_input")
        return Sensitivity(bad, bad, bad, 0, CASES)
    lowest, highest = _ends(share[0], silent[0])
    return Sensitivity(proportion(*share[0]), proportion(*lowest), proportion(*highest), silent[0], CASES)


def difference_sensitivity(
    first: Share, second: Share, first_missing: int, second_missing: int
) -> Sensitivity[Measure]:
    """First less second in percentage points; then with all missing against the first group; then all for it."""
    shares, silent = shares_of((first, second)), whole(first_missing, second_missing)
    if shares is None or silent is None:
        bad = no_measure("bad_input")
        return Sensitivity(bad, bad, bad, 0, CASES)
    (one_low, one_high), (other_low, other_high) = map(_ends, shares, silent)
    lowest, highest = difference(one_low, other_high), difference(one_high, other_low)
    return Sensitivity(difference(*shares), lowest, highest, sum(silent), CASES)


def _ends(share: Share, missing: int) -> tuple[Share, Share]:
    """The share if all whose answer is missing had said no, and if all had said yes."""
    count, base = share
    return (count, base + missing), (count + missing, base + missing)
