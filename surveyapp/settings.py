"""Django's settings: one file, every value from the environment. `docs/running.md` explains each.

A value is looked for under its NAME in the environment, then in the file that NAME_FILE names (a container's
secret), then in `var/secrets.env`, which `make demo` and `make secrets` write. So the keys of a demonstration
serve every command that is run beside it, and a real server can keep them wherever its owner wants.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from . import languages, logs, mail_url

# Before numpy is read: with tables as small as ours its threads do little but wait for each other, which tripled the
# work of finding out which breakdowns may be shown. A server has processes for that.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

BASE_DIR = Path(__file__).resolve().parent.parent
SECRETS_FILE = Path(os.environ.get("SECRETS_FILE") or BASE_DIR / "var" / "secrets.env")


def kept_values() -> dict[str, str]:
    """NAME=value, one a line, from `var/secrets.env`; nothing where there is no such file."""
    if not SECRETS_FILE.is_file():
        return {}
    lines = (line.partition("=") for line in SECRETS_FILE.read_text("utf-8").splitlines())
    return {
        name.strip(): value.strip() for name, equals, value in lines if equals and not name.startswith("#")
    }


KEPT = kept_values()


def env(name: str, default: str = "") -> str:
    if file := os.environ.get(f"{name}_FILE"):
        from_file = Path(file).read_text("utf-8").strip()
    else:
        from_file = ""
    return os.environ.get(name, "").strip() or from_file or KEPT.get(name, "") or default


def switched_on(name: str) -> bool:
    return env(name).lower() in {"1", "yes", "true", "on"}


# Keys. Four, since what one of them opens must not be opened by another that leaked: sessions (SECRET_KEY),
# tickets (TICKET_KEY), answers of open surveys (ANSWER_KEY), students' codes (CODE_PEPPER). None has a
# default: a server that starts with a key everybody knows keeps no promise.

SECRET_KEY = env("SECRET_KEY")
TICKET_KEY = env("TICKET_KEY")
ANSWER_KEY = env("ANSWER_KEY")
CODE_PEPPER = env("CODE_PEPPER")
SHORTEST_KEY = 32  # characters


def problems_of_keys(keys: dict[str, str]) -> list[str]:
    """ANSWER_KEY may be several, parted by commas: the first seals, all of them open."""
    problems = [f"{name} is missing" for name, key in keys.items() if not key]
    problems += [
        f"{name} is shorter than {SHORTEST_KEY} characters"
        for name, key in keys.items()
        if 0 < min(map(len, map(str.strip, key.split(",") if name == "ANSWER_KEY" else [key]))) < SHORTEST_KEY
    ]
    given = [key for key in keys.values() if key]
    return problems + (["two of the keys are the same"] if len(set(given)) < len(given) else [])


if key_problems := problems_of_keys(
    {"SECRET_KEY": SECRET_KEY, "TICKET_KEY": TICKET_KEY, "ANSWER_KEY": ANSWER_KEY, "CODE_PEPPER": CODE_PEPPER}
):
    raise ImproperlyConfigured(
        f"Anamnesis does not start: {'; '.join(key_problems)}. Set each in the environment, or name a file "
        f"that holds it in NAME_FILE, or let `make secrets` write all four to {SECRETS_FILE} "
        "(see docs/running.md)."
    )

DEBUG = switched_on("DEBUG")

# Where it is reached. Links in letters, commands and QR codes are made from BASE_URL, never from a request's
# Host header, so a forged header cannot lead a student elsewhere.

PORT = env("PORT", "8000")
BASE_URL = env("BASE_URL", f"http://localhost:{PORT}").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
if urlsplit(BASE_URL).scheme not in {"http", "https"} or not urlsplit(BASE_URL).hostname:
    raise ImproperlyConfigured(
        "BASE_URL must look like https://survey.example.org, with the scheme in front."
    )

ALLOWED_HOSTS = [host.strip() for host in env("ALLOWED_HOSTS").split(",") if host.strip()]
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts, parted by commas; '*' would allow any.")
ALLOWED_HOSTS = ALLOWED_HOSTS or [urlsplit(BASE_URL).hostname or ""]
ALLOWED_HOSTS += ["localhost", "127.0.0.1"]  # the health check asks from inside
# No path in front of ours either: gunicorn would take one from a header SCRIPT_NAME that a proxy hands on from anybody.
FORCE_SCRIPT_NAME = ""
CSRF_TRUSTED_ORIGINS = [BASE_URL]  # behind a proxy the request looks like http, the browser's Origin is https

# Which application.

INSTALLED_APPS = [
    "surveyapp",
    "analysis",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",  # its script, as a static file
    "csp",
]

MIDDLEWARE = [
    "surveyapp.student_door.student_door",  # students' pages leave here; all others go on
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # files are answered before anything looks at a session
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "surveyapp.one_policy.one_policy",
]

ROOT_URLCONF = "surveyapp.urls"
WSGI_APPLICATION = "surveyapp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Where it is kept. Connections stay open: a new one for each request costs more than the request.

SQLITE_OPTIONS = {
    # A transaction takes the write lock when it begins; else two that read first and then write fail.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # WAL: readers do not wait for the writer. FULL: thanks are said only when the answer is on the disk.
    # secure_delete: what is deleted is overwritten, so a copy of the file does not hold it.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
    ),
}


def database() -> dict[str, object]:
    url = env("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'anamnesis.sqlite3'}")
    found: dict[str, object] = {**dj_database_url.parse(url, conn_max_age=None)}
    if found["ENGINE"] == "django.db.backends.sqlite3":
        return {**found, "OPTIONS": SQLITE_OPTIONS}
    password = env("DATABASE_PASSWORD")  # apart from the address, so that it can be a file of its own
    return {**found, "CONN_HEALTH_CHECKS": True, **({"PASSWORD": password} if password else {})}


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Staff accounts.

LOGIN_URL = "/signin/"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_COOKIE_AGE = 8 * 60 * 60  # a working day
PASSWORD_RESET_TIMEOUT = (
    3 * 24 * 60 * 60
)  # how long the link of an invitation works, or one to a new password

# What browsers are told. Only staff get cookies. `__Host-`: no other site of the same domain can set it.

SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "surveyapp.views.errors.csrf_failure"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if switched_on("TRUST_PROXY"):  # only where a proxy in front sets the header itself
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains,
    "security.W021",  # and for the browsers' preload list: not ours to promise for a school's whole domain
    "security.W008",  # the proxy in front sends http to https; doing it here as well makes a circle
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the small pictures inside style sheets
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# What may be sent: a long questionnaire is a few kilobytes.

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 1

# Responses that are imported in the browser lie here in the clear until they are in, a day at most. Nobody else may
# look into it, and no backup should.

UPLOADS_DIR = Path(env("UPLOADS_DIR", str(BASE_DIR / "var" / "uploads")))

# Languages of the product itself, each by its own name; a questionnaire brings its own. English is in the
# source; any other is there as soon as its folder holds a compiled catalogue (see docs/translating.md).
# The second folder's catalogues hold no more than a student sees, so staff are not offered their languages.

LANGUAGE_CODE = env("LANGUAGE_CODE", "en")
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "students"]
LANGUAGES = languages.translated(LOCALE_PATHS[0])
STUDENT_LANGUAGES = languages.translated(*LOCALE_PATHS)
USE_I18N = True
FORMAT_MODULE_PATH = "surveyapp.formats"
TIME_ZONE = env("TIME_ZONE", "UTC")
USE_TZ = True

# Files. Their names hold a hash of what is in them, so browsers may keep them for a year.

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "surveyapp.one_sheet.OneSheetFinder",
]
STATIC_ROOT = Path(env("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else needs them
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # half the files to compress, and none that grows stale

# Letters to schools and invitations to staff go out by the mail server that EMAIL_URL names. Without it mail is
# off, and the pages say so.

mail = mail_url.read(env("EMAIL_URL"))
MAIL_IS_ON = mail.on
EMAIL_BACKEND = mail.backend
EMAIL_HOST, EMAIL_PORT = mail.host, mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = mail.user, mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = mail.starttls, mail.tls
EMAIL_TIMEOUT = mail.timeout
DEFAULT_FROM_EMAIL = mail.sender

# Log lines and mail: nothing of a request leaves by either. ADMINS stays empty.

LOGGING = logs.CONFIGURATION
ADMINS: list[tuple[str, str]] = []
