"""Fixtures of several files: a closed survey that is only read, made once a file, and somebody who may see it."""

import pytest

from surveyapp.models import Survey
from tests.analysis.other_pages import handed_in
from tests.build import closed
from tests.results_surveys import person


@pytest.fixture(scope="module")
def shared(module_db):
    """A closed survey that tests of a file only read, under a code that those with a survey of their own leave free."""
    survey = handed_in(code="shared")
    closed(survey)
    return person("reader", survey, "faculty")


@pytest.fixture
def felix(client, shared):
    Survey.objects.filter(code="shared").update(code="rounds")  # until this test is over
    client.force_login(shared)
    return client
