"""Static files under names that tell their content, imports between scripts included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, which also rewrites the `import` of one script by another."""

    support_js_module_import_aggregation = True
