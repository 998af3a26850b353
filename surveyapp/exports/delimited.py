"""CSV: rows of a closed survey, own words, codebook. UTF-8, comma, one header line."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator

import numpy as np
import pandas as pd

from ..dataset import Dataset, read
from ..models import Survey
from ..questionnaire.codebook import codebook
from ..questionnaire.schema import MULTIPLE, NUMBER, RANKING, WITH_CHOICES, Question, words
from ..store import questionnaire_of
from .rows import blank, levels

CHUNK = 10_000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def rows_csv(
    of: Survey | Dataset, *, labels: bool = False, language: str = "", whole: bool = False
) -> Iterator[str]:
    """The rows of a closed survey, blanked as `exports.rows` says; `whole`: everybody, nothing blanked.

    Raises `dataset.NotClosed`. Memory: the columns and one chunk.
    """
    data = read(of) if isinstance(of, Survey) else of
    data.fetch_all()
    level = None if whole else levels(data)
    for start in range(0, max(data.n, 1), CHUNK):
        frame = data.frame(start, start + CHUNK)
        if level is not None:
            frame = blank(frame, level[start : start + CHUNK], data.questionnaire.groupings)
        if labels:
            frame = _labelled(data, frame, language or data.survey.languages[0])
        yield _plain_numbers(data, frame).to_csv(index=False, header=start == 0, lineterminator="\n")


def _plain_numbers(data: Dataset, frame: pd.DataFrame) -> pd.DataFrame:
    """0.00005, never 5e-05: what is written can be read again as an answer."""
    for question in data.questionnaire.questions:
        if question.type == NUMBER and not question.integer:
            written = [
                x if isinstance(x, str) else np.format_float_positional(x, trim="-")
                for x in frame[question.code]
            ]
            frame[question.code] = pd.Series(written, index=frame.index, dtype=object).replace("nan", None)
    return frame


def _labelled(data: Dataset, frame: pd.DataFrame, language: str) -> pd.DataFrame:
    names = {school.code: _safe(school.name) for school in data.questionnaire.schools}
    frame["school"] = frame["school"].astype(object).map(names)
    for question in data.questionnaire.questions:
        if question.type in (*WITH_CHOICES, RANKING):
            frame[question.code] = _label_column(question, frame[question.code], language)
        elif question.declined and question.code in frame:
            label = _safe(words(question.choices[-1].label, language))
            frame[question.code] = frame[question.code].replace({question.declined: label})
    for grouping in data.questionnaire.groupings:
        if grouping.code not in data.questionnaire.by_code:
            labels = {group.code: _safe(words(group.label, language)) for group in grouping.groups}
            frame[grouping.code] = frame[grouping.code].astype(object).map(labels)
    return frame


def _label_column(question: Question, column: pd.Series, language: str) -> pd.Series:
    labels = {choice.code: words(choice.label, language) for choice in question.choices}
    if question.type not in (MULTIPLE, RANKING):
        return column.astype(object).map({code: _safe(label) for code, label in labels.items()})
    return column.astype(object).map(
        lambda codes: _safe("; ".join(labels[code] for code in codes.split())), na_action="ignore"
    )


def texts_csv(survey: Survey) -> Iterator[str]:
    """Own words of a closed survey: of each question from k texts on, in an order of their own."""
    texts = [(question, _safe(text)) for question, text in read(survey).texts()]
    yield from _lines([("question", "text"), *sorted(texts, key=lambda row: row[0])])


def codebook_csv(survey: Survey, schools: Collection[str] | None = None) -> Iterator[str]:
    """Each variable with its codes, its words in every language and who is shown it. `schools`: as in `codebook`."""
    questionnaire = questionnaire_of(survey)
    languages = questionnaire.languages
    yield from _lines(
        [
            (
                "variable",
                "type",
                "value",
                "missing",
                *(f"{what}_{x}" for what in ("label", "shown_to") for x in languages),
            )
        ]
    )
    for variable in codebook(questionnaire, schools):
        said = [_safe(words(text, x)) for text in (variable.label, variable.shown_to) for x in languages]
        yield from _lines([(variable.code, variable.type, "", "", *said)])
        for value in variable.values:
            label = [_safe(words(value.label, language)) for language in languages]
            yield from _lines(
                [(variable.code, "", value.code, "yes" if value.missing else "", *label, *[""] * len(label))]
            )


def _lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(row)
        yield line.getvalue()


def _safe(text: str) -> str:
    """Words that a spreadsheet would take for a formula begin with an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA) else text
