"""A school that was invited, the link to its page, and what can be read off both."""

from django.utils import timezone

from surveyapp.actions import history as acts
from surveyapp.actions import links
from surveyapp.models import SchoolLink
from tests import build

Holder = SchoolLink.Holder


def a_link(row, holder=Holder.DEAN):
    return f"/d/{links.make(participation=row, holder=holder, by='Olga')}/"


def a_row(state="invited", **more):
    row = build.a_school(build.a_survey(**more))
    for kind in {"accepted": ["accepted"], "sent": ["accepted", "sent"]}.get(state, []):
        acts.record(participation=row, kind=kind, by="Olga", students=400 if kind == "sent" else None)
    return build.a_school(row.survey)


def state(row):
    row.refresh_from_db()
    return row.state


def kinds(row):
    return [event.kind for event in row.events.all()]


def text(response):
    return response.content.decode()


def sent(**more):
    return {"go": "sent", "kind": "sent", "day": timezone.localdate().isoformat(), "students": "410"} | more
