"""Small closed surveys in memory: who is in them, what is shown of them, and a dataset without a database."""

from collections import Counter
from types import SimpleNamespace

import numpy as np

from analysis.report import SCHOOL
from surveyapp import columns
from surveyapp.columns import ATOM
from surveyapp.dataset import Dataset
from surveyapp.disclosure import AtomKey, pool
from surveyapp.questionnaire import answers
from tests.build import given

EVERYBODY_ONLY = 1_000_000


class InMemory(Dataset):
    """The responses of people (school, posted answers, batch), as closing would have written them."""

    def __init__(self, questionnaire, people):
        k = questionnaire.minimum_group
        self.survey = SimpleNamespace(minimum_group=k, pk=0)
        self.questionnaire = questionnaire
        self.came = np.array([batch for _, _, batch in people])
        self.answers = [answers.clean(questionnaire, posted).answers for _, posted, _ in people]
        self._school_codes = np.array([school for school, _, _ in people])
        self._atoms(k)
        writer = columns.Writer(questionnaire, len(people))
        writer.put(0, [(0, int(atom), given) for atom, given in zip(self.atoms, self.answers, strict=True)])
        self._arrays = writer.arrays

    def _atoms(self, k):
        strata = list(self.questionnaire.strata())
        self.atoms = np.zeros(len(self.answers), dtype=int)
        for batch in set(self.came.tolist()):
            keys = {
                row: AtomKey(self.questionnaire.stratum_of(self.answers[row]))
                for row in np.flatnonzero(self.came == batch)
            }
            went = pool(Counter(keys.values()), k)
            for row, key in keys.items():
                if to := went[key]:
                    self.atoms[row] = EVERYBODY_ONLY if to.everybody_only else 1 + strata.index(to.groups)

    @property
    def n(self):
        return len(self.answers)

    @property
    def shown(self):
        return self.column(ATOM) != 0

    @property
    def in_strata(self):
        return self.shown & (self.column(ATOM) != EVERYBODY_ONLY)

    @property
    def batches(self):
        return np.where(self.shown, self.came, -1)

    def school_codes(self):
        return self._school_codes


def a_small_survey(chance, questionnaire, people, imported=0):
    """Answers lean to one side, so that there are small groups, and groups that lie inside others.

    Of a number the last answer is that it is left open.
    """
    lean = chance.choice([1, 2, 4])
    schools = len(questionnaire.schools)
    rows = []
    for n in range(people + imported):
        posted = {}
        for question in questionnaire.questions:
            codes = question.choice_codes or [*map(str, range(int(question.maximum or 0))), ""]
            posted[question.code] = [codes[int(len(codes) * chance.random() ** lean)]]
        school = int(schools * chance.random() ** lean)
        if chance.random() < 0.3:  # schools where one year was asked
            posted["year"] = [questionnaire.by_code["year"].choice_codes[school % 3]]
        rows.append((school, posted, 0 if n < people else 1))
    return InMemory(questionnaire, rows)


__all__ = ["SCHOOL", "InMemory", "a_small_survey", "given"]
