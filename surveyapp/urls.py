"""All addresses on one screen."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.views.generic import RedirectView

from .views import accounts, downloads, respond, surveys


def healthz(request: HttpRequest) -> HttpResponse:
    """For a load balancer: the process answers. Asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("", RedirectView.as_view(pattern_name="surveys"), name="home"),
    path("healthz", healthz, name="healthz"),
    # public: a school's link, and all that a student sees
    path("r/<slug:survey>/<slug:school>", respond.intro, name="respond"),
    path("r/<slug:survey>/<slug:school>/form", respond.form, name="respond_form"),
    path("r/<slug:survey>/<slug:school>/send", respond.send, name="respond_send"),
    path("r/<slug:survey>/<slug:school>/thanks", respond.thanks, name="respond_thanks"),
    path("r/<slug:survey>/<slug:school>/rules-<int:revision>.css", respond.rules, name="respond_rules"),
    # staff
    path("signin/", accounts.sign_in, name="signin"),
    path("signout/", accounts.sign_out, name="signout"),
    path("surveys/", surveys.index, name="surveys"),
    path("surveys/<slug:code>/", lambda request, code: redirect("analysis:results", code), name="survey"),
    path("surveys/<slug:code>/data/", downloads.data, name="data"),
    path("surveys/<slug:code>/rows.csv", downloads.rows, name="rows"),
    path("surveys/<slug:code>/texts.csv", downloads.texts, name="texts"),
    path("surveys/<slug:code>/codebook.csv", downloads.codebook, name="codebook"),
    path("surveys/<slug:code>/", include("analysis.urls")),  # results/, counts.csv
    path("i18n/", include("django.conf.urls.i18n")),
    # one door, with its slow-down after wrong tries
    path("admin/login/", RedirectView.as_view(pattern_name="signin", query_string=True)),
    path("admin/", admin.site.urls),
]

handler400 = "surveyapp.views.errors.bad_request"
handler403 = "surveyapp.views.errors.forbidden"
handler404 = "surveyapp.views.errors.not_found"
handler500 = "surveyapp.views.errors.server_error"
