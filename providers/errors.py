"""The one way in which services for staff refuse."""


class Refused(Exception):
    """Why something was not done. `code` is stable; the message says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message
