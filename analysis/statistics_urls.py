"""The address of the methods' page, which belongs to no survey."""

from django.urls import path

from . import statistics_page

urlpatterns = [path("", statistics_page.statistics, name="statistics")]
