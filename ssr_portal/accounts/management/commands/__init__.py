"""Command: prepare."""
