"""The one way a step refuses a learner: a stable code, and a sentence that says what to do."""


class NotEligible(Exception):
    """A refusal of DOMAIN §2.7. `code` is stable, `message` is for the learner, `url` leads on."""

    def __init__(self, code: str, message: str, url: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.url = url
