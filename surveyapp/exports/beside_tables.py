"""Rows beside the tables of the same survey: what is blank in a row may not be found by taking rows away from a table.

A table says of a school all that its people answered. Take away the rows that name the school: who is left are those
whose school is blank. So in each group that a table may have, nobody or at least k people have blank what makes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..dataset import Dataset
from ..disclosure import LEFT_OUT, NO_GROUPS, NO_SCHOOL, NO_SOURCE, Array, Part, merge_small


@dataclass(frozen=True)
class View:
    """Groups of one table: `part` is each row's, -1 for none. `blank`: the level from which on a row is silent."""

    part: Array
    blank: int


def views(data: Dataset) -> Iterator[View]:
    """All that there may be: whether a table is shown is decided elsewhere, and more blanks than needed do no harm."""
    here, strata = data.in_strata, data.strata()
    yield View(np.where(here, strata, -1), NO_GROUPS)
    schools = data.shown_schools()
    if data.questionnaire.live_by_school:
        cells = schools * (int(strata.max(initial=0)) + 1) + strata
        yield View(np.where(here & (schools < len(data.questionnaire.schools)), cells, -1), NO_SCHOOL)
    yield from _merged(data, "", schools, [None] * (int(schools.max(initial=0)) + 1), NO_SCHOOL)
    for grouping in data.questionnaire.groupings:
        if grouping.is_merged:
            makes = data.questionnaire.groupings_from(grouping.question)
            codes = data.questionnaire.by_code[grouping.question].choice_codes
            blocks: list[object] = [tuple(one.group_of(code) for one in makes) for code in codes]
            yield from _merged(data, grouping.question, data.column(grouping.question), blocks, NO_SOURCE)


def _merged(data: Dataset, source: str, values: Array, blocks: list[object], blank: int) -> Iterator[View]:
    """In all, and inside each group of each grouping; as breakdowns merge them."""
    yield from _inside(data, data.in_strata, values, blocks, blank)
    for grouping in data.questionnaire.groupings:
        if grouping.question != source:
            groups = data.group_codes(grouping.code)
            for group in range(len(grouping.groups)):
                yield from _inside(data, data.in_strata & (groups == group), values, blocks, blank)


def _inside(data: Dataset, here: Array, values: Array, blocks: list[object], blank: int) -> Iterator[View]:
    here = here & (values >= 0)
    came = [
        np.bincount(values[here & (data.batches == batch)], minlength=len(blocks))
        for batch in np.flatnonzero(np.bincount(data.batches[here])).tolist()
    ]
    parts = [Part(str(i), tuple(int(counts[i]) for counts in came), block) for i, block in enumerate(blocks)]
    merged = merge_small(parts, data.survey.minimum_group)
    if merged is not None:
        place = np.zeros(len(blocks), dtype="int32")
        for i, codes in enumerate(merged):
            place[[int(code) for code in codes]] = i
        yield View(np.where(here, place[values], -1), blank)


def blank_more(level: Array, classes: tuple[Array, Array, Array], view: View, k: int) -> None:
    """Raise levels in place. `classes`: of each row while its level is WHOLE, NO_SCHOOL and NO_SOURCE.

    A whole class is raised each time, and has k people: whatever else it is in stays right.
    """
    hidden = (view.part >= 0) & (level >= view.blank) & (level < LEFT_OUT)
    people = np.bincount(view.part[hidden])
    for part in np.flatnonzero((people > 0) & (people < k)).tolist():
        _raise_smallest(level, classes, view, part)


def _raise_smallest(level: Array, classes: tuple[Array, Array, Array], view: View, part: int) -> None:
    """The smallest class of the group that says more, the most blanked ones first."""
    for below in range(view.blank - 1, -1, -1):
        at = (level == below) & (view.part == part)
        if at.any():
            found, sizes = np.unique(classes[below][at], return_counts=True)
            level[at & (classes[below] == found[int(sizes.argmin())])] = view.blank
            return
