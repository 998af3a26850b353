"""What charts are drawn with in a file of their own: colours, patterns, marks and keys, as SVG elements.

The same as the page's light colours (static/css/tokens.css), written out: a file has no style sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

from .flow_figure import INK, MUTED, STROKE

PAPER, GRID = "#ffffff", "#e3e7eb"


@dataclass(frozen=True)
class Style:
    """How a group is drawn; 0 is everybody."""

    fill: str
    line: str
    shape: str  # its mark, around 0, 0
    over: str = ""  # the pattern above the fill in bars
    hollow: bool = False


STYLES = (
    Style("#8c959f", MUTED, "M-2.5-7h5v14h-5z"),
    Style("#0072b2", "#005a8e", "M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0z"),
    Style("#e69f00", "#8f5f00", "M0-7 6.5 4.5h-13z", '<path d="M1 0v6" stroke="#8f5f00" stroke-width="2"/>'),
    Style("#009e73", "#00704f", "M-5-5h10v10h-10z", f'<circle cx="3" cy="3" r="1.3" fill="{PAPER}"/>'),
    Style("#cc79a7", "#94456f", "M0-6.5 6.5 0 0 6.5-6.5 0z", hollow=True),
)
SCALE = {1: "#8f3f00", 2: "#f0a85e", 3: "#eceff1", 4: "#7fb2da", 5: "#0b3d66"}
SCALE_INK = {1: PAPER, 2: INK, 3: INK, 4: INK, 5: PAPER}


def patterns() -> str:
    """The fills of bars that are not plain: groups are told apart without colours too."""
    drawn = []
    for i, style in enumerate(STYLES):
        if not style.over:
            continue
        turned = ' patternTransform="rotate(45)"' if i == 2 else ""
        drawn.append(
            f'<pattern id="p{i}" width="6" height="6" patternUnits="userSpaceOnUse"{turned}>'
            f'<rect width="6" height="6" fill="{style.fill}"/>{style.over}</pattern>'
        )
    return "<defs>" + "".join(drawn) + "</defs>"


def dot(style: int, x: float, y: float) -> str:
    drawn = STYLES[style]
    return (
        f'<path d="{drawn.shape}" transform="translate({x:.1f} {y:.1f})"'
        f' fill="{drawn.fill}" stroke="{drawn.line}" stroke-width="1.5"/>'
    )


def bar(style: int, x: float, y: float, wide: float, tall: float) -> str:
    """Plain where it can be: a renderer may leave seams between a pattern's tiles."""
    drawn = STYLES[style]
    fill = f"url(#p{style})" if drawn.over else PAPER if drawn.hollow else drawn.fill
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"'
        f' fill="{fill}" stroke="{drawn.line}"/>'
    )


def segment(step: int, x: float, y: float, wide: float, tall: float) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"'
        f' fill="{SCALE[step]}" stroke="{STROKE}"/>'
    )


def across(x: float, end: float, y: float, colour: str, thick: float = 1, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x:.1f}" x2="{end:.1f}" y1="{y:.1f}" y2="{y:.1f}"'
        f' stroke="{colour}" stroke-width="{thick:g}"{dashed}/>'
    )


def upright(x: float, y: float, end: float, colour: str, thick: float = 1) -> str:
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y:.1f}" y2="{end:.1f}"'
        f' stroke="{colour}" stroke-width="{thick:g}"/>'
    )


def nothing(x: float, end: float, y: float) -> str:
    """Where a figure would be and none is shown."""
    return across(x, end, y, STROKE, dashes="2 4")


def key(kind: str, style: int, x: float, y: float) -> str:
    """An entry's mark in a legend, 14 wide from x, its middle at y."""
    if kind == "dot":
        return dot(style, x + 7, y)
    if kind == "bar":
        return bar(style, x, y - 5, 14, 10)
    if kind == "median":
        return upright(x + 7, y - 7, y + 7, INK, 2)
    if kind == "half":
        return across(x, x + 14, y, STYLES[0].line, 3)
    if kind == "line":
        return across(x, x + 14, y, STROKE)
    return segment(style, x, y - 5, 14, 10)
