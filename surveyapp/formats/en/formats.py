"""Days as the pages write them in English: 28 November 2026, not Nov. 28, 2026."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
