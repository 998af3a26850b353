"""Every problem that a questionnaire file can have: its code, what is said, and the way out."""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, str]] = {
    # the file
    "too_large": (
        "The file has more than {limit} kB.",
        "Shorten its texts, or make two surveys of it.",
    ),
    "not_utf8": (
        "The file is not written in UTF-8.",
        "Save it again as UTF-8: editors offer this under 'Save as' or 'Encoding'.",
    ),
    "bad_character": (
        "There is a character that cannot be shown (U+{character}).",
        "Delete it: it is often left behind by copying from another program.",
    ),
    "not_yaml": (
        "This cannot be read as YAML: {reason}.",
        "Look at this line and the one before it: often a quote is missing, or the indentation differs.",
    ),
    "empty_file": ("The file is empty.", "docs/questionnaire.md has an example to begin with."),
    "several_documents": (
        "A second document begins here.",
        "Keep one questionnaire a file, and no line '---' but the first.",
    ),
    "too_deep": (
        "This is nested more than {limit} levels deep.",
        "No questionnaire needs that: a condition may become simpler, or a bracket is missing.",
    ),
    "alias": ("Anchors (&) and aliases (*) are not read.", "Write the value out, or put it in quotes."),
    "tag": ("Tags (!) are not read.", "Leave the tag out, or put the value in quotes."),
    # keys and values
    "doubled_key": ("*{key}* stands here twice.", "Leave one of the two."),
    "unknown_key": ("There is no key *{key}* here.", "{hint}"),
    "shape": ("Here should be {expected}.", "Write it like this: {example}"),
    "not_true_or_false": ("*{value}* is neither true nor false.", "Write true or false."),
    "not_a_whole_number": ("*{value}* is no whole number.", "Write digits alone, for example 5."),
    "not_a_month": ("*{value}* is no month.", "Write the year and the month, for example 2019-03."),
    "not_a_number": ("*{value}* is no number.", "Write it with digits and a point, for example 36.5"),
    "condition_shape": (
        "This is no condition.",
        "Write {{question: choice}}, {{question: [choice, choice]}}, {{all: [...]}}, {{any: [...]}} "
        "or {{not: {{...}}}}.",
    ),
    "key_not_for_type": ("*{key}* does not go with the type {type}.", "{hint}"),
    # codes
    "missing_code": ("There is no code.", "Give it a short name: `code: ...`"),
    "bad_code": ("*{code}* cannot be a code.", "{hint}"),
    "long_code": (
        "The code *{code}* has more than {limit} characters.",
        "Shorten it: statistics programs take no longer names.",
    ),
    "doubled_code": (
        "The code *{code}* is already used by {other}.",
        "Choose another: small and capital letters count as the same.",
    ),
    "reserved_code": (
        "The code *{code}* is kept for the program itself.",
        "Choose another, for example *{code}_answer*.",
    ),
    # languages and texts
    "missing_languages": (
        "No language is named.",
        "Add `languages: [en]` or others; the first is the main one.",
    ),
    "long_language": (
        "The language code *{language}* has more than {limit} characters.",
        "Leave out what need not be told apart: zh-Hant, pt-BR.",
    ),
    "bad_language": ("*{language}* is no language code.", "Write en, fr, ar, pt-BR and the like."),
    "doubled_language": ("The language *{language}* is named twice.", "Leave it once."),
    "missing_text": ("The {what} is missing.", "Add `{key}: {{{language}: ...}}`"),
    "missing_language": (
        "The {what} is missing in *{language}*.",
        "Add it, or take the language out of `languages`.",
    ),
    "unknown_language": ("*{language}* is not among the languages of this survey.", "{hint}"),
    "control_character": (
        "The {what} holds a character that cannot be shown (U+{character}).",
        "Delete it, or write it as a space.",
    ),
    # sections and questions
    "missing_sections": (
        "There is no section.",
        "Add `sections:` with at least one section and one question.",
    ),
    "empty_section": ("The section has no question.", "Give it one, or take it out."),
    "too_many_sections": ("There are more than {limit} sections.", "Join some of them."),
    "too_many_questions": ("There are more than {limit} questions.", "Make two surveys of it."),
    "unknown_type": ("There is no type *{type}*.", "{hint}"),
    "too_few_choices": (
        "There are fewer than two choices.",
        "Add choices; 'prefer not to say' is not one of the two.",
    ),
    "too_many_choices": ("There are more than {limit} choices.", "Ask in groups, or ask for a text."),
    "other_not_here": (
        "*other* does not go with {reason}.",
        "Own words go with one choice of a single or multiple question.",
    ),
    "exclusive_not_here": (
        "*exclusive* does not go with {reason}.",
        "It is for 'none of these' in a multiple question.",
    ),
    "at_most_range": (
        "*at_most* is {value}, but there are {count} choices to tick.",
        "Write a number from 1 to {count}, or leave it out.",
    ),
    "too_many_ranked": (
        "There are more than {limit} choices to put in order.",
        "Leave some out, or make it `type: multiple` with `at_most`.",
    ),
    "prefer_not_not_here": (
        "A choice of a {type} question cannot have *prefer_not*.",
        "Take the choice out, and write `prefer_not: true` at the question: a box to decline then stands below it.",
    ),
    "at_least_range": (
        "*at_least* is {value}, but at most {count} can be ticked.",
        "Write a number from 1 to {count}, or leave it out.",
    ),
    "unknown_order": (
        "*{order}* is no order.",
        "Write `order: random`, or leave it out: the choices then stand as in the file.",
    ),
    "text_size": ("*{key}* is {value}.", "Write a number from 1 to {limit}, or leave it out."),
    "picture_name": (
        "*{picture}* cannot be a picture's name.",
        "Write the name of a PNG, JPEG or WebP file in the same folder, for example *ward.jpg*: letters (a to z), "
        "digits, dashes and underscores.",
    ),
    "alt_alone": ("There are words for a picture, but no *picture*.", "Name the picture, or take *alt* out."),
    "statements_range": (
        "Statements with one scale are at least two, and {limit} at most.",
        "List them: `statements: [{{code: ..., text: {{...}}}}, ...]`. One alone is a question of type scale.",
    ),
    "year_bounds": (
        "A year needs *min* and *max* from 1 to {limit}.",
        "Write both, for example `min: 1980` and `max: 2030`.",
    ),
    "month_bounds": (
        "A month needs *min* and *max*, and *min* must be earlier than *max*.",
        "Write both, for example `min: 1990-01` and `max: 2030-12`.",
    ),
    "number_bounds": (
        "A number needs *min* and *max*, and *min* must be less than *max*.",
        "Add both, for example `min: 0` and `max: 120`.",
    ),
    # conditions
    "condition_unknown_question": (
        "Shown if *{question}* is {choices}, but there is no such question.",
        "{hint}",
    ),
    "condition_unknown_choice": ("Shown if *{question}* is {choice}, but it has no such choice.", "{hint}"),
    "condition_no_choices": (
        "Shown if *{question}* is {choices}, but that is a {type} question without choices.",
        "Ask about a question with choices.",
    ),
    "condition_itself": ("The question is shown depending on its own answer.", "Name an earlier question."),
    "condition_later": (
        "Shown if *{question}* is {choices}, but that is asked later.",
        "Move one of the two questions.",
    ),
    "condition_circle": (
        "Shown if *{question}* is {choices}, which itself hangs on this question: a circle.",
        "Take one of the conditions out.",
    ),
    "never_shown": (
        "Nobody can ever be shown this question: its condition contradicts itself or another one.",
        "Check the condition, and those of the questions it names.",
    ),
    "condition_too_long": (
        "The condition, with those of the questions it hangs on, is too long for a page.",
        "Let fewer questions hang on one another, or ask them on conditions of their own.",
    ),
    # groupings and schools
    "grouping_unknown_question": ("There is no question *{question}* to make groups from.", "{hint}"),
    "grouping_type": (
        "Groups cannot be made from *{question}*: it is a {type} question.",
        "Use a question with one choice: single, yes_no or scale.",
    ),
    "grouping_not_required": (
        "Groups are made from *{question}*, which may be left open.",
        "Add `required: true` to it; a choice with `prefer_not: true` lets people decline.",
    ),
    "grouping_not_for_all": (
        "Groups are made from *{question}*, which is not shown to everybody.",
        "Take its `shown_if` out.",
    ),
    "grouping_code_taken": (
        "The grouping has the code of the question *{code}*, but other groups than its choices.",
        "Give the grouping a code of its own.",
    ),
    "too_few_groups": ("There are fewer than two groups.", "Add groups, or take the grouping out."),
    "empty_group": ("The group has no choice.", "Give it choices, or take it out."),
    "group_unknown_choice": ("*{choice}* is no choice of *{question}*.", "{hint}"),
    "group_choice_twice": ("The choice *{choice}* is in two groups, or twice in one.", "Leave it in one."),
    "group_choice_left_out": ("The choice *{choice}* is in no group.", "Put it into one."),
    "too_many_strata": (
        "The groups, crossed, come to {count}, more than {limit}.",
        "Make fewer groups, or leave `live_by_school` out: each needs people enough before it can be shown.",
    ),
    "too_many_schools": ("There are more than {limit} schools.", "Make several surveys of it."),
    "bad_country": ("*{country}* is no country code.", "Write two capital letters, for example FR."),
    "missing_name": ("The school has no name.", "Add `name: ...`"),
    "long_name": ("The name of the school has more than {limit} characters.", "Shorten it."),
    # the survey
    "minimum_group": (
        "*minimum_group* is {value}, but results of fewer than {least} people are never shown.",
        "Write {least} or more, or leave it out.",
    ),
    "large_group": (
        "*minimum_group* is {value}, and it can be no more than {most}.",
        "Write the smallest number of people whose results may be seen, such as 5.",
    ),
    "long_contact": (
        "The mail address has more than {limit} characters, which is more than mail servers take.",
        "Write another.",
    ),
    "bad_contact": ("*{contact}* is no mail address.", "Write one, for example study@example.org"),
}
