"""The product's settings with fixed keys, and what only tests need."""

import os

# Before the product's settings are read. Tests never see the keys of whoever runs them.
os.environ.update(
    SECRETS_FILE=os.devnull,
    **{
        name: f"{name.lower()} for tests and known to everybody"
        for name in ("SECRET_KEY", "TICKET_KEY", "ANSWER_KEY", "CODE_PEPPER")
    },
)
# As many processes as there are cores run tests: more threads only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
for name in (
    "BASE_URL",
    "ALLOWED_HOSTS",
    "DEBUG",
    "PORT",
    "TRUST_PROXY",
    "LANGUAGE_CODE",
    "TIME_ZONE",
    "EMAIL_URL",
):
    os.environ.pop(name, None)

from surveyapp.settings import *  # noqa: E402, F403
from surveyapp.settings import STORAGES  # noqa: E402

# Files under their plain names: the live server finds them without collecting them first.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True  # and nobody misses the collected ones

# Slow on purpose everywhere else.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
