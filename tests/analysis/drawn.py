"""Marks that are hard to draw, and the words of a drawing."""

from xml.etree import ElementTree

from analysis.strips import Column, Histogram, Mark

SVG = "{http://www.w3.org/2000/svg}"
NONE = Mark(2, "group 2", "", "nobody answered")
HISTOGRAM = Histogram(
    (Column("10%", "4%", "9%", "80%"),), "10%", "15%", "20%", "84%", "44%", "94%", "6.5 hours", "5 to 8 hours"
)


def words(svg):
    """Each text of the drawing, and not its title and description."""
    root = ElementTree.fromstring(svg)
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
