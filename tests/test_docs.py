"""What the documents say of settings and commands is what there is."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READERS = {"env", "switched_on"}
SOURCES = ("surveyapp/settings.py", "surveyapp/logs.py", "deploy/gunicorn.conf.py")


def is_reader(function):
    """`env("NAME")`, `switched_on("NAME")` or `os.environ.get("NAME")`."""
    name = getattr(function, "id", None) or getattr(function, "attr", None)
    return name in READERS or ast.unparse(function) == "os.environ.get"


def settings_read(path):
    calls = [
        node for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    first = [call.args[0] for call in calls if is_reader(call.func) and call.args]
    return {argument.value for argument in first if isinstance(argument, ast.Constant)}


def settings_described():
    table = (ROOT / "docs" / "running.md").read_text("utf-8").partition("## Settings")[2]
    return re.findall(r"^\| `([A-Z_]+)` \|", table, flags=re.MULTILINE)


def test_it_describes_every_setting_that_is_read_and_no_other():
    read = set().union(*map(settings_read, SOURCES))
    assert sorted(settings_described()) == sorted(read)


def test_it_names_only_make_targets_that_exist():
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    named = {
        target for path in documents for target in re.findall(r"`make ([a-z-]+)", path.read_text("utf-8"))
    }
    named |= {
        target
        for path in documents
        for target in re.findall(r"^make ([a-z-]+)", path.read_text("utf-8"), re.M)
    }
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert (sorted(named - targets), "demo" in named) == ([], True)
