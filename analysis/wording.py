"""How numbers are written: the one place where a figure becomes text. Pure."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

NO_BREAK, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SMALLEST_IN_TEXT = Decimal("0.001")
SMALLEST_SIZE = 0.01
SMALLEST_FLOAT = -300  # below 10 to this power a float may have become 0
MOST_TIMES = 100_000  # of one family: how many times its smallest p Holm's may be


@dataclass(frozen=True)
class Style:
    """How one language writes numbers."""

    point: str
    thousands: str
    to: str  # between the ends of an interval
    under: str  # before a size too small for its two decimals


STYLES = {"en": Style(".", ",", "to", "under"), "fr": Style(",", NARROW, "à", "au-dessous de")}


def style(language: str) -> Style:
    return STYLES.get(language.partition("-")[0], STYLES["en"])


def count(n: int, language: str) -> str:
    """1459 -> '1,459'."""
    return f"{n:,}".replace(",", style(language).thousands).replace("-", MINUS)


def decimal(value: float | Decimal, places: int, language: str, rounding: str = ROUND_HALF_UP) -> str:
    """A number with so many decimals. Rounds what Python prints (2.675 up), not its binary neighbour."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding)
    text = f"{rounded.copy_abs():,f}".replace(",", "T").replace(".", style(language).point)
    return (MINUS if rounded < 0 else "") + text.replace("T", style(language).thousands)


def share(part: int, base: int) -> Decimal:
    """A percentage from its two integers, so that a half is a half when it is rounded."""
    return Decimal(100 * part) / Decimal(base)


def percent(part: int, base: int, language: str) -> str:
    """494 of 1459 -> '33.9 %'."""
    return decimal(share(part, base), 1, language) + NO_BREAK + "%"


def whole_percent(part: int, base: int) -> str:
    """For inside a bar: '34'."""
    return str(share(part, base).quantize(Decimal(1), ROUND_HALF_UP))


def interval(low: float, high: float, language: str) -> str:
    """'31.5 to 36.3'; the unit stands once, where the percentage is."""
    return f"{decimal(low, 1, language)} {style(language).to} {decimal(high, 1, language)}"


def expected(value: float, language: str) -> str:
    """An expected count. Rounded down, so that 4.97 does not stand as '5.0, below 5'."""
    return decimal(value, 1, language, ROUND_DOWN)


def statistic(value: float, language: str) -> str:
    """A test's statistic: two decimals, more where it would look like 0."""
    return decimal(value, 2, language) if value == 0 or value >= 0.01 else significant(value, language)


def size(value: float, language: str) -> str:
    """An effect's size in running text, without its sign: '0.25', 'under 0.01'. Tables have `statistic`."""
    if 0 < abs(value) < SMALLEST_SIZE:
        return f"{style(language).under} {decimal(SMALLEST_SIZE, 2, language)}".replace(" ", NO_BREAK)
    return decimal(abs(value), 2, language)


def p_text(p: float, language: str) -> str:
    """In running text: 'p = 0.23', 'p < 0.001'."""
    if Decimal(repr(float(p))) < SMALLEST_IN_TEXT:
        return f"p < {decimal(SMALLEST_IN_TEXT, 3, language)}"
    return f"p = {significant(p, language)}"


def p_full(p: float, language: str) -> str:
    """In tables: two significant digits, however small. 1.2e-52 must not become 0."""
    if p == 0:
        return f"p < 1 × 10{str(SMALLEST_FLOAT).translate(SUPERSCRIPT)}"
    if Decimal(repr(float(p))) < SMALLEST_IN_TEXT:
        return f"p {'<' if raised(p) else '='} {scientific(p, language)}"
    return f"p = {significant(p, language)}"


def raised(p: float) -> bool:
    """Whether this is the smallest number there is in place of a p below it, or a whole number of times that (Holm's).

    A p that was computed is never so by chance: that near the end, one in 2 ** 36 numbers is.
    """
    return p < MOST_TIMES * sys.float_info.min and (p / sys.float_info.min).is_integer()


def significant(value: float, language: str) -> str:
    """Two significant digits: 0.0034, 0.95, 1.0."""
    two = Decimal(f"{Decimal(repr(float(value))):.1e}")  # may round up into another power of ten
    return decimal(two, max(1, 1 - two.adjusted()), language)


def scientific(value: float, language: str) -> str:
    """'3.9 × 10⁻³⁹'."""
    digits, _, power = f"{Decimal(repr(float(value))):.1e}".lower().partition("e")
    return f"{digits.replace('.', style(language).point)} × 10{str(int(power)).translate(SUPERSCRIPT)}"
