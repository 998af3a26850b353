"""The nodes of a questionnaire file -> the frozen questionnaire, as far as it can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .places import TOP
from .problems import Place
from .schema import (
    CONSENT,
    MONTH,
    NOTE,
    NUMBER,
    SCALE,
    STATEMENTS,
    YEAR,
    Block,
    Choice,
    Condition,
    Group,
    Grouping,
    Question,
    Questionnaire,
    SchoolEntry,
    Section,
)
from .yaml_choices import choices
from .yaml_conditions import shown_on
from .yaml_parts import Nodes, code_in, part, text_in, top
from .yaml_source import Node
from .yaml_values import Values

TEXT_KEYS = ("introduction", "thanks", "about", "source")
SURVEY = (
    "code",
    "title",
    "languages",
    "introduction",
    "thanks",
    "about",
    "contact",
    "source",
    "minimum_group",
    "live_by_school",
    "schools",
    "groupings",
    "sections",
)
SECTION = ("code", "title", "questions")
QUESTION = (
    "code",
    "type",
    "required",
    "shown_if",
    "text",
    "hint",
    "choices",
    "order",
    "at_least",
    "at_most",
    "min",
    "max",
    "integer",
    "unit",
    "length",
    "lines",
    "prefer_not",
    "label",
)
BLOCKS = {
    STATEMENTS: ("code", "type", "required", "shown_if", "text", "hint", "choices", "statements"),
    NOTE: ("code", "type", "shown_if", "text", "picture", "alt"),
}
STATEMENT = ("code", "text")
GROUPING = ("code", "label", "from", "groups")
GROUP = ("code", "label", "choices")
SCHOOL = ("code", "name", "country")


def questionnaire(values: Values, root: Node) -> Questionnaire:
    nodes = values.fields(root, TOP, SURVEY)
    languages = values.scalars(nodes.get("languages"), top("languages"))
    sections = tuple(
        section(values, inner, at, languages)
        for at, inner in values.items(nodes.get("sections"), top("sections"))
    )
    minimum_group = values.whole(nodes.get("minimum_group"), top("minimum_group"))
    return Questionnaire(
        code=values.scalar(nodes.get("code"), top("code")),
        title=values.text(nodes.get("title"), top("title")),
        languages=languages,
        sections=sections,
        groupings=groupings(values, nodes, [q for inner in sections for q in inner.questions]),
        contact=values.scalar(nodes.get("contact"), top("contact")),
        schools=schools(values, nodes),
        minimum_group=Questionnaire.minimum_group if minimum_group is None else minimum_group,
        live_by_school=values.flag(nodes.get("live_by_school"), top("live_by_school")),
        **{key: values.text(nodes.get(key), top(key)) for key in TEXT_KEYS},
    )


def schools(values: Values, nodes: Nodes) -> tuple[SchoolEntry, ...]:
    found = []
    for at, node in values.items(nodes.get("schools"), top("schools")):
        place = part(node, Place(at.path), "school")
        inner = values.fields(node, place, SCHOOL)
        found.append(SchoolEntry(*(values.scalar(inner.get(key), place.at(key)) for key in SCHOOL)))
    return tuple(found)


def section(values: Values, node: Node, place: Place, languages: tuple[str, ...]) -> Section:
    place = part(node, Place(place.path), "section")
    nodes = values.fields(node, place, SECTION)
    questions, blocks = list[Question](), list[Block]()
    for at, inner in values.items(nodes.get("questions"), place.at("questions")):
        at = Place(at.path, code_in(inner)) if code_in(inner) else part(inner, at, "question")
        if text_in(inner, "type") in BLOCKS:
            block, held = read_block(values, inner, at, len(questions))
            blocks.append(block)
            questions += held
        else:
            questions.append(question(values, inner, at, languages))
    return Section(
        code=values.scalar(nodes.get("code"), place.at("code")),
        title=values.text(nodes.get("title"), place.at("title")),
        questions=tuple(questions),
        blocks=tuple(blocks),
    )


def read_block(values: Values, node: Node, place: Place, before: int) -> tuple[Block, list[Question]]:
    """A note or statements, and the questions that it stands for: the statements, each a scale."""
    kind = text_in(node, "type")
    nodes = values.fields(node, place, BLOCKS[kind])
    shown_if = shown_on(values, nodes, place)
    scale = choices(values, nodes, place, SCALE, ()) if kind == STATEMENTS else ()
    required = values.flag(nodes.get("required"), place.at("required"))
    held = [
        statement(values, inner, at, required, shown_if, scale)
        for at, inner in values.items(nodes.get("statements"), place.at("statements"))
    ]
    block = Block(
        code=values.scalar(nodes.get("code"), place.at("code")),
        type=kind,
        text=values.text(nodes.get("text"), place.at("text")),
        before=before,
        holds=len(held),
        hint=values.text(nodes.get("hint"), place.at("hint")),
        shown_if=shown_if,
        picture=values.scalar(nodes.get("picture"), place.at("picture")),
        alt=values.text(nodes.get("alt"), place.at("alt")),
    )
    return block, held


def statement(
    values: Values,
    node: Node,
    place: Place,
    required: bool,
    shown_if: Condition | None,
    scale: tuple[Choice, ...],
) -> Question:
    place = Place(place.path, code_in(node)) if code_in(node) else part(node, place, "statement")
    nodes = values.fields(node, place, STATEMENT)
    code = values.scalar(nodes.get("code"), place.at("code"))
    text = values.text(nodes.get("text"), place.at("text"))
    return Question(code, SCALE, text, required=required, shown_if=shown_if, choices=scale)


def question(values: Values, node: Node, place: Place, languages: tuple[str, ...]) -> Question:
    nodes = values.fields(node, place, QUESTION)
    kind = values.scalar(nodes.get("type"), place.at("type"))
    required = values.flag(nodes.get("required"), place.at("required"))
    integer = values.flag(nodes.get("integer"), place.at("integer"))
    minimum, maximum = (bound(values, nodes.get(key), place.at(key), kind) for key in ("min", "max"))
    return Question(
        code=values.scalar(nodes.get("code"), place.at("code")),
        type=NUMBER if kind in (YEAR, MONTH) else kind,
        text=values.text(nodes.get("text"), place.at("text")),
        required=required or kind == CONSENT,
        shown_if=shown_on(values, nodes, place),
        choices=choices(values, nodes, place, kind, languages),
        hint=values.text(nodes.get("hint"), place.at("hint")),
        at_least=values.whole(nodes.get("at_least"), place.at("at_least")),
        at_most=values.whole(nodes.get("at_most"), place.at("at_most")),
        minimum=minimum,
        maximum=maximum,
        integer=integer or kind in (YEAR, MONTH),
        unit=values.text(nodes.get("unit"), place.at("unit")),
        length=values.whole(nodes.get("length"), place.at("length")),
        lines=values.whole(nodes.get("lines"), place.at("lines")),
        year=kind == YEAR,
        month=kind == MONTH,
        random_order=random_order(values, nodes, place),
    )


def bound(values: Values, node: Node | None, place: Place, kind: str) -> float | None:
    if kind not in (YEAR, MONTH):
        return values.number(node, place)
    whole = values.whole(node, place) if kind == YEAR else values.month(node, place)
    return None if whole is None else float(whole)


def random_order(values: Values, nodes: Nodes, place: Place) -> bool:
    order = values.scalar(nodes.get("order"), place.at("order"))
    if order not in ("", "random"):
        values.report("unknown_order", place.at("order"), order=order)
    return order == "random"


def groupings(values: Values, nodes: Nodes, questions: Iterable[Question]) -> tuple[Grouping, ...]:
    by_code = {question.code: question for question in questions}
    listed = values.items(nodes.get("groupings"), top("groupings"))
    return tuple(grouping(values, node, at, by_code) for at, node in listed)


def grouping(values: Values, node: Node, place: Place, by_code: Mapping[str, Question]) -> Grouping:
    place = part(node, Place(place.path), "grouping")
    nodes = values.fields(node, place, GROUPING)
    source = values.scalar(nodes.get("from"), place.at("from"))
    listed = nodes.get("groups")
    groups = tuple(group(values, inner, at) for at, inner in values.items(listed, place.at("groups")))
    question = by_code.get(source)
    return Grouping(
        code=values.scalar(nodes.get("code"), place.at("code")),
        label=values.text(nodes.get("label"), place.at("label")),
        question=source,
        groups=groups + groups_of_their_own(question, groups, whole=listed is None) if question else groups,
    )


def groups_of_their_own(question: Question, groups: tuple[Group, ...], whole: bool) -> tuple[Group, ...]:
    """Each choice where no groups are listed; else a 'prefer not to say' that the author put nowhere."""
    placed = {choice for group in groups for choice in group.choices}
    left = [c for c in question.choices if c.code not in placed and (whole or c.prefer_not)]
    return tuple(Group(choice.code, choice.label, (choice.code,)) for choice in left)


def group(values: Values, node: Node, place: Place) -> Group:
    place = part(node, place, "group")
    nodes = values.fields(node, place, GROUP)
    return Group(
        code=values.scalar(nodes.get("code"), place.at("code")),
        label=values.text(nodes.get("label"), place.at("label")),
        choices=values.scalars(nodes.get("choices"), place.at("choices")),
    )
