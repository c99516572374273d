"""The app of proof."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_delete


class CertificatesConfig(AppConfig):
    """Certificates, transcripts, and credit of a former system, which is a kind of import."""

    name = "certificates"

    def ready(self) -> None:
        from certificates.services.history.kind import History
        from imports.kinds import register

        register(History())
        pre_delete.connect(_forget_person, sender="accounts.User")


def _forget_person(instance: Any, **_: Any) -> None:
    """Do what deleting an account means here, as `accounts` cannot: it knows nothing of credit."""
    from certificates.services.credit_moves import forget_moves
    from certificates.services.past_credit import forget_addresses

    forget_addresses(user=instance)
    forget_moves(user=instance)
