"""The exception for every refusal: a stable code, and a sentence that says what to do."""


class Refused(Exception):
    """Why something was not done. `code` is stable; `message` is for the person who asked, in their words.

    `url` is where it can be done; `status` is the HTTP status of a response that says nothing else.
    """

    def __init__(self, code: str, message: str, url: str = "", status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.url, self.status = code, message, url, status
