"""The portal app: registers the checks that a boot depends on."""

from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Wiring: what needs every other app."""

    name = "portal"

    def ready(self) -> None:
        import_module("portal.checks")  # They register themselves, once apps are there.
