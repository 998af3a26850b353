"""Fixtures of several journeys: an open survey's link, and a student's phone that runs the script."""

import pytest

from tests.journeys.respondent import PHONE
from tests.respond_surveys import link, opened


@pytest.fixture
def address(live_server):
    return link(opened())


@pytest.fixture
def phone(open_page, live_server):
    return open_page(live_server.url, viewport=PHONE)
