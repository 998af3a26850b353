#!/usr/bin/env python3
"""The command line: `python manage.py help` lists what it can do."""

import os
import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Anamnesis needs Python 3.11 or newer; this is %d.%d. Try: .venv/bin/python manage.py"
        % sys.version_info[:2]
    )


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "surveyapp.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(
            "Django is not installed for this Python. Run `make install`, then .venv/bin/python manage.py"
        )
    try:
        execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read along has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except ImproperlyConfigured as error:  # a sentence, not forty lines of traceback
        sys.exit(str(error))


if __name__ == "__main__":
    main()
