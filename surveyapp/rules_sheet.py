"""A survey's skip logic as a style sheet, made once for each wording, and the name that browsers keep it under.

The name is the sheet's own digest. A new version of the product may write other rules for the same questions, and
the site's style sheet and script of that version wait for them: a browser must not answer with those of the old one.
"""

from __future__ import annotations

import hashlib

from . import store
from .models import Survey
from .prebuilt import filled
from .questionnaire import skip_css


def sheet(survey: Survey, *, gzip: bool = False) -> bytes:
    def build(marks: dict[str, str]) -> str:
        return skip_css.stylesheet(store.questionnaire_of(survey))

    return filled(("rules", survey.revision), (), build, {}, gzip=gzip)


def name(survey: Survey) -> str:
    return hashlib.sha256(sheet(survey)).hexdigest()[:16]
