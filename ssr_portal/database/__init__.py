"""Django's database engines with what this product must not leave to chance."""
