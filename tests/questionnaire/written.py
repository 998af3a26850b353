"""Questionnaires written as YAML, put together from parts; and a case of a problem in one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    code: str
    file: str | bytes
    line: int | None
    place: str
    name: str = ""

    @property
    def id(self):
        return f"{self.code} {self.name}".strip()


YEAR = """\
      - code: year
        type: single
        required: true
        text: {en: Year}
        choices:
          - {code: "1", label: {en: One}}
          - {code: "2", label: {en: Two}}
"""
HEARD = "      - {code: heard, type: yes_no, text: {en: Heard}}\n"


def survey(questions=HEARD, head="", languages="[en]"):
    """The questions begin in line 7, or as many lines later as `head` has."""
    return (
        f"code: s\ntitle: {{en: T}}\nlanguages: {languages}\n{head}"
        f"sections:\n  - title: {{en: A}}\n    code: a\n    questions:\n{questions}"
    )


def ask(code="q", type="yes_no", text="{en: Q}", **keys):
    more = "".join(f", {key}: {value}" for key, value in keys.items())
    return f"      - {{code: {code}, type: {type}, text: {text}{more}}}\n"


def statements(*listed, code="agree", **keys):
    """Two statements, unless others are listed."""
    said = listed or ("{code: one, text: {en: One}}", "{code: two, text: {en: Two}}")
    keys = {"choices": choices(), **keys}
    return ask(code, "statements", statements=f"[{', '.join(said)}]", **keys)


def note(code="hello", text="{en: Hello}", **keys):
    return ask(code, "note", text, **keys)


def grouping(groups="", source="year", code="phase"):
    return f"groupings:\n  - {{code: {code}, label: {{en: Phase}}, from: {source}{groups}}}\n"


def groups(*choices):
    listed = [
        f"{{code: g{i}, label: {{en: G}}, choices: [{', '.join(inner)}]}}" for i, inner in enumerate(choices)
    ]
    return f", groups: [{', '.join(listed)}]"


def choices(*more):
    two = ["{code: a, label: {en: A}}", "{code: b, label: {en: B}}"]
    return f"[{', '.join([*two, *more])}]"


ONE_CHOICE = "[{code: a, label: {en: A}}]"
SCHOOLS = "schools:\n"
