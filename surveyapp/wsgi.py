"""The door that gunicorn calls."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "surveyapp.settings")

application = get_wsgi_application()

from .envelopes import refuse_missing_keys  # noqa: E402 - models can be read only now
from .warm import warm  # noqa: E402

refuse_missing_keys()
connection.close()

# Else the first visitor of each process waits until every module has been read.
import_module(settings.ROOT_URLCONF)
warm()
