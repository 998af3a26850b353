"""What all tables by school, year and the planned groups say together: others know these of a person.

Two tables are held against each other in `splits`. Here any sums and differences of any number of them are: a small
group of people may not follow from them all, as one unknown may from many equations.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from surveyapp.pairs import SCHOOL, Pairs

Array = npt.NDArray[Any]

CERTAIN = 1 - 1e-6  # how much of a cell follows from what is shown; 1 where all of it does
NOTHING = 1e-9  # a sum that follows from the others leaves this much at most, relative to the largest


class Known:
    """The tables by what others know of a person, as they are added. Cells: school x year x stratum.

    Where groupings are merged from several questions, 'year' is the first of them: three at once are not counted.
    """

    def __init__(self, pairs: Pairs, k: int) -> None:
        self.pairs, self.k = pairs, k
        sources = [g.question for g in pairs.questionnaire.groupings if g.is_merged]
        self.school = pairs.by_name[SCHOOL]
        self.year = pairs.by_name[sources[0]] if sources else self.school
        self.people = pairs.counts[:, :, self.school.places, self.year.places]
        self.shown = np.zeros((0, *self.people.shape[1:]), dtype=bool)

    def may_add(self, split: Any, groups: Array) -> bool:
        rows = self._rows(split, groups)
        return rows is None or not self._tells(np.concatenate([self.shown, rows]))

    def add(self, split: Any, groups: Array) -> None:
        rows = self._rows(split, groups)
        if rows is not None:
            self.shown = np.concatenate([self.shown, rows])

    def _rows(self, split: Any, groups: Array) -> Array | None:
        """Which cells each group adds up; None where it is by something that others do not know."""
        shape = (len(groups), *self.people.shape[1:])
        if split is None or split.by == self.school.name:
            return np.broadcast_to(groups[:, :, self.school.places, None], shape)
        if split.by == self.year.name:
            return np.broadcast_to(groups[:, :, None, self.year.places], shape)
        return None

    def _tells(self, shown: Array) -> bool:
        """By how people came, too: an importer can take an import away."""
        return any(self._tells_of(shown.reshape(len(shown), -1), people.ravel()) for people in self.people)

    def _tells_of(self, shown: Array, people: Array) -> bool:
        """Cells that stand in the same sums are one unknown; `certain` is the length of an unknown's shadow in them."""
        here = shown[:, people > 0]
        unknowns, which = np.unique(here, axis=1, return_inverse=True)
        sizes = np.bincount(which.reshape(-1), weights=people[people > 0], minlength=unknowns.shape[1])
        small = sizes < self.k
        if not small.any():
            return False
        sums = unknowns.astype(float)
        lengths, turned = np.linalg.eigh(sums @ sums.T)
        independent = lengths > NOTHING * lengths.max(initial=1)
        directions = turned[:, independent].T @ sums[:, small]
        certain = (directions**2 / lengths[independent, None]).sum(axis=0)
        return bool((certain > CERTAIN).any())
