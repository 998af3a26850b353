"""What tests of long work share: somebody else, and a job of theirs."""

from django.contrib.auth.models import User
from django.utils import timezone

from surveyapp.models import Job, Survey
from tests.surveyapp.import_pages import signed_in


def another(name="second"):
    return signed_in(User.objects.create_superuser(name))


def at_work(state="working", **more):
    """A job of somebody else, as if its process had just been started."""
    return Job.objects.create(
        survey=Survey.objects.get(),
        kind="import",
        state=state,
        by="somebody",
        token="t" * 32,
        **{"asked_at": timezone.now(), **more},
    )
