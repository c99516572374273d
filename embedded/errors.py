"""What can go wrong with the embedded PostgreSQL, as a sentence that says what to do."""


class PostgresError(Exception):
    """The database cannot be used; the message is for the person who started the portal."""


class AlreadyOwnedError(PostgresError):
    """Another process holds the data folder."""
