"""A yes/no question by two groupings crossed: the rate within each group, the mix of the yes, and the odds. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .effects import share
from .report import Breakdown
from .stats.association import compare
from .stats.outcomes import Measure, Stratified


@dataclass(frozen=True)
class Part:
    """One group of the second grouping: how many said yes, of how many."""

    group: str
    yes: int
    base: int

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.yes, self.base) if self.base else None


@dataclass(frozen=True)
class Mix:
    """The groups of the second grouping inside one group of the first, or inside all (`outer` is empty)."""

    outer: str
    parts: tuple[Part, ...]

    @property
    def yes(self) -> int:
        return sum(part.yes for part in self.parts)

    @property
    def base(self) -> int:
        return sum(part.base for part in self.parts)

    @property
    def majority(self) -> Part | None:
        """The group that more than half of the yes belong to."""
        return next((part for part in self.parts if 2 * part.yes > self.yes), None)

    @property
    def rival(self) -> Part | None:
        """The group other than the majority's that says yes at least as often, where there is one."""
        most = self.majority
        if most is None or most.rate is None:
            return None
        others = [part for part in self.parts if part is not most and part.rate is not None]
        highest = max(others, key=lambda part: part.rate or 0, default=None)
        return highest if highest and (highest.rate or 0) >= most.rate else None

    def part(self, group: str) -> Part:
        return next(part for part in self.parts if part.group == group)


@dataclass(frozen=True)
class Odds:
    """The odds of a yes inside one group of the first grouping, and the p of the test there."""

    outer: str
    ratio: Measure
    p: float | None


@dataclass(frozen=True)
class Crossing:
    """`higher` to `lower`: the two groups compared, so that the common odds ratio is not below 1."""

    by: tuple[str, ...]
    mixes: tuple[Mix, ...]
    higher: str
    lower: str
    odds: tuple[Odds, ...]
    common: Measure
    strata: Stratified

    @property
    def whole(self) -> Mix:
        """Over all groups of the first grouping: those of no group at all are not in it."""
        codes = [part.group for part in self.mixes[0].parts]
        found = [[mix.part(code) for mix in self.mixes] for code in codes]
        parts = (
            Part(c, sum(p.yes for p in ps), sum(p.base for p in ps))
            for c, ps in zip(codes, found, strict=True)
        )
        return Mix("", tuple(parts))

    @property
    def misleading(self) -> tuple[Mix, ...]:
        """Where most of the yes come from a group that does not say yes more often."""
        return tuple(mix for mix in self.mixes if mix.rival)

    @property
    def one_direction(self) -> bool:
        """Whether `higher` said yes more often than `lower` inside each group of the first grouping."""
        rates = [(mix.part(self.higher).rate, mix.part(self.lower).rate) for mix in self.mixes]
        return all(high is not None and low is not None and high > low for high, low in rates)


def crossing(breakdown: Breakdown | None) -> Crossing | None:
    """None where the breakdown is not of a yes/no question by two groupings, or is not shown."""
    if breakdown is None or breakdown.withheld or breakdown.effects.strata is None:
        return None
    strata = breakdown.effects.strata
    mixes = _mixes(breakdown)
    first, second = (part.group for part in mixes[0].parts[:2])
    turned = strata.odds_ratio.value is not None and strata.odds_ratio.value < 1
    odds = tuple(
        _odds(mix, first, second, inside.odds_ratio, turned)
        for mix, inside in zip(mixes, breakdown.effects.inside, strict=True)
    )
    return Crossing(
        by=breakdown.by,
        mixes=mixes,
        higher=second if turned else first,
        lower=first if turned else second,
        odds=odds,
        common=inverse(strata.odds_ratio) if turned else strata.odds_ratio,
        strata=strata,
    )


def _mixes(breakdown: Breakdown) -> tuple[Mix, ...]:
    outer = dict.fromkeys(group.group[0] for group in breakdown.groups)
    return tuple(
        Mix(
            code,
            tuple(Part(g.group[1], *share(g.choices)) for g in breakdown.groups if g.group[0] == code),
        )
        for code in outer
    )


def _odds(mix: Mix, first: str, second: str, ratio: Measure, turned: bool) -> Odds:
    test = compare([[part.yes, part.base - part.yes] for part in (mix.part(first), mix.part(second))])
    return Odds(mix.outer, inverse(ratio) if turned else ratio, test.p)


def inverse(ratio: Measure) -> Measure:
    """The odds ratio of the second group to the first: also where one end of its interval is 0 or infinite."""

    def turned(value: float | None) -> float | None:
        return None if value is None else float("inf") if value == 0 else 1 / value

    return Measure(
        value=turned(ratio.value),
        low=turned(ratio.high),
        high=turned(ratio.low),
        method=ratio.method,
        reason=ratio.reason,
        n=ratio.n,
        note=ratio.note,
        note_code=ratio.note_code,
        warnings=ratio.warnings,
    )
