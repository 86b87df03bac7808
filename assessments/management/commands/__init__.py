"""Commands: demo, country_report."""
