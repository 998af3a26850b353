"""Months of the calendar as whole numbers, so that they are in order and an equal step apart. Pure.

A month is 12 times its year, plus 0 for January. People and files see it as ISO 8601 has it: 2019-03.
"""

from __future__ import annotations

import math
import re

IN_A_YEAR = 12
FIRST, LAST = 1000 * IN_A_YEAR, 9999 * IN_A_YEAR + 11  # years of four digits: the other part is the month
SIGNS = r"[\-./]"
# 2019-03, 2019-3, 03/2019, 3.2019; also in digits of other scripts
FORM = re.compile(rf"(?:(\d{{4}}){SIGNS}(\d\d?)|(\d\d?){SIGNS}(\d{{4}}))")
# the same for browsers that have no field for a month; months in other digits are left to the server
IN_BROWSERS = r"\s*(Y[\-.\/]M|M[\-.\/]Y)\s*".replace("Y", r"\p{Nd}{4}").replace(
    "M", "(0?[1-9]|1[0-2]|[^ -~]{1,2})"
)


def read(written: str) -> int | None:
    """None where it is no month, or its year has not four digits."""
    found = FORM.fullmatch(written.strip())
    if not found:
        return None
    year, month = int(found[1] or found[4]), int(found[2] or found[3])
    return months(year, month) if year >= FIRST // IN_A_YEAR and 1 <= month <= IN_A_YEAR else None


def months(year: int, month: int) -> int:
    return IN_A_YEAR * year + month - 1


def parts(value: float) -> tuple[int, int]:
    """Year and month, 1 for January."""
    year, month = divmod(int(value), IN_A_YEAR)
    return year, month + 1


def nearest(value: float) -> int:
    """Of a median, a mean; half-way between two, the earlier."""
    return math.ceil(round(value, 6) - 0.5)


def iso(value: float) -> str:
    year, month = parts(value)
    return f"{year:04}-{month:02}"
