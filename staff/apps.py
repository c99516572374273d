"""The staff app, and the admin site that replaces Django's own."""

from typing import Any

from django.apps import AppConfig
from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.db.models.signals import pre_delete


class StaffConfig(AppConfig):
    """The pages of a provider's staff."""

    name = "staff"
    default = True
    verbose_name = "Team and audit"

    def ready(self) -> None:
        pre_delete.connect(_forget_invitations, sender="accounts.User")


class StaffAdminConfig(SimpleAdminConfig):
    """Django's admin, which requires a second factor (`staff.site`)."""

    default = False
    default_site = "staff.site.StaffSite"

    def ready(self) -> None:
        super().ready()
        autodiscover()


def _forget_invitations(instance: Any, **_: Any) -> None:
    """Do what deleting an account means here, as `accounts` cannot: it knows nothing of invitations."""
    from staff.services.retention import forget_invitations

    forget_invitations(user=instance)
