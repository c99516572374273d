"""The one way in which a step is refused: a stable code, and a sentence that says what to do."""


class Refused(Exception):
    """Why something was not done. `code` is stable; `message` is for who asked, in their words.

    `url` leads to where it can be done; `status` is the HTTP status of an answer that says nothing else.
    """

    def __init__(self, code: str, message: str, url: str = "", status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.url, self.status = code, message, url, status
