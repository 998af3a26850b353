"""The pictures that a survey's notes name, as the database keeps them."""

from __future__ import annotations

from collections.abc import Mapping

from . import models
from .pictures import Drawn
from .questionnaire.schema import Questionnaire


def put_pictures(survey: models.Survey, questionnaire: Questionnaire, given: Mapping[str, Drawn]) -> None:
    """The pictures that a draft names: those given, and those that it has already; others go."""
    named = {block.picture for block in questionnaire.blocks if block.picture}
    survey.pictures.exclude(name__in=named - given.keys()).delete()
    models.Picture.objects.bulk_create(
        models.Picture(
            survey=survey,
            name=name,
            data=picture.data,
            sha256=picture.sha256,
            width=picture.width,
            height=picture.height,
        )
        for name, picture in given.items()
        if name in named
    )


def pictures_of(survey: models.Survey) -> dict[str, models.Picture]:
    """By name, without their data."""
    return {picture.name: picture for picture in survey.pictures.defer("data")}
