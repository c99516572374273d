"""The admin of reporting; each module registers its own models."""

from reporting.admin import exports, identity, layouts

__all__ = ["exports", "identity", "layouts"]
