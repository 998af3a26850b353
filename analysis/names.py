"""What questions, choices and groups are called on a page, and which style each group keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from surveyapp.questionnaire.schema import Choice, Question, Questionnaire, Text, words

from .report import SCHOOL

MOST_STYLES = 4
EVERYBODY = 0  # the style of everybody, and of groups that have too many neighbours for one of their own


@dataclass(frozen=True)
class Names:
    """A questionnaire's words in the reader's language."""

    questionnaire: Questionnaire
    language: str
    by_school: bool = field(default=True, kw_only=True)  # whether the reader may see schools side by side

    def of(self, text: Text) -> str:
        return words(text, self.language, self.questionnaire.languages[0])

    @property
    def words_language(self) -> str:
        """The language that the questionnaire's own words come in: the reader's, or its first."""
        languages = self.questionnaire.languages
        return self.language if self.language in languages else languages[0]

    def question(self, question: Question) -> str:
        return self.of(question.text)

    def choice(self, choice: Choice) -> str:
        return self.of(choice.label)

    def grouping(self, code: str) -> str:
        if code == SCHOOL:
            return _("School")
        return self.of(self.questionnaire.grouping_by_code[code].label)

    def group(self, grouping: str, code: str) -> str:
        return self.groups[grouping][code]

    def view(self, by: tuple[str, ...]) -> str:
        """'Phase', 'Phase and gender'."""
        if not by:
            return _("Nobody")
        first, *rest = [self.grouping(code) for code in by]
        return _("%(first)s and %(second)s") % {"first": first, "second": inside(rest[0])} if rest else first

    def crossed(self, by: tuple[str, ...], group: tuple[str, ...]) -> str:
        """'Clinical', 'Clinical, female'."""
        first, *rest = [self.group(*pair) for pair in zip(by, group, strict=True)]
        return ", ".join([first, *(inside(name) for name in rest)])

    @cached_property
    def groups(self) -> dict[str, dict[str, str]]:
        """Grouping -> group -> its name."""
        named = {
            grouping.code: {group.code: self.of(group.label) for group in grouping.groups}
            for grouping in self.questionnaire.groupings
        }
        return named | {SCHOOL: {school.code: school.name for school in self.questionnaire.schools}}

    @cached_property
    def styles(self) -> dict[tuple[str, str], int]:
        """(grouping, group) -> 1 to 4.

        Each group has its own where all groupings together have four groups at most; else each grouping
        starts at 1 again. A grouping of more than four is drawn like everybody, as every row has its name.
        """
        own = sum(len(grouping.groups) for grouping in self.questionnaire.groupings) <= MOST_STYLES
        styles: dict[tuple[str, str], int] = {}
        first = 1
        for grouping, groups in self.groups.items():
            first = first if own and grouping != SCHOOL else 1
            for number, group in enumerate(groups, first):
                styles[grouping, group] = number if len(groups) <= MOST_STYLES else EVERYBODY
            first += len(groups)
        return styles


def inside(name: str) -> str:
    """A label within a sentence or after a comma: 'Female' -> 'female', but 'EU' stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
