"""All addresses on one screen."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView

from . import student_urls
from .views import (
    accounts,
    dean,
    dean_files,
    dean_preview,
    downloads,
    imports,
    invitation_file,
    letter_texts,
    letters,
    overview,
    passwords,
    people,
    preview,
    school_files,
    schools,
    staff_log,
    student_texts,
    survey_settings,
    surveys,
)


def healthz(request: HttpRequest) -> HttpResponse:
    """For a load balancer: the process answers. Asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("", RedirectView.as_view(pattern_name="surveys"), name="home"),
    path("healthz", healthz, name="healthz"),
    # public: a school's link, and all that a student sees
    *student_urls.urlpatterns,
    # public: a dean's own page, by a secret link
    path("d/<str:token>/", dean.page, name="dean"),
    path("d/<str:token>/questions/", dean_preview.questions, name="dean_questions"),
    path("d/<str:token>/questionnaire/", dean_preview.pages, name="dean_preview"),
    path("d/<str:token>/questionnaire/rules-<slug:name>.css", dean_preview.rules),
    path("d/<str:token>/questionnaire/picture-<slug:sha256>.webp", dean_preview.picture),
    path("d/<str:token>/anonymity/", dean_files.anonymity, name="dean_anonymity"),
    path("d/<str:token>/anonymity.pdf", dean_files.anonymity_pdf, name="dean_anonymity_pdf"),
    path("d/<str:token>/qr.<str:kind>", dean_files.qr, name="dean_qr"),
    path("d/<str:token>/print/<str:file>", dean_files.sheet, name="dean_sheet"),
    path("d/<str:token>/", include("analysis.dean_urls")),  # results/
    # staff
    path("signin/", accounts.sign_in, name="signin"),
    path("signout/", accounts.sign_out, name="signout"),
    path("account/forgotten/", passwords.forgotten, name="forgotten"),
    path("account/password/<str:number>/<str:token>/", passwords.choose, name="password"),
    path("people/", people.everybody, name="everybody"),
    path("people/<int:number>/", people.admittance, name="admittance"),
    path("log/", staff_log.everything, name="log_of_all"),
    path("surveys/", surveys.index, name="surveys"),
    path("surveys/<slug:code>/", overview.overview, name="survey"),
    path("surveys/<slug:code>/open/", overview.open_survey, name="survey_open"),
    path("surveys/<slug:code>/close/", overview.close_survey, name="survey_close"),
    path("surveys/<slug:code>/preview/", preview.preview, name="preview"),
    path("surveys/<slug:code>/preview/rules-<slug:name>.css", preview.rules, name="preview_rules"),
    path("surveys/<slug:code>/preview/picture-<slug:sha256>.webp", preview.picture, name="preview_picture"),
    path("surveys/<slug:code>/settings/", survey_settings.settings, name="survey_settings"),
    path("surveys/<slug:code>/data/", downloads.data, name="data"),
    path("surveys/<slug:code>/rows.csv", downloads.rows, name="rows"),
    path("surveys/<slug:code>/texts.csv", downloads.texts, name="texts"),
    path("surveys/<slug:code>/codebook.csv", downloads.codebook, name="codebook"),
    path("surveys/<slug:code>/import/", imports.upload, name="import"),
    path("surveys/<slug:code>/import/columns.csv", imports.columns, name="import_columns"),
    path("surveys/<slug:code>/jobs/<int:number>/", imports.job, name="job"),
    path("surveys/<slug:code>/jobs/<int:number>/problems.csv", imports.problems, name="job_problems"),
    path("surveys/<slug:code>/add-schools/", schools.add, name="schools_add"),
    path("surveys/<slug:code>/add-schools/file/", invitation_file.upload, name="schools_file"),
    path("surveys/<slug:code>/schools.csv", schools.as_csv, name="schools_csv"),
    path("surveys/<slug:code>/schools/<slug:school>/change/", schools.change, name="school_change"),
    path("surveys/<slug:code>/schools/<slug:school>/enter/", schools.enter, name="school_enter"),
    path(
        "surveys/<slug:code>/schools/<slug:school>/events/<int:event>/",
        schools.correct,
        name="school_correct",
    ),
    path("surveys/<slug:code>/schools/<slug:school>/remove/", schools.remove, name="school_remove"),
    path("surveys/<slug:code>/schools/<slug:school>/enrolled/", schools.enrolled, name="school_enrolled"),
    path("surveys/<slug:code>/schools/<slug:school>/link/", schools.link, name="school_link"),
    path("surveys/<slug:code>/schools/<slug:school>/qr.<str:file>", school_files.qr, name="school_qr"),
    path(
        "surveys/<slug:code>/schools/<slug:school>/print/<str:file>", school_files.sheet, name="school_sheet"
    ),
    path("surveys/<slug:code>/letters/", letters.index, name="letters"),
    path("surveys/<slug:code>/letters/<int:number>/", letters.letter, name="letter"),
    path("surveys/<slug:code>/letters/send/<slug:kind>/", letters.send, name="letters_send"),
    path("surveys/<slug:code>/letters/students/", student_texts.index, name="student_texts"),
    path(
        "surveys/<slug:code>/letters/students/<slug:kind>/<slug:language>/",
        letter_texts.text,
        {"sort": letter_texts.MAILS},
        name="student_text",
    ),
    path(
        "surveys/<slug:code>/letters/texts/<slug:kind>/<slug:language>/",
        letter_texts.text,
        {"sort": letter_texts.LETTERS},
        name="letter_text",
    ),
    path("surveys/<slug:code>/people/", people.of_survey, name="people"),
    path("surveys/<slug:code>/people/<int:number>/change/", people.change, name="person_change"),
    path("surveys/<slug:code>/people/<int:number>/remove/", people.remove, name="person_remove"),
    path("surveys/<slug:code>/people/<int:number>/mail/", people.mail, name="person_mail"),
    path("surveys/<slug:code>/log/", staff_log.of_survey, name="log"),
    path("statistics/", include("analysis.statistics_urls")),  # how figures are computed
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
