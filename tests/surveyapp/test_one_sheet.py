"""The students' one style sheet says the same as the three that it is made of."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.contrib.staticfiles import finders

from surveyapp.one_sheet import SHEET, SOURCES, OneSheetFinder, small


def declarations(css):
    """In their order, without blanks, comments and custom properties."""
    css = re.sub(r"\s|/\*.*?\*/", "", css, flags=re.DOTALL)
    return [found for found in re.findall(r"(?<=[{;])[^{};]+(?=[;}])", css) if not found.startswith("--")]


def test_it_takes_out_comments_blanks_and_tokens_that_nothing_uses():
    css = """/*! by somebody */
/* said to those who read it */
:root { --used: 1px; --by-used: calc(1px + 2px); --unused: var(--only-by-unused); --only-by-unused: 2px; }
@media (min-width: 40em) { :root { --unused: 3px; } a :is(b, c):hover > d { margin: var(--used) 0; content: ""; } }
e { padding: var(--other, var(--by-used)); }
"""
    assert small(css) == (
        "/*! by somebody */ :root{--used:1px;--by-used:calc(1px + 2px)}"
        '@media (min-width:40em){a :is(b,c):hover > d{margin:var(--used) 0;content:""}}'
        "e{padding:var(--other,var(--by-used))}\n"
    )


def test_it_holds_every_declaration_of_the_three_and_every_token_that_they_ask_for():
    css = "".join(Path(finders.find(source)).read_text() for source in SOURCES)
    made = Path(finders.find(SHEET)).read_text()

    assert declarations(made) == declarations(css)
    asked, told = re.findall(r"var\((--[\w-]+)\)", made), re.findall(r"(--[\w-]+):", made)
    assert set(asked) == set(told)
    assert len(made) < 0.75 * len(css)


def test_tabs_that_ask_at_once_all_get_it_and_a_changed_source_is_seen(tmp_path, settings):
    for source in SOURCES:
        (copy := tmp_path / "static" / source).parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(Path(finders.find(source)).read_text())
    settings.BASE_DIR = tmp_path
    finder = OneSheetFinder()
    with finder.folder:
        with ThreadPoolExecutor(8) as tabs:
            found = set(tabs.map(lambda _: Path(finder.find(SHEET)).read_text(), range(80)))
        assert len(found) == 1

        with copy.open("a") as sheet:
            sheet.write("a { color: red; }")
        assert Path(finder.find(SHEET)).read_text().endswith("a{color:red}\n")
