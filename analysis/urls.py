"""Addresses of the results, under a survey's own."""

from django.urls import path

from . import counts_file, views

app_name = "analysis"
urlpatterns = [
    path("results/", views.results, name="results"),
    path("counts.csv", counts_file.counts, name="counts"),
]
