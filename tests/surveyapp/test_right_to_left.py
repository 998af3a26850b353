"""What a page needs beyond its words: its language's comma and colon, and in Arabic a minus left of its digits."""

import pytest

from tests.all_types import ALL_TYPES
from tests.respond_surveys import link, opened

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SECOND = "  - {code: tired, label: {en: Tired, fr: Fatigue, ar: التعب}, from: tired}\n"


@pytest.mark.parametrize(
    ("language", "listed", "comma", "colon"),
    [
        ("ar", "النوبة</bdi>، <bdi", "، ", ": "),
        ("en", "Shift</bdi>, <bdi", ", ", ": "),
        ("fr", "Poste</bdi>, <bdi", ", ", "\N{NO-BREAK SPACE}: "),
    ],
)
def test_it_lists_groups_and_answers_with_the_signs_of_the_language(client, language, listed, comma, colon):
    asked = ALL_TYPES.replace("type: yes_no\n", "type: yes_no\n        required: true\n")
    address = link(opened(asked.replace("from: shift}\n", "from: shift}\n" + SECOND)))

    assert listed in client.get(f"{address}?lang={language}").content.decode()
    assert (
        f'data-comma="{comma}" data-colon="{colon}"'
        in client.get(f"{address}/form?lang={language}").content.decode()
    )


def test_it_keeps_the_minus_of_a_limit_at_the_left_of_its_digits(client):
    address = link(opened(ALL_TYPES.replace("min: 0\n", "min: -5\n")))
    html = client.get(f"{address}/form?lang=ar").content.decode()

    assert "من \u200e-5 إلى \u200e24" in html
    assert 'data-low="يُرجى كتابة \u200e-5 أو أكثر."' in html
