"""The former system's records: read, looked through line by line, imported whole or not at all."""

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
