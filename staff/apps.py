"""The staff app, and the admin site that replaces Django's own."""

from django.apps import AppConfig
from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig


class StaffConfig(AppConfig):
    """The pages of a provider's staff."""

    name = "staff"
    default = True
    verbose_name = "Team and audit"


class StaffAdminConfig(SimpleAdminConfig):
    """Django's admin, which requires a second factor (`staff.site`)."""

    default = False
    default_site = "staff.site.StaffSite"

    def ready(self) -> None:
        super().ready()
        autodiscover()
