"""The messages that the source marks for translation, and those of them that a student reads.

`python -m tests.messages sv` brings locale/students/sv up to date: what is new in it is left to translate.
"""

import ast
import io
import re
import sys
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

ROOT = Path(__file__).parents[1]
WHOLE, STUDENTS = ROOT / "locale", ROOT / "locale" / "students"

# Where the words of a student's pages stand: what these templates use, and what these modules say.
STUDENT_TEMPLATES = "templates/respond/**/*.html"
STUDENT_MODULES = (
    "answer_field",
    "answer_form",
    "answer_rules",
    "questionnaire/answer_errors",
    "views/refusals",
    "views/respond",
    "views/visit",
)

# How a message is marked: which arguments are its context, its words and its plural.
MARKS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-z%]")


def in_python(source):
    """Also inside f-strings, where `makemessages` is blind."""
    for call in ast.walk(ast.parse(source)):
        name = getattr(getattr(call, "func", None), "id", "")
        if name in MARKS and isinstance(call.args[0], ast.Constant):
            yield tuple(None if i is None else call.args[i].value for i in MARKS[name])


def in_template(source):
    """Django turns the tags into calls, which Babel finds."""
    calls = io.BytesIO(templatize(source).encode())
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
    keywords["npgettext"] = ((1, "c"), 2, 3)
    for _line, words, _comments, context in extract("python", calls, keywords):
        singular, plural = words if isinstance(words, tuple) else (words, None)
        yield context, singular, plural


def in_source():
    python = [file for app in ("surveyapp", "analysis") for file in ROOT.glob(f"{app}/**/*.py")]
    return _in_files(python, ROOT.glob("templates/**/*.html"))


def to_students():
    modules = [ROOT / "surveyapp" / f"{name}.py" for name in STUDENT_MODULES]
    return _in_files(modules, _with_what_they_use(ROOT.glob(STUDENT_TEMPLATES)))


def marked_for(file):
    """What the catalogue `file` has to hold."""
    return to_students() if STUDENTS in file.parents else in_source()


def _in_files(python, templates):
    found = {message for file in python for message in in_python(file.read_text("utf-8"))}
    return found.union(*(in_template(file.read_text("utf-8")) for file in templates))


def _with_what_they_use(templates):
    found, left = set(), list(templates)
    while left:
        file = left.pop()
        if file not in found:
            found.add(file)
            used = re.findall(r'{% (?:extends|include) "([^"]+)"', file.read_text("utf-8"))
            left += [ROOT / "templates" / name for name in used]
    return found


def catalogue(file):
    with file.open("rb") as opened:
        return read_po(opened, locale=file.parts[-3])


def messages(file):
    return [message for message in catalogue(file) if message.id]


def key(message):
    """Context, words, plural."""
    words = (message.id, None) if isinstance(message.id, str) else message.id
    return (message.context, *words)


def forms(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def english_of(file):
    """What must not stand on a page in the catalogue's language: messages of more than a word, unless it is theirs."""
    found = {}
    for message in messages(file):
        words = key(message)[1].replace("%%", "%")
        if " " in words and not PLACEHOLDER.search(key(message)[1].replace("%%", "")):
            found[words] = forms(message)[0]
    return {words for words, said in found.items() if words != said}


def visible(response):
    text = re.sub(r"<(style|script)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    attributes = re.findall(r'(?:aria-label|title|alt|placeholder|data-[a-z-]+)="([^"]*)"', text)
    return re.sub(
        r"[^\S\u00a0\u202f]+", " ", unescape(" ".join([re.sub(r"<[^>]+>", " ", text), *attributes]))
    )


def updated(language):
    """The students' catalogue with what is new, empty, and without what students no longer read."""
    file = STUDENTS / language / "LC_MESSAGES" / "django.po"
    kept = catalogue(file) if file.exists() else _empty(language)
    marked = to_students()
    for message in [message for message in kept if message.id and key(message) not in marked]:
        kept.delete(message.id, message.context)
    for context, words, plural in marked:
        kept.add((words, plural) if plural else words, context=context)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as opened:
        write_po(opened, kept, width=0, sort_output=True)
    return file


def _empty(language):
    new = Catalog(language, project="Anamnesis", fuzzy=False, revision_date=datetime.now(UTC))
    name = new.locale.english_name
    new.header_comment = f"# {name}: what a student sees. docs/translating.md says how this file is kept."
    new.version = new.msgid_bugs_address = new.last_translator = ""
    new.language_team = name
    return new


if __name__ == "__main__":
    for file in map(updated, sys.argv[1:]):
        left = sum(not all(forms(message)) for message in messages(file))
        print(f"{file.relative_to(ROOT)}: {left} to translate")
