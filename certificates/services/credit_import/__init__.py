"""Import of a former system's records: checked line by line, then imported completely or not at all."""

from certificates.services.credit_import.importing import (
    begin_import,
    check,
    discard_import,
    import_rows,
    upload,
)

__all__ = [
    "begin_import",
    "check",
    "discard_import",
    "import_rows",
    "upload",
]
