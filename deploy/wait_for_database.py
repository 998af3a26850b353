"""Waits until the database answers, a minute at most; then says why it does not."""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "surveyapp.settings")

PATIENCE = 60  # seconds


def main() -> None:
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, connection

    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() > deadline:
                sys.exit(f"The database does not answer: {error}")
            time.sleep(0.5)


if __name__ == "__main__":
    main()
