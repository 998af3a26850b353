"""Addresses of the results under a school's secret link."""

from django.urls import path

from . import dean_views

app_name = "dean_results"
urlpatterns = [path("results/", dean_views.results, name="results")]
