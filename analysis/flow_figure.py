"""Figure 1 as a drawing of its own: SVG, 160 mm wide, upright, words and colours inside it.

Text is measured in the fonts that are shipped, and is no wider in Arial, so nothing is cut in either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveyapp.letter_widths import width

from . import wording
from .flow import Flow, Part

WIDTH, LEFT, RIGHT_AT, RIGHT = (
    605,
    274,
    330,
    274,
)  # px at 96 dpi; 629 with the margins are 160 mm wide at 3.93 px/mm
LINE, PAD, GAP, HEAD = 16, 12, 24, 18
FONTS = "Arial, Helvetica, 'DejaVu Sans', sans-serif"
INK, MUTED, STROKE = "#1b1f24", "#57606a", "#6e7781"


def wrapped(text: str, room: float, size: float = 12, bold: bool = False) -> list[str]:
    """Lines that fit; a word that is longer than a line is cut with a hyphen."""

    def fits(words: str) -> bool:
        return width(words, size, bold) <= room

    lines, line = [], ""
    for word in text.split(" "):  # not at no-break spaces
        while not fits(word):
            cut = max(n for n in range(1, len(word)) if fits(word[:n] + "-") or n == 1)
            if line:
                lines.append(line)
                line = ""
            lines.append(word[:cut] + "-")
            word = word[cut:]
        if line and not fits(f"{line} {word}"):
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line] if line else lines


@dataclass(frozen=True)
class Box:
    number: str
    words: str
    more: tuple[str, ...] = ()  # quieter lines under the words

    def lines(self, wide: float) -> tuple[list[str], list[str]]:
        room = wide - 2 * PAD
        return wrapped(self.words, room), [line for text in self.more for line in wrapped(text, room)]

    def height(self, wide: float) -> float:
        words, more = self.lines(wide)
        return PAD + HEAD + LINE * (len(words) + len(more)) + 6


@dataclass
class Canvas:
    """What has been drawn; `y` is where the next step begins."""

    y: float = 34
    marks: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, **more: str) -> None:
        extra = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in more.items())
        self.marks.append(f'<text x="{x:g}" y="{y:g}"{extra}>{escape(text)}</text>')

    def box(self, x: float, y: float, wide: float, box: Box, height: float = 0) -> float:
        height = max(height, box.height(wide))
        self.marks.append(
            f'<rect x="{x + 0.5:g}" y="{y + 0.5:g}" width="{wide:g}" height="{height:g}" rx="3"'
            f' fill="#ffffff" stroke="{STROKE}"/>'
        )
        self.text(x + PAD, y + PAD + 10, box.number, font_size="14", font_weight="bold")
        words, more = box.lines(wide)
        at = y + PAD + 10 + HEAD
        for line in words:
            self.text(x + PAD, at, line)
            at += LINE
        for line in more:
            self.text(x + PAD, at, line, fill=MUTED)
            at += LINE
        return height

    def line(self, *points: tuple[float, float], arrow: bool = True) -> None:
        path = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
        self.marks.append(f'<path d="{path}" fill="none" stroke="{STROKE}"/>')
        if not arrow:
            return
        x, y = points[-1]
        down = points[-2][0] == x
        head = (
            f"M{x - 4:g} {y - 7:g}L{x:g} {y:g} {x + 4:g} {y - 7:g}"
            if down
            else (f"M{x - 7:g} {y - 4:g}L{x:g} {y:g} {x - 7:g} {y + 4:g}")
        )
        self.marks.append(f'<path d="{head}" fill="none" stroke="{STROKE}"/>')


def svg(flow: Flow, language: str, source: str = "") -> str:
    """The whole file. `language`: how numbers are written; words are those of the active translation."""
    canvas, middle = Canvas(), LEFT / 2
    number = Numbers(language)
    steps = list(_steps(flow, number))
    for i, (box, beside) in enumerate(steps):
        height = canvas.box(0, canvas.y, LEFT, box)
        bottom = canvas.y + height
        y = bottom + (12 if beside else GAP)
        for other in beside:
            tall = canvas.box(RIGHT_AT, y, RIGHT, other)
            canvas.line((middle, y + tall / 2), (RIGHT_AT, y + tall / 2))
            y += tall + 12
        if i + 1 < len(steps):
            canvas.line((middle, bottom), (middle, y))
            canvas.y = y
        else:
            canvas.y = bottom
    for i, (heading, parts) in enumerate(_last_steps(flow)):
        _row(canvas, heading, parts, number, None if i else middle)
    notes = [line for text in (*_notes(flow), source) if text for line in wrapped(text, WIDTH)]
    canvas.y += 30 if notes else 12
    for line in notes:
        canvas.text(0, canvas.y, line, fill=MUTED)
        canvas.y += LINE
    return _file(canvas, language, alt(flow, language))


def steps(flow: Flow, language: str) -> list[tuple[Box, list[Box]]]:
    """The same as a list, for small screens and for whoever does not see it: each step, and who left at it."""
    return list(_steps(flow, Numbers(language)))


def splits(flow: Flow, language: str) -> list[tuple[str, list[Box]]]:
    """The last steps of that list: what everybody who handed in is split by."""
    number = Numbers(language)
    return [(heading, [_part(part, number) for part in parts]) for heading, parts in _last_steps(flow)]


def notes(flow: Flow) -> list[str]:
    return list(_notes(flow))


@dataclass(frozen=True)
class Numbers:
    language: str

    def __call__(self, n: int | None) -> str:
        return _("not known") if n is None else wording.count(n, self.language)


def _steps(flow: Flow, number: Numbers) -> Iterator[tuple[Box, list[Box]]]:
    left: list[tuple[int, str, tuple[str, ...]]] = [
        (flow.no_response, _("no response") if flow.exact else _("no response so far"), ()),
        (flow.declined, _("declined"), _reasons(flow, number)),
    ]
    schools = ngettext("school invited", "schools invited", flow.invited)
    if flow.countries:
        said = {"schools": schools, "n": flow.countries}
        schools = (
            ngettext("%(schools)s, in %(n)s country", "%(schools)s, in %(n)s countries", flow.countries)
            % said
        )
    yield Box(number(flow.invited), schools), [Box(number(n), w, more) for n, w, more in left if n]
    not_sent = [Box(number(flow.not_sent), _("accepted, link not sent"))] if flow.not_sent else []
    yield Box(number(flow.accepted), _("accepted")), not_sent
    yield Box(number(flow.sent), _("sent the link")), []
    asked = ngettext("student asked", "students asked", flow.asked) if flow.asked else _("students asked")
    yield Box(number(flow.asked), asked), []
    yield Box(number(flow.received), _received(flow), _rate(flow, number)), []


def _received(flow: Flow) -> str:
    return _("handed in or imported") if flow.imported else _("handed in")


def _rate(flow: Flow, number: Numbers) -> tuple[str, ...]:
    if flow.too_many:
        return (_("More than were asked: one of the two is wrong."),)
    rate = flow.rate
    if rate is None or rate.low is None or rate.high is None:
        return ()
    said = {
        "percent": wording.percent(rate.count, rate.base, number.language),
        "interval": wording.interval(rate.low, rate.high, number.language),
    }
    return (_("%(percent)s (95 %% CI %(interval)s)") % said,)


def _reasons(flow: Flow, number: Numbers) -> tuple[str, ...]:
    many = len(flow.reasons) > 1
    return tuple(f"{number(n)}: {reason}" if many else reason for reason, n in flow.reasons)


def _last_steps(flow: Flow) -> Iterator[tuple[str, tuple[Part, ...]]]:
    if flow.by_school:
        grouped = any(part.schools > 1 for part in flow.by_school)
        yield _("by country") if grouped else _("by school"), flow.by_school
    if flow.by_group and flow.shown:
        yield _("by %(groups)s") % {"groups": flow.group_name.lower()}, flow.by_group


def _row(canvas: Canvas, heading: str, parts: Sequence[Part], number: Numbers, trunk: float | None) -> None:
    """Boxes of one step, three in a row. `trunk`: where the line from above comes down, for the first split."""
    each = min(3, len(parts))
    wide = (WIDTH - 16 * (each - 1)) / each if each > 1 else LEFT
    middles = [i * (wide + 16) + wide / 2 for i in range(each)]
    top = canvas.y + (44 if trunk else 40)
    if trunk:
        rail = canvas.y + 20
        canvas.line((trunk, canvas.y), (trunk, rail), arrow=False)
        canvas.line((min(trunk, *middles), rail), (max(trunk, *middles), rail), arrow=False)
        for x in middles:
            canvas.line((x, rail), (x, top))
        canvas.text(trunk + 10, canvas.y + 14, heading, font_weight="bold")
    else:
        canvas.text(0, canvas.y + 28, heading, font_weight="bold")
    canvas.y = top
    for start in range(0, len(parts), each):
        boxes = [_part(part, number) for part in parts[start : start + each]]
        tall = max(box.height(wide) for box in boxes)
        for i, box in enumerate(boxes):
            canvas.box(i * (wide + 16), canvas.y, wide, box, tall)
        canvas.y += tall + 12
    canvas.y -= 12


def _part(part: Part, number: Numbers) -> Box:
    name = part.name or _("country not known")
    more = tuple(f"{number(n)} {inside}" for inside, n in part.inside)
    if part.schools > 1 or not part.name:
        said = {"n": part.schools}
        more = (ngettext("%(n)s school", "%(n)s schools", part.schools) % said, *more)
    return Box(number(part.people), name, more)


def _notes(flow: Flow) -> Iterator[str]:
    if not flow.exact and flow.by_school:
        yield _(
            "While the survey is open, counts by school are those of yesterday, rounded down, and groups are what"
            " has been counted so far."
        )
    if flow.asked is None and flow.sent:
        yield _("How many students were asked is not known of every school that sent the link.")


def alt(flow: Flow, language: str) -> str:
    """The figure in words, for whoever does not see it."""
    number = Numbers(language)
    said = []
    for box, beside in _steps(flow, number):
        for one in (box, *beside):
            said.append(" ".join([one.number, one.words, *(f"({more})" for more in one.more)]))
    for heading, parts in _last_steps(flow):
        said.append(f"{heading}: " + ", ".join(f"{part.name} {number(part.people)}" for part in parts))
    return ". ".join(said) + "."


def _file(canvas: Canvas, language: str, described: str) -> str:
    high = canvas.y + 12
    title = _("Figure 1. From the invitation to the answers")
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="160mm" height="{high * 160 / (WIDTH + 24):.1f}mm"'
            f' viewBox="-12 -10 {WIDTH + 24:g} {high + 10:g}" role="img" aria-labelledby="t d"'
            f' lang="{escape(language)}" font-family="{FONTS}" font-size="12" fill="{INK}">',
            f'<title id="t">{escape(title)}</title>',
            f'<desc id="d">{escape(described)}</desc>',
            f'<rect x="-12" y="-10" width="{WIDTH + 24:g}" height="{high + 10:g}" fill="#ffffff"/>',
            f'<text x="0" y="14" font-size="14" font-weight="bold">{escape(title)}</text>',
            *canvas.marks,
            "</svg>",
            "",
        ]
    )
