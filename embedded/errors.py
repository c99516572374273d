"""Errors of the embedded PostgreSQL, with messages that say what to do."""


class PostgresError(Exception):
    """The database cannot be used; the message is for the person who started the portal."""


class AlreadyOwnedError(PostgresError):
    """Another process has locked the data folder."""
