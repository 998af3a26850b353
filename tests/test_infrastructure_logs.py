"""Log lines hold nothing that a client sent, and still tell where something broke."""

import io
import logging

import pytest
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import HttpResponse
from django.urls import path

from surveyapp.logs import CONFIGURATION, DiscreetFormatter

CANARY = "canary-7f3a"


def breaks(request, word):
    answer = request.POST["heard"]
    try:
        int(answer)
    except ValueError as error:
        raise RuntimeError(f"could not read {answer} of {word}") from error


def suspicious(request, word):
    raise SuspiciousOperation(f"never seen such a {word}")


urlpatterns = [path("broken/<str:word>/send", breaks), path("odd/<str:word>", suspicious)]


def sorry(status):
    return lambda request, exception=None: HttpResponse("sorry", status=status)


handler400, handler404, handler500 = sorry(400), sorry(404), sorry(500)


@pytest.fixture
def log():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetFormatter())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.mark.urls(__name__)
def test_it_logs_a_failure_by_its_route_and_places_and_not_by_what_was_sent(client, log):
    client.raise_request_exception = False
    address = f"/broken/{CANARY}/send?ticket={CANARY}"
    client.post(
        address, {"heard": CANARY}, REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT=CANARY, HTTP_REFERER=CANARY
    )
    text = log.getvalue()
    assert [CANARY in text, "203.0.113.9" in text] == [False, False]
    first, *rest = text.splitlines()
    assert first.split(" ", 2)[2].rpartition(" ")[0] == "ERROR django.request: 500 broken/<str:word>/send"
    names = [line.strip() for line in rest]
    assert [name for name in names if name.startswith("builtins.")] == [
        "builtins.RuntimeError",
        "builtins.ValueError",
    ]
    assert [name.split(":")[0] for name in names if name.endswith(" in breaks")] == [
        "test_infrastructure_logs.py"
    ] * 2


@pytest.mark.urls(__name__)
def test_it_logs_a_suspicious_request_without_its_words_and_an_unknown_address_not_at_all(client, log):
    client.get(f"/odd/{CANARY}?q={CANARY}")
    client.get(f"/{CANARY}?q={CANARY}")
    client.get("/odd/x", HTTP_HOST=f"{CANARY}.example.org")
    heads = [line.split(" ", 2)[2] for line in log.getvalue().splitlines() if line[0].isdigit()]
    assert CANARY not in log.getvalue()
    assert [head.rpartition(" (")[0] for head in heads] == [
        "ERROR django.security.SuspiciousOperation: 400 odd/<str:word>",
        "ERROR django.security.DisallowedHost: 400",
    ]


def record(name, message, *arguments, level=logging.INFO, error=None):
    exc_info = (type(error), error, None) if error else None
    made = logging.LogRecord(name, level, "/x/somewhere.py", 7, message, arguments, exc_info)
    return DiscreetFormatter().format(made).split(" ", 2)[2]


def test_it_quotes_our_own_words_and_what_is_said_of_processes():
    assert record("surveyapp.actions", "closed in %d steps", 3) == "INFO surveyapp.actions: closed in 3 steps"
    assert record("gunicorn.error", "Listening at: %s", "here") == "INFO gunicorn.error: Listening at: here"
    stuck = record("gunicorn.error", "WORKER TIMEOUT (pid:%s)", 7, level=logging.CRITICAL)
    assert stuck == "CRITICAL gunicorn.error: WORKER TIMEOUT (pid:7)"


def test_it_leaves_out_the_words_of_everybody_else():
    refused = record("gunicorn.error", "Invalid request from ip=203.0.113.9", level=logging.WARNING)
    assert refused == "WARNING gunicorn.error: (somewhere:7)"
    failed = record("gunicorn.error", "Error handling request %s", f"/?{CANARY}", level=logging.ERROR)
    assert failed == "ERROR gunicorn.error: (somewhere:7)"
    assert record("elsewhere", f"read {CANARY}") == "INFO elsewhere: (somewhere:7)"


def test_it_quotes_a_wrong_setting_and_no_other_error():
    wrong = record(
        "gunicorn.error", "failed", level=logging.ERROR, error=ImproperlyConfigured("SECRET_KEY is missing")
    )
    assert (
        wrong.splitlines()[1].strip() == "django.core.exceptions.ImproperlyConfigured: SECRET_KEY is missing"
    )
    assert record("x", "failed", error=ValueError(CANARY)).splitlines()[1].strip() == "builtins.ValueError"


def test_it_ends_with_an_error_whose_context_goes_round_in_a_circle():
    first, second = ValueError("a"), KeyError("b")
    first.__cause__, second.__cause__ = second, first
    assert record("x", "failed", error=first).splitlines()[1:] == [
        "  builtins.ValueError",
        "  builtins.KeyError",
    ]


def test_it_has_one_way_out_and_no_access_log():
    assert CONFIGURATION["root"]["handlers"] == list(CONFIGURATION["handlers"]) == ["stderr"]
    loggers = CONFIGURATION["loggers"]
    assert {name: logger["handlers"] for name, logger in loggers.items()} == {name: [] for name in loggers}
    assert loggers["gunicorn.access"]["propagate"] is False
