"""Components of the templates."""
