"""A visit to one page of the portal, in one of its states."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visit:
    """One page. `who` names a person of `everything` ("" is a visitor); `press` a button to press on it.

    `path` is filled in with `Everything.places`. What is judged is the page after the press.
    """

    path: str
    who: str = ""
    status: int = 200
    press: str = ""

    @property
    def is_admin(self) -> bool:
        return self.path.startswith("/admin/") and self.status in {200, 400}

    @property
    def is_error(self) -> bool:
        """Drawn without a session: such a page cannot know who is signed in."""
        return self.status in {403, 429, 500} or self.path == "/nowhere/"

    @property
    def is_signed_in(self) -> bool:
        return bool(self.who) and self.who not in HALF_SIGNED_IN and not self.is_error

    def __str__(self) -> str:
        return " ".join(filter(None, [self.path, self.who, self.press]))


HALF_SIGNED_IN = {"signing-up", "signing-in", "resetting", "new-password", "second-factor"}
