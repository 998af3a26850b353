#!/bin/sh
# Starts the product on a server: waits for the database, brings its tables up to date, checks the settings, serves.
# The container's entry point, and as good without one: it needs the product's Python first on the PATH.
set -eu
cd "$(dirname "$0")/.."
python deploy/wait_for_database.py
python manage.py migrate --no-input --verbosity 1
# What an import left behind: a folder that cannot be written to is no reason to keep students out.
python manage.py clean_uploads || echo 'UPLOADS_DIR cannot be used: nothing can be imported in the browser.' >&2
# Stops here if a setting is wrong or the key of answers already collected is missing.
python manage.py check --deploy --database default
# `exec`: signals reach the server itself, which finishes what is being handed in.
exec python -m gunicorn --config deploy/gunicorn.conf.py surveyapp.wsgi
