"""The frozen questionnaire -> a YAML file that reads back as the same questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from .answer_values import bound
from .conditions import as_data
from .schema import (
    CONSENT,
    DECLINED_AS_A_WHOLE,
    MONTH,
    STATEMENTS,
    YEAR,
    YES_NO,
    Block,
    Choice,
    Group,
    Grouping,
    Question,
    Questionnaire,
    SchoolEntry,
    Section,
)
from .yaml_reader import groups_of_their_own


def write(questionnaire: Questionnaire) -> str:
    yaml = YAML()
    yaml.width = 110
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump(survey(questionnaire), out)
    return out.getvalue()


def survey(q: Questionnaire) -> CommentedMap:
    return block(
        code=q.code,
        title=dict(q.title),
        languages=flow_list(q.languages),
        introduction=dict(q.introduction),
        thanks=dict(q.thanks),
        about=dict(q.about),
        contact=q.contact,
        source=dict(q.source),
        minimum_group=q.minimum_group if q.minimum_group != Questionnaire.minimum_group else None,
        live_by_school=q.live_by_school,
        schools=[school(entry) for entry in q.schools],
        groupings=[grouping(entry, q.by_code[entry.question]) for entry in q.groupings],
        sections=[section(entry) for entry in q.sections],
    )


def school(entry: SchoolEntry) -> CommentedMap:
    return flow(code=entry.code, name=entry.name, country=entry.country)


def grouping(entry: Grouping, question: Question) -> CommentedMap:
    """Without its groups where they are one a choice, as reading makes them again."""
    usual = entry.groups == groups_of_their_own(question, (), whole=True)
    groups = [] if usual else [group(inner) for inner in entry.groups]
    return block(code=entry.code, label=text(entry.label), **{"from": entry.question}, groups=groups)


def group(entry: Group) -> CommentedMap:
    return flow(code=entry.code, label=text(entry.label), choices=flow_list(entry.choices))


def section(entry: Section) -> CommentedMap:
    items = [asking(entry, i) if isinstance(i, Block) else question(i) for i in entry.items]
    return block(code=entry.code, title=text(entry.title), questions=items)


def asking(entry: Section, b: Block) -> CommentedMap:
    """A note, or statements with what they have in common."""
    held = entry.statements(b)
    first = held[0] if b.type == STATEMENTS and held else None
    return block(
        code=b.code,
        type=b.type,
        required=first is not None and first.required,
        shown_if=flow(**as_data(b.shown_if)) if b.shown_if else None,
        text=text(b.text),
        hint=text(b.hint),
        choices=[choice(c) for c in first.choices] if first else None,
        statements=[flow(code=q.code, text=text(q.text)) for q in held],
        picture=b.picture,
        alt=text(b.alt),
    )


def question(q: Question) -> CommentedMap:
    own, as_a_whole = q.type not in (YES_NO, CONSENT), q.type in DECLINED_AS_A_WHOLE
    return block(
        code=q.code,
        type=YEAR if q.year else MONTH if q.month else q.type,
        required=q.required and q.type != CONSENT,
        shown_if=flow(**as_data(q.shown_if)) if q.shown_if else None,
        text=text(q.text),
        hint=text(q.hint),
        label=text(q.choices[0].label) if q.type == CONSENT else None,
        prefer_not=as_a_whole and bool(q.missing_codes),
        choices=[choice(c) for c in q.choices if not (as_a_whole and c.prefer_not)] if own else None,
        order="random" if q.random_order else None,
        at_least=q.at_least,
        at_most=q.at_most,
        min=bound(q, q.minimum),
        max=bound(q, q.maximum),
        integer=q.integer and not (q.year or q.month),
        unit=text(q.unit),
        length=q.length,
        lines=q.lines,
    )


def choice(entry: Choice) -> CommentedMap:
    return flow(
        code=entry.code,
        label=text(entry.label),
        other=entry.other,
        prefer_not=entry.prefer_not,
        exclusive=entry.exclusive,
    )


def text(words: Mapping[str, str]) -> CommentedMap:
    return flow(**words)


def block(**entries: object) -> CommentedMap:
    """A mapping of one key a line; what is empty, absent or false is left out, a number 0 is not."""
    given = {k: v for k, v in entries.items() if v or (v == 0 and v is not False)}
    return CommentedMap(given)


def flow(**entries: object) -> CommentedMap:
    found = block(**entries)
    found.fa.set_flow_style()
    return found


def flow_list(entries: object) -> CommentedSeq:
    found = CommentedSeq(entries)
    found.fa.set_flow_style()
    return found
