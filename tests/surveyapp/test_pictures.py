"""A note's picture: drawn anew without data about it, kept by the survey, served under its content's address."""

import io
import re
import struct

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from surveyapp import pictures
from surveyapp.actions import surveys
from surveyapp.models import Picture, Survey
from surveyapp.questionnaire import yaml_form
from tests.questionnaire.written import HEARD, note, survey
from tests.respond_surveys import link

QUESTIONS = note(picture="ward.jpg", alt="{en: A corridor & a lamp}") + HEARD
FILE = survey(QUESTIONS, head="schools: [{code: north, name: North}]\n")


def photo(size=(300, 200), kind="JPEG", **more):
    """With what a camera writes: who, where and how it was held."""
    exif = Image.Exif()
    exif[0x0112], exif[0x013B], exif[0x8825] = 6, "Her name", {1: "N", 2: (48.0, 34.0, 0.0)}
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, exif=exif, **more)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "q.yaml").write_text(FILE)
    (tmp_path / "ward.jpg").write_bytes(photo(comment=b"Her name"))
    return tmp_path


def put(folder):
    call_command("import_questionnaire", str(folder / "q.yaml"))
    return Survey.objects.get(code="s")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_leaves_nothing_in_a_picture_but_the_picture(kind):
    raw = photo(kind=kind)
    assert b"Her name" in raw
    made = pictures.redrawn(raw)
    with Image.open(io.BytesIO(made.data)) as seen:
        assert seen.format == "WEBP"
        assert seen.size == (made.width, made.height) == (200, 300)  # upright, as the camera was held
        assert not seen.getexif()
        assert not {"exif", "icc_profile", "xmp", "comment"} & seen.info.keys()
    assert b"Her name" not in made.data


def test_it_makes_a_large_picture_as_small_as_a_page_needs():
    made = pictures.redrawn(photo((4000, 1000), "PNG"))
    assert (made.width, made.height) == (400, 1600)


def bomb():
    """A small file that says it is huge."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


def odd_photo():
    """What a camera said of it is broken: its maker is a fraction."""
    tags = struct.pack("<HHHIIHHII", 2, 0x010F, 5, 1, 6, 0x0112, 3, 1, 6)
    out = io.BytesIO()
    exif = b"Exif\0\0II*\0\x08\0\0\0" + tags + bytes(4)
    Image.new("RGB", (3, 2)).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize(
    ("made", "code"),  # when it is needed: huge ones would be drawn by whoever only collects tests
    [
        (lambda: b"", "picture_unreadable"),
        (odd_photo, "picture_unreadable"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture_unreadable"),
        (lambda: b"GIF89a" + b"\0" * 100, "picture_unreadable"),
        (lambda: photo()[:300], "picture_unreadable"),
        (lambda: photo(kind="PNG")[:-40], "picture_unreadable"),
        (bomb, "picture_too_large"),
    ],
    ids=["empty", "odd photo", "svg", "gif", "cut", "cut png", "bomb"],
)
def test_it_refuses(made, code):
    with pytest.raises(pictures.Unusable, match=code):
        pictures.redrawn(made())


@pytest.mark.django_db
def test_it_is_shown_and_may_be_kept_for_ever(client, folder):
    made = put(folder)
    surveys.open_survey(survey=made)
    html = client.get(f"{link(made)}/form").content.decode()
    address, width, height, alt = re.search(
        r'<img src="([^"]+)" width="(\d+)" height="(\d+)" alt="([^"]+)"', html
    ).groups()
    assert (width, height, alt) == ("200", "300", "A corridor &amp; a lamp")
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert "immutable" in response["Cache-Control"]
    assert not response.cookies
    assert response.content == bytes(Picture.objects.get().data)
    assert client.get(address.replace("picture-", "picture-0")).status_code == 404
    assert client.post(address).status_code == 405


@pytest.mark.django_db
def test_it_tells_every_picture_that_cannot_be_used_and_writes_nothing(folder):
    more = note("second", picture="gone.png", alt="{en: A}") + note("third", picture="way.png", alt="{en: A}")
    (folder / "q.yaml").write_text(survey(QUESTIONS + more))
    (folder / "ward.jpg").write_bytes(b"no picture")
    (folder / "way.png").symlink_to("/etc/hostname")
    with pytest.raises(CommandError) as error:
        put(folder)
    assert [line.partition(":")[0] for line in str(error.value).splitlines()[1:]] == [
        "q.yaml, hello",
        "q.yaml, second",
        "q.yaml, third",
    ]
    assert not Survey.objects.exists()


@pytest.mark.django_db
def test_a_file_alone_can_name_only_what_the_survey_has(folder):
    with pytest.raises(surveys.Refused, match=r"There is no file ward\.jpg"):
        surveys.put_questionnaire(questionnaire=yaml_form.read(FILE))
    put(folder)
    surveys.put_questionnaire(questionnaire=yaml_form.read(FILE.replace("Hello", "Good day")))
    assert Picture.objects.count() == 1
    surveys.put_questionnaire(questionnaire=yaml_form.read(survey(HEARD)))
    assert not Picture.objects.exists()


@pytest.mark.django_db
def test_it_stays_once_the_structure_is_frozen_and_goes_with_a_copy(folder):
    made = put(folder)
    surveys.open_survey(survey=made)
    put(folder)  # the same again
    copy = surveys.copy(survey=made, code="next")
    assert copy.pictures.get().sha256 == made.pictures.get().sha256
    (folder / "ward.jpg").write_bytes(photo((100, 100)))
    with pytest.raises(CommandError, match="a picture cannot be changed"):
        put(folder)
