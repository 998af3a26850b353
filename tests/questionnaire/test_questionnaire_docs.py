import re
from pathlib import Path

import pytest

from surveyapp.questionnaire import (
    check_codes,
    check_groupings,
    check_questions,
    check_survey,
    check_texts,
    yaml_choices,
    yaml_reader,
    yaml_source,
)
from surveyapp.questionnaire.schema import NOTE, STATEMENTS, TEXT_LIMIT, TYPES, All, Any, Is, Not
from surveyapp.questionnaire.skip_css import LONGEST
from surveyapp.questionnaire.yaml_form import read, write
from surveyapp.questionnaire.yaml_source import Fields, Items

PAGE = (Path(__file__).parents[2] / "docs/questionnaire.md").read_text()
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
WHOLE = BLOCKS[1]


@pytest.mark.parametrize("block", BLOCKS)
def test_it_reads_every_example_of_the_page(block):
    made = read(block, "docs/questionnaire.md")
    assert read(write(made)) == made


def keys_in(node):
    """Every key of a file, by the name of the list or mapping it stands in."""
    if isinstance(node, Fields):
        yield from node.nodes
        for inner in node.nodes.values():
            yield from keys_in(inner)
    elif isinstance(node, Items):
        for inner in node.nodes:
            yield from keys_in(inner)


def test_it_shows_every_key_in_the_example():
    known = {
        *yaml_reader.SURVEY,
        *yaml_reader.SECTION,
        *yaml_reader.QUESTION,
        *yaml_choices.CHOICE,
        *yaml_reader.GROUPING,
        *yaml_reader.GROUP,
        *yaml_reader.SCHOOL,
        *yaml_reader.STATEMENT,
        *(key for keys in yaml_reader.BLOCKS.values() for key in keys),
    }
    assert known - set(keys_in(yaml_source.parse(WHOLE).root)) == set()


def test_it_shows_every_type_and_every_form_of_a_condition_in_the_example():
    made = read(WHOLE)
    assert {question.type for question in made.questions} == set(TYPES)
    assert {block.type for block in made.blocks} == {NOTE, STATEMENTS}
    assert made.by_code["began"].year
    assert made.by_code["first_ward"].month
    assert made.by_code["hours"].shown_if == Is("works_nights", ("yes",))
    assert made.by_code["tired"].shown_if == Any(
        (Is("year", ("2", "3")), All((Is("year", ("1",)), Not(Is("works_nights", ("no",))))))
    )


def test_it_names_the_limits_that_are_checked():
    said = [
        f"at most {yaml_source.SIZE_LIMIT // 1024} kB",
        f"at most {yaml_source.DEPTH_LIMIT} levels deep",
        f"At most {check_codes.LONGEST} characters each",
        f"{check_questions.MOST_CHOICES} at most; up to {check_survey.MOST_QUESTIONS} questions",
        f"in {check_survey.MOST_SECTIONS}\nsections",
        f"At most {check_groupings.MOST_STRATA} in all",
        f"up to {TEXT_LIMIT} characters",
        f"2 to {check_questions.MOST_STATEMENTS} of them",
        f"{check_questions.MOST_RANKED} choices at most",
        f"`length` is {check_questions.LONGEST_TEXT} at most, `lines` {check_questions.MOST_LINES}",
        f"beyond {LONGEST // 1024} kB",
        f"{check_survey.LEAST_GROUP} unless said, never less; {check_survey.MOST_GROUP} at most",
        f"name has at most {check_survey.LONGEST_NAME} characters, `contact` {check_survey.LONGEST_ADDRESS}, "
        f"a language code {check_texts.LONGEST_LANGUAGE}.",
    ]
    assert [sentence for sentence in said if sentence not in PAGE] == []


def test_it_names_every_reserved_code():
    sentence = PAGE[PAGE.index("cannot be called") : PAGE.index("nor end in")]
    assert set(re.findall(r"`(\w+)`", sentence)) == check_codes.RESERVED
