"""What tests of importing in the browser do and read."""

import re

from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from surveyapp.models import Envelope, Membership, Participation, Stratum, Survey

HEADER = "school,year,gender,heard,where,mood,hours,place,wish"
GOOD = "school1,3,male,yes,talk web,good,40,home,tea"


def file_of(*rows, header=HEADER):
    return "".join(f"{row}\n" for row in (header, *rows)).encode()


def signed_in(user, **more):
    cache.clear()
    client = Client(**more)
    client.force_login(user)
    return client


def member(survey, name, role):
    user, _made = User.objects.get_or_create(username=name)
    Membership.objects.create(survey=survey, user=user, role=role)
    return user


def upload(client, survey, content, name="rows.csv", **more):
    """Check a file; follows to the page that says what was found."""
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return client.post(f"/surveys/{survey.code}/import/", {"file": file}, follow=True, **more)


def words(response):
    """The words of a page, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def problems(response):
    """Line, column, what stands there, what is said: of each problem that a page shows."""
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", response.content.decode(), re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [tuple(re.sub(r"<[^>]+>", "", cell) for cell in row) for row in cells]


def state():
    """All that an import may change."""
    models = (Survey, Participation, Envelope, Stratum)
    return [list(model.objects.order_by("pk").values()) for model in models]


def files():
    """What lies in the folder of uploads, by kind; but for locks, which PostgreSQL has itself."""
    folder = settings.UPLOADS_DIR
    kinds = sorted(path.suffix for path in folder.iterdir()) if folder.exists() else []
    return [kind for kind in kinds if kind != ".lock"]
