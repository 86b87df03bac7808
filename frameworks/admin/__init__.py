"""The desk for frameworks: the versions, one version with everything one may do to it, and its pieces.

`versions.py` holds the page of all versions and of one; `pieces.py` what lists and forms of every piece share; `forms.py` the
forms; one module for each kind of page that stands alone.
"""

from frameworks.admin import criteria, items, scales, versions

__all__ = ["criteria", "items", "scales", "versions"]
