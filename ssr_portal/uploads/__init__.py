"""Uploaded files: bounded while they arrive, known by their content and not their name, looked at in a child process."""

from ssr_portal.uploads.checking import Refused, Upload, check
from ssr_portal.uploads.kinds import KINDS, Kind

__all__ = ["KINDS", "Kind", "Refused", "Upload", "check"]
