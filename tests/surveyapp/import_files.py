"""Files to import as text, and importing them: for tests without a browser."""

from surveyapp.actions import imports
from tests.surveyapp.import_pages import HEADER


def imported(survey, content, tmp_path):
    file = tmp_path / "rows.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return imports.import_responses(survey=survey, file=file)


def file_of(*rows, header=HEADER, end="\n"):
    return "".join(f"{row}{end}" for row in (header, *rows))
