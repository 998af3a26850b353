"""The card of two groupings in words: shares to compare, the mix beside them, and where the two part.

It grants what is true of the mix, says why it misleads and what it is good for; it accuses nobody.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import wording
from .comparisons import bare_p
from .crossing import Crossing, Mix, Odds, Part
from .crowd import Crowd, Group, crowds, people_a_mark
from .methods import WHICH, Method, links, of_strata
from .names import EVERYBODY, MOST_STYLES, Names, inside
from .sizes import why
from .strips import Key, Segment, place
from .telling import clear


@dataclass(frozen=True)
class People:
    """The drawing of one group of the first grouping, and its figures for whoever does not see it."""

    name: str
    crowd: Crowd
    tally: tuple[tuple[int, str, str], ...]  # style, group, '93 of 478 said yes'


@dataclass(frozen=True)
class MixRow:
    """Who said yes. `all_at`: where the line stands that is the first group's share of all who answered."""

    name: str
    segments: tuple[Segment, ...]  # their `step` is the group's style
    all_at: str
    percent: str
    of: str
    all_percent: str


@dataclass(frozen=True)
class OddsRow:
    name: str
    ratio: str
    interval: str
    p: str
    why: str = ""  # where there is no odds ratio


@dataclass(frozen=True)
class CrossingCard:
    title: str  # empty where no direction can be named
    people_note: str
    people: tuple[People, ...]
    legend: tuple[Key, ...]
    share_name: str  # what the dashed line is
    mix: tuple[MixRow, ...]
    mix_note: str
    notice: tuple[str, ...]
    odds_name: str
    outer_name: str
    odds: tuple[OddsRow, ...]
    methods: tuple[Method, ...]


def crossing_card(crossed: Crossing, names: Names) -> CrossingCard:
    return _Card(crossed, names).made()


