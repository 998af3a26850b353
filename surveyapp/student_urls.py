"""The addresses at a school's link: all that a student sees. `student_door` finds them before all others."""

from django.urls import path

from .views import respond

urlpatterns = [
    path("r/<slug:survey>/<slug:school>", respond.intro, name="respond"),
    path("r/<slug:survey>/<slug:school>/form", respond.form, name="respond_form"),
    path("r/<slug:survey>/<slug:school>/start", respond.form, {"begins": True}, name="respond_start"),
    path("r/<slug:survey>/<slug:school>/send", respond.send, name="respond_send"),
    path("r/<slug:survey>/<slug:school>/thanks", respond.thanks, name="respond_thanks"),
    path("r/<slug:survey>/<slug:school>/rules-<slug:name>.css", respond.rules, name="respond_rules"),
    path("r/<slug:survey>/<slug:school>/picture-<slug:sha256>.webp", respond.picture, name="respond_picture"),
]
