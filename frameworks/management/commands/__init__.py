"""Commands: load_framework, export_framework."""
