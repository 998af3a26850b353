"""Addresses of the results, under a survey's own."""

from django.urls import path

from . import counts_file, question_views, views

app_name = "analysis"
urlpatterns = [
    path("results/", views.results, name="results"),
    path("results/<slug:question>/", question_views.question, name="question"),
    path("counts.csv", counts_file.counts, name="counts"),
]
