"""What became of answers that were posted."""

import re

from surveyapp.actions import surveys
from surveyapp.models import Envelope, Response, Ticket


def stored(survey):
    """The answers of everybody, which can be read only once the survey is closed."""
    survey.refresh_from_db()
    surveys.close(survey=survey)
    return list(Response.objects.filter(survey=survey).values_list("answers", flat=True))


def refused(response, status):
    """It is refused with this status, nothing is stored, and the page says so to a script too."""
    kept = (response["Cache-Control"], response["X-Handed-In"], response.cookies.output())
    return (response.status_code, *kept, Envelope.objects.count(), Ticket.objects.count()) == (
        status,
        "no-store",
        "no",
        "",
        0,
        0,
    )


def mistakes(response):
    """Question -> what the page says is wrong with it."""
    found = re.findall(
        r'id="id_(\w+)_error" class="invalid-feedback"[^>]*>(.*?)</div>', response.content.decode()
    )
    return {name: re.sub(r"<[^>]+>", "", words).strip().removeprefix("Error: ") for name, words in found}
