"""Months in full and thousands set apart by a thin blank, so that no reader takes one part of a date or figure for another."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
YEAR_MONTH_FORMAT = "F Y"
THOUSAND_SEPARATOR = "\u202f"
