"""Static files with content hashes in their names, also in imports between scripts."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, which also rewrites imports between scripts."""

    support_js_module_import_aggregation = True
