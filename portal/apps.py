"""The portal app: registers the checks that must pass before the portal starts."""

from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers what needs all other apps to be loaded."""

    name = "portal"

    def ready(self) -> None:
        import_module("portal.checks")  # Importing registers them; it needs loaded apps.