class _Card:
    """One crossing, while it is put in words."""

    def __init__(self, crossed: Crossing, names: Names) -> None:
        self.crossed, self.names, self.language = crossed, names, names.language
        self.outer, self.inner = crossed.by
        self.codes = [part.group for part in crossed.mixes[0].parts]

    def made(self) -> CrossingCard:
        drawn = self.can_be_drawn()
        said = {"first": self.group(self.codes[0])}
        return CrossingCard(
            title=self.title(),
            people_note=self.people_note() if drawn else "",
            people=tuple(self.people()) if drawn else (),
            legend=self.legend(),
            share_name=_("‘%(first)s’ among all who answered") % said,
            mix=tuple(self.mix_row(mix) for mix in (*self.crossed.mixes, self.crossed.whole) if mix.yes),
            mix_note=self.mix_note(),
            notice=tuple(self.notice()),
            odds_name=self.odds_name(),
            outer_name=self.names.grouping(self.outer),
            odds=tuple(self.odds()),
            methods=links(self.methods()),
        )

    # ----- words for groups and figures

    def group(self, code: str) -> str:
        return self.names.group(self.inner, code)

    def style(self, code: str) -> int:
        return self.names.styles[self.inner, code]

    def outer_group(self, code: str) -> str:
        return self.names.group(self.outer, code) if code else _("All together")

    def count(self, n: int) -> str:
        return wording.count(n, self.language)

    def percent(self, part: int, base: int) -> str:
        return wording.percent(part, base, self.language)

    def of(self, part: int, base: int) -> str:
        return _("%(n)s of %(base)s") % {"n": self.count(part), "base": self.count(base)}

    def compared(self) -> dict[str, str]:
        return {
            "higher": self.group(self.crossed.higher),
            "lower": self.group(self.crossed.lower),
            "view": inside(self.names.grouping(self.outer)),
        }

    def title(self) -> str:
        """A direction only where it is the same everywhere and the common odds ratio is clear."""
        if not (self.crossed.one_direction and clear(self.crossed.strata.common.p)):
            return ""
        return (
            _("‘%(higher)s’ said yes more often than ‘%(lower)s’, in each group by %(view)s")
            % self.compared()
        )

    # ----- the people

    def can_be_drawn(self) -> bool:
        return len(self.codes) <= MOST_STYLES and len(self.crossed.mixes) <= MOST_STYLES

    def people_note(self) -> str:
        people = self.crossed.whole.base
        unit = people_a_mark(people)
        said = {"people": self.count(people), "unit": self.count(unit)}
        if unit == 1:
            return (
                _(
                    "Each mark is one of the %(people)s people in these groups who answered; the large ones at the "
                    "bottom said yes. A block is as wide as its group is large, so the height of the yes is the share "
                    "to compare."
                )
                % said
            )
        return (
            _(
                "Each mark stands for %(unit)s of the %(people)s people in these groups who answered; the large ones "
                "at the bottom said yes. A block is as wide as its group is large, so the height of the yes is the "
                "share to compare."
            )
            % said
        )

    def people(self) -> Iterator[People]:
        mixes = self.crossed.mixes
        drawn = crowds([[self.drawn(part) for part in mix.parts] for mix in mixes])
        for mix, crowd in zip(mixes, drawn, strict=True):
            tally = tuple((self.style(p.group), self.group(p.group), self.said_yes(p)) for p in mix.parts)
            yield People(self.outer_group(mix.outer), crowd, tally)

    def drawn(self, part: Part) -> Group:
        rate = self.percent(part.yes, part.base) if part.base else ""
        return Group(self.style(part.group), rate, part.yes, part.base)

    def said_yes(self, part: Part) -> str:
        said = {"n": self.count(part.yes), "base": self.count(part.base)}
        return _("%(n)s of %(base)s said yes") % said if part.base else _("nobody answered")

    # ----- the mix

    def legend(self) -> tuple[Key, ...]:
        """With more groups than styles, only the first can be told apart."""
        shown = self.codes if self.style(self.codes[0]) != EVERYBODY else self.codes[:1]
        return tuple(Key("bar", self.style(code), self.group(code)) for code in shown)

    def mix_row(self, mix: Mix) -> MixRow:
        first = mix.part(self.codes[0])
        segments, before = [], 0
        for part in mix.parts[: len(self.legend())]:
            width = wording.share(part.yes, mix.yes)
            segments.append(
                Segment(place(wording.share(before, mix.yes)), place(width), "", self.style(part.group), "")
            )
            before += part.yes
        return MixRow(
            name=self.outer_group(mix.outer),
            segments=tuple(segments),
            all_at=place(wording.share(first.base, mix.base)),
            percent=self.percent(first.yes, mix.yes),
            of=self.of(first.yes, mix.yes),
            all_percent=self.percent(first.base, mix.base),
        )

    def mix_note(self) -> str:
        """Never of everybody: who is in no group of both groupings, or counts among all alone, is in no mix."""
        whole = self.crossed.whole
        if not whole.yes:
            return _("Nobody said yes, so there is no mix to show.")
        first = whole.part(self.codes[0])
        return _(
            "Of those in these groups who said yes, %(yes)s are of the group ‘%(group)s’; of all in these groups who "
            "answered, %(all)s are. A group that is large among all is large among the yes as well, so the mix does "
            "not compare groups."
        ) % {
            "group": self.group(first.group),
            "yes": self.percent(first.yes, whole.yes),
            "all": self.percent(first.base, whole.base),
        }

    # ----- where the two readings part

    def notice(self) -> Iterator[str]:
        """Paragraphs; none where both readings lead to the same headline."""
        if not self.crossed.misleading:
            return
        true = [self.true_of_the_mix(mix, mix.majority) for mix in self.crossed.mixes if mix.majority]
        yield " ".join([*true, _("This is true of the mix, and easy to misread.")])
        for mix in self.crossed.misleading:
            if mix.majority and mix.rival:
                yield self.why_it_misleads(mix, mix.majority, mix.rival)
        yield _(
            "Use the mix to describe who said yes, for instance to plan for those people. To compare groups, use "
            "the share within each group."
        )

    def true_of_the_mix(self, mix: Mix, most: Part) -> str:
        return _(
            "Within ‘%(outer)s’, most of those who said yes are of the group ‘%(most)s’ (%(percent)s)."
        ) % {
            "outer": self.outer_group(mix.outer),
            "most": self.group(most.group),
            "percent": self.percent(most.yes, mix.yes),
        }

    def why_it_misleads(self, mix: Mix, most: Part, rival: Part) -> str:
        return _(
            "Within ‘%(outer)s’, the group ‘%(most)s’ is %(all)s of all who answered, so it fills much of any list. "
            "Among the yes it is %(yes)s. The share that said yes: %(low)s of the group ‘%(most)s’, %(high)s of the "
            "group ‘%(rival)s’."
        ) % {
            "outer": self.outer_group(mix.outer),
            "most": self.group(most.group),
            "rival": self.group(rival.group),
            "all": self.percent(most.base, mix.base),
            "yes": self.percent(most.yes, mix.yes),
            "low": self.percent(most.yes, most.base),
            "high": self.percent(rival.yes, rival.base),
        }

    # ----- odds

    def odds_name(self) -> str:
        return _("Odds of saying yes, ‘%(higher)s’ to ‘%(lower)s’") % self.compared()

    def odds(self) -> Iterator[OddsRow]:
        for odds in self.crossed.odds:
            yield self.odds_row(self.outer_group(odds.outer), odds)
        together = Odds("", self.crossed.common, self.crossed.strata.common.p)
        yield self.odds_row(_("All together (Mantel-Haenszel)"), together)

    def odds_row(self, name: str, odds: Odds) -> OddsRow:
        ratio = odds.ratio
        if ratio.low is None or ratio.high is None:
            return OddsRow(name, "", "", self.p(odds), why=why(ratio))
        value = "–" if ratio.value is None else self.ratio(ratio.value)
        to = f" {wording.style(self.language).to} "
        return OddsRow(name, value, to.join([self.ratio(ratio.low), self.ratio(ratio.high)]), self.p(odds))

    def ratio(self, value: float) -> str:
        return wording.statistic(value, self.language) if math.isfinite(value) else "∞"

    def methods(self) -> Iterator[str]:
        yield from (odds.ratio.method for odds in self.crossed.odds if odds.ratio.low is not None)
        yield WHICH
        yield from of_strata(self.crossed.strata)

    def p(self, odds: Odds) -> str:
        return "–" if odds.p is None else bare_p(odds.p, self.language)
