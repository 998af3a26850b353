"""What is frozen when a survey opens, without its words: so a typo is told from another questionnaire."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from . import places
from .conditions import as_data
from .months import iso
from .schema import Block, Choice, Grouping, Question, Questionnaire, Section

Data = dict[str, object]
PARTS = {("grouping", "groups"): "group", ("question", "choices"): "choice"}  # lists of parts with codes


def structure(questionnaire: Questionnaire) -> Data:
    """The questionnaire without a word of it, ready for JSON.

    The survey's code and its schools are no part: a copy has the same structure, and a school may join.
    """
    return {
        "languages": list(questionnaire.languages),
        "minimum_group": questionnaire.minimum_group,
        "live_by_school": questionnaire.live_by_school,
        "groupings": [_grouping(grouping) for grouping in questionnaire.groupings],
        "sections": [_section(section) for section in questionnaire.sections],
    }


def fingerprint(questionnaire: Questionnaire) -> str:
    """The same for two questionnaires exactly where they have the same structure."""
    canonical = json.dumps(structure(questionnaire), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _grouping(grouping: Grouping) -> Data:
    groups = [{"code": group.code, "choices": list(group.choices)} for group in grouping.groups]
    return {"code": grouping.code, "from": grouping.question, "groups": groups}


def _section(section: Section) -> Data:
    found: Data = {"code": section.code, "questions": [_question(question) for question in section.questions]}
    return found | _given(blocks=[_block(block) for block in section.blocks])


def _given(**entries: object) -> Data:
    """Keys that came later: only where they say something, so that what was frozen before stays the same."""
    return {key: value for key, value in entries.items() if value}


def _block(block: Block) -> Data:
    return {
        "code": block.code,
        "type": block.type,
        "before": block.before,
        "holds": block.holds,
        "shown_if": as_data(block.shown_if) if block.shown_if else None,
        "picture": block.picture,
    }


def _question(question: Question) -> Data:
    return {
        "code": question.code,
        "type": question.type,
        "required": question.required,
        "shown_if": as_data(question.shown_if) if question.shown_if else None,
        "choices": [_choice(choice) for choice in question.choices],
        "at_most": question.at_most,
        "min": _bound(question, question.minimum),
        "max": _bound(question, question.maximum),
        "integer": question.integer,
        **_given(
            at_least=question.at_least,
            length=question.length,
            lines=question.lines,
            year=question.year,
            month=question.month,
            random_order=question.random_order,
        ),
    }


def _bound(question: Question, value: float | None) -> float | str | None:
    return iso(value) if question.month and value is not None else value


def _choice(choice: Choice) -> Data:
    return {
        "code": choice.code,
        "other": choice.other,
        "prefer_not": choice.prefer_not,
        "exclusive": choice.exclusive,
    }


@dataclass(frozen=True)
class WordingChange:
    """One text in one language, before and after."""

    place: str
    language: str  # '' for the contact, which has none
    old: str
    new: str


def wording_changes(old: Questionnaire, new: Questionnaire) -> tuple[WordingChange, ...]:
    """The texts that differ between two questionnaires of the same structure."""
    before, after = _wordings(old), _wordings(new)
    return tuple(
        WordingChange(*key, before.get(key, ""), after.get(key, ""))
        for key in before | after
        if before.get(key, "") != after.get(key, "")
    )


def _wordings(questionnaire: Questionnaire) -> dict[tuple[str, str], str]:
    found = {("contact", ""): questionnaire.contact}
    for words in places.texts(questionnaire):
        where = words.place.words
        place = where if where == words.what else f"{where}, {words.what}"
        found |= {(place, language): said for language, said in words.text.items()}
    return found


def structure_differences(old: Questionnaire, new: Questionnaire) -> tuple[str, ...]:
    """In words, what else differs between two questionnaires than their wording."""
    return tuple(_differences(old, new))


def _differences(old: Questionnaire, new: Questionnaire) -> Iterator[str]:
    before, after = structure(old), structure(new)
    for key in ("languages", "minimum_group", "live_by_school"):
        yield from _changed(f"*{key}*", before[key], after[key])
    yield from _listed("grouping", [g.code for g in old.groupings], [g.code for g in new.groupings])
    yield from _parts("grouping", map(_grouping, old.groupings), map(_grouping, new.groupings))
    yield from _listed("section", [s.code for s in old.sections], [s.code for s in new.sections])
    yield from _listed("question", list(old.by_code), list(new.by_code))
    yield from _moved(old, new)
    yield from _parts("question", map(_question, old.questions), map(_question, new.questions))
    yield from _listed("block", [b.code for b in old.blocks], [b.code for b in new.blocks])
    yield from _parts("block", map(_block, old.blocks), map(_block, new.blocks))


def _listed(what: str, before: Sequence[object], after: Sequence[object], of: str = "") -> Iterator[str]:
    yield from (f"The {what} *{code}*{of} is gone." for code in before if code not in after)
    yield from (f"The {what} *{code}*{of} is new." for code in after if code not in before)
    if [code for code in before if code in after] != [code for code in after if code in before]:
        yield f"The order of the {what}s{of} has changed."


def _moved(old: Questionnaire, new: Questionnaire) -> Iterator[str]:
    """Questions that stand in another section than before."""
    before = {question.code: section.code for section in old.sections for question in section.questions}
    for section in new.sections:
        for question in section.questions:
            if before.get(question.code, section.code) != section.code:
                yield f"The question *{question.code}* has moved to the section *{section.code}*."


def _parts(what: str, before: Iterable[Data], after: Iterable[Data], of: str = "") -> Iterator[str]:
    """What differs between parts of the same code, down to their own parts."""
    known = {part["code"]: part for part in before}
    for part in after:
        name = f"the {what} *{part['code']}*{of}"
        before_it = known.get(part["code"], part)
        for key in {**before_it, **part}:
            was, value = before_it.get(key), part.get(key)
            inner = PARTS.get((what, key))
            if inner and isinstance(was, list) and isinstance(value, list):
                yield from _listed(inner, [p["code"] for p in was], [p["code"] for p in value], f" of {name}")
                yield from _parts(inner, was, value, f" of {name}")
            else:
                yield from _changed(f"*{key}* of {name}", was, value)


def _changed(what: str, before: object, after: object) -> Iterator[str]:
    if before != after:
        yield f"{what} was {_said(before)} and would be {_said(after)}."


def _said(value: object) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)
