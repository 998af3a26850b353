"""Figure 1: from the invitation to the answers, in numbers.

Layout after CONSORT: who left on the way stands beside the step at which they left. While a survey is open, schools'
counts are the daily ones that `participation` gives, and groups are what tallies show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.countries import name_of
from surveyapp.disclosure import Atom
from surveyapp.models import Participation
from surveyapp.participation import SchoolLine, Summary

from .names import Names
from .response_rates import reached
from .stats.proportions import proportion
from .stats.results import Proportion

State = Participation.State
MOST_SCHOOLS = 6  # beyond these, the last step is by country


@dataclass(frozen=True)
class Part:
    """One of the boxes of the last steps."""

    name: str
    people: int
    schools: int = 1  # how many are added up in it
    inside: tuple[tuple[str, int], ...] = ()  # its own parts: name, people


@dataclass(frozen=True)
class Flow:
    """Schools, then students, then responses; None is a figure that is not known."""

    invited: int
    countries: int | None
    no_response: int
    declined: int
    reasons: tuple[tuple[str, int], ...]  # why schools declined, the most frequent first
    accepted: int
    not_sent: int
    sent: int
    asked: int | None
    received: int
    rate: Proportion | None
    by_school: tuple[Part, ...]
    by_group: tuple[Part, ...]
    group_name: str  # what `by_group` splits by
    shown: int  # how many are in `by_group`
    imported: bool  # some or all were handed in elsewhere
    exact: bool  # the survey is closed: counts by school are whole

    @property
    def has_begun(self) -> bool:
        """Somebody was written to, or answered all the same; else it would be noughts alone."""
        return self.invited > 0 or self.received > 0

    @property
    def too_many(self) -> bool:
        """More responses than students asked: an alarm, never a rate."""
        return self.asked is not None and self.received > self.asked


def flow_of(summary: Summary, atoms: Sequence[Atom], names: Names, closed: bool) -> Flow:
    asked = summary.asked
    counted = asked is not None and asked > 0 and summary.received <= asked
    reasons = Counter(line.reason for line in summary.schools if line.state == State.DECLINED and line.reason)
    countries = {line.country for line in summary.schools if not line.listed}
    groups, name = _by_group(atoms, names)
    return Flow(
        invited=summary.invited,
        countries=len(countries) if summary.schools and "" not in countries else None,
        no_response=summary.no_response,
        declined=summary.declined,
        reasons=tuple(reasons.most_common()),
        accepted=summary.accepted,
        not_sent=summary.not_sent,
        sent=summary.sent,
        asked=asked,
        received=summary.received,
        rate=proportion(summary.received, asked) if counted and asked else None,
        by_school=_by_school(reached(summary), names.language),
        by_group=groups,
        group_name=name,
        shown=sum(part.people for part in groups),
        imported=bool(summary.imported),
        exact=closed,
    )


def _by_school(lines: Sequence[SchoolLine], language: str) -> tuple[Part, ...]:
    """A country a part where there are too many."""
    if len(lines) <= MOST_SCHOOLS:
        return tuple(Part(line.name, line.received) for line in _largest_first(lines))
    countries = Counter[str]()
    people = Counter[str]()
    for line in lines:
        countries[line.country] += 1
        people[line.country] += line.received
    return tuple(
        Part(name_of(code, language), people[code], countries[code]) for code, _ in people.most_common()
    )


def _largest_first(lines: Sequence[SchoolLine]) -> list[SchoolLine]:
    return sorted(lines, key=lambda line: -line.received)


def _by_group(atoms: Sequence[Atom], names: Names) -> tuple[tuple[Part, ...], str]:
    """People counted in each group of the first grouping, and inside it in each of the second."""
    groupings = names.questionnaire.groupings[:2]
    if not groupings:
        return (), ""
    split = [atom for atom in atoms if not atom.everybody_only]
    parts = []
    for group in groupings[0].groups:
        within = [atom for atom in split if atom.groups[0] == group.code]
        inside = tuple(
            (
                names.group(groupings[1].code, other.code),
                sum(a.people for a in within if a.groups[1] == other.code),
            )
            for other in (groupings[1].groups if len(groupings) > 1 else ())
        )
        name = names.group(groupings[0].code, group.code)
        parts.append(Part(name, sum(a.people for a in within), inside=inside))
    return tuple(parts), names.view((groupings[0].code,))
