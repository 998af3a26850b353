"""Whether the choices of a scale stand side by side on a wide screen. Pure.

Only where the narrowest column that shows them so has room for their longest word: else it would be broken in the
middle.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST = 7
MOST_SHORT, SHORT = 11, 3  # 0 to 10: so many labels of so many characters
ROW, EDGES, LETTER = (
    608,
    18,
    9.2,
)  # pixels: all choices, what is beside a label, and a letter as words have it


def fits_in_a_row(labels: Sequence[str]) -> bool:
    if all(len(label) <= SHORT for label in labels):
        return len(labels) <= MOST_SHORT
    longest = max(len(word) for label in labels for word in re.split(r"[\s/-]", label))
    return len(labels) <= MOST and longest * LETTER <= ROW / len(labels) - EDGES
