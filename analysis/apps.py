"""The app's part in starting a server."""

from django.apps import AppConfig

from surveyapp import warm


class AnalysisConfig(AppConfig):
    name = "analysis"

    def ready(self) -> None:
        warm.LAST.append(_results)


def _results() -> None:
    from .at_start import make_results  # the models are not there when this module is read

    make_results()
