"""The least that Django can do: a page from memory, and a POST that inserts one JSON row. What we compare with.

No middleware, no checks, no skip logic, nothing sealed. Database, durability and server are the product's.
"""

import os

import dj_database_url
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpResponse
from django.urls import path

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}

database = dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=None)
settings.configure(
    SECRET_KEY="for a benchmark",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": database | ({"OPTIONS": SQLITE} if "sqlite" in database["ENGINE"] else {})},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    LOGGING_CONFIG=None,
)
django.setup()

CHOICE = '<div class="choice"><input type="radio" name="q" value="a" id="a"><label for="a">An answer</label></div>\n'
PAGE = f"<!doctype html><title>Survey</title><form>{CHOICE * 400}"[:25_000].encode()


class Answer(models.Model):
    data = models.JSONField()

    class Meta:
        app_label = "bare"

    def __str__(self):
        return "answer"


def view(request):
    if request.method == "POST":
        Answer.objects.create(data=dict(request.POST.lists()))
        return answered(b"Thank you.", status=201)
    return answered(PAGE)


def answered(body, status=200):
    return HttpResponse(body, status=status, headers={"Content-Length": len(body)})


urlpatterns = [path("", view)]
application = get_wsgi_application()


def make_table():
    with connection.schema_editor() as editor:
        editor.create_model(Answer)
