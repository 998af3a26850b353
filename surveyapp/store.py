"""The questionnaire's rows <-> the frozen dataclasses that everything else works on."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.http import Http404

from . import models
from .prepared import one_row
from .questionnaire import conditions, plan
from .questionnaire.schema import (
    Block,
    Choice,
    Group,
    Grouping,
    Question,
    Questionnaire,
    SchoolEntry,
    Section,
)


def questionnaire_of(survey: models.Survey) -> Questionnaire:
    """The survey's questionnaire, read once per revision and process."""
    return _read(survey.pk, survey.revision)


def with_results(most: int) -> list[models.Survey]:
    """Open surveys, then closed ones, of each the newest first and so many at most; a draft has no results."""
    return [
        survey
        for status in (models.Status.OPEN, models.Status.CLOSED)
        for survey in models.Survey.objects.filter(status=status).order_by("-pk")[:most]
    ]


@lru_cache(maxsize=64)
def _read(survey_pk: int, revision: int) -> Questionnaire:
    survey = models.Survey.objects.get(pk=survey_pk)
    rows = models.Question.objects.filter(survey=survey).select_related("section").prefetch_related("choices")
    by_section: dict[int, list[Question]] = {}
    for row in rows:
        by_section.setdefault(row.section_id, []).append(_question(row))
    blocks: dict[int, list[Block]] = {}
    for block in models.Block.objects.filter(section__survey=survey):
        blocks.setdefault(block.section_id, []).append(_block(block))
    return Questionnaire(
        code=survey.code,
        title=survey.title,
        languages=tuple(survey.languages),
        sections=tuple(
            Section(s.code, s.title, tuple(by_section.get(s.pk, ())), tuple(blocks.get(s.pk, ())))
            for s in survey.sections.all()
        ),
        groupings=tuple(
            _grouping(g) for g in survey.groupings.select_related("question").prefetch_related("groups")
        ),
        introduction=survey.introduction,
        thanks=survey.thanks,
        about=survey.about,
        contact=survey.contact,
        source=survey.source,
        schools=tuple(_school(p) for p in survey.participations.select_related("school")),
        minimum_group=survey.minimum_group,
        live_by_school=survey.live_by_school,
    )


def _question(row: models.Question) -> Question:
    return Question(
        code=row.code,
        type=row.type,
        text=row.text,
        required=row.required,
        shown_if=conditions.from_data(row.shown_if) if row.shown_if else None,
        choices=tuple(Choice(c.code, c.label, c.other, c.prefer_not, c.exclusive) for c in row.choices.all()),
        hint=row.hint,
        at_most=row.at_most,
        minimum=row.minimum,
        maximum=row.maximum,
        integer=row.integer,
        unit=row.unit,
        at_least=row.at_least,
        length=row.length,
        lines=row.lines,
        year=row.year,
        month=row.month,
        random_order=row.random_order,
    )


def _block(row: models.Block) -> Block:
    return Block(
        code=row.code,
        type=row.type,
        text=row.text,
        before=row.before,
        holds=row.holds,
        hint=row.hint,
        shown_if=conditions.from_data(row.shown_if) if row.shown_if else None,
        picture=row.picture,
        alt=row.alt,
    )


def _grouping(row: models.Grouping) -> Grouping:
    groups = tuple(Group(g.code, g.label, tuple(g.choices)) for g in row.groups.all())
    return Grouping(row.code, row.label, row.question.code, groups)


def _school(row: models.Participation) -> SchoolEntry:
    return SchoolEntry(row.school.code, row.school.name, row.school.country)


@transaction.atomic
def write(survey: models.Survey, questionnaire: Questionnaire) -> None:
    """Put a questionnaire into the survey's rows, in place of what was there. For drafts only: the caller asks."""
    set_texts(survey, questionnaire)
    survey.minimum_group, survey.live_by_school = questionnaire.minimum_group, questionnaire.live_by_school
    survey.save()
    survey.groupings.all().delete()
    survey.sections.all().delete()
    questions = {}
    position = 0
    for i, section in enumerate(questionnaire.sections):
        row = models.Section.objects.create(survey=survey, code=section.code, title=section.title, position=i)
        for question in section.questions:
            questions[question.code] = _write_question(survey, row, question, position)
            position += 1
        _write_blocks(row, section)
    for i, grouping in enumerate(questionnaire.groupings):
        _write_grouping(survey, grouping, questions[grouping.question], i)


def new_revision() -> int:
    """Another number, so that nothing built from the rows as they were is used again."""
    return models.random_id()


def set_texts(survey: models.Survey, questionnaire: Questionnaire) -> None:
    """The survey's own words and a new revision, not saved yet."""
    survey.title, survey.languages = dict(questionnaire.title), list(questionnaire.languages)
    survey.introduction, survey.thanks = dict(questionnaire.introduction), dict(questionnaire.thanks)
    survey.about, survey.source = dict(questionnaire.about), dict(questionnaire.source)
    survey.contact = questionnaire.contact
    survey.revision = new_revision()


