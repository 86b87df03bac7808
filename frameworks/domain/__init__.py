"""Drafting, publishing, and the framework file."""
