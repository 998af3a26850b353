# The product as one image. Tables and keys come with the start: see docker-compose.yml and docs/running.md.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/srv/static \
    BIND=0.0.0.0:8000

WORKDIR /srv/anamnesis

# First what changes rarely. Every wheel is held against its hash.
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY . .

# The settings do not load without keys; these live for this one line and are in no layer's environment.
RUN SECRET_KEY=for-collecting-static-files-only-1 TICKET_KEY=for-collecting-static-files-only-2 \
    ANSWER_KEY=for-collecting-static-files-only-3 CODE_PEPPER=for-collecting-static-files-only-4 \
    python manage.py collectstatic --no-input --verbosity 0 \
    && useradd --system --uid 10001 --no-create-home anamnesis

USER anamnesis
EXPOSE 8000
ENTRYPOINT ["sh", "deploy/start.sh"]
