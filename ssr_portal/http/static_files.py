"""Static files named by their content, the modules that scripts import among them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """A script finds the very modules that it was released with: after an update no browser mixes old ones with new ones."""

    support_js_module_import_aggregation = True
