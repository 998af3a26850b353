"""What researchers may still change about a survey when its questions stay as they are. The smallest group never."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import store
from ..models import LogEntry, Survey
from . import log
from .surveys import Refused

FIELDS = ("contact", "ethics", "closes_on", "asked", "share_with_schools")
CHANGED = "settings_changed"


class ChangedMeanwhile(Refused):
    """Somebody else was faster; nothing was written."""


def fingerprint(survey: Survey) -> str:
    """Of the settings as they stand: another one as soon as one of them is."""
    values = {name: _plain(getattr(survey, name)) for name in FIELDS}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


@transaction.atomic
def change(
    *,
    survey: Survey,
    seen: str,
    by: str,
    contact: str,
    ethics: str,
    closes_on: date | None,
    asked: int | None,
    share_with_schools: bool,
) -> list[str]:
    """Returns what was changed. `seen`: the fingerprint of what was changed from. Raises ChangedMeanwhile, Refused."""
    survey.refresh_from_db(from_queryset=Survey.objects.select_for_update(no_key=True))
    if fingerprint(survey) != seen:
        said = _("%(who)s has changed these settings since you opened the page. Yours are not kept yet.")
        raise ChangedMeanwhile(said % {"who": _last_to_change(survey)})
    wanted = {
        "contact": contact.strip(),
        "ethics": ethics.strip(),
        "closes_on": survey.closes_on if survey.is_closed else closes_on,  # it is over
        "asked": asked,
        "share_with_schools": share_with_schools,
    }
    changed = {name: value for name, value in wanted.items() if value != getattr(survey, name)}
    day = wanted["closes_on"]
    if "closes_on" in changed and isinstance(day, date) and day < timezone.localdate():
        raise Refused(_("That day is over."))
    if changed:
        log.note(
            CHANGED,
            by=by,
            survey=survey,
            changed={name: [_plain(getattr(survey, name)), _plain(value)] for name, value in changed.items()},
        )
        _write(survey, changed)
    return list(changed)


def _write(survey: Survey, changed: Mapping[str, object]) -> None:
    for name, value in changed.items():
        setattr(survey, name, value)
    if "contact" in changed:  # it stands on students' pages, which are kept by revision
        survey.revision = store.new_revision()
        survey.save(update_fields=["revision"])
    survey.save(update_fields=list(changed))


def _last_to_change(survey: Survey) -> str:
    last = LogEntry.objects.filter(survey=survey, did=CHANGED).first()
    return last.by if last else _("Somebody else")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
