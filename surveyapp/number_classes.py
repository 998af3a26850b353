"""The answers to a number question as few classes, so that they can be counted beside every other answer. Pure.

A class is one value, or one bin of a tally, and of more than MOST of them some neighbours together. They follow from
the tallies of those who are in a group of each grouping, so reading them again needs no row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import Any

import numpy as np
import numpy.typing as npt

from .questionnaire.counting import BINS, HIDDEN, OPEN, bin_start, bin_width
from .questionnaire.schema import Question

Array = npt.NDArray[Any]

MOST = 64


@dataclass(frozen=True)
class NumberClass:
    """From the value `low` to the value `high` (of bins: their lower edges), with the mean of who is in it."""

    low: float
    high: float
    mean: float


def classes_of(question: Question, counts: Mapping[float, int]) -> tuple[NumberClass, ...]:
    """`counts`: value, or lower edge of a bin -> people. In ascending order."""
    some = [[value] for value in sorted(value for value, people in counts.items() if people)]
    sizes = [counts[value] for (value,) in some]
    while len(some) > MOST:
        i = min(range(len(some) - 1), key=lambda at: sizes[at] + sizes[at + 1])
        some[i : i + 2] = [some[i] + some[i + 1]]
        sizes[i : i + 2] = [sizes[i] + sizes[i + 1]]
    middle = bin_width(question) / 2
    means = (
        fsum((value + middle) * counts[value] for value in values) / people
        for values, people in zip(some, sizes, strict=True)
    )
    return tuple(NumberClass(v[0], v[-1], mean) for v, mean in zip(some, means, strict=True))


def counted(question: Question, tally: Mapping[str, int]) -> dict[float, int]:
    """Of a tally, the people under each value."""
    missing = (OPEN, HIDDEN, *question.missing_codes)
    return {float(value): people for value, people in tally.items() if value not in missing}


def counted_values(question: Question, values: Array) -> dict[float, int]:
    """The same of a column."""
    found, people = np.unique(_bins(question, values[np.isfinite(values)]), return_counts=True)
    return dict(zip(found.tolist(), people.tolist(), strict=True))


def places(question: Question, classes: tuple[NumberClass, ...], values: Array) -> Array:
    """Of a column, each person's class; after the last one no answer, and not asked."""
    known = len(classes)
    found = np.full(len(values), known, dtype="int32")
    found[np.isneginf(values)] = known + 1
    finite = np.isfinite(values)
    lows = np.array([some.low for some in classes])
    found[finite] = np.searchsorted(lows, _bins(question, values[finite]), side="right") - 1
    return found


def _bins(question: Question, values: Array) -> Array:
    """As `counting.number_bin` has them."""
    width, low = bin_width(question), bin_start(question)
    if not width:
        return values
    return np.asarray(low + np.minimum(((values - low) / width).astype("int64"), BINS - 1) * width)
