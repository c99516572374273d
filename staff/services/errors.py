"""The one way in which the desk refuses."""

from providers.services.memberships import CannotChangeTeam


class Refused(CannotChangeTeam):
    """Why something was not done. `code` is stable; the message says what to do."""
