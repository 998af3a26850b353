"""The top of the results page: how many are shown, how many handed in, of how many asked, and why not all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveyapp.models import Participation, Survey
from surveyapp.participation import Summary

from . import wording
from .stats.proportions import proportion


@dataclass(frozen=True)
class Headline:
    """`people`: how many are shown; `everybody_only`: how many of these count in 'everybody' alone."""

    survey: Survey
    summary: Summary
    people: int
    everybody_only: int
    language: str

    def count(self, n: int) -> str:
        return wording.count(n, self.language)

    @property
    def waiting(self) -> int:
        return max(self.summary.received - self.people, 0)

    @property
    def figures(self) -> list[tuple[str, str]]:
        """What it is, and how much, for the strip on top."""
        return [*self._responses(), *self._rate(), *self._sent(), *self._days()]

    def _responses(self) -> Iterator[tuple[str, str]]:
        if not self.waiting:
            shown = ngettext("response, and it is shown", "responses, all of them shown", self.people)
            yield shown if self.people else _("responses"), self.count(self.people)
            return
        yield ngettext("response shown", "responses shown", self.people), self.count(self.people)
        yield self.came_in, self.count(self.summary.received)

    @property
    def came_in(self) -> str:
        if not self.summary.imported:
            return _("handed in")
        return _("handed in or imported") if self.summary.handed_in else _("imported")

    def _rate(self) -> Iterator[tuple[str, str]]:
        asked, received = self.summary.asked, self.summary.received
        if not asked or received > asked:
            return
        rate = proportion(received, asked)
        if rate.low is None or rate.high is None:
            return
        said = {"n": self.count(asked), "interval": wording.interval(rate.low, rate.high, self.language)}
        label = ngettext(
            "of %(n)s student asked (95 %% CI %(interval)s)",
            "of %(n)s students asked (95 %% CI %(interval)s)",
            asked,
        )
        yield label % said, wording.percent(received, asked, self.language)

    def _sent(self) -> Iterator[tuple[str, str]]:
        invited, sent = self.summary.invited, self.summary.sent
        if not invited:
            return
        if sent or self.survey.is_closed:
            label = ngettext(
                "of %(n)s school has sent the link", "of %(n)s schools have sent the link", invited
            )
            yield label % {"n": self.count(invited)}, self.count(sent)
        else:
            yield ngettext("school invited", "schools invited", invited), self.count(invited)

    def _days(self) -> Iterator[tuple[str, str]]:
        opened, closed = self.survey.opened_on, self.survey.closed_on
        if self.survey.is_open and opened:
            yield _("open since"), day(opened)
        elif self.survey.is_closed and closed:
            yield (_("open until"), day(closed)) if opened else (_("closed on"), day(closed))

    @property
    def sentences(self) -> list[str]:
        said = {
            "waiting": self.count(self.waiting),
            "k": self.survey.minimum_group,
            "alone": self.count(self.everybody_only),
            "received": self.count(self.summary.received),
        }
        found = self._after_closing(said) if self.survey.is_closed else self._before_closing(said)
        return list(found)

    def _before_closing(self, said: dict[str, object]) -> Iterator[str]:
        if not self.waiting:
            return
        yield (
            ngettext("%(received)s has handed in.", "%(received)s have handed in.", self.summary.received)
            % said
        )
        yield (
            ngettext(
                "%(waiting)s of them is not shown yet:",
                "%(waiting)s of them are not shown yet:",
                self.waiting,
            )
            % said
            + " "
            + _(
                "answers are counted in steps of %(k)s people or more, chosen at random, so that nobody can be "
                "singled out. The others follow later, at the latest after closing."
            )
            % said
        )

    def _after_closing(self, said: dict[str, object]) -> Iterator[str]:
        if self.waiting:
            words = ngettext(
                "%(waiting)s handed in but is not shown: it is fewer than %(k)s.",
                "%(waiting)s handed in but are not shown: they are fewer than %(k)s.",
                self.waiting,
            )
            yield words % said
        if self.everybody_only:
            words = ngettext(
                "%(alone)s counts under ‘Everybody’ only, since its own group stayed below %(k)s.",
                "%(alone)s count under ‘Everybody’ only, since their own group stayed below %(k)s.",
                self.everybody_only,
            )
            yield words % said

    @property
    def participation(self) -> list[tuple[str, str]]:
        """Every number of the way from the invitation to the response."""
        summary = self.summary
        rows = [
            (_("Schools invited"), summary.invited),
            (_("accepted"), summary.accepted),
            (_("sent the link"), summary.sent),
            (_("accepted but have not sent it"), summary.not_sent),
            (_("declined"), summary.declined),
            (_("have not responded"), summary.no_response),
        ]
        return [(name, self.count(n)) for name, n in rows]

    @property
    def students(self) -> list[tuple[str, str]]:
        summary = self.summary
        asked = self.count(summary.asked) if summary.asked is not None else _("not known")
        rows = [(_("Students asked"), asked), (_("handed in here"), self.count(summary.handed_in))]
        if summary.imported:
            rows.append((_("imported from elsewhere"), self.count(summary.imported)))
        rows.append((_("shown on this page"), self.count(self.people)))
        return rows + [(label, value) for label, value in self._rate()]

    @property
    def knows_students(self) -> bool:
        return any(line.enrolled is not None for line in self.summary.schools)

    @property
    def schools(self) -> list[dict[str, str]]:
        return [
            {
                "name": line.name,
                "state": str(Participation.State(line.state).label),
                "reason": line.reason,
                "enrolled": self.count(line.enrolled) if line.enrolled is not None else "",
                "received": self.count(line.received),
            }
            for line in self.summary.schools
        ]


def day(of: date) -> str:
    """'14 January 2019': the month in words, since 3/4 is read in two ways."""
    return date_format(of, "j F Y")