def _write_question(
    survey: models.Survey, section: models.Section, question: Question, position: int
) -> models.Question:
    row = models.Question.objects.create(
        survey=survey,
        section=section,
        code=question.code,
        type=question.type,
        text=dict(question.text),
        hint=dict(question.hint),
        unit=dict(question.unit),
        required=question.required,
        shown_if=conditions.as_data(question.shown_if) if question.shown_if else None,
        at_most=question.at_most,
        minimum=question.minimum,
        maximum=question.maximum,
        integer=question.integer,
        at_least=question.at_least,
        length=question.length,
        lines=question.lines,
        year=question.year,
        month=question.month,
        random_order=question.random_order,
        position=position,
    )
    models.Choice.objects.bulk_create(
        models.Choice(
            question=row,
            code=choice.code,
            label=dict(choice.label),
            other=choice.other,
            prefer_not=choice.prefer_not,
            exclusive=choice.exclusive,
            position=i,
        )
        for i, choice in enumerate(question.choices)
    )
    return row


def _write_blocks(row: models.Section, section: Section) -> None:
    models.Block.objects.bulk_create(
        models.Block(
            section=row,
            code=block.code,
            type=block.type,
            text=dict(block.text),
            hint=dict(block.hint),
            before=block.before,
            holds=block.holds,
            shown_if=conditions.as_data(block.shown_if) if block.shown_if else None,
            picture=block.picture,
            alt=dict(block.alt),
            position=i,
        )
        for i, block in enumerate(section.blocks)
    )


def _write_grouping(
    survey: models.Survey, grouping: Grouping, question: models.Question, position: int
) -> None:
    row = models.Grouping.objects.create(
        survey=survey, code=grouping.code, label=dict(grouping.label), question=question, position=position
    )
    models.Group.objects.bulk_create(
        models.Group(grouping=row, code=g.code, label=dict(g.label), choices=list(g.choices), position=i)
        for i, g in enumerate(grouping.groups)
    )


def write_texts(survey: models.Survey, questionnaire: Questionnaire) -> None:
    """Other words for the same structure."""
    set_texts(survey, questionnaire)
    survey.save()
    for section in questionnaire.sections:
        survey.sections.filter(code=section.code).update(title=dict(section.title))
        for block in section.blocks:
            models.Block.objects.filter(section__survey=survey, code=block.code).update(
                text=dict(block.text), hint=dict(block.hint), alt=dict(block.alt)
            )
        for question in section.questions:
            row = survey.questions.get(code=question.code)
            row.text, row.hint, row.unit = dict(question.text), dict(question.hint), dict(question.unit)
            row.save(update_fields=["text", "hint", "unit"])
            for choice in question.choices:
                row.choices.filter(code=choice.code).update(label=dict(choice.label))
    for grouping in questionnaire.groupings:
        survey.groupings.filter(code=grouping.code).update(label=dict(grouping.label))
        for group in grouping.groups:
            models.Group.objects.filter(
                grouping__survey=survey, grouping__code=grouping.code, code=group.code
            ).update(label=dict(group.label))


# In one text, which is the same by whatever way it comes.
AS_IT_STANDS = (
    "SELECT CAST(revision AS text) || status || CAST(example AS text) FROM surveyapp_survey WHERE code = %s"
)


def participation_for_link(survey_code: str, school_code: str) -> models.Participation:
    """The school's participation that a public link names, whatever the survey's state; else 404. Only to be read.

    One short query says whether what was read before still holds: the ORM takes longer to write its own than a
    whole page takes otherwise. A change of words or schools is a new revision; what else a page shows is frozen.
    """
    as_it_stands = one_row(AS_IT_STANDS, [survey_code])
    if as_it_stands:
        with suppress(models.Participation.DoesNotExist):
            return _participation(survey_code, school_code, *as_it_stands)
    raise Http404("no such survey and school")


@lru_cache(maxsize=1024)
def _participation(survey_code: str, school_code: str, *as_it_stands: object) -> models.Participation:
    rows = models.Participation.objects.select_related("survey", "school")
    return rows.get(survey__code=survey_code, school__code=school_code)


@dataclass(frozen=True)
class KeptPlan:
    """The plan of comparisons with its fingerprint. `frozen_on` is None while it may still change."""

    plan: plan.Plan
    sha256: str
    frozen_on: date | None = None


def frozen_plan(questionnaire: Questionnaire, on: date) -> dict[str, Any]:
    """As `Survey.plan` keeps it."""
    made = plan.plan_of(questionnaire)
    return {"frozen_on": on.isoformat(), "sha256": plan.fingerprint(made), "plan": plan.as_json(made)}


def plan_of(survey: models.Survey) -> KeptPlan:
    """As it was frozen; of a draft as it would be now."""
    kept = survey.plan
    if "plan" not in kept:
        made = plan.plan_of(questionnaire_of(survey))
        return KeptPlan(made, plan.fingerprint(made))
    return KeptPlan(plan.from_json(kept["plan"]), kept["sha256"], date.fromisoformat(kept["frozen_on"]))
