"""A day with its hour in French: 28 novembre 2026 à 18:10."""

DATETIME_FORMAT = "j F Y à H:i"
