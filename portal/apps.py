"""The portal app: registers the checks that a boot depends on."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Wiring: what needs every other app."""

    name = "portal"

    def ready(self) -> None:
        from portal import checks  # noqa: F401 (checks register themselves once apps are there)
