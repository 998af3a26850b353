"""What a browser knows of a page that no rule of axe asks for: where the focus is, how edges look, what is said."""

from pathlib import Path

SIGHT = Path(__file__).with_suffix(".js").read_text("utf-8")  # put into a page once

SPACED = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
"""  # as WCAG 1.4.12 says

SAID = {
    "group", "radiogroup", "radio", "checkbox", "textbox", "combobox", "button", "link", "heading", "progressbar",
    "alert", "image", "DateTime", "spinbutton",
}  # fmt: skip


def announced(page):
    """Chromium's accessibility tree: role, name and (description) of each thing, those of a group indented."""
    session = page.context.new_cdp_session(page)
    nodes = {n["nodeId"]: n for n in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()

    def below(node, depth):
        role, name, more = (node.get(key, {}).get("value") for key in ("role", "name", "description"))
        said = not node["ignored"] and role in SAID and (name or role != "group")
        if said:
            yield "  " * depth + f"{role} {name}{f' ({more})' if more else ''}"
        for child in node.get("childIds", ()):
            if child in nodes:
                yield from below(nodes[child], depth + (said and "group" in role))

    return list(below(next(iter(nodes.values())), 0))


def walked(page, key):
    """Each stop on the way out of the document, and what was wrong with it."""
    stops, wrong = [], []
    for _ in range(80):
        page.keyboard.press(key)
        if (found := page.evaluate("sight.focus()")) is None:
            return stops, wrong
        stops.append(found[0])
        wrong += [
            f"{key}: {found[0]} is {what}"
            for ok, what in zip(found[1:], ("covered", "not marked"), strict=True)
            if not ok
        ]
    raise AssertionError(f"{key} leads round in circles: {stops}")
