"""'Shown if', said to the browser: the style rules that show and hide questions without any script.

CSS cannot ask whether another question is displayed, so a condition is written out along its chain: if
C hangs on B and B on A, then C's rule holds A's too. A hidden question counts as unanswered, in CSS as
in `conditions`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .conditions import named
from .schema import All, Any, Condition, Is, Item, Not, Question, Questionnaire, Section

LONGEST = 8192  # characters of one selector; a chain on several questions doubles at each step

# How site.css and the script know that this sheet is there.
HERE = ("#answers { --skip: 0; --past: inline-flex; }", ".only-if { display: none; }")


def stylesheet(questionnaire: Questionnaire) -> str:
    """What one questionnaire adds to the site's styles.

    For screens that know `:has()` only: paper and old browsers get every question, with a note above. So does
    whoever does not get this sheet: what takes the notes away comes with it.
    `--skip` tells a script what `display` cannot: a page that is not shown hides its questions too.
    """
    rules = [*HERE, *question_rules(questionnaire), *page_rules(questionnaire)]
    inner = "".join(f"  {rule}\n" for rule in rules)
    return "@media screen { @supports selector(:has(*)) {\n" + inner + "} }\n"


def question_rules(questionnaire: Questionnaire) -> Iterator[str]:
    """Statements are hidden with their block: `--skip` is inherited."""
    shown, pages = selectors(questionnaire), page_numbers(questionnaire)
    for section in questionnaire.sections:
        for item in section.items:
            if shown[item.code]:
                looked_at = chain(item, questionnaire)
                # The nearest root that holds all that is looked at: less to look through at each tap. If that is one
                # question beside the item, a tap in any other is no matter of this rule's.
                if len(looked_at) == 1 and (only := questionnaire.by_code[min(looked_at)]) in section.items:
                    root, near = f"#div_id_{only.code}", "~ "
                elif {pages[code] for code in looked_at} == {pages[item.code]}:
                    root, near = ".page", ""
                else:
                    root, near = "#answers", ""
                hidden = f"{root}:not({shown[item.code]}) {near}#div_id_{item.code}"
                yield hidden + " { display: none; --skip: 1; }"


def page_rules(questionnaire: Questionnaire) -> Iterator[str]:
    """A page that may be empty is passed over: the links to it give way to those that leave it out."""
    shown = selectors(questionnaire)
    for number, section in enumerate(questionnaire.sections, 1):
        if can_be_empty(section):
            empty = "".join(f":not({shown[item.code]})" for item in section.items)
            yield (
                f"#answers{empty} .to-p{number}, #answers:not({empty}) .past-p{number} {{ display: none; }}"
            )


def can_be_empty(section: Section) -> bool:
    """Whether there are answers that hide everything in the section."""
    return bool(section.items) and all(item.shown_if for item in section.items)


def selectors(questionnaire: Questionnaire) -> dict[str, str]:
    """For each question and block what, behind `#answers`, matches exactly when it is shown; '' is always."""
    found: dict[str, str] = {}
    items: tuple[Item, ...] = (*questionnaire.questions, *questionnaire.blocks)
    for item in items:
        condition = item.shown_if
        found[item.code] = "".join(pieces(condition, questionnaire.by_code, found)) if condition else ""
    return found


def pieces(condition: Condition, by_code: Mapping[str, Question], found: Mapping[str, str]) -> Iterator[str]:
    """A condition's selector, bit by bit, so that one which grows too long can be dropped half way."""
    match condition:
        case Is(question, choices):
            codes = by_code[question].choice_codes
            ids = [f"#id_{question}_{codes.index(choice)}" for choice in choices]
            # one selector in :has(), so that the browser goes through the page once and not for each choice
            yield f":has({ids[0]}:checked)" if len(ids) == 1 else f":has(:is({', '.join(ids)}):checked)"
            yield found[question]
        case Not(inner):
            yield ":not("
            yield from pieces(inner, by_code, found)
            yield ")"
        case All(conditions):
            for part in conditions:
                yield from pieces(part, by_code, found)
        case Any(conditions):
            for i, part in enumerate(conditions):
                yield ", " if i else ":is("
                yield from pieces(part, by_code, found)
            yield ")"


def selector_within(
    limit: int, condition: Condition, by_code: Mapping[str, Question], found: Mapping[str, str]
) -> str | None:
    """The selector, or None where it is longer than `limit`."""
    parts, length = [], 0
    for piece in pieces(condition, by_code, found):
        parts.append(piece)
        length += len(piece)
        if length > limit:
            return None
    return "".join(parts)


def chain(item: Item, questionnaire: Questionnaire) -> set[str]:
    """The questions that decide, over any number of steps, whether this one is shown."""
    ahead, seen = [item], set[str]()
    while ahead:
        condition = ahead.pop().shown_if
        new = named(condition) - seen if condition else set()
        seen |= new
        ahead += [questionnaire.by_code[code] for code in new]
    return seen


def page_numbers(questionnaire: Questionnaire) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, section in enumerate(questionnaire.sections, 1):
        codes = [
            *(question.code for question in section.questions),
            *(block.code for block in section.blocks),
        ]
        found |= dict.fromkeys(codes, number)
    return found
