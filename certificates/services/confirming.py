"""The statement that a learner confirms: recorded is what their page showed, and nothing that it did not."""

import hashlib
from collections.abc import Collection

from django.utils.translation import gettext as _

from progress.errors import NotEligible


def digest_of_statement(statement: str) -> str:
    """Return by what a form says which statements it showed."""
    return hashlib.sha256(statement.encode()).hexdigest()


def refuse_unconfirmed(statement: str, *, attested: bool, shown: Collection[str] | None) -> None:
    """Raise `NotEligible` unless this statement was confirmed: attestation_missing, attestation_changed.

    `shown` are the digests of the statements on the learner's page; None: it showed the present ones.
    """
    if not attested:
        message = _("Check the box to confirm the statement.")
        raise NotEligible("attestation_missing", message)
    if shown is not None and digest_of_statement(statement) not in shown:
        message = _(
            "The statement to confirm has changed since you opened this page. Please read it again, then"
            " check the box."
        )
        raise NotEligible("attestation_changed", message)
