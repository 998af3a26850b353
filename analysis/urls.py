"""Addresses of the results, under a survey's own."""

from django.urls import path

from . import (
    board_views,
    counts_file,
    download_views,
    other_downloads,
    other_views,
    plan_views,
    question_views,
    views,
)

app_name = "analysis"
urlpatterns = [
    path("results/", views.results, name="results"),
    path("results/<slug:question>/", question_views.question, name="question"),
    path("results/<slug:question>/chart.<str:file>", download_views.chart, name="question_chart"),
    path("results/<slug:question>/table.csv", download_views.table, name="question_table"),
    path("results/<slug:question>/by/", other_views.other, name="other_choose"),
    path("results/<slug:question>/by/<slug:other>/", other_views.other, name="other"),
    path(
        "results/<slug:question>/by/<slug:other>/chart.<str:file>", other_downloads.chart, name="other_chart"
    ),
    path("results/<slug:question>/by/<slug:other>/table.csv", other_downloads.table, name="other_table"),
    path("plan/", plan_views.plan, name="plan"),
    path("plan.json", plan_views.document, name="plan_document"),
    path("schools/", board_views.board, name="board"),
    path("rates/", board_views.rates, name="rates"),
    path("figure-1.<str:file>", board_views.figure, name="flow_figure"),
    path("schools/<slug:school>/", board_views.school, name="school"),
    path("live/", views.live, name="live"),
    path("live/<slug:question>/", question_views.live, name="live_question"),
    path("counts.csv", counts_file.counts, name="counts"),
]
