"""The app that collects, and what Django asks of it when it starts."""

from __future__ import annotations

from django.apps import AppConfig


class SurveyApp(AppConfig):
    name = "surveyapp"
    verbose_name = "Anamnesis"

    def ready(self) -> None:
        from . import checks  # noqa: F401 - registers itself
