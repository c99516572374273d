"""The one way in which exports refuse."""


class CannotExport(Exception):
    """Why an act on an export was refused. `code` is stable; the message is for staff."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
