"""From the scorecard to HTML, charts and PDF."""
