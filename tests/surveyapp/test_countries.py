"""Countries by name: the table is what CLDR says, as Babel has it, in each of the product's languages."""

import json
import re

import pytest
from babel import Locale
from django.conf import settings
from django.utils import translation

from surveyapp import countries

# Codes of two letters that are no country or territory.
OTHERS = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def written(language):
    """What the file of a language should hold: after a new edition, or for a new language, this is written there."""
    names = Locale(language).territories.items()
    kept = {code: str(name) for code, name in names if re.fullmatch("[A-Z]{2}", code) and code not in OTHERS}
    return json.dumps(kept, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_each_language_has_the_names_that_cldr_gives(language):
    assert (countries.FOLDER / f"{language}.json").read_text(encoding="utf-8") == written(language)


def test_a_code_is_a_name_in_the_readers_language_and_else_itself():
    with translation.override("fr"):
        assert [countries.name_of(code) for code in ("DE", "de", "QQ", "", "<b")] == [
            *("Allemagne", "Allemagne", "QQ", "", "<b"),
        ]
    with translation.override("so"):
        assert countries.name_of("DE") == "Germany"
