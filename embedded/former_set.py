"""Which databases are too old for this code to bring up to date."""

from collections.abc import Iterable

# Before the first release all migrations were rewritten. The former ones began with this migration;
# this commit was the last to be published with all of them.
FIRST_OF_FORMER_SET = "accounts.0001_initial"
LAST_COMMIT_OF_FORMER_SET = "c4e232e"


def refusal(what: str, migrations: Iterable[str]) -> str:
    """Return why a database with these migrations (`app.name`) cannot be read; empty if it can."""
    if FIRST_OF_FORMER_SET not in migrations:
        return ""
    return (
        f"{what} was made before all migrations were written anew, so nothing was touched: "
        f"the last commit that can read it is {LAST_COMMIT_OF_FORMER_SET}."
    )
