"""Figures of `sizes` -> docs/growth.svg: how long each thing takes, by the number of responses."""

from collections.abc import Iterator
from html import escape
from math import log10
from pathlib import Path
from statistics import median

from .places import NAMES
from .processes import ROOT

FILE = ROOT / "docs" / "growth.svg"
LEFT, TOP, WIDTH, HEIGHT, LABELS = 64, 56, 260, 330, 170  # of one panel; labels stand to its right
LEAST, MOST = 0.005, 300.0  # seconds
GRID = {0.01: "10 ms", 0.1: "100 ms", 1: "1 s", 10: "10 s", 100: "100 s"}
LINES = [
    ("closing", 0, "closing", "#8c2d04"),
    ("CSV", 0, "CSV file of all rows", "#6a3d9a"),
    ("dashboard", "anew", "dashboard, made anew", "#08519c"),
    ("breakdown", "others", "unplanned breakdown", "#1b7837"),
    ("dashboard", "again", "dashboard, again", "#525252"),
]
STYLE = "text{font:13px sans-serif;fill:#1a1a1a}.head{font-weight:bold}.grid{stroke:#d9d9d9}.small{font-size:12px}"


def write(engines: dict[str, dict], file: Path = FILE) -> None:
    """`engines`: name of the database -> what `sizes` found."""
    panels = [panel(found["sizes"], NAMES[engine], i) for i, (engine, found) in enumerate(engines.items())]
    width, height = LEFT + len(panels) * (WIDTH + LABELS), TOP + HEIGHT + 56
    said = "Time by number of responses, on two cores; medians. Both axes are logarithmic."
    file.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img">\n'
        f"<title>{said}</title><style>{STYLE}</style>\n"
        f'<rect width="{width}" height="{height}" fill="#fff"/>\n'
        f'<text x="{LEFT}" y="20">{said}</text>\n{"".join(panels)}</svg>\n'
    )


def panel(sizes: dict[str, dict], name: str, place: int) -> str:
    left, people = LEFT + place * (WIDTH + LABELS), [int(n) for n in sizes]
    across = [left + WIDTH * part(n, people[0], people[-1]) for n in people]
    return "".join(
        [
            f'<text class="head" x="{left}" y="{TOP - 12}">{name}</text>\n',
            *(grid(left, place, seconds, said) for seconds, said in GRID.items()),
            *(
                f'<text class="small" x="{x:.0f}" y="{TOP + HEIGHT + 20}" text-anchor="middle">{n:,}</text>\n'
                for x, n in zip(across, people, strict=True)
            ),
            f'<text class="small" x="{left + WIDTH / 2:.0f}" y="{TOP + HEIGHT + 42}" text-anchor="middle">'
            "responses</text>\n",
            *lines(list(sizes.values()), across),
        ]
    )


def grid(left: int, place: int, seconds: float, said: str) -> str:
    y = height_of(seconds)
    label = (
        f'<text class="small" x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{said}</text>'
        if not place
        else ""
    )
    return f'<path class="grid" d="M{left} {y:.1f}h{WIDTH}"/>{label}\n'


def lines(found: list[dict], across: list[float]) -> Iterator[str]:
    """Each with a point for each size and its name at its end, where names keep their distance."""
    lowest = TOP - 14.0
    for page, what, said, colour in LINES:
        heights = [height_of(median(run[what] for run in of[page])) for of in found]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, heights, strict=True))
        lowest = max(heights[-1] + 4, lowest + 16)
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield "".join(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
            for x, y in zip(across, heights, strict=True)
        )
        yield f'<text x="{across[-1] + 10:.0f}" y="{lowest:.0f}" style="fill:{colour}">{escape(said)}</text>\n'


def height_of(seconds: float) -> float:
    return TOP + HEIGHT * (1 - part(seconds, LEAST, MOST))


def part(value: float, low: float, high: float) -> float:
    return log10(value / low) / log10(high / low)
