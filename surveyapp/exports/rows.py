"""Which rows of a closed survey are given out, and what is blanked in them."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from ..dataset import Dataset
from ..disclosure import LEFT_OUT, NO_GROUPS, NO_SCHOOL, NO_SOURCE, Array, blanking
from ..questionnaire.schema import Grouping
from .beside_tables import View, blank_more, views


@dataclass(frozen=True)
class Blanked:
    """How many rows a file has, and in how many of them what is left blank."""

    rows: int
    no_school: int  # the school alone
    no_source: int  # the school, and the question that a grouping is merged from
    no_groups: int  # the school, these questions and the groups
    left_out: int  # people who are kept and not given out: fewer than k
    fewest: int  # people who share school and answers to the grouping questions, at least

    @property
    def any_blank(self) -> int:
        return self.no_school + self.no_source + self.no_groups


def levels(data: Dataset) -> Array:
    """For each row of the survey, how much of it is blanked; whoever is not shown is left out.

    Those who handed in, and those of each import, are blanked by themselves: an importer can tell the rows apart.
    A file and what is said of it ask for the same: of one dataset it is found once.
    """
    if data not in _found:
        _found[data] = _levels(data)
    return _found[data]


_found: WeakKeyDictionary[Dataset, Array] = WeakKeyDictionary()


def _levels(data: Dataset) -> Array:
    level = np.full(data.n, LEFT_OUT, dtype="int8")
    groupings = data.questionnaire.groupings
    source = _combined([data.column(g.question) for g in groupings], data.n)
    groups = _combined([data.group_codes(g.code) for g in groupings], data.n)
    k, both = data.survey.minimum_group, _combined([data.school_codes(), source], data.n)
    batches = np.unique(data.batches[data.shown]).tolist()
    for batch in batches:
        rows = data.batches == batch
        level[rows] = blanking(data.school_codes()[rows], source[rows], groups[rows], k)
    for view in views(data) if batches else ():  # one at a time: of a million rows each is large
        for batch in batches:
            rows = data.batches == batch
            part = level[rows]
            blank_more(part, (both[rows], source[rows], groups[rows]), View(view.part[rows], view.blank), k)
            level[rows] = part
    return level


def blanked(data: Dataset) -> Blanked:
    level = levels(data)
    kept = level != LEFT_OUT
    keys = [data.school_codes(), *(data.column(g.question) for g in data.questionnaire.groupings)]
    sizes = np.unique(_combined(keys, data.n)[kept], return_counts=True)[1]
    return Blanked(
        rows=int(kept.sum()),
        no_school=int((level == NO_SCHOOL).sum()),
        no_source=int((level == NO_SOURCE).sum()),
        no_groups=int((level == NO_GROUPS).sum()),
        left_out=int((~kept).sum()),
        fewest=int(sizes.min()) if len(sizes) else 0,
    )


def _combined(columns: list[Array], n: int) -> Array:
    """One integer for each combination of several columns' values."""
    combined = np.zeros(n, dtype="int32")
    for column in columns:  # pandas looks values up where numpy sorts them
        place, values = pd.factorize(column, sort=True)
        combined = pd.factorize(combined * len(values) + place, sort=True)[0].astype("int32")
    return combined


def blank(frame: pd.DataFrame, level: Array, groupings: tuple[Grouping, ...]) -> pd.DataFrame:
    """The rows that are given out, blanked, with a column that says what is blank."""
    merged = [g.question for g in groupings if g.is_merged]
    same = [g.question for g in groupings if not g.is_merged]
    groups = [g.code for g in groupings if g.code in frame]
    said = np.full(len(frame), "", dtype=object)
    for to, columns in ((NO_SCHOOL, ["school"]), (NO_SOURCE, merged), (NO_GROUPS, same + groups)):
        rows = (level >= to) & (level < LEFT_OUT)
        for column in dict.fromkeys(columns):
            frame.loc[rows, column] = None
            said[rows] = [f"{before} {column}".strip() for before in said[rows]]
    frame["blanked"] = said
    return frame[level < LEFT_OUT]
