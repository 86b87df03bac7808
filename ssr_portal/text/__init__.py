"""Texts: cleaned at the door, shown in paragraphs, compared, sorted."""
